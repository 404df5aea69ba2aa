"""The report tab's hands: reports due, drawn, issued, written out, and what is behind their figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from patrol_app.assets import Language
from patrol_app.domain.bulletins import Bulletin
from patrol_app.domain.codec import from_plain
from patrol_app.domain.errors import BadInput, DamagedEvidence
from patrol_app.domain.figures import VisitFigures
from patrol_app.domain.record import VisitRecord
from patrol_app.services.desk.departure import said
from patrol_app.services.desk.worker import sentence_of
from patrol_app.services.office import bulletins, issues
from patrol_app.services.office.targets import targets
from patrol_app.services.report_facts import (
    BehindFacts,
    IssueFact,
    NightCount,
    RateFact,
    ReportFacts,
    ReportLine,
    VisitLine,
)

if TYPE_CHECKING:
    from patrol_app.services.desk.coordinator import CoordinatorHands, Data, Deed

BEHIND = 2000
"""So many visits behind a figure are listed."""
PREVIEW_DPI = 110.0


class ReportHands:
    """The work behind the report tab."""

    def __init__(self, hands: CoordinatorHands) -> None:
        self.hands = hands
        self._chosen: issues.Span | None = None
        self._behind: str | None = None
        self._made: tuple[object, Bulletin] | None = None
        self._drawn: tuple[object, tuple[bytes, ...]] | None = None
        self._serial = 0
        self._language: Language = hands.desk.settings.language

    def deeds(self) -> Mapping[str, Deed]:
        """The commands of this tab."""
        return {
            "choose": self._choose,
            "new": self._new,
            "period": self._period,
            "see": self._see,
            "write": self._write,
            "issue": self._issue,
            "behind": self._show_behind,
            "back": self._hide_behind,
            "open": self._open,
            "speak": self._speak,
        }

    # -- facts -----------------------------------------------------------------------------------------------------

    def read(self) -> ReportFacts:
        """The facts of now; no line where no visit was closed and no report made."""
        store, at = self.hands.shelf.store, self.hands.desk.at()
        self._serial += 1
        try:
            lines = issues.report_lines(store, at)
        except DamagedEvidence as fault:
            return self._nothing([], 0, fault)
        if not lines:
            return self._nothing([], 0, None)
        spans = [(line.kind, line.start, line.end) for line in lines]
        if self._chosen not in spans:
            self._chosen = spans[_first(lines)]
        place = spans.index(self._chosen)
        try:
            found = self._bulletin()
        except DamagedEvidence as fault:
            return self._nothing(lines, place, fault)
        wanted = targets()
        by_night = next(each for each in found.breakdowns if each.key == "by_night")
        return ReportFacts(
            lines=tuple(lines),
            selected=place,
            rates=tuple(
                RateFact(
                    key=rate.key,
                    part=len(rate.numerator),
                    whole=len(rate.denominator),
                    target=wanted.get(rate.key),
                )
                for rate in found.rates
            ),
            nights=tuple(
                NightCount(
                    night=date.fromisoformat(group.name),
                    measured=len(group.measured),
                    exceeding=len(group.exceeding),
                )
                for group in by_night.groups
            ),
            pages=self._pages(found),
            issue=self._issued(found),
            behind=self._behind_facts(found),
            serial=self._serial,
        )

    def _nothing(self, lines: list[ReportLine], selected: int, fault: DamagedEvidence | None) -> ReportFacts:
        """No number at all, and why."""
        return ReportFacts(
            lines=tuple(lines), selected=selected, rates=(), nights=(), pages=(), issue=None, behind=None,
            fault=sentence_of(fault) if fault is not None else None, serial=self._serial,
        )  # fmt: skip

    def _bulletin(self) -> Bulletin:
        """The report that is looked at, counted once as long as the log stands."""
        assert self._chosen is not None
        shelf = self.hands.shelf
        key = (self._chosen, shelf.store.head())
        if self._made is None or self._made[0] != key:
            self._made = key, bulletins.bulletin(shelf.store, shelf.home, *self._chosen)
        return self._made[1]

    def _pages(self, found: Bulletin) -> tuple[bytes, ...]:
        from patrol_app.reports.bulletin_file import document
        from patrol_app.reports.bulletin_pages import preview

        language = self._language
        if self._drawn is None or self._drawn[0] != (found, language):
            self._drawn = (found, language), preview(document(found, language), dpi=PREVIEW_DPI)
        return self._drawn[1]

    def _issued(self, found: Bulletin) -> IssueFact | None:
        out = issues.issues(self.hands.shelf.store).get((found.kind, found.start, found.end))
        if not out:
            return None
        last = out[-1]
        stale = last.data_sha256 != found.data_sha256
        return IssueFact(at=last.at, actor=last.actor, file=last.file, sha256=last.sha256, stale=stale)

    def _behind_facts(self, found: Bulletin) -> BehindFacts | None:
        if self._behind is None:
            return None
        visits = bulletins.behind(found, self._behind)[:BEHIND]
        rate = next((each for each in found.rates if each.key == self._behind), None)
        missing = () if rate is None or rate.key not in bulletins.OF_SITES else bulletins.not_reached(rate)
        return BehindFacts(figure=self._behind, visits=tuple(_visit(visit) for visit in visits), missing=missing)

    def _shown(self) -> None:
        self.hands.look("reports")

    def _speak(self, data: Data) -> None:
        """The window's language is the paper's."""
        self._language = data["language"]
        self._shown()

    # -- the list --------------------------------------------------------------------------------------------------

    def _choose(self, data: Data) -> None:
        lines = issues.report_lines(self.hands.shelf.store, self.hands.desk.at())
        line = lines[min(int(data["row"]), len(lines) - 1)]
        self._chosen, self._behind = (line.kind, line.start, line.end), None
        self._shown()

    def _new(self, data: Data) -> None:
        answers = data["answers"]
        kind = str(answers.get("report_kind") or "weekly_analysis")
        self._keep(kind, answers, "")

    def _period(self, data: Data) -> None:
        """Another period: a draft of its own, or the draft that is looked at with other nights."""
        if self._chosen is None:
            raise BadInput("report.none_chosen")
        self._keep(self._chosen[0], data["answers"], str(data.get("draft", "")))

    def _keep(self, kind: str, answers: Mapping[str, object], draft: str) -> None:
        hands = self.hands
        start, end = (_day(answers.get(name)) for name in ("period_start", "period_end"))
        issues.keep_draft(hands.shelf.store, kind, start, end, draft=draft, actor=hands.actor, at=hands.desk.at())
        self._chosen, self._behind = (kind, start, end), None  # type: ignore[assignment]  # checked by keep_draft
        self._shown()

    # -- papers ----------------------------------------------------------------------------------------------------

    def _see(self, _: Data) -> None:
        self.hands.desk.doing(said("desk.setting_pages"))
        try:
            # a tuple of its own, so that the same paper can be looked at again
            self.hands.desk.published.pages = (*self._pages(self._bulletin()),)
        finally:
            self.hands.desk.doing(None)

    def _write(self, data: Data) -> None:
        """The report as a file: Excel, PDF or Word by the name's ending; a bare folder takes the report's own name."""
        hands, found = self.hands, self._bulletin()
        ending = str(data["ending"])
        typed = str(data["answers"].get("report_file", "")).strip()
        target = Path(typed).expanduser() if typed else hands.shelf.home.papers
        if target.is_dir():
            target = target / f"{issues.name_of(found.kind, found.start, found.end)}{ending}"
        elif not target.suffix:
            target = target.with_suffix(ending)
        hands.desk.doing(said("desk.setting_pages"))
        try:
            bulletins.write_bulletin(found, target, self._language)
        finally:
            hands.desk.doing(None)
        hands.desk.tell(said("office.report_written", path=str(target)))

    def _issue(self, _: Data) -> None:
        hands = self.hands
        actor = hands.actor
        hands.desk.doing(said("desk.setting_pages"))
        try:
            made = issues.issue_bulletin(
                hands.shelf.store,
                hands.shelf.home,
                self._bulletin(),
                language=self._language,
                actor=actor,
                at=hands.desk.at(),
            )
        finally:
            hands.desk.doing(None)
        hands.publish_frame()
        self._shown()
        hands.desk.tell(said("office.report_issued", file=made.file, sha256=made.sha256[:16]))

    # -- behind a figure -------------------------------------------------------------------------------------------

    def _show_behind(self, data: Data) -> None:
        figure = str(data["figure"])
        bulletins.behind(self._bulletin(), figure)
        self._behind = figure
        self._shown()

    def _hide_behind(self, _: Data) -> None:
        self._behind = None
        self._shown()

    def _open(self, data: Data) -> None:
        """The record of a visit as its paper: of the noise where something was measured, else of the inspection."""
        from patrol_app.reports import preview

        hands, number = self.hands, str(data["number"])
        entry = hands.shelf.store.latest("visit.closed", number)
        if entry is None:
            raise BadInput("report.no_record", number=number)
        record = from_plain(VisitRecord, entry.body["record"], "record")
        kind = "noise_record" if record.measurement is not None else "inspection_record"
        hands.desk.doing(said("desk.setting_pages"))
        try:
            hands.desk.published.pages = preview(kind, record, {}, language=self._language)
        finally:
            hands.desk.doing(None)
        hands.desk.tell(said("office.record_opened", number=number, sha256=entry.hash[:16]))


def _first(lines: list[ReportLine]) -> int:
    """What is due first, else the newest."""
    due = [place for place, line in enumerate(lines) if line.state in ("due", "late") and line.kind == "daily_warning"]
    return due[0] if due else 0


def _day(typed: object) -> date:
    try:
        return date.fromisoformat(str(typed or "").strip())
    except ValueError as fault:
        raise BadInput("report.period", value=str(typed or "—")) from fault


def _visit(visit: VisitFigures) -> VisitLine:
    return VisitLine(
        number=visit.number,
        site=visit.site,
        at=visit.started_at or visit.arrived_at,
        laeq_db=visit.laeq_db,
        rounded_db=visit.rounded_db,
        limit_db=visit.limit_db,
        outcome=visit.outcome,
    )
