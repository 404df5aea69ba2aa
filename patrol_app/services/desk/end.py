"""The commands of the closing screen: draft, paper on the screen, signatures, keys, pack and its check."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from patrol_app.domain.errors import BadInput, CannotDo
from patrol_app.evidence.keys import load_key
from patrol_app.services.desk.closing import PARTY, Closing, leading
from patrol_app.services.desk.closing_facts import closing_facts
from patrol_app.services.desk.departure import said
from patrol_app.services.desk.printing import print_visit, printing_facts
from patrol_app.services.desk.route import Been
from patrol_app.services.measuring import settle_visit
from patrol_app.services.screen_facts import PrintingFacts

if TYPE_CHECKING:
    from patrol_app.services.desk.officer import OfficerHands

Data = Mapping[str, Any]


class EndDeeds:
    """Runs in the desk's worker alone."""

    def __init__(self, hands: OfficerHands) -> None:
        self._hands = hands
        self.closing: Closing | None = None
        self.printing: PrintingFacts | None = None

    def deeds(self) -> dict[str, Callable[[Data], None]]:
        """The commands by name."""
        return {
            "next": lambda _: self._next(),
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
        self.closing = self.printing = None
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
        self.closing = made
        self.show()

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
        path = hands.shelf.home.keys / f"{number}.p12"
        if not path.is_file():
            raise BadInput("workplace.no_key", number=number, path=path)
        hands.desk.doing(said("desk.unlocking"))
        try:
            hands.desk.keys[number] = load_key(path, str(data["password"]))
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
