"""``patrol import``: a table into a library."""

from __future__ import annotations

import argparse
import getpass
from datetime import UTC, datetime
from pathlib import Path

from patrol_app.cli.console import Console
from patrol_app.cli.parsing import Parser
from patrol_app.services import library
from patrol_app.services.workplace import writing


def define(parser: Parser) -> None:
    """The file and the library it goes to."""
    parser.add_argument("file", metavar="FILE", type=Path, help=parser.say("cli.import.file"))
    parser.add_argument("--kind", required=True, choices=library.kinds(), help=parser.say("cli.import.kind"))
    parser.add_argument("--keep-good", action="store_true", help=parser.say("cli.import.keep_good"))


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Import all rows, or say for each bad one where and why."""
    with writing() as (_, store):
        done = library.import_file(
            arguments.file,
            arguments.kind,
            store,
            keep_good=arguments.keep_good,
            actor=getpass.getuser(),
            at=datetime.now(UTC),
        )
    refused = [
        {
            "sheet": one.sheet,
            "row": one.row,
            "column": one.column,
            "reason": console.sentence(one.fault.key, **one.fault.data),
        }
        for one in done.refused
    ]
    if console.as_json:
        console.fact({"rows": done.rows, "imported": done.imported, "refused": refused})
    else:
        console.say("import.done", file=arguments.file, rows=done.rows, imported=done.imported)
        for one in refused:
            console.warn("import.refused", file=arguments.file, **one)
    if not refused:
        return 0
    return 1 if arguments.keep_good else 2
