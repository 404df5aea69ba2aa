"""周研判: the week against the week before, by hour and night, repeated exceedances, cards."""

from __future__ import annotations

from patrol_app.domain.bulletins import Bulletin
from patrol_app.reports import bulletin_parts as parts
from patrol_app.reports import bulletin_points
from patrol_app.reports.document import Section
from patrol_app.reports.said import Said

NAME = "weekly_analysis"
TITLE = "title.weekly_analysis"


def sections(found: Bulletin, said: Said) -> tuple[Section, ...]:
    """Overview, rates, nights, hours, the grid, sites, repeats, cards, complaints."""
    return (
        bulletin_points.points(found, said),
        parts.overview(found, said),
        parts.rates(found, said),
        parts.parted(found, "by_night", said, chart=True),
        parts.parted(found, "by_hour", said, chart=True),
        parts.hours_by_day(found, said),
        parts.parted(found, "by_site", said),
        parts.repeated(found, said),
        parts.cards(found, said),
        parts.complaints(found, said),
    )
