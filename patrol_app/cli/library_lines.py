"""Lines of a library, shared by the commands that list one."""

from __future__ import annotations

from patrol_app.cli.console import Console
from patrol_app.domain.codec import to_plain
from patrol_app.domain.places import ExamNotice, ExamVenue, Site
from patrol_app.services.office import library
from patrol_app.services.workplace import reading


def show_library(kind: str, console: Console) -> int:
    """Print every entry of a library."""
    with reading() as (_, reader):
        for entity in library.everything(reader, kind):
            if console.as_json:
                console.fact(to_plain(entity))
            elif isinstance(entity, ExamNotice):
                console.line(f"{entity.number}  {entity.issuer}  {entity.radius_m:g} m  {entity.title}")
            elif isinstance(entity, Site | ExamVenue):
                place = entity.place
                console.line(
                    f"{entity.name}  {place.latitude_deg:.6f} {place.longitude_deg:.6f}  {entity.address or ''}"
                )
    return 0
