"""``patrol draw``: sites and officers drawn at random from published lists, and a draw made again from its sheet."""

from __future__ import annotations

import argparse
import getpass
from datetime import UTC, date, datetime
from pathlib import Path

from patrol_app.cli.console import Console
from patrol_app.cli.parsing import Parser
from patrol_app.domain.codec import to_plain
from patrol_app.domain.draws import DrawSheet
from patrol_app.domain.errors import BadInput
from patrol_app.planning.draw import rule_words
from patrol_app.rules.moment import local
from patrol_app.services.office import draw_papers, draws
from patrol_app.services.workplace import reading, writing


def define(parser: Parser) -> None:
    """A new draw, its lists alone, or a sheet to repeat."""
    parser.add_argument("--sites", type=int, metavar="N", help=parser.say("cli.draw.sites"))
    parser.add_argument("--seed", metavar="TEXT", action="append", help=parser.say("cli.draw.seed"))
    parser.add_argument("--seed-source", metavar="TEXT", default="", help=parser.say("cli.draw.seed_source"))
    parser.add_argument("--date", metavar="D", help=parser.say("cli.draw.date"))
    parser.add_argument("--lists", action="store_true", help=parser.say("cli.draw.lists"))
    parser.add_argument("--repeat", type=Path, metavar="SHEET", help=parser.say("cli.draw.repeat"))
    parser.add_argument("--sheet", type=Path, metavar="FILE", help=parser.say("cli.draw.sheet"))
    parser.add_argument("--pdf", type=Path, metavar="FILE", help=parser.say("cli.draw.pdf"))
    parser.add_argument("--publish", type=Path, metavar="FILE", help=parser.say("cli.draw.publish"))


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Draw, or make a draw again: exit code 20 where it gives something else."""
    if arguments.repeat:
        sheet = draws.repeat(arguments.repeat)
        _write(sheet, arguments, console)
        _show(sheet, console)
        return 0
    day = _day(arguments.date) if arguments.date else local(datetime.now(UTC)).date()
    if arguments.lists:
        with reading() as (home, reader):
            sheet = draws.prepared(reader, home, day)
        _lists(sheet, arguments, console)
        return 0
    if arguments.sites is None or not arguments.seed:
        raise BadInput("draw.what")
    with reading() as (home, reader):
        sheet = draws.draw_day(
            reader, home, day=day, count=arguments.sites, seeds=arguments.seed, seed_source=arguments.seed_source
        )
    _write(sheet, arguments, console)
    with writing() as (_, store):
        draws.keep_draw(store, sheet, actor=getpass.getuser(), at=datetime.now(UTC))
    _show(sheet, console)
    return 0


def _write(sheet: DrawSheet, arguments: argparse.Namespace, console: Console) -> None:
    if arguments.sheet:
        draws.write_sheet(sheet, arguments.sheet)
    if arguments.pdf:
        draw_papers.write_draw_sheet(sheet, arguments.pdf, console.language)
    if arguments.publish:
        draw_papers.write_publication(sheet, arguments.publish, console.language)


def _show(sheet: DrawSheet, console: Console) -> None:
    if console.as_json:
        console.fact(
            {
                "list_sha256": sheet.list_sha256,
                "seed": sheet.seed,
                "rule": rule_words(sheet.rule),
                "drawn": [to_plain(one) for one in sheet.drawn],
            }
        )
        return
    console.say("draw.list", sha256=sheet.list_sha256, sites=len(sheet.sites), officers=len(sheet.officers))
    console.say("draw.rule", rule=rule_words(sheet.rule), seed=sheet.seed)
    for number, one in enumerate(sheet.drawn, start=1):
        console.line(f"{number:>3}  {one.site}  {'、'.join(one.officers)}  ({one.weight})")


def _lists(sheet: DrawSheet, arguments: argparse.Namespace, console: Console) -> None:
    if arguments.sheet:
        draws.write_sheet(sheet, arguments.sheet)
    if console.as_json:
        console.fact({"list_sha256": sheet.list_sha256, "rule": rule_words(sheet.rule), **_plain_lists(sheet)})
        return
    console.say("draw.list", sha256=sheet.list_sha256, sites=len(sheet.sites), officers=len(sheet.officers))
    for site in sheet.sites:
        console.line(f"  {site.name}  {site.weight}")
    for one in sheet.excluded:
        console.say("draw.excluded", site=one.name, reason=console.sentence(f"routes.left.{one.reason}"))


def _plain_lists(sheet: DrawSheet) -> dict[str, object]:
    return {name: to_plain(getattr(sheet, name)) for name in ("sites", "officers", "excluded")}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise BadInput("plan.date", value=text) from fault
