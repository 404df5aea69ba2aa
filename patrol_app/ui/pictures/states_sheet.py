"""Every state of the live screen's elements in all three tones on one sheet, drawn by the widgets themselves."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from patrol_app.services.snapshot import Snapshot
from patrol_app.ui import scenes
from patrol_app.ui.look import Look
from patrol_app.ui.officer import live_words
from patrol_app.ui.officer.verdict_words import verdict_view
from patrol_app.ui.theme import PALETTES, Tone
from patrol_app.ui.widgets.key_row import Key, KeyButton
from patrol_app.ui.widgets.lamp import Lamp
from patrol_app.ui.widgets.level_digits import LevelDigits
from patrol_app.ui.widgets.verdict_block import VerdictBlock

translate = QCoreApplication.translate

NAME = "states"
TONES: tuple[Tone, ...] = ("night", "dusk", "day")
WIDE, HIGH, COLUMN = 1366, 868, 455
LEVELS = ("", "stale", "silent", "overload", "under-range", "no-calibration")
VERDICTS = ("near", "silent", "overload", "no-calibration", "not-recording")


class _Column(QWidget):
    """One tone."""

    def __init__(self, tone: Tone, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = Look(PALETTES[tone])
        states = scenes.states()
        shown: dict[str, Snapshot | None] = {"": scenes.day(), **states}
        for place, name in enumerate(LEVELS):
            digits = LevelDigits(self)
            digits.set_look(self.look)
            digits.set_figures(58, 74, 18)
            digits.setGeometry(8 + place % 2 * 222, 10 + place // 2 * 92, 216, 88)
            view = live_words.level_view(shown[name])
            digits.show_view(replace(view, weighting=""))
        top = 288
        night = scenes.night()
        for snapshot in (night, states["acknowledged"], *(states[name] for name in VERDICTS)):
            block = VerdictBlock(self)
            block.set_look(self.look)
            block.setGeometry(12, top, 430, 60)
            block.show_view(verdict_view(snapshot))
            top += 64
        for place, name in enumerate(("", "near", "over-ended", "acknowledged")):
            lamp = Lamp(self)
            lamp.set_look(self.look)
            lamp.setGeometry(30 + place * 110, top + 6, 64, 46)
            lamp.diameter = 44
            lamp.show_view(replace(live_words.lamp_view(shown[name]), lines=()))
        top += 58
        keys = (
            Key(translate("Keys", "标记")),
            Key(translate("Keys", "标记"), main=True),
            Key(translate("Keys", "确认"), alarm=True),
            Key(translate("Keys", "标记"), False),
            Key(translate("Keys", "停止"), hold=True),
        )
        for place, key in enumerate(keys):
            button = KeyButton(5, self)
            button.look = self.look
            button.show_key(key)
            button.setGeometry(12 + place * 87, top, 80, 56)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground and a hairline to the next tone."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.colour("bg"))
        painter.fillRect(QRectF(self.width() - 1, 0, 1, self.height()), self.look.colour("line"))
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
