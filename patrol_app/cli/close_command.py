"""``patrol close``: closes a visit that is on this laptop, an interrupted one too."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from patrol_app.cli.console import Console
from patrol_app.cli.parsing import Parser
from patrol_app.cli.survey_lines import show_survey
from patrol_app.cli.verdict_lines import show_verdicts
from patrol_app.domain.errors import BadInput
from patrol_app.rules.book import load_rule_book
from patrol_app.services import workplace
from patrol_app.services.measuring import settle_visit
from patrol_app.services.recall import recover
from patrol_app.services.survey.driving import settle
from patrol_app.services.survey.recall import is_survey


def define(parser: Parser) -> None:
    """The visit's number."""
    parser.add_argument("number", metavar="ID", help=parser.say("cli.close.number"))


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Rebuild the visit from its recording, judge it and note its end; one that has its pack is closed already."""
    with workplace.writing() as (home, store):
        for visit in recover(home, store, datetime.now(UTC)):
            console.warn("visits.recovered", number=visit.number)
        if is_survey(store, arguments.number):
            show_survey(settle(arguments.number, home=home, store=store), console)
            return 0
        if store.latest("pack.made", arguments.number) is not None:
            raise BadInput("close.packed", number=arguments.number)
        book = load_rule_book(own=home.path / "rules")
        record = settle_visit(arguments.number, home=home, store=store, book=book)
    show_verdicts(record, console)
    return 0
