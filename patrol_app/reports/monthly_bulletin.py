"""月通报: rates, exceedances by site, hour, zone and rule, repeats, cards, complaints, help and talks."""

from __future__ import annotations

from patrol_app.domain.bulletins import Bulletin
from patrol_app.reports import bulletin_parts as parts
from patrol_app.reports import bulletin_points
from patrol_app.reports.document import Section
from patrol_app.reports.said import Said

NAME = "monthly_bulletin"
TITLE = "title.monthly_bulletin"


def sections(found: Bulletin, said: Said) -> tuple[Section, ...]:
    """The whole month; the list of exceedances comes last, as an annex."""
    return (
        bulletin_points.points(found, said),
        parts.overview(found, said),
        parts.rates(found, said),
        parts.parted(found, "by_night", said, chart=True),
        parts.parted(found, "by_hour", said, chart=True),
        parts.parted(found, "by_zone", said),
        parts.parted(found, "by_rule", said),
        parts.parted(found, "by_site", said),
        parts.repeated(found, said),
        parts.cards(found, said),
        parts.complaints(found, said),
        parts.exceedances(found, said),
    )
