"""A supervisor's day at the desk: closed visits, one looked at, accepted or sent back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from patrol_app.domain.errors import BadInput, CannotDo, PatrolError
from patrol_app.evidence.keys import load_key
from patrol_app.services.desk.acceptance import Verb
from patrol_app.services.desk.decisions import named
from patrol_app.services.desk.departure import said
from patrol_app.services.desk.review import Review
from patrol_app.services.desk.review_facts import review_facts
from patrol_app.services.desk.review_values import selection_fact
from patrol_app.services.desk.shelf import UNIT_FIELDS, Shelf, open_shelf, save_unit
from patrol_app.services.desk.supervisor_deeds import FIRST_SHOWN, SupervisorDeeds
from patrol_app.services.desk.supervisor_lists import filter_of, outcome_of
from patrol_app.services.desk.worker import sentence_of
from patrol_app.services.screen_facts import Said
from patrol_app.services.snapshot import Snapshot
from patrol_app.services.supervisor_facts import KeyState

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
        self._wanted = ""
        """The visit that was asked for last; written by the window's thread."""

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
        if review is not None and review.playback.under_way:
            self.desk.published.heard_s = review.playback.heard_s()

    def snapshot(self) -> Snapshot | None:
        """No measurement runs at a supervisor's desk."""
        return None

    def pass_on(self, name: str, data: Data) -> bool:
        """Everything is for the worker; of many visits asked for in a row it opens the last."""
        if name in ("choose", "open_visit"):
            self._wanted = str(data["number"])
        return False

    def close(self) -> None:
        """Close the data folder."""
        if self._review is not None:
            self._review.close()
        if self.shelf is not None:
            self.shelf.store.close()

    def look_at(self, row: int) -> None:
        """Rebuild a case of the list, show it, and check its pack unless another one is wanted by then.

        One that cannot be opened is told and shown as such: the others can still be looked at.
        """
        desk, review = self.desk, self.review
        number = review.filed[row].number if row < len(review.filed) else ""
        self._wanted = number
        desk.doing(said("desk.rebuilding"))
        try:
            review.open_case(row)
            self.show(busy=desk.busy)
            if self._wanted == number:
                desk.doing(said("desk.checking"))
                review.check(desk.at())
        except PatrolError as fault:
            desk.tell(sentence_of(fault))
        finally:
            # what was found is there before it is said that nothing is worked on any more
            self.show()
            desk.doing(None)

    def show(self, *, busy: Said | None = None) -> None:
        """Publish the facts of this moment."""
        desk = self.desk
        desk.published.review = review_facts(
            self.review,
            reviewer=self.reviewer_words(),
            who=self.reviewer(),
            key=self.key_state(),
            playing_s=self.review.playback.heard_s(),
            busy=busy,
        )
        desk.published.heard_s = None

    def key_state(self) -> KeyState:
        """Whether the reviewer has a key here, and whether it waits for its password."""
        return "locked" if self.key_locked() else "open" if self.has_key() else "none"

    def reviewer_words(self) -> str:
        """Who reviews, as screens write it."""
        return named(*self.reviewer())

    def key_locked(self) -> bool:
        """Whether the reviewer has a key here that waits for its password."""
        return self.has_key() and self.desk.settings.reviewer not in self.desk.keys

    def has_key(self) -> bool:
        """Whether the reviewer has a key here, locked or open."""
        reviewer = self.desk.settings.reviewer
        return bool(reviewer) and (self.opened().home.keys / f"{reviewer}.p12").is_file()

    def work(self, name: str, data: Data) -> None:
        """A command; an unknown one is told."""
        deeds: dict[str, Callable[[Data], None]] = {
            "choose": self._choose,
            "filter": self._filter,
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

    def _choose(self, data: Data) -> None:
        review, number = self.review, str(data["number"])
        if number != self._wanted:
            return
        row = review.find(number)
        if row is None:
            self.show()
            raise BadInput("recall.no_visit", number=number)
        self.look_at(row)

    def _filter(self, data: Data) -> None:
        """Show what a form asks for; without a form, walk between what waits and all."""
        review, answers = self.review, data.get("answers")
        if answers is None:
            review.shown = "all" if review.shown == "waiting" else "waiting"
        else:
            review.asked = filter_of(answers)
            self._lists.shown[str(data["tab"])] = str(answers.get("shown") or FIRST_SHOWN[str(data["tab"])])
            review.shown = self._lists.shown["review"]
        self._lists.shown["review"] = review.shown
        before = review.filed[review.selected].number if review.filed else ""
        review.sift()
        self._lists.show()
        now = review.filed[review.selected].number if review.filed else ""
        if now != before or not now:
            self.look_at(review.selected)
        else:
            self.show()

    def _listen(self, data: Data) -> None:
        playback = self.review.playback
        if playback.playing:
            playback.stop()
        else:
            self._play(float(data.get("at_s") or 0.0))
        self.show()

    def _play(self, at_s: float) -> None:
        case = self.review.case
        if case is not None:
            self.review.playback.play(case.made, case.files, case.gain_db, at_s)

    def _select(self, data: Data) -> None:
        """Say the levels of a stretch that was marked."""
        facts = self.desk.published.review
        case = self.review.case
        if facts is not None and case is not None:
            found = selection_fact(case, float(data["start_s"]), float(data["end_s"]))
            self.desk.published.review = replace(facts, selection=found)

    def _seek(self, data: Data) -> None:
        """Set the playhead; what is heard goes on from there."""
        playback, at_s = self.review.playback, max(0.0, float(data["at_s"]))
        if playback.playing:
            self._play(at_s)
        else:
            playback.left_s = at_s
        self.desk.published.heard_s = at_s

    def _exclude(self, data: Data) -> None:
        desk, review = self.desk, self.review
        before = outcome_of(review.case.made.record) if review.case is not None else ""
        desk.doing(said("desk.judging_anew"))
        try:
            review.exclude(
                str(data["number"]), float(data["start_s"]), float(data["end_s"]), str(data["reason"]),
                self.reviewer(), desk.at(),
            )  # fmt: skip
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

    def _decide(self, decision: Verb, data: Data) -> None:
        if data.get("password"):
            self.unlock(str(data["password"]))
        review, desk, number = self.review, self.desk, str(data["number"])
        key = desk.keys.get(desk.settings.reviewer)
        if review.done(number, decision):
            return
        if decision == "accepted":
            if self.key_locked():
                raise CannotDo("desk.key_locked", name=desk.settings.reviewer_name)
            if review.stale(number):
                self.look_at(review.selected)
                raise CannotDo("desk.pack_changed", number=number)
        review.decide(number, decision, str(data.get("remark", "")), self.reviewer(), key, desk.at())
        signed = decision == "accepted" and key is not None
        desk.tell(said("desk.accepted_signed" if signed else f"desk.{decision}", number=number))
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
        key = load_key(path, str(data["password"]))
        if key.holder.certificate_number != number:
            raise CannotDo(
                "desk.key_of_another",
                path=path,
                number=number,
                holder=named(key.holder.name, key.holder.certificate_number),
            )
        self.desk.keys[number] = key
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
