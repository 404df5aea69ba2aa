"""What a survey wants before it begins; in practice the visit steps aside and a car that is not there drives.

Its facts and its recording lie in the folder of practice; its track is shown and never saved as a file.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from patrol_app.services.desk.departure import said
from patrol_app.services.desk.survey_end import view_of
from patrol_app.services.screen_facts import Said
from patrol_app.services.snapshot import Snapshot
from patrol_app.services.survey.live import TrackView
from patrol_app.services.survey.saving import survey_here

if TYPE_CHECKING:
    from patrol_app.services.desk.officer import OfficerHands
    from patrol_app.services.desk.shelf import Shelf

REFUSED = said("ui.practice_no_export")
"""What is told in place of files and of a pack."""


def visit_measures(hands: OfficerHands) -> bool:
    """Whether a visit holds the instruments so that no survey can have them; in practice only while it measures."""
    visit = hands.visit
    if visit is None or hands.practice is None:
        return visit is not None
    now = visit.latest()
    return now is not None and now.run in ("measuring", "background")


def wanted(hands: OfficerHands, *, ready: bool) -> Said | None:
    """What is missing before a drive can begin; of the ports only while they are still on the bench."""
    if visit_measures(hands):
        return said("survey.visit_open", number=hands.visit.number if hands.visit is not None else "")
    if not ready or hands.bench is None:
        return None
    roles = set(hands.bench.plugged)
    if "position" not in roles:
        return said("survey.wants_receiver")
    return None if roles & {"sound", "dust"} else said("survey.wants_meter")


def shown(hands: OfficerHands, picture: Snapshot | None) -> Snapshot | None:
    """The session's picture, marked in practice."""
    return picture if picture is None or hands.practice is None else replace(picture, practice=True)


def make_room(hands: OfficerHands) -> None:
    """The visit that practice begins with steps aside, and the car waits at the street with its tone on."""
    if hands.practice is None:
        return
    if hands.visit is not None:
        hands.end.forget()
        hands.visit.end()
        hands.awake.end()
        hands.visit_over()
    hands.practice.world.calibrator = True
    hands.practice.world.wait_at_street()


def set_off(hands: OfficerHands) -> None:
    """The simulated car drives."""
    if hands.practice is not None:
        hands.practice.world.calibrator = False
        hands.practice.world.begin_drive()


def park(hands: OfficerHands) -> None:
    """The simulated car stands where it came to, and the calibrator is on the meter again."""
    if hands.practice is not None:
        hands.practice.world.end_drive()
        hands.practice.world.calibrator = True


def practised_track(shelf: Shelf, number: str) -> TrackView:
    """The track of a settled practice survey, made again from its bytes; no file is written."""
    return view_of(survey_here(number, shelf.home, shelf.store))
