"""``patrol survey``: noise and dust along a car's track, without the window."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from patrol_app.cli.console import Console
from patrol_app.cli.parsing import Parser
from patrol_app.cli.survey_lines import show_survey
from patrol_app.domain.errors import BadInput
from patrol_app.rules.book import load_rule_book
from patrol_app.services import measuring, workplace
from patrol_app.services.recall import recover
from patrol_app.services.survey import driving
from patrol_app.services.survey.settings import chosen_settings

_NUMBERS = {
    "--segment": ("segment_m", "M", "segment"),
    "--speed-limit": ("speed_limit_km_h", "KM_H", "speed"),
    "--hdop": ("hdop_limit", "H", "hdop"),
    "--hot-db": ("hot_laeq_db", "DB", "hot_db"),
    "--hot-pm10": ("hot_pm10_ug_m3", "UG_M3", "hot_pm10"),
    "--hot-tsp": ("hot_tsp_ug_m3", "UG_M3", "hot_tsp"),
    "--near": ("near_m", "M", "near"),
    "--dust-delay": ("dust_delay_s", "S", "dust_delay"),
}
"""Option to the setting it chooses, its unit, and its help; left out, ``survey.toml`` or the proposal holds."""


def define(parser: Parser) -> None:
    """The instruments, how long, what the meter showed on the calibrator, and the chosen levels."""
    parser.add_argument("--instrument", metavar="MODEL=PORT", help=parser.say("cli.survey.instrument"))
    parser.add_argument("--dust", metavar="MODEL=PORT", help=parser.say("cli.survey.dust"))
    parser.add_argument("--gps", metavar="PORT", help=parser.say("cli.survey.gps"))
    parser.add_argument("--minutes", type=float, default=60.0, metavar="M", help=parser.say("cli.survey.minutes"))
    parser.add_argument("--calibration-before", type=float, metavar="DB", help=parser.say("cli.survey.before"))
    parser.add_argument("--calibration-after", type=float, metavar="DB", help=parser.say("cli.survey.after"))
    for option, (name, unit, text) in _NUMBERS.items():
        parser.add_argument(option, dest=name, type=float, metavar=unit, help=parser.say(f"cli.survey.{text}"))
    parser.add_argument("--microphone", action="store_true", help=parser.say("cli.survey.microphone"))
    parser.add_argument("--baud", type=int, help=parser.say("cli.survey.baud"))


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Drive, then print what was found."""
    if not 0 < arguments.minutes <= 1440:
        raise BadInput("survey.number_out", name="--minutes", value=arguments.minutes, low=0, high=1440)
    for value in (arguments.calibration_before, arguments.calibration_after):
        if value is not None and not 80.0 <= value <= 130.0:
            raise BadInput("measure.calibration", value=value)
    asked = {name: getattr(arguments, name) for name, _, _ in _NUMBERS.values()}
    given = {name: value for name, value in asked.items() if value is not None}
    ports = driving.ports_on_board(arguments.instrument, arguments.dust, arguments.gps)

    def say(key: str, data: Mapping[str, object]) -> None:
        console.warn(key, **data)

    with workplace.writing() as (home, store):
        for visit in recover(home, store, datetime.now(UTC)):
            console.warn("visits.recovered", number=visit.number)
        order = driving.SurveyOrder(
            ports=ports,
            minutes=arguments.minutes,
            settings=replace(chosen_settings(home), **given),
            calibration_before_db=arguments.calibration_before,
            calibration_after_db=arguments.calibration_after,
            baud=arguments.baud,
            microphone=arguments.microphone,
        )
        record = driving.survey(
            order,
            home=home,
            store=store,
            book=load_rule_book(own=home.path / "rules"),
            authority=workplace.authority_or(home, measuring.UNNAMED_UNIT),
            say=say,
        )
    show_survey(record, console)
    return 0
