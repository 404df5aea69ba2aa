"""``patrol export``: the signed evidence pack of a visit or of a drive-by survey."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from patrol_app.cli.console import Console
from patrol_app.cli.parsing import Parser
from patrol_app.domain.errors import BadInput
from patrol_app.rules.book import load_rule_book
from patrol_app.services import workplace
from patrol_app.services.exporting import export, export_survey, officers_for
from patrol_app.services.recall import recall, recover
from patrol_app.services.survey.recall import is_survey, recall_survey


def define(parser: Parser) -> None:
    """The visit, the folder, and who signs."""
    parser.add_argument("number", metavar="ID", help=parser.say("cli.export.number"))
    parser.add_argument("--to", type=Path, required=True, metavar="DIR", help=parser.say("cli.export.to"))
    parser.add_argument(
        "--officer", action="append", default=[], metavar="NUMBER", help=parser.say("cli.export.officer")
    )
    parser.add_argument("--supervisor", metavar="NUMBER", help=parser.say("cli.export.supervisor"))
    parser.add_argument("--sm3", action="store_true", help=parser.say("cli.export.sm3"))
    parser.add_argument("--usb-key", type=Path, metavar="MODULE", help=parser.say("cli.export.usb_key"))
    parser.add_argument("--usb-label", metavar="LABEL", help=parser.say("cli.export.usb_label"))


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Close the visit and write its pack under its final name, whole or not at all."""
    with (
        workplace.writing() as (home, store),
        workplace.usb_key(arguments.usb_key, arguments.usb_label) as usb_key,
    ):
        for visit in recover(home, store, datetime.now(UTC)):
            console.warn("visits.recovered", number=visit.number)
        drive = is_survey(store, arguments.number)
        facts = recall_survey(store, arguments.number) if drive else recall(store, arguments.number)
        officers = officers_for(store, facts, arguments.officer)
        numbers = [officer.certificate_number for officer in officers]
        if arguments.supervisor:
            numbers.append(arguments.supervisor)
        if len(set(numbers)) < len(numbers):
            raise BadInput("export.supervisor_signs", number=arguments.supervisor)
        signers = workplace.signers(home, numbers, usb_key)
        supervisor = signers[2] if arguments.supervisor else None
        if drive:
            pack = export_survey(
                arguments.number,
                home=home,
                store=store,
                officers=officers,
                signers=signers[:2],
                to=arguments.to,
                supervisor=supervisor,
                sm3=arguments.sm3,
            ).pack
        else:
            pack = export(
                arguments.number,
                home=home,
                store=store,
                book=load_rule_book(own=home.path / "rules"),
                officers=officers,
                signers=signers[:2],
                to=arguments.to,
                supervisor=supervisor,
                sm3=arguments.sm3,
            ).pack
    if console.as_json:
        console.fact({"path": str(pack.path), "bytes": pack.size, "sha256": pack.sha256})
    else:
        console.say("export.done", path=pack.path, bytes=pack.size, sha256=pack.sha256)
    return 0
