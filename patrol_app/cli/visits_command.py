"""``patrol visits``: the visits and drive-by surveys on this laptop and how they stand."""

from __future__ import annotations

import argparse

from patrol_app.cli.console import Console
from patrol_app.cli.parsing import Parser
from patrol_app.domain.codec import to_plain
from patrol_app.rules.moment import local
from patrol_app.services.recall import known_surveys, known_visits
from patrol_app.services.workplace import reading


def define(parser: Parser) -> None:
    """Nothing more than the common options."""
    del parser


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Print a line a visit, oldest first."""
    del arguments
    with reading() as (_, reader):
        surveys = known_surveys(reader)
        for visit in sorted([*known_visits(reader), *surveys], key=lambda one: (one.arrived_at, one.number)):
            if console.as_json:
                console.fact(to_plain(visit))
            else:
                name = console.sentence("survey.name")
                state = console.sentence(f"visits.state.{visit.state}")
                console.line(f"{visit.number}  {local(visit.arrived_at):%Y-%m-%d %H:%M}  {visit.site or name}  {state}")
    return 0
