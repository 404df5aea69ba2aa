"""``patrol report``: papers and ledgers."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from patrol_app.cli.console import Console
from patrol_app.cli.parsing import Parser
from patrol_app.domain.errors import BadInput
from patrol_app.rules.book import load_rule_book
from patrol_app.services import reporting, workplace
from patrol_app.services.case_files import CaseWords
from patrol_app.services.recall import recall
from patrol_app.store.reader import Reader


def define(parser: Parser) -> None:
    """Which report, of which days or visit, into which file."""
    parser.add_argument("kind", metavar="KIND", nargs="?", help=parser.say("cli.report.kind"))
    parser.add_argument("--list", action="store_true", help=parser.say("cli.report.list"))
    parser.add_argument("--from", dest="start", metavar="D", help=parser.say("cli.report.from"))
    parser.add_argument("--to", dest="end", metavar="D", help=parser.say("cli.report.to"))
    parser.add_argument("--visit", metavar="ID", help=parser.say("cli.report.visit"))
    parser.add_argument("--to-file", type=Path, metavar="F", help=parser.say("cli.report.to_file"))
    parser.add_argument("--retention", metavar="WORDS", help=parser.say("cli.report.retention"))
    parser.add_argument("--result", metavar="WORDS", help=parser.say("cli.report.result"))
    parser.add_argument("--filed-on", metavar="D", help=parser.say("cli.report.filed_on"))
    parser.add_argument("--closed-on", metavar="D", help=parser.say("cli.report.closed_on"))
    parser.add_argument("--scan", action="append", default=[], metavar="NAME=FILE", help=parser.say("cli.report.scan"))


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Write the report under its final name, whole or not at all."""
    if arguments.list:
        for kind in reporting.kinds():
            if console.as_json:
                console.fact({"kind": kind})
            else:
                console.line(kind)
        return 0
    if arguments.kind not in reporting.kinds():
        raise BadInput("report.kind", kind=arguments.kind or "—", known="、".join(reporting.kinds()))
    if arguments.to_file is None:
        raise BadInput("report.no_file")
    book = load_rule_book()
    with workplace.reading() as (home, reader):
        numbers = _numbers(arguments, reader)
        reporting.report(
            arguments.kind,
            numbers,
            reader=reader,
            home=home,
            book=book,
            language=console.language,
            target=arguments.to_file,
            said=_said(arguments),
        )
    if console.as_json:
        console.fact({"path": str(arguments.to_file), "visits": numbers})
    else:
        console.say("report.done", path=arguments.to_file)
    return 0


def _said(arguments: argparse.Namespace) -> CaseWords:
    scans: dict[str, list[Path]] = {}
    for each in arguments.scan:
        name, separator, file = each.partition("=")
        if not separator or not name.strip() or not file:
            raise BadInput("report.scan", value=each)
        scans.setdefault(name.strip(), []).append(Path(file))
    return CaseWords(
        retention=arguments.retention,
        result=arguments.result,
        filed_on=_day(arguments.filed_on) if arguments.filed_on else None,
        closed_on=_day(arguments.closed_on) if arguments.closed_on else None,
        scans=tuple((name, tuple(pages)) for name, pages in scans.items()),
    )


def _numbers(arguments: argparse.Namespace, reader: Reader) -> list[str]:
    if arguments.visit:
        recall(reader, arguments.visit)
        return [arguments.visit]
    start, end = _day(arguments.start), _day(arguments.end or arguments.start)
    if end < start:
        raise BadInput("report.period", value=arguments.end)
    numbers = reporting.visits_of(reader, start, end)
    if not numbers:
        raise BadInput("report.none", start=start, end=end)
    return numbers


def _day(text: str | None) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError as fault:
        raise BadInput("report.period", value=text) from fault
