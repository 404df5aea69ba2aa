"""Every state of the live screen's elements in all three tones on one sheet, drawn by the widgets themselves."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from patrol_app.services.snapshot import Snapshot
from patrol_app.ui import frame_words, scenes
from patrol_app.ui.look import Look
from patrol_app.ui.officer import live_words
from patrol_app.ui.officer.verdict_words import verdict_view
from patrol_app.ui.theme import PALETTES, Tone
from patrol_app.ui.widgets.judged_table import JudgedTable
from patrol_app.ui.widgets.key_row import Key, KeyButton
from patrol_app.ui.widgets.lamp import Lamp
from patrol_app.ui.widgets.level_bar import LevelBar
from patrol_app.ui.widgets.level_digits import LevelDigits
from patrol_app.ui.widgets.status_line import StatusItem, StatusLine, StatusView
from patrol_app.ui.widgets.verdict_block import VerdictBlock

translate = QCoreApplication.translate

NAME = "states"
TONES: tuple[Tone, ...] = ("night", "dusk", "day")
WIDE, HIGH, COLUMN = 1366, 1354, 455
LEFT, INSIDE = 12, 430
LEVELS = ("", "stale", "silent", "overload", "under-range", "no-calibration")
VERDICTS = ("near", "", "silent", "overload", "no-calibration", "no-rule", "not-recording")


class _Focused(KeyButton):
    """A key that has the keyboard, which no key of a picture can have."""

    def hasFocus(self) -> bool:
        """As if it had."""
        return True


class _Column(QWidget):
    """One tone."""

    def __init__(self, tone: Tone, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = Look(PALETTES[tone])
        self._words: list[tuple[float, float, str]] = []
        self._states: dict[str, Snapshot | None] = {"": scenes.day(), **scenes.states()}
        top = self._levels(4)
        top = self._running(top)
        top = self._verdicts(top)
        top = self._lamps(top)
        self._keys(top)

    def _say(self, x: float, baseline: float, words: str) -> None:
        self._words.append((x, baseline, words))

    def _digits(self, snapshot: Snapshot | None, x: int, top: int) -> None:
        digits = LevelDigits(self)
        digits.set_look(self.look)
        digits.set_figures(58, 74, 18)
        digits.setGeometry(x, top, 216, 88)
        digits.show_view(replace(live_words.level_view(snapshot), weighting=""))

    def _levels(self, top: int) -> int:
        words = (
            translate("States", "实时"),
            translate("States", "过时：超过 2 个周期"),
            translate("States", "端口没有应答"),
            translate("States", "过载：锁定到复位"),
            translate("States", "低于量程"),
            translate("States", "未校准"),
        )
        for place, (name, said) in enumerate(zip(LEVELS, words, strict=True)):
            x, y = 8 + place % 2 * 222, top + place // 2 * 112
            self._say(x + 8, y + 16, said)
            self._digits(self._states[name], x, y + 22)
        y = top + 3 * 112
        self._say(LEFT + 4, y + 16, translate("States", "练习：空心数字"))
        digits = LevelDigits(self)
        digits.set_look(self.look)
        digits.set_figures(58, 74, 18)
        digits.setGeometry(8, y + 22, INSIDE, 88)
        digits.show_view(replace(live_words.level_view(scenes.practice()), weighting=""))
        return y + 116

    def _running(self, top: int) -> int:
        """The bar of an old level, what is being excluded, and how the recording stands."""
        bar = LevelBar(self)
        bar.set_look(self.look)
        bar.setGeometry(LEFT, top, INSIDE, 64)
        bar.show_view(live_words.bar_view(self._states["stale"]))
        table = JudgedTable(self)
        table.set_look(self.look)
        # only its last line is wanted
        table.setGeometry(LEFT, top + 64, INSIDE, 76)
        excluding = live_words.judged_view(self._states["excluding"])
        table.show_view(replace(excluding, heads=("",) * 5, rows=(), elapsed="", target="", progress_label=""))
        items: list[StatusItem] = []
        for name in ("", "not-recording", "silent"):
            found = frame_words.status_view(self._states[name]).items
            items += [item for item in found if item.name == "recording"]
        line = StatusLine(self)
        line.set_look(self.look)
        line.setGeometry(0, top + 146, COLUMN - 1, 36)
        line.show_view(StatusView(tuple(items)))
        return top + 190

    def _verdicts(self, top: int) -> int:
        for snapshot in (scenes.night(), self._states["acknowledged"], *(self._states[name] for name in VERDICTS)):
            block = VerdictBlock(self)
            block.set_look(self.look)
            block.setGeometry(LEFT, top, INSIDE, 56)
            block.show_view(verdict_view(snapshot))
            top += 60
        return top + 2

    def _lamps(self, top: int) -> int:
        words = (
            translate("Live", "未超"),
            translate("Live", "接近"),
            translate("States", "曾超"),
            translate("Live", "超标"),
        )
        for place, (name, said) in enumerate(zip(("", "near", "over-ended", "acknowledged"), words, strict=True)):
            lamp = Lamp(self)
            lamp.set_look(self.look)
            lamp.setGeometry(30 + place * 110, top, 64, 46)
            lamp.diameter = 44
            lamp.show_view(replace(live_words.lamp_view(self._states[name]), lines=()))
            self._say(48 + place * 110, top + 62, said)
        return top + 72

    def _keys(self, top: int) -> None:
        mark, stop = translate("Keys", "标记"), translate("Keys", "停止")
        words = (
            translate("States", "常态"),
            translate("States", "按下"),
            translate("States", "焦点"),
            translate("States", "停用"),
            translate("States", "按住中"),
        )
        keys = (
            (KeyButton(5, self), Key(mark, main=True)),
            (KeyButton(5, self), Key(mark, main=True)),
            (_Focused(5, self), Key(mark, main=True)),
            (KeyButton(5, self), Key(mark, False)),
            (KeyButton(9, self), Key(stop, hold=True)),
        )
        for place, ((button, key), said) in enumerate(zip(keys, words, strict=True)):
            button.look = self.look
            button.show_key(key)
            button.setGeometry(LEFT + place * 87, top, 80, 56)
            self._say(LEFT + place * 87 + 24, top + 74, said)
        keys[1][0].setDown(True)
        held = keys[4][0]
        held.clock = lambda: 100.0
        held.press()
        held.clock = lambda: 100.55

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground, the words, and a hairline to the next tone."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.colour("bg"))
        painter.fillRect(QRectF(self.width() - 1, 0, 1, self.height()), self.look.colour("line"))
        for x, baseline, words in self._words:
            self.look.put(painter, x, baseline, words, 14, "text2")
        painter.end()


def draw(folder: Path) -> Path:
    """Write the sheet as ``states.png``."""
    sheet = QWidget()
    sheet.resize(WIDE, HIGH)
    for place, tone in enumerate(TONES):
        column = _Column(tone, sheet)
        column.setGeometry(place * COLUMN, 0, COLUMN + (1 if place == 2 else 0), HIGH)
    target = folder / f"{NAME}.png"
    sheet.grab().save(str(target))
    sheet.deleteLater()
    return target
