"""Into practice and out of it: another data folder, simulated instruments, and never a word of it in the real log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrol_app.domain.errors import CannotDo
from patrol_app.services.desk.departure import said
from patrol_app.services.desk.practice import PracticeBench
from patrol_app.services.desk.shelf import open_practice

if TYPE_CHECKING:
    from patrol_app.services.desk.officer import OfficerHands


def enter_practice(hands: OfficerHands) -> None:
    """Open the folder of practice and arrive at its first site.

    Raises:
        CannotDo: a visit or a survey is open, or a visit is being closed.
    """
    if hands.practice is not None:
        return
    if hands.visit is not None:
        raise CannotDo("desk.visit_open", number=hands.visit.number)
    if hands.end.unfinished is not None:
        raise CannotDo("desk.visit_open", number=hands.end.unfinished)
    hands.survey.refuse_visit()
    hands.drop_bench()
    hands.practice_shelf = open_practice(hands.desk.folder, hands.desk.at())
    place = hands.practice_shelf.sites[0].place
    hands.practice = PracticeBench(hands.practice_shelf.units, hands.desk.clock, place)
    hands.checked = None
    hands.begin_evening()
    hands.arrive({"number": None})


def leave_practice(hands: OfficerHands) -> None:
    """Back to the real folder; what was practised stays in its own."""
    if hands.practice is None or hands.practice_shelf is None:
        return
    hands.survey.leave_practice()
    hands.end.forget()
    if hands.visit is not None:
        hands.visit.end()
        hands.awake.end()
        hands.visit = None
    hands.drop_bench()
    hands.practice.close()
    hands.practice_shelf.store.close()
    hands.practice = hands.practice_shelf = None
    hands.desk.published.site = None
    hands.begin_evening()
    hands.desk.tell(said("desk.practice_left"))
