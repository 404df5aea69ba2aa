"""The supervisor's review: one case, its history with audio in step, the recomputation, accept or send back."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from patrol_app.services.screen_facts import ReviewFacts
from patrol_app.services.snapshot import Snapshot
from patrol_app.services.supervisor_facts import SupervisorFacts
from patrol_app.ui.bridge import DeskSource, LiveSource, OfficeSource, ScreenSource
from patrol_app.ui.look import Look
from patrol_app.ui.officer.closing_words import chain_view, check_row, outcome_view
from patrol_app.ui.screen import Screen
from patrol_app.ui.supervisor import full_words
from patrol_app.ui.supervisor import review_words as said
from patrol_app.ui.supervisor.filter_words import filter_form
from patrol_app.ui.supervisor.review_layout import lay_out
from patrol_app.ui.supervisor.review_plot import ReviewPlot
from patrol_app.ui.widgets.audio_strip import AudioStrip, AudioView
from patrol_app.ui.widgets.chain_band import ChainBand
from patrol_app.ui.widgets.exclusion_table import ExclusionTable
from patrol_app.ui.widgets.fact_list import FactList, FactRow, FactsView
from patrol_app.ui.widgets.full_text import FullText
from patrol_app.ui.widgets.header import HeaderView
from patrol_app.ui.widgets.history_head import HistoryHead, HistoryHeadView
from patrol_app.ui.widgets.key_row import Key
from patrol_app.ui.widgets.office_button import OfficeButton
from patrol_app.ui.widgets.play_head import PlayHead
from patrol_app.ui.widgets.primary_button import PrimaryButton
from patrol_app.ui.widgets.review_list import ReviewList
from patrol_app.ui.widgets.status_line import StatusView
from patrol_app.ui.widgets.strip import Strip
from patrol_app.ui.widgets.verdict_block import VerdictBlock

translate = QCoreApplication.translate


class ReviewScreen(Screen):
    """Exclusions are added, never removed; sending back needs a sentence."""

    takes_key_row = True

    def __init__(self, source: LiveSource, parent: QWidget | None = None) -> None:
        super().__init__(source, parent)
        self.list = ReviewList(self)
        self.plot_head = HistoryHead(self)
        self.plot = ReviewPlot(self)
        self.events, self.exclusion_strip = Strip(self), Strip(self)
        self.audio = AudioStrip(self)
        self.play_head = PlayHead(self)
        self.selected_words = HistoryHead(self)
        self.exclusions = ExclusionTable(self)
        self.verdict_head, self.values, self.checks = FactList(self), FactList(self), FactList(self)
        self.verdict = VerdictBlock(self)
        self.chain = ChainBand(self)
        self.chain_check = FactList(self)
        self.remark_label = QLabel(self)
        self.remark = QLineEdit(self)
        self.play = QPushButton(self)
        self.play.setStyleSheet("padding: 0;")
        self.listen, self.back = OfficeButton("F3", self), OfficeButton("F7", self)
        self.accept = PrimaryButton("F5", self)
        self.full = FullText(self)
        self.selection: tuple[float, float] | None = None
        self.mark_s: float | None = None
        """Where a stretch begins that is marked by keys, until its end is."""
        self.wanted = ""
        """The visit that was asked for and is not shown yet."""
        self._head_s: float | None = None
        """Where the playhead was sent, until the desk says so."""
        self._facts: ReviewFacts | None = None
        self._lists: SupervisorFacts | None = None
        self._drafts: dict[str, str] = {}
        self._sent = ""
        self._rules = (0, 0, 0)
        self.remark_label.setBuddy(self.remark)
        self.plot.dragged.connect(self._select)
        self.plot.pointed.connect(self._seek)
        self.audio.pointed.connect(self._seek)
        self.plot.stepped.connect(self._step)
        self.plot.marked.connect(self._mark)
        self.list.chosen.connect(self._choose)
        self.full.closed.connect(self.window_takes_keys)
        for button, number in ((self.play, 3), (self.listen, 3), (self.back, 7), (self.accept, 5)):
            button.clicked.connect(lambda _checked=False, key=number: self.act(key))
        self.remark.textChanged.connect(lambda _text: self._show_buttons())
        self._panels = (
            self.list, self.plot_head, self.plot, self.events, self.exclusion_strip, self.audio, self.selected_words,
            self.exclusions, self.verdict_head, self.values, self.checks, self.verdict, self.chain, self.chain_check,
        )  # fmt: skip
        self._name_buttons()

    def _name_buttons(self) -> None:
        self.remark_label.setText(translate("Review", "意见"))
        self.play.setText("▶")
        self.play.setAccessibleName(translate("Review", "播放"))
        self._show_buttons()
        self.remark.setPlaceholderText(translate("Review", "同意可不写；退回必须写一句"))
        self.remark.setAccessibleName(self.remark_label.text())
        self.plot.setAccessibleName(translate("Review", "声级过程"))
        self.plot.setAccessibleDescription(full_words.say("plot_keys"))
        self.audio.setAccessibleName(translate("Review", "录音"))

    def changeEvent(self, event: QEvent) -> None:
        """Buttons carry their words themselves; they are named anew in a new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._name_buttons()
        super().changeEvent(event)

    def set_look(self, look: Look) -> None:
        """Change tone or text scale."""
        super().set_look(look)
        for panel in self._panels:
            panel.set_look(look)
        self.play_head.set_look(look)
        self.full.set_look(look)
        for button in (self.accept, self.listen, self.back):
            button.set_look(look)
        self._lay_out()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew."""
        self._lay_out()

    def _lay_out(self) -> None:
        self._rules = lay_out(self)
        self._place_play_head()

    def _place_play_head(self) -> None:
        facts = self._facts
        at_s = self.head_s()
        self.play_head.setVisible(at_s is not None)
        if facts is None or at_s is None:
            return
        inside = self.plot.inside()
        window = said.window_of(facts)
        x = self.plot.x() + inside.left() + window.x(min(max(0.0, at_s), window.length_s), inside.width())
        bottom = self.audio.y() + 44 + 5
        self.play_head.setGeometry(
            round(x) - PlayHead.WIDTH // 2, self.plot.y(), PlayHead.WIDTH, bottom - self.plot.y()
        )
        self.play_head.raise_()
        if self.full.isVisible():
            self.full.raise_()

    # -- the time axis ---------------------------------------------------------------------------------------------

    def head_s(self) -> float | None:
        """Where the playhead stands, in seconds of the run."""
        facts = self._facts
        if not self._has_case() or facts is None:
            return None
        return facts.playing_s if self._head_s is None else self._head_s

    def _seek(self, at_s: float) -> None:
        if self._has_case():
            self._head_s = at_s
            self.source.command("seek", at_s=at_s)
            self._place_play_head()

    def _step(self, by_s: float) -> None:
        facts = self._facts
        if facts is not None and self._has_case():
            self._seek(min(max(0.0, (self.head_s() or 0.0) + by_s), said.window_of(facts).length_s))

    def _mark(self) -> None:
        at_s = self.head_s() or 0.0
        if self.mark_s is None:
            self.mark_s = at_s
            self._show()
            return
        begin, end = min(self.mark_s, at_s), max(self.mark_s, at_s)
        self.mark_s = None
        if end - begin >= 0.5:
            self._select(begin, end)
        self._show()

    def _select(self, start_s: float, end_s: float) -> None:
        if self._has_case():
            self.selection, self.mark_s = (start_s, end_s), None
            self.source.command("select", start_s=start_s, end_s=end_s)
            self._show()

    # -- the list --------------------------------------------------------------------------------------------------

    def _choose(self, row: object) -> None:
        facts = self._facts
        if facts is not None and isinstance(row, int) and row < len(facts.items):
            self.wanted = facts.items[row].case_number
            self.source.command("choose", number=self.wanted)
            self._show()

    def selected(self) -> int:
        """The row that is asked for, at once, before its visit has been opened."""
        facts = self._facts
        if facts is None:
            return 0
        here = facts.selected
        if self.wanted and facts.items[here].case_number != self.wanted:
            rows = (row for row, one in enumerate(facts.items) if one.case_number == self.wanted)
            return next(rows, here)
        return here

    def case(self) -> str:
        """The number of the visit that is looked at."""
        facts = self._facts
        return facts.items[facts.selected].case_number if facts is not None and facts.items else ""

    def window_takes_keys(self) -> None:
        """The keyboard goes back to the window."""
        self.window().setFocus()

    def front(self) -> QWidget | None:
        """The full text while it is open."""
        return self.full if self.full.isVisible() else None

    def head(self, snapshot: Snapshot | None, steps: tuple[str, ...], current: int, clock: str) -> HeaderView:
        """The case under review."""
        return said.head_view(self._facts, self._lists, steps, current, clock)

    def status(self, snapshot: Snapshot | None) -> StatusView:
        """The office's line."""
        return said.status_view(self._facts)

    def refresh(self, snapshot: Snapshot | None, beat: int) -> None:
        """The playhead ten times a second, the rest twice."""
        facts = self.source.review() if isinstance(self.source, ScreenSource) else None
        lists = self.source.office("supervisor") if isinstance(self.source, OfficeSource) else None
        self._lists = lists if isinstance(lists, SupervisorFacts) else None
        before = self._facts
        changed = (facts is None) != (before is None) or (
            facts is not None
            and before is not None
            and (facts.checks is not before.checks or facts.selection is not before.selection)
        )
        self._take(facts)
        if beat % 2 == 0:
            self._place_play_head()
        if beat % 10 == 0 or changed:
            self._show()

    def _take(self, facts: ReviewFacts | None) -> None:
        """Facts have come; what was written or marked for one visit is not for the next, but kept until it is back."""
        before = self.case()
        self._facts = facts
        if self.case() != before:
            if before != self._sent:
                self._drafts[before] = self.remark.text()
            self.selection = self.mark_s = self._head_s = None
            self._sent = ""
            self.full.shut()
            self.remark.setText(self._drafts.pop(self.case(), ""))
        heard_s = facts.playing_s if facts is not None else None
        if self._head_s is not None and heard_s is not None and 0.0 <= heard_s - self._head_s < 2.0:
            self._head_s = None
        if facts is None or self.wanted == self.case() or all(one.case_number != self.wanted for one in facts.items):
            self.wanted = ""

    def _show(self) -> None:
        facts = self._facts
        self.list.show_view(said.list_view(facts, self._lists, self.selected()))
        note = f"F9 {full_words.say('key.full')}" if self._has_case() else ""
        self.verdict_head.show_view(FactsView(translate("Review", "判定 重算"), note))
        here = facts is not None and bool(facts.items)
        for panel in self._panels[1:]:
            panel.setVisible(here)
        if facts is not None and here:
            self.plot_head.show_view(said.plot_head(facts))
            self.plot.show_history(facts.history, said.history_view(facts, self.selection))
            events, excluded = said.strips(facts)
            self.events.show_view(events)
            self.exclusion_strip.show_view(excluded)
            self.audio.show_peaks(facts.peaks, AudioView(translate("Review", "录音"), said.window_of(facts)))
            line = said.selection_words(facts, self.selection, self.head_s(), self.mark_s, at_keys=self.plot.hasFocus())
            self.selected_words.show_view(HistoryHeadView(line))
            self.exclusions.show_view(said.exclusions_view(facts))
            self.verdict.show_view(outcome_view(facts.outcome))
            self.values.show_view(said.values_view(facts))
            self.checks.show_view(said.checks_view(facts))
            self._lay_out()
            self.chain.show_view(chain_view(facts.chain))
            row = check_row(facts.chain_check)
            rows = (FactRow(row.label, "", row.sign), FactRow(row.value))
            self.chain_check.show_view(FactsView(rows=rows, signed=True, strong="label", ruled=False, pitch=24))
        self._show_buttons()

    def _has_case(self) -> bool:
        """A visit is open, and it is the one that was asked for."""
        return self._facts is not None and bool(self._facts.items) and not self.wanted

    def _show_buttons(self) -> None:
        here, facts = self._has_case(), self._facts
        words, ready = said.accept_words(facts if here else None)
        self.accept.show_words(words, ready=ready)
        told = here and bool(self.remark.text().strip())
        self.back.show_words(translate("Review", "退回，写明要补什么"), ready=told)
        audible = here and facts is not None and facts.can_listen
        self.listen.show_words(translate("Review", "听录音"), ready=audible)
        self.play.setEnabled(audible)

    def keys(self, snapshot: Snapshot | None) -> dict[int, Key]:
        """What the keys do."""
        here = self._has_case()
        return {
            2: Key(translate("Keys", "排除选段"), here and self.selection is not None),
            3: Key(translate("Keys", "听录音"), here),
            4: Key(full_words.say("key.filter"), self._lists is not None),
            5: Key(translate("Keys", "同意并签名"), here, main=True),
            7: Key(translate("Keys", "退回"), here and bool(self.remark.text().strip())),
            9: Key(full_words.say("key.full"), here),
            10: Key(translate("Keys", "下一件"), self._facts is not None and bool(self._facts.items)),
        }

    def act(self, number: int) -> None:
        """A key or a button was pressed."""
        facts = self._facts
        if number == 4 and self._lists is not None:
            self.form_wanted.emit("visits_filter", filter_form("review", self._lists))
        elif number == 10 and facts is not None and facts.items:
            self._choose((self.selected() + 1) % len(facts.items))
        elif facts is not None and self._has_case():
            self._act_on(number, facts)

    def _act_on(self, number: int, facts: ReviewFacts) -> None:
        remark = self.remark.text().strip()
        if number == 2 and self.selection is not None:
            self.reason_wanted.emit()
        elif number == 3:
            at_s = self.head_s()
            if self.selection is not None and (at_s is None or not self.selection[0] <= at_s < self.selection[1]):
                at_s = self.selection[0]
            self.source.command("listen", at_s=at_s)
        elif number == 5:
            self._sent = self.case()
            if facts.locked and facts.obstacle is None and isinstance(self.source, DeskSource):
                more = {"command": "accept", "head": facts.reviewer, "number": self.case(), "remark": remark}
                self.form_wanted.emit("unlock", more)
            else:
                self.source.command("accept", number=self.case(), remark=remark)
        elif number == 7 and remark:
            self._sent = self.case()
            self.source.command("send_back", number=self.case(), remark=remark)
        elif number == 9 and self.full.isVisible():
            self.full.shut()
        elif number == 9:
            self.full.tell(*full_words.full_text(facts))

    def reason_chosen(self, reason: str) -> None:
        """The selected stretch is excluded, beside what was excluded before."""
        if self.selection is not None and self._has_case():
            start_s, end_s = self.selection
            self.source.command("exclude", number=self.case(), start_s=start_s, end_s=end_s, reason=reason)
            self.selection = None
            self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the full text wherever on the screen the keyboard is."""
        if event.key() == Qt.Key.Key_Escape and self.full.isVisible():
            self.full.shut()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground and hairlines between the regions."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.colour("bg"))
        line = self.look.colour("line")
        for x in self._rules[:2]:
            painter.fillRect(QRectF(x, 15, 1, self._rules[2] - 27), line)
        painter.fillRect(QRectF(16, self._rules[2], self.width() - 32, 1), line)
        painter.setPen(self.look.pen("line"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.chain_check.geometry()).adjusted(-11.5, -3.5, 11.5, 3.5), 3, 3)
        painter.end()
