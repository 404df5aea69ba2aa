"""``patrol measure``: a measurement without the window."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import get_args

from patrol_app.cli.console import Console
from patrol_app.cli.parsing import Parser
from patrol_app.cli.verdict_lines import show_verdicts
from patrol_app.domain.errors import BadInput
from patrol_app.domain.places import ConstructionStage
from patrol_app.rules.book import load_rule_book
from patrol_app.services import measuring, workplace
from patrol_app.services.recall import recover
from patrol_app.services.session.source import SessionSource


def define(parser: Parser) -> None:
    """The site, the instruments, how long, and what the meter showed on the calibrator."""
    parser.add_argument("site", metavar="SITE", help=parser.say("cli.measure.site"))
    parser.add_argument(
        "--instrument", action="append", default=[], metavar="MODEL=PORT", help=parser.say("cli.measure.instrument")
    )
    parser.add_argument("--minutes", type=float, default=20.0, metavar="M", help=parser.say("cli.measure.minutes"))
    parser.add_argument(
        "--background-minutes", type=float, default=0.0, metavar="M", help=parser.say("cli.measure.background_minutes")
    )
    parser.add_argument("--calibration-before", type=float, metavar="DB", help=parser.say("cli.measure.before"))
    parser.add_argument("--calibration-after", type=float, metavar="DB", help=parser.say("cli.measure.after"))
    parser.add_argument("--stage", choices=get_args(ConstructionStage), help=parser.say("cli.measure.stage"))
    parser.add_argument("--baud", type=int, help=parser.say("cli.measure.baud"))
    parser.add_argument("--window", action="store_true", help=parser.say("cli.measure.window"))


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Measure and print the verdict."""
    if not 0 < arguments.minutes <= 600:
        raise BadInput("measure.minutes", value=arguments.minutes)
    if not 0 <= arguments.background_minutes <= 600:
        raise BadInput("measure.minutes", value=arguments.background_minutes)
    for value in (arguments.calibration_before, arguments.calibration_after):
        if value is not None and not 80.0 <= value <= 130.0:
            raise BadInput("measure.calibration", value=value)
    order = measuring.Order(
        site=arguments.site,
        ports=measuring.ports_of(arguments.instrument),
        minutes=arguments.minutes,
        background_minutes=arguments.background_minutes,
        calibration_before_db=arguments.calibration_before,
        calibration_after_db=arguments.calibration_after,
        stage=arguments.stage,
        baud=arguments.baud,
    )

    def say(key: str, data: Mapping[str, object]) -> None:
        console.warn(key, **data)

    window = console.window if arguments.window else None
    if window is not None:
        window.load()

    def show(source: SessionSource) -> None:
        assert window is not None
        window.show(source, console.language)

    with workplace.writing() as (home, store):
        for visit in recover(home, store, datetime.now(UTC)):
            console.warn("visits.recovered", number=visit.number)
        record = measuring.measure(
            order,
            home=home,
            store=store,
            book=load_rule_book(own=home.path / "rules"),
            authority=workplace.authority_or(home, measuring.UNNAMED_UNIT),
            say=say,
            show=show if window is not None else None,
        )
    show_verdicts(record, console)
    return 0
