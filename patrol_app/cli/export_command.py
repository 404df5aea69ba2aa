"""``patrol export``: the signed evidence pack of a visit."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from patrol_app.cli.console import Console
from patrol_app.cli.parsing import Parser
from patrol_app.rules.book import load_rule_book
from patrol_app.services import workplace
from patrol_app.services.exporting import export, officers_for
from patrol_app.services.recall import recall, recover


def define(parser: Parser) -> None:
    """The visit, the folder, and who signs."""
    parser.add_argument("number", metavar="ID", help=parser.say("cli.export.number"))
    parser.add_argument("--to", type=Path, required=True, metavar="DIR", help=parser.say("cli.export.to"))
    parser.add_argument(
        "--officer", action="append", default=[], metavar="NUMBER", help=parser.say("cli.export.officer")
    )


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Close the visit and write its pack under its final name, whole or not at all."""
    with workplace.writing() as (home, store):
        for visit in recover(home, store, datetime.now(UTC)):
            console.warn("visits.recovered", number=visit.number)
        officers = officers_for(store, recall(store, arguments.number), arguments.officer)
        signers = workplace.signers(home, [officer.certificate_number for officer in officers])
        done = export(
            arguments.number,
            home=home,
            store=store,
            book=load_rule_book(own=home.path / "rules"),
            officers=officers,
            signers=signers,
            to=arguments.to,
        )
    if console.as_json:
        console.fact({"path": str(done.pack.path), "bytes": done.pack.size, "sha256": done.pack.sha256})
    else:
        console.say("export.done", path=done.pack.path, bytes=done.pack.size, sha256=done.pack.sha256)
    return 0
