"""``patrol print VISIT``: the papers of a visit on a printer."""

from __future__ import annotations

import argparse

from patrol_app.cli.console import Console
from patrol_app.cli.parsing import Parser
from patrol_app.domain.codec import to_plain
from patrol_app.domain.errors import BadInput
from patrol_app.rules.book import load_rule_book
from patrol_app.services import printing, workplace
from patrol_app.services.print_visit import papers_ready


def define(parser: Parser) -> None:
    """The visit, the printer, how many, and which papers."""
    parser.add_argument("number", metavar="VISIT", nargs="?", help=parser.say("cli.print.number"))
    parser.add_argument("--list", action="store_true", help=parser.say("cli.print.list"))
    parser.add_argument("--printer", metavar="NAME", help=parser.say("cli.print.printer"))
    parser.add_argument("--copies", type=int, default=1, metavar="N", help=parser.say("cli.print.copies"))
    parser.add_argument("--paper", action="append", default=[], metavar="FILE", help=parser.say("cli.print.paper"))


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Print, or list the printers."""
    if arguments.list:
        return _list(console)
    if arguments.number is None:
        raise BadInput("printing.no_visit")
    with workplace.reading() as (home, reader):
        book = load_rule_book(own=home.path / "rules")
        only = tuple(arguments.paper)
        paths = papers_ready(arguments.number, reader=reader, home=home, book=book, only=only)
    job = printing.print_papers(paths, arguments.printer, arguments.copies)
    if console.as_json:
        console.fact({**to_plain(job), "paths": [str(path) for path in paths]})
    else:
        console.say("printing.done", printer=job.printer, job=job.job or "—", files=job.files, copies=job.copies)
    return 0


def _list(console: Console) -> int:
    known = printing.printers()
    for printer in known:
        if console.as_json:
            console.fact(to_plain(printer))
            continue
        state = console.sentence(f"printing.state.{printer.state}")
        mark = console.sentence("printing.default") if printer.default else ""
        console.line(f"{printer.name}  {state}  {mark}".rstrip())
    if not known and not console.as_json:
        console.say("printing.none")
    return 0
