"""Everything that Qt paints by itself, in all three tones: no white at night, nothing foreign by day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCalendarWidget,
    QComboBox,
    QDateEdit,
    QFileDialog,
    QInputDialog,
    QLineEdit,
    QListWidget,
    QMessageBox,
    QPlainTextEdit,
    QProgressBar,
    QSpinBox,
    QTableWidget,
    QToolTip,
    QTreeWidget,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from patrol_app.ui import scenes
from patrol_app.ui.forms import FORMS
from patrol_app.ui.screens import StillDesk
from patrol_app.ui.theme import PALETTES, WALK, Tone
from patrol_app.ui.window import PatrolWindow

TONES: tuple[Tone, ...] = ("night", "dusk", "day")


def settle() -> None:
    for _ in range(5):
        QApplication.processEvents()


@pytest.fixture(params=TONES)
def dressed(request: pytest.FixtureRequest, qtbot: QtBot) -> Iterator[PatrolWindow]:
    window = PatrolWindow(StillDesk(scenes.after_run()), tone=request.param)
    qtbot.addWidget(window)
    window.stop_beating()
    window.show()
    settle()
    yield window
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def parts_of(image: QImage) -> NDArray[np.int16]:
    """Red, green and blue of every pixel, as rows of three."""
    same = image.convertToFormat(QImage.Format.Format_RGBA8888)
    flat = np.frombuffer(same.constBits(), np.uint8).reshape(-1, 4)
    return flat[:, :3].astype(np.int16)


def look_at(widget: QWidget, tone: Tone, name: str) -> None:
    """At night not one pixel but red; in every tone the ground is one of the tone's own."""
    seen = parts_of(widget.grab().toImage())
    if tone == "night":
        foreign = seen[(seen[:, 1] > 0x73) | (seen[:, 2] > 0x66)]
        assert len(foreign) == 0, (name, foreign[:5])
    palette = PALETTES[tone]
    own = np.zeros(len(seen), bool)
    for token in ("bg", "surface", "raised", "sel"):
        colour = palette.colour(token)
        own |= (np.abs(seen - (colour.red(), colour.green(), colour.blue())) <= 6).all(axis=1)
    assert own.mean() > 0.6, (name, own.mean())
    # white, where white is no colour of the tone
    if tone == "dusk":
        assert (seen.min(axis=1) > 240).mean() < 0.03, name


def file_dialog(window: QWidget, folder: Path) -> QWidget:
    for name in ("one.jpg", "two.jpg"):
        (folder / name).write_bytes(b"")
    (folder / "inner").mkdir()
    made = QFileDialog(window, "照片", str(folder))
    made.setOption(QFileDialog.Option.DontUseNativeDialog)
    return made


def mixed(window: QWidget, folder: Path) -> QWidget:
    made = QWidget(window, Qt.WindowType.Window)
    column = QVBoxLayout(made)
    table = QTableWidget(3, 3)
    for part in (QSpinBox(), QProgressBar(), QPlainTextEdit("x"), QListWidget(), table, QTreeWidget(), QDateEdit()):
        column.addWidget(part)
    disabled = QLineEdit("x")
    disabled.setEnabled(False)
    column.addWidget(disabled)
    return made


def tool_tip(window: QWidget, folder: Path) -> QWidget:
    QToolTip.showText(QPoint(10, 10), "提示 tip", window)
    settle()
    return next(one for one in QApplication.topLevelWidgets() if one.inherits("QTipLabel"))


def combo_list(window: QWidget, folder: Path) -> QWidget:
    made = QComboBox(window)
    made.addItems(["一", "二", "three"])
    made.show()
    made.showPopup()
    return made.view().window()


def date_list(window: QWidget, folder: Path) -> QWidget:
    made = QDateEdit(window)
    made.setCalendarPopup(True)
    made.show()
    return made.calendarWidget()


MAKERS: dict[str, Callable[[QWidget, Path], QWidget]] = {
    "file dialog": file_dialog,
    "message": lambda window, _: QMessageBox(
        QMessageBox.Icon.Critical, "t", "文字 text", QMessageBox.StandardButton.Ok, window
    ),
    "input": lambda window, _: QInputDialog(window),
    "calendar": lambda window, _: QCalendarWidget(),
    "list of a date": date_list,
    "list of a combo box": combo_list,
    "tool tip": tool_tip,
    "menu of a field": lambda window, _: QLineEdit("abc", window).createStandardContextMenu(),
    "menu of a text": lambda window, _: QPlainTextEdit("abc", window).createStandardContextMenu(),
    "others": mixed,
}


@pytest.mark.parametrize("name", MAKERS)
def test_what_qt_paints_keeps_to_the_tone(dressed: PatrolWindow, tmp_path: Path, name: str) -> None:
    made = MAKERS[name](dressed, tmp_path)
    made.show()
    settle()
    look_at(made, dressed.look.palette.tone, name)
    made.hide()


def test_the_caret_is_of_the_tone_and_where_the_next_letter_comes(dressed: PatrolWindow) -> None:
    dressed.overlays.ask_form("unit", {})
    settle()
    line = dressed.overlays.form.lines["short_name"]
    line.setFocus()
    settle()
    before = line.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle).left()
    QTest.keyClicks(line, "abc 12")
    settle()
    caret = next(one for one in line.findChildren(QWidget) if type(one).__name__ == "Caret")
    assert caret.geometry().left() == line.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle).left() > before
    ink = dressed.look.colour("text")
    assert (parts_of(caret.grab().toImage()) == (ink.red(), ink.green(), ink.blue())).all()
    look_at(line, dressed.look.palette.tone, "field")
    dressed.overlays.close_all()
    settle()
    assert [one for one in line.findChildren(QWidget) if type(one).__name__ == "Caret" and one.isVisible()] == []


def test_every_panel_of_the_window_keeps_to_the_tone(dressed: PatrolWindow) -> None:
    tone = dressed.look.palette.tone
    for form in FORMS:
        dressed.overlays.ask_form(form, {})
        settle()
        look_at(dressed.overlays.form, tone, form)
        dressed.overlays.close_all()
    dressed.overlays.menu()
    settle()
    look_at(dressed.choice, tone, "menu")


def test_a_change_of_tone_shows_no_other_ground_in_between(dressed: PatrolWindow) -> None:
    """From the key to the next picture: the first picture after it is whole."""
    for _ in WALK:
        dressed.next_tone()
        image = dressed.grab().toImage()
        bg = PALETTES[dressed.look.palette.tone].colour("bg")
        edges = [(1, 1), (image.width() - 2, image.height() - 2), (image.width() // 2, image.height() - 2)]
        assert [QColor(image.pixel(x, y)).name() for x, y in edges] == [bg.name()] * 3


def test_the_pointer_is_red_at_night_and_the_systems_else(dressed: PatrolWindow) -> None:
    for _ in WALK:
        shape = QApplication.overrideCursor()
        if dressed.look.palette.tone == "night":
            seen = parts_of(shape.pixmap().toImage())
            assert (seen[:, 0] > 0xE0).any()
            assert not ((seen[:, 1] > 0x73) | (seen[:, 2] > 0x66)).any()
        else:
            assert shape is None
        dressed.next_tone()


def test_what_is_open_follows_the_tone(dressed: PatrolWindow) -> None:
    """Help and choices that are open while the tone changes change with it."""
    dressed.act(1)
    dressed.overlays.menu()
    for _ in WALK:
        dressed.next_tone()
        settle()
        look_at(dressed.help, dressed.look.palette.tone, "help")
        look_at(dressed.choice, dressed.look.palette.tone, "menu")
