"""The end of a survey at the desk: its GeoJSON saved, its pack made and checked, a hot spot made a stop of tonight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from patrol_app.assets import sentence
from patrol_app.domain.people import Officer
from patrol_app.domain.surveys import HotSpot
from patrol_app.evidence.signer import Signer
from patrol_app.evidence.verify import verify_pack
from patrol_app.services.checking.recompute import recompute
from patrol_app.services.desk.route import Route
from patrol_app.services.desk.shelf import Shelf
from patrol_app.services.exporting import export_survey
from patrol_app.services.survey.closing import ClosedSurvey
from patrol_app.services.survey.live import TrackView
from patrol_app.services.survey.saving import Drive, save_survey, survey_here

if TYPE_CHECKING:
    from patrol_app.services.desk.officer import OfficerHands

PROPOSED = "survey.proposed"


def save_track(shelf: Shelf, number: str) -> tuple[TrackView, Path]:
    """Save the GeoJSON of a settled survey among the papers; the view is of the record, not of the drive's memory."""
    drive = survey_here(number, shelf.home, shelf.store)
    target = shelf.home.papers / f"{number}-track.geojson"
    save_survey(drive, {"geojson": target}, "zh")
    return view_of(drive), target


def view_of(drive: Drive) -> TrackView:
    """A settled drive as the map shows it."""
    record, points = drive
    return TrackView(
        points=points,
        segments=record.segments,
        hot_spots=record.hot_spots,
        gaps=record.gaps,
        length_m=record.totals.length_m if record.totals is not None else 0.0,
    )


def pack_survey(shelf: Shelf, number: str, officers: Sequence[Officer], keys: Mapping[str, Signer]) -> ClosedSurvey:
    """Make the pack of a survey, signed by both officers."""
    return export_survey(
        number,
        home=shelf.home,
        store=shelf.store,
        officers=tuple(officers),
        signers=[keys[one.certificate_number] for one in officers],
        to=shelf.home.packs,
    )


def is_good(pack: Path, at: datetime) -> bool:
    """Whether the pack is intact and every value of it was made again."""
    return verify_pack(pack, None, at).intact and recompute(pack).exit_code == 0


def add_to_night(hands: OfficerHands, route: Route, number: str, spot: HotSpot) -> str:
    """Make a hot spot a stop of tonight: the site near it, or the place itself; returns the stop's name."""
    deeds = hands.route.deeds()
    level = "—" if spot.laeq_db is None else f"{spot.laeq_db:.1f}"
    reason = sentence("survey.reason", "zh", number=number, label=spot.label, level=level)
    if spot.sites:
        name = spot.sites[0].site
        deeds["add_stop"]({"site": name, "reason": reason})
    else:
        name = f"{number} {spot.label}"
        east, north = route.metres(spot.place)
        answers = {"site_name": name, "site_kind": "other", "reason": reason}
        deeds["add_place"]({"answers": answers, "east_m": east, "north_m": north})
    body = {"label": spot.label, "site": name, "place": spot.place}
    hands.shelf.store.append(PROPOSED, number, body, actor=hands.actor(), at=hands.desk.at())
    return name
