"""日预警: last night on one page, and what matters tonight."""

from __future__ import annotations

from patrol_app.domain.bulletins import Bulletin
from patrol_app.reports import bulletin_parts as parts
from patrol_app.reports.document import Section
from patrol_app.reports.said import Said

NAME = "daily_warning"
TITLE = "title.daily_warning"


def sections(found: Bulletin, said: Said) -> tuple[Section, ...]:
    """Overview, exceedances, breaches, notices of the night, complaints."""
    return (
        parts.overview(found, said),
        parts.exceedances(found, said),
        parts.breaches(found, said),
        parts.exam(found, said),
        parts.complaints(found, said),
    )
