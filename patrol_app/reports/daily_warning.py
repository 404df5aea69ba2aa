"""日预警: last night on one page, and what matters tonight."""

from __future__ import annotations

from patrol_app.domain.bulletins import Bulletin
from patrol_app.reports import bulletin_parts as parts
from patrol_app.reports import bulletin_points
from patrol_app.reports.document import Section
from patrol_app.reports.said import Said

NAME = "daily_warning"
TITLE = "title.daily_warning"


def sections(found: Bulletin, said: Said) -> tuple[Section, ...]:
    """Overview, exceedances, breaches, and the night ahead."""
    return (
        parts.overview(found, said, told=False),
        parts.exceedances(found, said),
        parts.breaches(found, said),
        bulletin_points.ahead(found, said),
    )


def signatures(said: Said) -> tuple[str, ...]:
    """Who signs by hand: the officer on duty and the leader on duty."""
    return said("sign.on_duty"), said("sign.leader")
