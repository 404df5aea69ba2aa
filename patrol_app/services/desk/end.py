"""The commands of the closing screen: draft, paper on the screen, signatures, keys, pack and its check."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from patrol_app.domain.errors import BadInput, CannotDo, PatrolError
from patrol_app.rules.moment import local
from patrol_app.services.desk.at_site import EndedVisit
from patrol_app.services.desk.closing import Closing, leading
from patrol_app.services.desk.closing_facts import closing_facts
from patrol_app.services.desk.decisions import sent_back
from patrol_app.services.desk.departure import said
from patrol_app.services.desk.printing import print_visit, printing_facts
from patrol_app.services.desk.route import Been
from patrol_app.services.desk.worker import sentence_of
from patrol_app.services.measuring import settle_visit
from patrol_app.services.screen_facts import PrintingFacts, SentBackFact
from patrol_app.services.signing import PARTY
from patrol_app.services.unfinished import unfinished
from patrol_app.services.workplace import officer_key

if TYPE_CHECKING:
    from patrol_app.services.desk.officer import OfficerHands

Data = Mapping[str, Any]


class EndDeeds:
    """Runs in the desk's worker alone."""

    def __init__(self, hands: OfficerHands) -> None:
        self._hands = hands
        self.closing: Closing | None = None
        self._visit: EndedVisit | None = None
        self.printing: PrintingFacts | None = None

    def deeds(self) -> dict[str, Callable[[Data], None]]:
        """The commands by name."""
        return {
            "next": lambda _: self._next(),
            "reopen": self._reopen,
            "sign": self._sign,
            "refuse": self._refuse,
            "pack": lambda _: self._pack(),
            "show_paper": self._show_paper,
            "printers": lambda _: self._printers(),
            "print": self._print,
            "unlock": self._unlock,
        }

    def forget(self) -> None:
        """No visit is being closed."""
        self.closing = self.printing = self._visit = None
        self._hands.desk.published.closing = None
        self._hands.desk.published.pages = ()

    def begin(self, number: str) -> None:
        """Rebuild and judge a visit from its recording."""
        hands = self._hands
        hands.desk.doing(said("desk.rebuilding"))
        try:
            made = Closing(self._hands.shelf, number, practice=hands.practice is not None)
            made.look(hands.desk.at())
        finally:
            hands.desk.doing(None)
        labels = [run.label for run in made.made.rebuilt.runs]
        self._visit = EndedVisit(hands.shelf, number, labels, hands.desk.at, practice=made.practice)
        self.closing = made
        hands.site.show()
        self.show()

    @property
    def open_visit(self) -> EndedVisit | None:
        """The visit that is being closed, until its pack is made."""
        return self._visit if self.closing is not None and self.closing.closed is None else None

    @property
    def unfinished(self) -> str | None:
        """The number of the visit that waits for its pack."""
        closing = self.closing
        return None if closing is None or closing.closed is not None or closing.practice else closing.number

    def said_anew(self) -> None:
        """What is signed was changed: the draft is made again, and who had signed is asked again."""
        closing, desk = self.closing, self._hands.desk
        if closing is None or closing.closed is not None:
            return
        before = len(closing.signed)
        closing.look(desk.at())
        self.show()
        if len(closing.signed) < before:
            desk.tell(said("desk.sign_again"))

    def take_up(self, repaired: Sequence[str]) -> None:
        """After opening: go on closing the newest visit that has no pack, one that a kill left open too."""
        hands = self._hands
        left = unfinished(hands.shelf.home, hands.shelf.store)
        if not left:
            return
        number = left[-1].number
        try:
            self.begin(number)
        except PatrolError as fault:
            # the night goes on without it
            hands.desk.tell(sentence_of(fault))
            return
        if number not in repaired:
            hands.desk.tell(said("desk.unfinished", number=number))
            return
        noted = hands.shelf.store.latest("visit.interrupted", number)
        until = None if noted is None else noted.body.get("recorded_until")
        told = "—" if until is None else local(datetime.fromisoformat(until)).strftime("%H:%M:%S")
        hands.desk.tell(said("desk.recovered", number=number, until=told))

    def look_back(self) -> None:
        """Publish the visits that wait to be closed, sent back or never finished; say so when any was sent back."""
        hands = self._hands
        store, now = hands.shelf.store, hands.desk.at()
        open_number = self.closing.number if self.closing is not None and self.closing.closed is None else None
        found = tuple(
            SentBackFact(number=one.number, site=site, remark=one.remark, who=one.who, at=one.at)
            for one, site in sent_back(store, now)
            if one.number != open_number
        )
        numbers = {one.number for one in found}
        waiting = tuple(
            SentBackFact(number=one.number, site=one.site, remark="", who="", at=one.arrived_at)
            for one in reversed(unfinished(hands.shelf.home, store))
            if one.number not in numbers and one.number != open_number
        )
        hands.desk.published.office = {**hands.desk.published.office, "sent_back": (*found, *waiting)}
        if found and self.closing is None:
            first = found[0]
            hands.desk.tell(said("desk.sent_back_waits", count=len(found), site=first.site, remark=first.remark))

    def _reopen(self, data: Data) -> None:
        """Take up a visit that was sent back or never finished, to be signed and packed; a first pack is kept."""
        number = str(data["number"])
        visit = self._hands.visit
        if self.closing is not None or visit is not None:
            raise CannotDo("desk.visit_open", number=(self.closing or visit).number)  # type: ignore[union-attr]
        shelf = self._hands.shelf
        known = {one.number for one, _ in sent_back(shelf.store, self._hands.desk.at())}
        if number not in known | {one.number for one in unfinished(shelf.home, shelf.store)}:
            raise BadInput("desk.not_sent_back", number=number)
        self.begin(number)

    def show(self) -> None:
        """Publish the facts of this moment."""
        closing, desk = self.closing, self._hands.desk
        if closing is None:
            return
        files = {path.stem for path in self._hands.shelf.home.keys.glob("*.p12")}
        facts = closing_facts(closing, desk.keys, files, desk.busy)
        desk.published.closing = replace(facts, printing=self.printing)

    def _open(self) -> Closing:
        if self.closing is None:
            raise CannotDo("desk.nothing_to_close")
        return self.closing

    def _next(self) -> None:
        """From measuring to closing, or from a finished visit to the next site."""
        hands, closing = self._hands, self.closing
        visit = hands.visit
        if closing is not None:
            if closing.closed is None:
                if not closing.practice:
                    raise CannotDo("desk.not_packed", number=closing.number)
                settle_visit(closing.number, home=hands.shelf.home, store=hands.shelf.store, book=hands.shelf.book)
            self._been(closing)
            self.forget()
            hands.visit_over()
            return
        if visit is None:
            raise CannotDo("desk.no_visit")
        hands.desk.doing(said("desk.rebuilding"))
        try:
            visit.end()
        finally:
            hands.desk.doing(None)
        hands.awake.end()
        self.begin(visit.number)

    def _been(self, closing: Closing) -> None:
        route, record = self._hands.looked, closing.record
        if route is None:
            return
        verdict, main = leading(record), record.measurement
        outcome: Literal["over", "complies", "open"] = "open"
        if verdict is not None and verdict.outcome in ("exceeds", "breach"):
            outcome = "over"
        elif verdict is not None and verdict.outcome in ("complies", "no_breach"):
            outcome = "complies"
        level = main.laeq_db if main is not None else None
        route.been[record.site.name] = Been(at=record.arrived_at, outcome=outcome, level_db=level)

    def _unlock(self, data: Data) -> None:
        """Open a key with its password, for as long as the window is open."""
        hands = self._hands
        number = str(data["who"])
        hands.desk.doing(said("desk.unlocking"))
        try:
            hands.desk.keys[number] = officer_key(hands.shelf.home, number, str(data["password"]))
        finally:
            hands.desk.doing(None)
        self.show()

    def _sign(self, data: Data) -> None:
        closing = self._open()
        who = str(data["who"])
        if data.get("password"):
            self._unlock(data)
        size = int(data.get("width_px", 0)), int(data.get("height_px", 0))
        closing.sign(who, data["strokes"], size, self._hands.desk.keys.get(who), self._hands.desk.at())
        if who == PARTY:
            closing.look(self._hands.desk.at())
        self._hands.desk.hush()
        self.show()

    def _refuse(self, data: Data) -> None:
        closing = self._open()
        closing.refuse(str(data["state"]), str(data["reason"]), str(data["witness"]), self._hands.desk.at())
        closing.look(self._hands.desk.at())
        self.show()

    def _show_paper(self, data: Data) -> None:
        closing, desk = self._open(), self._hands.desk
        desk.doing(said("desk.setting_pages"))
        try:
            desk.published.pages = closing.page_pictures(str(data.get("language", "zh")))
        finally:
            desk.doing(None)
        self.show()

    def _printers(self) -> None:
        closing, desk = self._open(), self._hands.desk
        desk.doing(said("desk.looking_for_printers"))
        try:
            self.printing = printing_facts(closing)
        finally:
            desk.doing(None)
        self.show()

    def _print(self, data: Data) -> None:
        closing, desk = self._open(), self._hands.desk
        desk.doing(said("desk.printing"))
        try:
            names = [str(name) for name in data["papers"]]
            job = print_visit(closing, names, str(data["printer"]), int(data["copies"]), desk.at())
        finally:
            desk.doing(None)
        self.show()
        desk.tell(said("desk.printed", printer=job.printer, files=job.files, copies=job.copies))

    def _pack(self) -> None:
        closing, desk = self._open(), self._hands.desk
        if closing.closed is not None:
            return
        desk.doing(said("desk.packing"))
        try:
            closing.pack(desk.keys, desk.at())
            self.show()
            desk.doing(said("desk.checking"))
            closing.check(desk.at())
        finally:
            desk.doing(None)
            self.show()
        good = closing.intact is True and closing.again is not None and closing.again.exit_code == 0
        desk.tell(said("desk.packed" if good else "desk.packed_but", number=closing.number))
        self._hands.site.show()
        self.look_back()
