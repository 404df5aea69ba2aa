"""The supervisor's review: one case, its history with audio in step, the recomputation, accept or send back."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from patrol_app.services.screen_facts import ReviewFacts
from patrol_app.services.snapshot import Snapshot
from patrol_app.ui.bridge import DeskSource, LiveSource, ScreenSource
from patrol_app.ui.look import Look
from patrol_app.ui.officer.closing_words import chain_view, check_row, outcome_view
from patrol_app.ui.screen import Screen
from patrol_app.ui.supervisor import review_words as said
from patrol_app.ui.widgets.audio_strip import AudioStrip, AudioView
from patrol_app.ui.widgets.chain_band import ChainBand
from patrol_app.ui.widgets.exclusion_table import ExclusionTable
from patrol_app.ui.widgets.fact_list import FactList, FactRow, FactsView
from patrol_app.ui.widgets.header import HeaderView
from patrol_app.ui.widgets.history_head import HistoryHead, HistoryHeadView
from patrol_app.ui.widgets.history_plot import HistoryPlot
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
        self.plot = HistoryPlot(self)
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
        self.listen, self.back = OfficeButton("F3", self), OfficeButton("F7", self)
        self.accept = PrimaryButton("F5", self)
        self.selection: tuple[float, float] | None = None
        self._facts: ReviewFacts | None = None
        self._rules = (0, 0, 0)
        self.remark_label.setBuddy(self.remark)
        self.plot.dragged.connect(self._select)
        self.plot.pointed.connect(lambda moment: self.source.command("seek", at_s=moment))
        self.list.chosen.connect(lambda row: self.source.command("choose", row=row))
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
        for button in (self.accept, self.listen, self.back):
            button.set_look(look)
        self._lay_out()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew."""
        self._lay_out()

    def _lay_out(self) -> None:
        look, width, height = self.look, self.width(), self.height()
        margin = 20 if width >= 1366 else 16
        left, right = round(322 + (width - 1366) * 0.18), round(300 + (width - 1366) * 0.2)
        right_x = width - 16 - right
        middle_x = left + 8 + 2 * margin
        middle = right_x - 2 * margin - middle_x
        button = max(44, look.room(44, 17))
        band = look.px(64) + 16
        foot = height - 22 - button - band
        self._rules = (left + 8 + margin, right_x - margin, foot)
        self.list.setGeometry(8, 15, left, foot - 20)
        # Middle column.
        label = max(look.width(self.events.view.label, 14), look.width(self.exclusion_strip.view.label, 14))
        margins = (max(40, look.px(40), round(label) + 14), max(72, round(look.width("TSP 0.80", 13, True)) + 16))
        head, strip, wave = look.px(30), look.room(19, 12), 44 + look.px(24)
        table = look.px(52) + 2 * look.room(28, 15) + 6
        line = 44
        # At large text the exclusions give way, never the plot.
        spare = foot - 2 - table - line - 4 - wave - 2 - 2 * strip - 7 - 4 - (15 + head) - 56
        table = max(0, table + min(0, spare))
        table_y = foot - table - 2
        line_y = table_y - line - 4
        wave_y = line_y - wave - 2
        second_y = wave_y - strip - 4
        first_y = second_y - strip - 3
        plot_y = 15 + head
        self.plot_head.setGeometry(middle_x, 15, middle, head)
        for panel, top, tall in (
            (self.plot, plot_y, max(50, first_y - 4 - plot_y)),
            (self.events, first_y, strip),
            (self.exclusion_strip, second_y, strip),
            (self.audio, wave_y, wave),
        ):
            panel.margins = margins
            panel.setGeometry(middle_x, top, middle, tall)
        self.plot.place()
        self.play.setGeometry(middle_x + margins[0], line_y, 40, 36)
        self.selected_words.setGeometry(middle_x + margins[0] + 52, line_y, middle - margins[0] - 52, 36)
        self.exclusions.setGeometry(middle_x, table_y, middle, table)
        self._place_play_head()
        # Right column.
        self.verdict_head.setGeometry(right_x, 15, right, look.px(26))
        block_y = 15 + look.px(26) + 6
        block = look.px(22) + look.px(14) + 24
        self.verdict.setGeometry(right_x, block_y, right, block)
        values_y = block_y + block + 2
        free = foot - values_y - 8
        checks = min(look.px(30) + 8 * look.room(25, 15) + 2, round(free * 0.58))
        self.values.setGeometry(right_x, values_y, right, free - checks)
        self.checks.setGeometry(right_x, foot - checks - 4, right, checks)
        # Foot.
        self.chain.setGeometry(16, foot + 16, right_x - 36 - 16, band - 16)
        self.chain_check.setGeometry(right_x + 12, foot + 17, right - 24, band - 28)
        y = height - 22 - button
        label = round(look.width(self.remark_label.text(), 15)) + 16
        self.remark_label.setGeometry(16, y, label, button)
        listen, back = self.listen.wanted() + 14, self.back.wanted() + 14
        self.back.setGeometry(right_x - 20 - back, y, back, button)
        self.listen.setGeometry(right_x - 28 - back - listen, y, listen, button)
        self.remark.setGeometry(16 + label, y + 4, right_x - 44 - back - listen - 16 - label, button - 8)
        self.accept.setGeometry(right_x, y, right, button)

    def _place_play_head(self) -> None:
        facts = self._facts
        shown = facts is not None and facts.playing_s is not None
        self.play_head.setVisible(shown)
        if facts is None or facts.playing_s is None:
            return
        inside = self.plot.inside()
        x = self.plot.x() + inside.left() + said.window_of(facts).x(facts.playing_s, inside.width())
        bottom = self.audio.y() + 44 + 5
        self.play_head.setGeometry(
            round(x) - PlayHead.WIDTH // 2, self.plot.y(), PlayHead.WIDTH, bottom - self.plot.y()
        )
        self.play_head.raise_()

    def _select(self, start_s: float, end_s: float) -> None:
        self.selection = (start_s, end_s)
        self.source.command("select", start_s=start_s, end_s=end_s)
        self._show()

    def head(self, snapshot: Snapshot | None, steps: tuple[str, ...], current: int, clock: str) -> HeaderView:
        """The case under review."""
        return said.head_view(self._facts, steps, current, clock)

    def status(self, snapshot: Snapshot | None) -> StatusView:
        """The office's line."""
        return said.status_view(self._facts)

    def refresh(self, snapshot: Snapshot | None, beat: int) -> None:
        """The playhead ten times a second, the rest twice."""
        facts = self.source.review() if isinstance(self.source, ScreenSource) else None
        changed = facts is not self._facts
        if facts is not None and self._facts is not None and facts.started_at != self._facts.started_at:
            self.selection = None
        self._facts = facts
        if beat % 2 == 0:
            self._place_play_head()
        if beat % 10 == 0 or changed:
            self._show()

    def _show(self) -> None:
        facts = self._facts
        self.list.show_view(said.list_view(facts))
        self.verdict_head.show_view(FactsView(translate("Review", "判定 重算")))
        if facts is not None and facts.items:
            self.plot_head.show_view(said.plot_head(facts))
            self.plot.show_history(facts.history, said.history_view(facts, self.selection))
            events, excluded = said.strips(facts)
            self.events.show_view(events)
            self.exclusion_strip.show_view(excluded)
            self._lay_out()
            self.audio.show_peaks(facts.peaks, AudioView(translate("Review", "录音"), said.window_of(facts)))
            self.selected_words.show_view(HistoryHeadView(said.selection_words(facts, self.selection)))
            self.exclusions.show_view(said.exclusions_view(facts))
            self.verdict.show_view(outcome_view(facts.outcome))
            self.values.show_view(said.values_view(facts))
            self.checks.show_view(said.checks_view(facts))
            self.chain.show_view(chain_view(facts.chain))
            row = check_row(facts.chain_check)
            rows = (FactRow(row.label, "", row.sign), FactRow(row.value))
            self.chain_check.show_view(FactsView(rows=rows, signed=True, strong="label", ruled=False, pitch=24))
        self._show_buttons()

    def _has_case(self) -> bool:
        return self._facts is not None and bool(self._facts.items)

    def _show_buttons(self) -> None:
        here = self._has_case()
        self.accept.show_words(translate("Review", "同意并签名"), ready=here)
        told = here and bool(self.remark.text().strip())
        self.back.show_words(translate("Review", "退回，写明要补什么"), ready=told)
        audible = here and self._facts is not None and self._facts.can_listen
        self.listen.show_words(translate("Review", "听录音"), ready=audible)
        self.play.setEnabled(audible)

    def keys(self, snapshot: Snapshot | None) -> dict[int, Key]:
        """What the keys do."""
        here = self._has_case()
        return {
            2: Key(translate("Keys", "排除选段"), here and self.selection is not None),
            3: Key(translate("Keys", "听录音"), here),
            4: Key(translate("Keys", "待复核 全部"), isinstance(self.source, DeskSource)),
            5: Key(translate("Keys", "同意并签名"), here, main=True),
            7: Key(translate("Keys", "退回"), here and bool(self.remark.text().strip())),
            10: Key(translate("Keys", "下一件"), here),
        }

    def act(self, number: int) -> None:
        """A key or a button was pressed."""
        if number == 4 and isinstance(self.source, DeskSource):
            self.source.command("filter")
            return
        if self._facts is None or not self._has_case():
            return
        remark = self.remark.text().strip()
        if number == 2 and self.selection is not None:
            self.reason_wanted.emit()
        elif number == 3:
            self.source.command("listen", at_s=self.selection[0] if self.selection else self._facts.playing_s)
        elif number == 5:
            if self._facts.locked and isinstance(self.source, DeskSource):
                more = {"command": "accept", "head": self._facts.reviewer, "remark": remark}
                self.form_wanted.emit("unlock", more)
            else:
                self.source.command("accept", remark=remark)
        elif number == 7 and remark:
            self.source.command("send_back", remark=remark)
        elif number == 10:
            self.source.command("choose", row=(self._facts.selected + 1) % len(self._facts.items))

    def reason_chosen(self, reason: str) -> None:
        """The selected stretch is excluded, beside what was excluded before."""
        if self.selection is not None:
            start_s, end_s = self.selection
            self.source.command("exclude", start_s=start_s, end_s=end_s, reason=reason)
            self.selection = None
            self._show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground and hairlines between the regions."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.colour("bg"))
        line = self.look.colour("line")
        for x in self._rules[:2]:
            painter.fillRect(QRectF(x, 15, 1, self._rules[2] - 27), line)
        painter.fillRect(QRectF(16, self._rules[2], self.width() - 32, 1), line)
        painter.setPen(self.look.pen("line"))
        painter.drawRoundedRect(QRectF(self.chain_check.geometry()).adjusted(-11.5, -3.5, 11.5, 3.5), 3, 3)
        painter.end()
