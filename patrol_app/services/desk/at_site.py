"""A visit as the forms of the site see it: while it runs, and after its instruments were let go."""

from __future__ import annotations

from typing import Protocol

from patrol_app.domain.codec import to_plain
from patrol_app.domain.places import Place
from patrol_app.domain.record import EnteredWeather
from patrol_app.recordings.folder import RecordingFolder
from patrol_app.services.desk.shelf import Now, Shelf
from patrol_app.services.entered_weather import KIND as WEATHER_ENTERED
from patrol_app.services.recall import recall
from patrol_app.services.saying import say
from patrol_app.services.visit import VisitFacts


class VisitAtSite(Protocol):
    """What can be said of a visit; every change is a fact of the log at once."""

    practice: bool
    run_labels: list[str]
    next_point: str | None
    corners: list[Place]
    folder: RecordingFolder

    @property
    def number(self) -> str:
        """The visit's number."""
        ...

    @property
    def facts(self) -> VisitFacts:
        """What people said so far."""
        ...

    @property
    def point(self) -> str:
        """The label of the point at which the next run is measured."""
        ...

    def stand_at(self, label: str) -> None:
        """The next run is measured at this point."""
        ...

    def observe(self, **changes: object) -> None:
        """Say something anew, by its name in ``VisitFacts``."""
        ...

    def enter_weather(self, entry: EnteredWeather) -> None:
        """Wind and rain as an officer read them."""
        ...

    def write_log(self) -> None:
        """Write what is pending."""
        ...


class EndedVisit:
    """A visit that is being closed: nothing is measured any more, what people say goes straight into the log."""

    def __init__(self, shelf: Shelf, number: str, run_labels: list[str], now: Now, *, practice: bool) -> None:
        self.number = number
        self.practice = practice
        self.run_labels = run_labels
        self.next_point: str | None = None
        self.corners: list[Place] = []
        self.folder = RecordingFolder.open(shelf.home.recordings / number)
        self._shelf, self._now = shelf, now

    @property
    def facts(self) -> VisitFacts:
        """What people said so far."""
        return recall(self._shelf.store, self.number)

    @property
    def point(self) -> str:
        """The label of the point that was chosen, else that of the last run."""
        facts = self.facts
        if self.next_point is not None:
            return self.next_point
        return facts.run_points[-1].point if facts.run_points else facts.position.label

    def stand_at(self, label: str) -> None:
        """Nothing is measured any more; the choice stays on the screen."""
        self.next_point = label

    def observe(self, **changes: object) -> None:
        """Say something anew.

        Raises:
            BadInput: the pack is made and nobody sent the visit back.
        """
        say(self._shelf.store, self.number, to_plain(changes), at=self._now())

    def enter_weather(self, entry: EnteredWeather) -> None:
        """Wind and rain as an officer read them."""
        actor = self.facts.recorder.certificate_number
        self._shelf.store.append(WEATHER_ENTERED, self.number, entry, actor=actor, at=entry.at)

    def write_log(self) -> None:
        """Nothing is ever pending."""
