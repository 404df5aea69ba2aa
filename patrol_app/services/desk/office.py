"""A supervisor's day at the desk: closed visits, one looked at, accepted or sent back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from patrol_app.domain.errors import BadInput, CannotDo
from patrol_app.evidence.keys import load_key
from patrol_app.services.desk.decisions import named
from patrol_app.services.desk.departure import said
from patrol_app.services.desk.review import Review
from patrol_app.services.desk.review_facts import review_facts
from patrol_app.services.desk.review_values import selection_fact
from patrol_app.services.desk.shelf import UNIT_FIELDS, Shelf, open_shelf, save_unit
from patrol_app.services.desk.supervisor_deeds import SupervisorDeeds
from patrol_app.services.desk.supervisor_lists import outcome_of
from patrol_app.services.snapshot import Snapshot

if TYPE_CHECKING:
    from patrol_app.services.desk.desk import Desk

Data = Mapping[str, Any]


class OfficeHands:
    """The work behind a supervisor's window."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.shelf: Shelf | None = None
        self._review: Review | None = None
        self._lists = SupervisorDeeds(self)

    @property
    def review(self) -> Review:
        """The list and the case that is looked at."""
        if self._review is None:
            raise CannotDo("desk.not_open")
        return self._review

    def open(self) -> None:
        """Open the data folder and the first case."""
        self.desk.doing(said("desk.opening"))
        try:
            self.shelf = open_shelf(self.desk.folder)
            self.desk.published.unit = {name: getattr(self.shelf.authority, name) for name in UNIT_FIELDS}
            self._review = Review(self.shelf)
            self.review.load(self.desk.at())
        finally:
            self.desk.doing(None)
        self._lists.show()
        self.look_at(0)

    def shelf_read(self, shelf: Shelf) -> None:
        """Take the data folder as it was read anew."""
        self.shelf = shelf
        if self._review is not None:
            self._review.shelf = shelf

    def opened(self) -> Shelf:
        """The data folder.

        Raises:
            CannotDo: it is not open.
        """
        if self.shelf is None:
            raise CannotDo("desk.not_open")
        return self.shelf

    def beat(self) -> None:
        """Where the playback is."""
        review = self._review
        if review is not None and review.playing_from is not None:
            self.desk.published.heard_s = self._playing_s()

    def snapshot(self) -> Snapshot | None:
        """No measurement runs at a supervisor's desk."""
        return None

    def pass_on(self, name: str, data: Data) -> bool:
        """Everything is for the worker."""
        return False

    def close(self) -> None:
        """Close the data folder."""
        if self._review is not None:
            self._review.speaker.stop()
        if self.shelf is not None:
            self.shelf.store.close()

    def look_at(self, row: int) -> None:
        """Rebuild a case of the list, show it, and check its pack."""
        desk, review = self.desk, self.review
        desk.doing(said("desk.rebuilding"))
        try:
            review.open_case(row)
            self.show()
            desk.doing(said("desk.checking"))
            review.check(desk.at())
        finally:
            desk.doing(None)
            self.show()

    def show(self) -> None:
        """Publish the facts of this moment."""
        desk = self.desk
        desk.published.review = review_facts(
            self.review,
            reviewer=self.reviewer_words(),
            locked=self.key_locked(),
            can_listen=True,
            playing_s=self._playing_s(),
            busy=desk.busy,
        )
        desk.published.heard_s = None

    def reviewer_words(self) -> str:
        """Who reviews, as screens write it."""
        return named(*self.reviewer())

    def key_locked(self) -> bool:
        """Whether the reviewer has a key here that waits for its password."""
        reviewer = self.desk.settings.reviewer
        there = bool(reviewer) and (self.opened().home.keys / f"{reviewer}.p12").is_file()
        return there and reviewer not in self.desk.keys

    def _playing_s(self) -> float | None:
        """Where in the run the sound is that is heard now, else where it was left."""
        review = self.review
        if review.playing_from is None:
            return review.left_s
        began_at_s, began_s = review.playing_from
        review.left_s = began_at_s + self._seconds() - began_s
        if not review.speaker.playing:
            review.playing_from = None
        return review.left_s

    def _seconds(self) -> float:
        return self.desk.clock.monotonic_ns() / 1e9

    def work(self, name: str, data: Data) -> None:
        """A command; an unknown one is told."""
        deeds: dict[str, Callable[[Data], None]] = {
            "choose": lambda data: self.look_at(int(data["row"])),
            "filter": lambda _: self._filter(),
            "seek": self._seek,
            "select": self._select,
            "listen": self._listen,
            "exclude": self._exclude,
            "accept": lambda data: self._decide("accepted", data),
            "send_back": lambda data: self._decide("sent_back", data),
            "unlock": self._unlock,
            "reviewer": self._reviewer,
            "unit": self._unit,
            **self._lists.deeds(),
        }
        deed = deeds.get(name)
        if deed is None:
            raise BadInput("desk.command", name=name)
        deed(data)

    def _filter(self) -> None:
        review = self.review
        review.shown = "all" if review.shown == "waiting" else "waiting"
        review.selected = 0
        review.load(self.desk.at())
        self.look_at(0)

    def _listen(self, data: Data) -> None:
        self.review.listen(float(data.get("at_s") or 0.0), self._seconds())
        self.show()

    def _select(self, data: Data) -> None:
        """Say the levels of a stretch that was marked."""
        facts = self.desk.published.review
        case = self.review.case
        if facts is not None and case is not None:
            found = selection_fact(case, float(data["start_s"]), float(data["end_s"]))
            self.desk.published.review = replace(facts, selection=found)

    def _seek(self, data: Data) -> None:
        """Set the playhead; what is heard goes on from there."""
        review, at_s = self.review, float(data["at_s"])
        if review.speaker.playing:
            review.listen(at_s, self._seconds())
            review.listen(at_s, self._seconds())
        review.left_s = at_s
        self.show()

    def _exclude(self, data: Data) -> None:
        desk, review = self.desk, self.review
        before = outcome_of(review.case.made.record) if review.case is not None else ""
        desk.doing(said("desk.judging_anew"))
        try:
            review.exclude(
                float(data["start_s"]), float(data["end_s"]), str(data["reason"]), self.reviewer(), desk.at()
            )
        finally:
            desk.doing(None)
        self.show()
        case = review.case
        if case is not None and case.anew is not None:
            changed = outcome_of(case.anew.record) != before
            desk.tell(said("desk.judged_anew.changed" if changed else "desk.judged_anew.same"))

    def reviewer(self) -> tuple[str, str]:
        """Name and certificate number of who reviews, as set; the number is empty while nobody is."""
        return self.desk.settings.reviewer_name, self.desk.settings.reviewer

    def _decide(self, decision: str, data: Data) -> None:
        if data.get("password"):
            self.unlock(str(data["password"]))
        review, desk = self.review, self.desk
        reviewer = desk.settings.reviewer
        case = review.case
        key = desk.keys.get(reviewer)
        review.decide(decision, str(data.get("remark", "")), self.reviewer(), key, desk.at())  # type: ignore[arg-type]
        if case is not None:
            signed = decision == "accepted" and reviewer in desk.keys
            told = "desk.accepted_signed" if signed else f"desk.{decision}"
            desk.tell(said(told, number=case.filed.record.number))
        review.load(desk.at())
        self._lists.show()
        self.look_at(review.selected)

    def unlock(self, password: str) -> None:
        """Open the reviewer's own key for as long as the window is open."""
        self._unlock({"who": self.desk.settings.reviewer, "password": password})

    def _unlock(self, data: Data) -> None:
        number = str(data["who"])
        path = self.opened().home.keys / f"{number}.p12"
        if not path.is_file():
            raise BadInput("workplace.no_key", number=number, path=path)
        self.desk.keys[number] = load_key(path, str(data["password"]))
        self.show()

    def _reviewer(self, data: Data) -> None:
        answers = data["answers"]
        number, name = str(answers.get("reviewer", "")).strip(), str(answers.get("reviewer_name", "")).strip()
        if not number or not name:
            raise BadInput("desk.no_reviewer")
        self.desk.remember(reviewer=number, reviewer_name=name)
        self._lists.show()
        self.show()

    def _unit(self, data: Data) -> None:
        if self.shelf is not None:
            save_unit(self.shelf.home, {name: str(value) for name, value in data["answers"].items()})
            self.desk.tell(said("desk.unit_saved"))
