"""Files of a plan: the route sheet with its map, and the GPX file; written whole or not at all."""

from __future__ import annotations

from pathlib import Path

from patrol_app.assets import Language
from patrol_app.domain.errors import BadInput
from patrol_app.domain.plans import PatrolPlan
from patrol_app.recordings.disk import write_whole
from patrol_app.reports import route_gpx, route_sheet
from patrol_app.reports.route_map import ZoneCircle
from patrol_app.services.office import library
from patrol_app.services.office.exam_zones import spans_within
from patrol_app.services.workplace import unit_name
from patrol_app.store.home import Home
from patrol_app.store.reader import Reader


def zone_circles(reader: Reader, plan: PatrolPlan) -> list[ZoneCircle]:
    """The zones of notices that forbid work during the plan's shift, one a venue, the widest."""
    holding = [
        notice
        for notice in library.notices(reader)
        if notice.radius_m and spans_within(notice, plan.settings.starts_at, plan.settings.ends_at)
    ]
    radius_m = max((notice.radius_m for notice in holding), default=0.0)
    if not radius_m:
        return []
    return [ZoneCircle(name=venue.name, place=venue.place, radius_m=radius_m) for venue in library.venues(reader)]


def route_sheet_bytes(reader: Reader, home: Home, plan: PatrolPlan, number: str, language: Language) -> bytes:
    """The route sheet as PDF."""
    return route_sheet.render(
        plan, number=number, authority=unit_name(home), zones=zone_circles(reader, plan), language=language
    )


def route_sheet_pages(
    reader: Reader, home: Home, plan: PatrolPlan, number: str, language: Language
) -> tuple[bytes, ...]:
    """The pages of the route sheet as PNG pictures for the screen."""
    zones = zone_circles(reader, plan)
    return route_sheet.draw(plan, number=number, authority=unit_name(home), zones=zones, language=language)


def write_route_sheet(
    reader: Reader, home: Home, plan: PatrolPlan, target: Path, number: str, language: Language
) -> None:
    """Write the route sheet.

    Raises:
        BadInput: the folder is not there.
        CannotDo: the disk does not take it; nothing half-made is left.
    """
    _folder_of(target)
    write_whole(target, route_sheet_bytes(reader, home, plan, number, language))


def write_gpx(plan: PatrolPlan, target: Path, language: Language) -> None:
    """Write the routes for a navigator; errors as for the route sheet."""
    _folder_of(target)
    write_whole(target, route_gpx.render(plan, language=language))


def _folder_of(target: Path) -> None:
    if not target.parent.is_dir():
        raise BadInput("report.write", path=target, cause=str(target.parent))
