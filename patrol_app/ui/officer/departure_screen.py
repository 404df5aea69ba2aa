"""Before leaving: instruments found and named, the laptop ready, the calibration recorded."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRect, QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from patrol_app.services.screen_facts import DepartureFacts
from patrol_app.services.snapshot import Snapshot
from patrol_app.ui.bridge import LiveSource, ScreenSource
from patrol_app.ui.look import Look
from patrol_app.ui.officer import departure_words as said
from patrol_app.ui.screen import CLOSE_STEP, LIVE_STEP, ROUTE_STEP, Screen
from patrol_app.ui.widgets.calibration_panel import CalibrationPanel
from patrol_app.ui.widgets.check_grid import CheckGrid
from patrol_app.ui.widgets.fact_list import FactList
from patrol_app.ui.widgets.header import HeaderView
from patrol_app.ui.widgets.instrument_table import InstrumentTable
from patrol_app.ui.widgets.key_row import Key
from patrol_app.ui.widgets.primary_button import PrimaryButton
from patrol_app.ui.widgets.stability_plot import StabilityPlot

translate = QCoreApplication.translate


class DepartureScreen(Screen):
    """A tick means ready; anything else says what is missing."""

    def __init__(self, source: LiveSource, parent: QWidget | None = None) -> None:
        super().__init__(source, parent)
        self.instruments = InstrumentTable(self)
        self.laptop = CheckGrid(self)
        self.reading = CalibrationPanel(self)
        self.stability = StabilityPlot(self)
        self.tone = FactList(self)
        self.record = PrimaryButton("F5", self)
        self.record.clicked.connect(lambda: self.act(5))
        self._facts: DepartureFacts | None = None
        self._rules = (0, 0)

    def set_look(self, look: Look) -> None:
        """Change tone or text scale."""
        super().set_look(look)
        for panel in (self.instruments, self.laptop, self.reading, self.stability, self.tone, self.record):
            panel.set_look(look)
        self._lay_out()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew."""
        self._lay_out()

    def _lay_out(self) -> None:
        look, width, height = self.look, self.width(), self.height()
        right = round(width * 0.331)
        right_x = width - 16 - right
        left = right_x - 48 - 16
        checks = look.px(34) + 3 * look.room(44, 28)
        checks_y = height - checks - 4
        self._rules = (right_x - 24, checks_y - 12)
        self.instruments.setGeometry(16, 15, left, checks_y - 12 - 15 - 4)
        self.laptop.setGeometry(16, checks_y, left, checks)
        button_y = height - 24 - 56
        rows = 5 * look.room(30, 15) + 4
        tone_y = button_y - rows - 12
        reading = min(look.px(62) + 128, tone_y - 15 - 90)
        self.reading.setGeometry(right_x, 15, right, reading)
        plot_y = 15 + reading + 14
        self.stability.setGeometry(right_x, plot_y, right, max(60, tone_y - plot_y - 4))
        self.tone.setGeometry(right_x, tone_y, right, rows)
        self.record.setGeometry(QRect(right_x, button_y, right, 56))

    @property
    def stage(self) -> said.Stage:
        """Before leaving, or which calibration of a visit is due."""
        return "leaving" if self._facts is None else self._facts.stage

    def head(self, snapshot: Snapshot | None, steps: tuple[str, ...], current: int, clock: str) -> HeaderView:
        """Tonight's patrol; in practice the words of practice."""
        if self._facts is None or self.practising(snapshot):
            return super().head(snapshot, steps, current, clock)
        return said.head_view(self._facts, snapshot, steps, current, clock, self.now())

    def refresh(self, snapshot: Snapshot | None, beat: int) -> None:
        """Show what is due: all of it twice a second, the tone ten times."""
        self._facts = self.source.departure() if isinstance(self.source, ScreenSource) else None
        fact = self._facts.calibration if self._facts is not None else None
        if beat % 2 == 0:
            self.reading.show_view(said.reading_view(fact, self.stage))
            if fact is not None:
                self.stability.show_tone(fact, said.stability_view(fact))
            self.record.show_words(said.record_words(fact, self.stage), ready=said.can_record(fact))
        if beat % 10 == 0:
            self.instruments.show_view(said.instruments_view(self._facts))
            self.laptop.show_view(said.laptop_view(self._facts))
            self.tone.show_view(said.tone_view(self._facts))

    def keys(self, snapshot: Snapshot | None) -> dict[int, Key]:
        """What the keys do."""
        ready = self._facts is not None
        leaving = self.stage == "leaving"
        on_word, note = {
            "leaving": (translate("Keys", "出发"), translate("Keys", "去路线")),
            "before": (translate("Keys", "去测量"), ""),
            "after": (translate("Keys", "收尾"), ""),
        }[self.stage]
        fact = self._facts.calibration if self._facts is not None else None
        return {
            2: Key(translate("Keys", "全部重查"), ready and leaving),
            3: Key(translate("Keys", "拍照"), enabled=False),
            4: Key(translate("Keys", "语音"), enabled=False),
            5: Key(translate("Keys", "记录校准"), said.can_record(fact), main=True),
            7: Key(translate("Keys", "手填气象"), ready and not leaving),
            9: Key(translate("Keys", "开始"), enabled=False),
            10: Key(on_word, ready, note=note),
        }

    def act(self, number: int) -> None:
        """A key was pressed."""
        if self._facts is None:
            return
        if number == 5 and said.can_record(self._facts.calibration):
            self.source.command("calibrate", which="before", reading_db=self._facts.calibration.reading_db)
        elif number == 2 and self.stage == "leaving":
            self.source.command("recheck")
        elif number == 7 and self.stage != "leaving":
            self.form_wanted.emit("weather", {})
        elif number == 10 and self.stage == "after":
            self.source.command("next")
            self.step_wanted.emit(CLOSE_STEP)
        elif number == 10:
            self.step_wanted.emit(ROUTE_STEP if self.stage == "leaving" else LIVE_STEP)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground and hairlines between the regions."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.colour("bg"))
        line = self.look.colour("line")
        painter.fillRect(QRectF(self._rules[0], 15, 1, self.height() - 20), line)
        painter.fillRect(QRectF(16, self._rules[1], self._rules[0] - 40, 1), line)
        painter.end()
