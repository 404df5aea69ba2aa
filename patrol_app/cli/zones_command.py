"""``patrol zones``: which sites lie in which exam zone."""

from __future__ import annotations

import argparse

from patrol_app.cli.console import Console
from patrol_app.cli.parsing import Parser
from patrol_app.domain.codec import to_plain
from patrol_app.planning.zones import zone_findings
from patrol_app.services import library
from patrol_app.services.workplace import reading


def define(parser: Parser) -> None:
    """Nothing more than the common options."""
    del parser


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Print a line a site and venue nearer than the notice's radius plus 200 m."""
    del arguments
    with reading() as (_, reader):
        found = zone_findings(library.sites(reader), library.venues(reader), library.notices(reader))
    for one in found:
        if console.as_json:
            console.fact(to_plain(one))
        else:
            key = "zones.inside" if one.inside else "zones.outside"
            console.say(
                key,
                site=one.site,
                venue=one.venue,
                notice=one.notice,
                distance=f"{one.distance_m:.1f}",
                radius=f"{one.radius_m:g}",
                beyond=f"{one.distance_m - one.radius_m:.1f}",
            )
    return 0
