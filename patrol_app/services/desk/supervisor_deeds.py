"""What a supervisor does from the lists: open a visit, sign its order, see its papers, keep its case file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from patrol_app.assets import Language
from patrol_app.domain.codec import from_plain
from patrol_app.domain.errors import BadInput, CannotDo
from patrol_app.domain.record import VisitRecord
from patrol_app.evidence.additions import countersign
from patrol_app.evidence.verify import verify_pack
from patrol_app.reports import preview
from patrol_app.services.desk.acceptance import own_visit
from patrol_app.services.desk.departure import said
from patrol_app.services.desk.supervisor_lists import case_file_path, supervisor_facts
from patrol_app.services.desk.visit_index import ORDER_SIGNED
from patrol_app.services.papers import paper_kinds
from patrol_app.services.photographs import pictures_of
from patrol_app.services.rebuild import series_of
from patrol_app.services.recall import recall, recorded_files
from patrol_app.services.reporting import report
from patrol_app.services.supervisor_facts import ListFilter

if TYPE_CHECKING:
    from patrol_app.services.desk.office import OfficeHands

Data = Mapping[str, Any]
LISTS = "supervisor"
"""Under this name the facts of the lists are published."""
ORDER = "correction-order.pdf"
FIRST_SHOWN = {"review": "waiting", "visits": "all", "cases": "all", "orders": "unsigned"}
"""How the visits of each tab stand that are shown until somebody asks otherwise."""


class SupervisorDeeds:
    """Runs in the desk's worker alone."""

    def __init__(self, hands: OfficeHands) -> None:
        self._hands = hands
        self.shown = dict(FIRST_SHOWN)

    def deeds(self) -> dict[str, Callable[[Data], None]]:
        """The commands by name."""
        return {
            "lists": lambda _: self.show(),
            "open_visit": self._open_visit,
            "sign_order": self._sign_order,
            "show_papers": self._show_papers,
            "make_case_file": self._make_case_file,
        }

    def show(self) -> None:
        """Publish the lists as they are now."""
        hands, desk, review = self._hands, self._hands.desk, self._hands.review
        facts = supervisor_facts(
            hands.opened(), review.every, review.asked, self.shown, reviewer=hands.reviewer_words(),
            key=hands.key_state(), busy=desk.busy,
        )  # fmt: skip
        desk.published.office = {**desk.published.office, LISTS: facts}

    def _open_visit(self, data: Data) -> None:
        """Show a visit of the lists in the review; one that is decided is found among all."""
        hands, review, number = self._hands, self._hands.review, str(data["number"])
        row = review.find(number)
        if row is None:
            review.shown, review.asked = "all", ListFilter()
            self.shown["review"] = "all"
            review.sift()
            self.show()
            row = review.find(number)
        if row is None:
            raise BadInput("recall.no_visit", number=number)
        hands.look_at(row)

    def _record(self, number: str) -> VisitRecord:
        entry = self._hands.opened().store.latest("visit.closed", number)
        if entry is None:
            raise BadInput("recall.no_visit", number=number)
        return from_plain(VisitRecord, entry.body["record"])

    def _sign_order(self, data: Data) -> None:
        """Sign the pack that carries the order, beside the officers; a fact says who did and when."""
        hands, desk = self._hands, self._hands.desk
        number, (name, certificate) = str(data["number"]), hands.reviewer()
        if not certificate:
            raise BadInput("desk.no_reviewer")
        if data.get("password"):
            hands.unlock(str(data["password"]))
        key = desk.keys.get(certificate)
        if key is None:
            raise CannotDo("desk.key_locked", name=name or certificate)
        record, pack = self._record(number), hands.review.pack_path(number)
        if ORDER not in paper_kinds(record):
            raise CannotDo("desk.no_order", number=number)
        if own_visit(record, certificate):
            raise CannotDo("desk.own_visit", number=number, name=name)
        at = desk.at()
        desk.doing(said("desk.checking"))
        try:
            if not pack.is_file() or not verify_pack(pack, None, at).intact:
                raise CannotDo("desk.pack_not_intact", number=number)
            countersign(pack, key, at=at)
        finally:
            desk.doing(None)
        store = hands.opened().store
        body = {"by": certificate, "name": name, "order_number": record.order_number, "key_sha256": key.fingerprint}
        store.append(ORDER_SIGNED, number, body, actor=certificate, at=at)
        store.checkpoint(key.sign, key_sha256=key.fingerprint, at=at)
        review = hands.review
        review.load(at)
        self.show()
        if review.case is not None and review.case.filed.record.number == number:
            # the pack on the desk carries a signature more than the one that was checked
            hands.look_at(review.selected)
        desk.tell(said("desk.order_signed", order=record.order_number or number))

    def _show_papers(self, data: Data) -> None:
        """The papers of a visit as pictures, or its order alone."""
        hands, desk = self._hands, self._hands.desk
        shelf, number = hands.opened(), str(data["number"])
        language: Language = "en" if data.get("language") == "en" else "zh"
        record = self._record(number)
        kinds = {name: kind for name, kind in paper_kinds(record).items() if not data.get("order") or name == ORDER}
        if not kinds:
            raise CannotDo("desk.no_order", number=number)
        desk.doing(said("desk.setting_pages"))
        try:
            facts, files = recall(shelf.store, number), recorded_files(shelf.store, shelf.home, number)
            series = series_of(facts, files)
            pages: list[bytes] = []
            for kind, details in kinds.values():
                pictures = pictures_of(record, files) if details is not None else None
                pages += preview(kind, record, series, details=details, pictures=pictures, language=language)
        finally:
            desk.doing(None)
        desk.published.pages = tuple(pages)

    def _make_case_file(self, data: Data) -> None:
        """Write the case file of a visit as one PDF."""
        hands, desk = self._hands, self._hands.desk
        shelf, number = hands.opened(), str(data["number"])
        target = case_file_path(shelf, number)
        desk.doing(said("desk.setting_pages"))
        try:
            report(
                "case-file", [number], reader=shelf.store, home=shelf.home, book=shelf.book,
                language="en" if data.get("language") == "en" else "zh", target=target,
            )  # fmt: skip
        finally:
            desk.doing(None)
        hands.review.load(desk.at())
        self.show()
        desk.tell(said("desk.case_file_made", path=target))
