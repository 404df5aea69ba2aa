"""护考期间总结: notices and sessions, every visit inside a zone, coverage, exceedances by zone and hour."""

from __future__ import annotations

from patrol_app.domain.bulletins import Bulletin
from patrol_app.reports import bulletin_parts as parts
from patrol_app.reports import bulletin_points
from patrol_app.reports.document import Section
from patrol_app.reports.said import Said

NAME = "exam_period_summary"
TITLE = "title.exam_period_summary"


def sections(found: Bulletin, said: Said) -> tuple[Section, ...]:
    """From the notices to what was done about what was found."""
    return (
        bulletin_points.points(found, said),
        parts.exam(found, said),
        parts.overview(found, said),
        parts.rates(found, said),
        parts.parted(found, "by_zone", said),
        parts.parted(found, "by_hour", said, chart=True),
        parts.zone_visits(found.visits, said),
        parts.exceedances(found, said),
        parts.breaches(found, said),
    )
