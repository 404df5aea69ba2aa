"""``patrol zones``: which sites lie in which exam zone, and when work is forbidden there."""

from __future__ import annotations

import argparse
from datetime import date, datetime

from patrol_app.cli.console import Console
from patrol_app.cli.parsing import Parser
from patrol_app.domain.codec import to_plain
from patrol_app.domain.errors import BadInput
from patrol_app.domain.places import ZoneFinding
from patrol_app.services.office import exam_zones, library
from patrol_app.services.office.columns import LOCAL
from patrol_app.services.workplace import reading


def define(parser: Parser) -> None:
    """All zones, those of a moment, or the hours of a night."""
    when = parser.add_mutually_exclusive_group()
    when.add_argument("--at", metavar="TIME", help=parser.say("cli.zones.at"))
    when.add_argument("--hours", metavar="DATE", help=parser.say("cli.zones.hours"))


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Print a line a site and venue nearer than the notice's radius plus 200 m, or a line a forbidden span."""
    at = _moment(arguments.at) if arguments.at else None
    day = _day(arguments.hours) if arguments.hours else None
    with reading() as (_, reader):
        found = exam_zones.findings(reader, at)
        notices = library.notices(reader)
    if day is not None:
        for span in exam_zones.zone_hours(found, notices, day):
            if console.as_json:
                console.fact(to_plain(span))
            else:
                hours = f"{span.starts_at:%m-%d %H:%M} - {span.ends_at:%m-%d %H:%M}"
                console.say("zones.hours", site=span.site, venue=span.venue, notice=span.notice, hours=hours)
        return 0
    for one in found:
        _show(one, console)
    return 0


def _show(one: ZoneFinding, console: Console) -> None:
    if console.as_json:
        console.fact(to_plain(one))
        return
    console.say(
        "zones.inside" if one.inside else "zones.outside",
        site=one.site,
        venue=one.venue,
        notice=one.notice,
        distance=f"{one.distance_m:.1f}",
        radius=f"{one.radius_m:g}",
        beyond=f"{one.distance_m - one.radius_m:.1f}",
    )


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as fault:
        raise BadInput("zones.time", value=text) from fault
    return found if found.tzinfo else found.replace(tzinfo=LOCAL)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise BadInput("zones.time", value=text) from fault
