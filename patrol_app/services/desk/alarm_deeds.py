"""The officers' choice of how an exceedance is told: taken, remembered, noted, and its seconds excluded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from patrol_app.services.desk.alarm import AUTHOR, alarm_choice
from patrol_app.services.desk.departure import said

if TYPE_CHECKING:
    from patrol_app.services.desk.officer import OfficerHands


def choose_alarm(hands: OfficerHands, data: Mapping[str, Any]) -> None:
    """Take a choice; it is tried out at once unless a run would hear it.

    Raises:
        BadInput: a kind that there is not, or a sound without its output.
    """
    choice = alarm_choice(str(data["kind"]), str(data.get("output", "")))
    hands.desk.remember(alarm=choice.kind, alarm_output=choice.output)
    hands.desk.tell(said(f"desk.alarm_set.{choice.kind}", output=choice.output))
    shown = hands.snapshot()
    hands.alarm.choose(choice, try_out=shown is None or shown.run not in ("measuring", "background"))
    note_alarm(hands)


def note_alarm(hands: OfficerHands) -> None:
    """What holds now, as a fact of the visit that runs."""
    choice = hands.alarm.choice
    hands.note("alarm.chosen", {"kind": choice.kind, "output": choice.output})


def exclude_alarm(hands: OfficerHands, seconds: float, reason: str) -> None:
    """Exclude what is about to sound; done when this returns."""
    visit = hands.visit
    if visit is not None and not visit.ended:
        visit.session.command("exclude_ahead", seconds=seconds, reason=reason, author=AUTHOR).result(5.0)
