"""The photos of the demonstration night: drawn, then taken in by the same way as an officer's."""

from __future__ import annotations

import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from patrol_app.domain.places import Place
from patrol_app.recordings.drawn_photo import drawn_photo
from patrol_app.recordings.folder import RecordingFolder
from patrol_app.rules.moment import local
from patrol_app.services.attaching import attach
from patrol_app.services.demo.plan import PhotoPlan, VisitPlan
from patrol_app.services.session.visit_log import VisitLog
from patrol_app.services.visit import AttachmentFact, VisitFacts

METRES_A_DEGREE = 111_320.0


def photograph(
    visit: VisitPlan,
    facts: VisitFacts,
    *,
    folder: RecordingFolder,
    visit_log: VisitLog,
    left_at: datetime,
    seed: int,
) -> tuple[AttachmentFact, ...]:
    """Draw the visit's photos and attach them as they would be from a phone and a drone."""
    taken: list[AttachmentFact] = []
    with tempfile.TemporaryDirectory() as name:
        for number, plan in enumerate(visit.photos, start=1):
            path = Path(name) / f"IMG_{number:04d}.JPG"
            path.write_bytes(_drawn(plan, facts, seed + number))
            taken.append(
                attach(
                    path,
                    folder=folder.attachments,
                    visit_log=visit_log,
                    already=taken,
                    what=plan.what,
                    maker=plan.maker,
                    source=plan.source,
                    at=left_at,
                    by=facts.recorder.certificate_number,
                )
            )
    return tuple(taken)


def _drawn(plan: PhotoPlan, facts: VisitFacts, seed: int) -> bytes:
    import pylopdf_fonts_zh_cn

    at = facts.arrived_at + timedelta(seconds=plan.at_s)
    place = facts.site.place
    return drawn_photo(
        plan.what,
        font=Path(pylopdf_fonts_zh_cn.sans_path()),
        seed=seed,
        taken_at=local(at + timedelta(seconds=plan.clock_s)),
        place=Place(
            latitude_deg=place.latitude_deg + plan.north_m / METRES_A_DEGREE, longitude_deg=place.longitude_deg
        ),
        satellite_at=at,
    )
