"""``patrol import``: a table into a library, its template and guide, and the undoing of an import."""

from __future__ import annotations

import argparse
import getpass
from datetime import UTC, datetime
from pathlib import Path

from patrol_app.cli.console import Console
from patrol_app.cli.parsing import Parser
from patrol_app.domain.codec import to_plain
from patrol_app.domain.errors import BadInput
from patrol_app.services.office import library, library_template, library_undo
from patrol_app.services.workplace import reading, writing


def define(parser: Parser) -> None:
    """The file and the library it goes to, or what else is to be done."""
    parser.add_argument("file", metavar="FILE", type=Path, nargs="?", help=parser.say("cli.import.file"))
    parser.add_argument("--kind", choices=library.kinds(), help=parser.say("cli.import.kind"))
    parser.add_argument("--keep-good", action="store_true", help=parser.say("cli.import.keep_good"))
    other = parser.add_mutually_exclusive_group()
    other.add_argument("--template", metavar="KIND", choices=library.kinds(), help=parser.say("cli.import.template"))
    other.add_argument("--guide", metavar="KIND", choices=library.kinds(), help=parser.say("cli.import.guide"))
    other.add_argument("--undo", metavar="ID", help=parser.say("cli.import.undo"))
    other.add_argument("--list", action="store_true", help=parser.say("cli.import.list"))


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Do the one thing that was asked for."""
    if arguments.guide:
        return _guide(arguments.guide, console)
    if arguments.list:
        return _list(console)
    if arguments.undo:
        return _undo(arguments.undo, console)
    if arguments.file is None:
        raise BadInput("import.no_file")
    if arguments.template:
        library_template.write_template(arguments.template, arguments.file, console.language)
        if console.as_json:
            console.fact({"path": str(arguments.file), "kind": arguments.template})
        else:
            console.say("import.template", path=arguments.file)
        return 0
    if arguments.kind is None:
        raise BadInput("import.no_kind", known="、".join(library.kinds()))
    return _import(arguments.file, arguments.kind, console, keep_good=arguments.keep_good)


def _import(file: Path, kind: str, console: Console, *, keep_good: bool) -> int:
    """Import all rows, or say for each bad one where and why."""
    with writing() as (_, store):
        done = library.import_file(
            file, kind, store, keep_good=keep_good, actor=getpass.getuser(), at=datetime.now(UTC)
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
        console.say("import.done", file=file, rows=done.rows, imported=done.imported)
        if done.id is not None:
            console.say("import.id", id=done.id)
        for one in refused:
            console.warn("import.refused", file=file, **one)
    if not refused:
        return 0
    return 1 if keep_good else 2


def _guide(kind: str, console: Console) -> int:
    for column in library_template.guide(kind, console.language):
        if console.as_json:
            console.fact(to_plain(column))
        else:
            mark = "*" if column.required else " "
            console.line(f"{mark} {column.heading}  {column.identifier}  {column.how}")
    return 0


def _list(console: Console) -> int:
    with reading() as (_, reader):
        known = library_undo.imports(reader)
    for one in known:
        if console.as_json:
            console.fact(to_plain(one))
        else:
            key = "import.line_undone" if one.undone else "import.line"
            console.say(key, id=one.id, at=one.at_utc, kind=one.kind, file=one.file, imported=one.imported)
    return 0


def _undo(id: str, console: Console) -> int:
    with writing() as (_, store):
        done = library_undo.undo_import(store, id, actor=getpass.getuser(), at=datetime.now(UTC))
    if console.as_json:
        console.fact(to_plain(done))
    else:
        console.say("import.undone", restored=done.restored, removed=done.removed, kept=done.kept)
    return 0
