"""``patrol report``: papers, ledgers and bulletins, and the measurements behind a bulletin's figure."""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime
from pathlib import Path

from patrol_app.cli.console import Console
from patrol_app.cli.parsing import Parser
from patrol_app.domain.bulletins import BulletinKind
from patrol_app.domain.codec import to_plain
from patrol_app.domain.errors import BadInput
from patrol_app.rules.book import load_rule_book
from patrol_app.services import reporting, workplace
from patrol_app.services.case_files import CaseWords
from patrol_app.services.office import bulletins, issues
from patrol_app.services.office.columns import LOCAL
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
    # for this command the word names a figure, in the place of the common option that shows where a fault arose
    figures = parser.add_argument_group(conflict_handler="resolve")
    figures.add_argument("--trace", metavar="FIGURE", dest="figure", help=parser.say("cli.report.trace"))
    parser.set_defaults(trace=False)
    parser.add_argument("--due", action="store_true", help=parser.say("cli.report.due"))
    parser.add_argument("--issue", metavar="NUMBER", help=parser.say("cli.report.issue"))
    parser.add_argument("--retention", metavar="WORDS", help=parser.say("cli.report.retention"))
    parser.add_argument("--result", metavar="WORDS", help=parser.say("cli.report.result"))
    parser.add_argument("--filed-on", metavar="D", help=parser.say("cli.report.filed_on"))
    parser.add_argument("--closed-on", metavar="D", help=parser.say("cli.report.closed_on"))
    parser.add_argument("--scan", action="append", default=[], metavar="NAME=FILE", help=parser.say("cli.report.scan"))


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Write the report under its final name, whole or not at all."""
    if arguments.list:
        for kind in _kinds():
            if console.as_json:
                console.fact({"kind": kind})
            else:
                console.line(kind)
        return 0
    if arguments.due:
        return _due(console)
    if arguments.kind not in _kinds():
        raise BadInput("report.kind", kind=arguments.kind or "—", known="、".join(_kinds()))
    bulletin = bulletins.kind_named(arguments.kind)
    if bulletin is not None:
        return _bulletin(bulletin, arguments, console)
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


def _due(console: Console) -> int:
    """What is due, runs, was drafted or issued; 1 where something is late."""
    late = 0
    with workplace.reading() as (_, reader):
        lines = issues.report_lines(reader, datetime.now(UTC))
    for line in lines:
        late += line.state == "late"
        if console.as_json:
            console.fact(to_plain(line))
            continue
        at = f"{line.at.astimezone(LOCAL):%Y-%m-%d %H:%M}" if line.at is not None else "—"
        state = console.sentence(f"report.state.{line.state}")
        title = console.sentence(f"bulletin.title.{line.kind}")
        console.say("report.line", title=title, start=line.start, end=line.end, state=state, at=at)
    return 1 if late else 0


def _issue(kind: BulletinKind, arguments: argparse.Namespace, console: Console) -> int:
    """Issue a bulletin: its PDF goes to the papers, who issued which bytes and when goes to the log."""
    start, end = _day(arguments.start), _day(arguments.end or arguments.start)
    with workplace.writing() as (home, store):
        found = bulletins.bulletin(store, home, kind, start, end)
        at = datetime.now(UTC)
        made = issues.issue_bulletin(store, home, found, language=console.language, actor=arguments.issue, at=at)
        path = home.papers / made.file
    if console.as_json:
        console.fact({"path": str(path), "sha256": made.sha256, "data_sha256": made.data_sha256, "by": made.actor})
    else:
        console.say("report.issued", path=path, sha256=made.sha256)
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


def _kinds() -> tuple[str, ...]:
    return (*reporting.kinds(), *bulletins.kinds())


def _bulletin(kind: BulletinKind, arguments: argparse.Namespace, console: Console) -> int:
    """Write a bulletin, list what is behind one of its figures, or both; or issue it."""
    if arguments.issue is not None:
        return _issue(kind, arguments, console)
    if arguments.to_file is None and arguments.figure is None:
        raise BadInput("report.no_file")
    start, end = _day(arguments.start), _day(arguments.end or arguments.start)
    with workplace.reading() as (home, reader):
        found = bulletins.bulletin(reader, home, kind, start, end)
    if arguments.figure is not None:
        for visit in bulletins.behind(found, arguments.figure):
            if console.as_json:
                console.fact(to_plain(visit))
                continue
            console.say(
                "report.behind",
                number=visit.number,
                site=visit.site,
                at=f"{(visit.started_at or visit.arrived_at).astimezone(LOCAL):%Y-%m-%d %H:%M}",
                laeq="—" if visit.laeq_db is None else f"{visit.laeq_db:.1f}",
                rounded="—" if visit.rounded_db is None else visit.rounded_db,
                limit="—" if visit.limit_db is None else visit.limit_db,
                outcome=console.sentence(f"rules.outcome.{visit.outcome}") if visit.outcome else "—",
            )
    if arguments.to_file is not None:
        bulletins.write_bulletin(found, arguments.to_file, console.language)
        if console.as_json:
            console.fact({"path": str(arguments.to_file), "visits": [visit.number for visit in found.visits]})
        else:
            console.say("report.done", path=arguments.to_file)
    return 0


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
