"""A supervisor's day at the desk: closed visits, one looked at, accepted or sent back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from patrol_app.domain.errors import BadInput, CannotDo
from patrol_app.evidence.keys import load_key
from patrol_app.services.desk.departure import said
from patrol_app.services.desk.review import Review
from patrol_app.services.desk.review_facts import review_facts
from patrol_app.services.desk.shelf import UNIT_FIELDS, Shelf, open_shelf, save_unit
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
        self._look_at(0)

    def beat(self) -> None:
        """Where the playback is."""
        review = self._review
        if review is not None and review.playing_from is not None:
            self.desk.worker.do(self.show)

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

    def _look_at(self, row: int) -> None:
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
        review, desk = self.review, self.desk
        reviewer = desk.settings.reviewer
        has_key = self.shelf is not None and (self.shelf.home.keys / f"{reviewer}.p12").is_file()
        playing_s = None
        if review.playing_from is not None:
            if review.speaker.playing:
                began_at_s, began_s = review.playing_from
                playing_s = began_at_s + self._seconds() - began_s
            else:
                review.playing_from = None
        desk.published.review = review_facts(
            review,
            reviewer=f"{desk.settings.reviewer_name}（{reviewer}）" if reviewer else "",
            locked=bool(reviewer) and has_key and reviewer not in desk.keys,
            can_listen=True,
            playing_s=playing_s,
            busy=desk.busy,
        )

    def _seconds(self) -> float:
        return self.desk.clock.monotonic_ns() / 1e9

    def work(self, name: str, data: Data) -> None:
        """A command; an unknown one is told."""
        deeds: dict[str, Callable[[Data], None]] = {
            "choose": lambda data: self._look_at(int(data["row"])),
            "filter": lambda _: self._filter(),
            "seek": lambda _: None,
            "listen": self._listen,
            "exclude": self._exclude,
            "accept": lambda data: self._decide("accepted", data),
            "send_back": lambda data: self._decide("sent_back", data),
            "unlock": self._unlock,
            "reviewer": self._reviewer,
            "unit": self._unit,
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
        self._look_at(0)

    def _listen(self, data: Data) -> None:
        self.review.listen(float(data.get("at_s") or 0.0), self._seconds())
        self.show()

    def _exclude(self, data: Data) -> None:
        who = self.desk.settings.reviewer_name or self.desk.settings.reviewer
        if not who:
            raise BadInput("desk.no_reviewer")
        self.review.exclude(float(data["start_s"]), float(data["end_s"]), str(data["reason"]), who, self.desk.at())
        self.show()

    def _decide(self, decision: str, data: Data) -> None:
        if data.get("password"):
            self._unlock({"who": self.desk.settings.reviewer, "password": data["password"]})
        review, desk = self.review, self.desk
        reviewer = desk.settings.reviewer
        case = review.case
        review.decide(decision, str(data.get("remark", "")), reviewer, desk.keys.get(reviewer), desk.at())  # type: ignore[arg-type]
        if case is not None:
            signed = decision == "accepted" and reviewer in desk.keys
            key = "desk.accepted_signed" if signed else f"desk.{decision}"
            desk.tell(said(key, number=case.filed.record.number))
        review.load(desk.at())
        self._look_at(review.selected)

    def _unlock(self, data: Data) -> None:
        if self.shelf is None:
            return
        number = str(data["who"])
        path = self.shelf.home.keys / f"{number}.p12"
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
        self.show()

    def _unit(self, data: Data) -> None:
        if self.shelf is not None:
            save_unit(self.shelf.home, {name: str(value) for name, value in data["answers"].items()})
            self.desk.tell(said("desk.unit_saved"))
