"""Opens, at night and on a real display, every screen, panel and window that the program or Qt can put up; no test.

``python opening_all.py [white]``: with ``white`` a plain white window is shown as well, for the eye of the test itself.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QEvent, QIODevice, QPoint, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDateEdit,
    QFileDialog,
    QInputDialog,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPushButton,
    QToolTip,
    QWidget,
)

from patrol_app.assets import sentence
from patrol_app.ui import scenes
from patrol_app.ui.forms import FORMS
from patrol_app.ui.pictures.stills import Still, StillDesk
from patrol_app.ui.pictures.supervisor import lists
from patrol_app.ui.pictures.survey import StillSurvey
from patrol_app.ui.screen import SURVEY_STEP
from patrol_app.ui.steps import Role
from patrol_app.ui.window import PatrolWindow, application

ROLES: tuple[tuple[Role, int], ...] = (("officer", 6), ("supervisor", 4), ("coordinator", 4))


def turn(seconds: float = 0.04) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.002)


def source(role: Role, step: int) -> Still:
    moments = (scenes.evening, scenes.on_the_way, scenes.night, scenes.after_run, scenes.after_run)
    if role == "officer":
        return StillSurvey(None) if step == SURVEY_STEP else StillDesk(moments[step]())
    return lists(None) if role == "supervisor" else StillDesk(None)


def picker(window: PatrolWindow, form: str) -> None:
    """The file picker of a form with its lists and its menu."""

    def look(dialog: QWidget) -> None:
        for box in dialog.findChildren(QComboBox):
            box.showPopup()
            turn()
            box.hidePopup()
        view = dialog.findChild(QAbstractItemView)
        QTimer.singleShot(60, lambda: [one.close() for one in QApplication.topLevelWidgets() if isinstance(one, QMenu)])
        if isinstance(view, QAbstractItemView):
            view.customContextMenuRequested.emit(QPoint(5, 5))

    def later() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QFileDialog):
            QTimer.singleShot(20, later)
            return
        look(dialog)
        dialog.reject()

    window.overlays.ask_form(form, {})
    words = sentence("ui.form.browse", "zh")
    browse = next(one for one in window.overlays.form.findChildren(QPushButton) if one.text() == words)
    QTimer.singleShot(60, later)
    browse.click()
    window.overlays.close_all()


def qts_own(window: PatrolWindow) -> None:
    """What Qt puts up by itself."""
    shown: list[QWidget] = []

    def put(made: QWidget) -> None:
        shown.append(made)
        made.show()
        turn()
        made.close()

    window.overlays.ask_form("unit", {})
    line = window.overlays.form.findChild(QLineEdit)
    assert isinstance(line, QLineEdit)
    menu = line.createStandardContextMenu()
    menu.popup(window.mapToGlobal(QPoint(100, 100)))
    turn()
    menu.close()
    window.overlays.close_all()
    QToolTip.showText(window.mapToGlobal(QPoint(200, 200)), "提示 tip", window)
    turn(0.1)
    QToolTip.hideText()
    put(QMessageBox(QMessageBox.Icon.Critical, "t", "文字", QMessageBox.StandardButton.Ok, window))
    put(QInputDialog(window))
    date = QDateEdit(window)
    date.setCalendarPopup(True)
    date.show()
    put(date.calendarWidget())
    date.close()


def paper(window: PatrolWindow) -> None:
    """A white page in the preview."""
    image, kept = QImage(400, 560, QImage.Format.Format_RGB32), QByteArray()
    image.fill(Qt.GlobalColor.white)
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # a device is taken too
    window.overlays.pages.tell((bytes(kept.data()),), window.look)
    turn()
    window.overlays.close_all()


def visit(role: Role, step: int) -> None:
    """A window at a step: first shown, resized, over the whole display and back, with its lists opened."""
    window = PatrolWindow(source(role, step), tone="night", role=role, now=scenes.office_time)
    window.show()
    turn(0.08)
    window.go_to(step)
    turn(0.08)
    for size in ((1200, 700), (1366, 768)):
        window.resize(*size)
        turn()
    deeds: list[Callable[[], None]] = [window.showFullScreen, window.showNormal]
    if step == 0:
        deeds += [lambda: window.act(1), window.overlays.close_all, window.overlays.menu, window.overlays.close_all]
    for box in window.screen_shown.findChildren(QComboBox)[:4]:
        deeds += [box.showPopup, box.hidePopup]
    for deed in deeds:
        deed()
        turn()
    if (role, step) == ("officer", 0):
        for form in FORMS:
            window.overlays.ask_form(form, {})
            turn(0.02)
            window.overlays.close_all()
        for form in ("photo", "template", "draw"):
            picker(window, form)
        qts_own(window)
        paper(window)
    window.stop_beating()
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)


def main(arguments: list[str]) -> int:
    application()
    if "white" in arguments:
        plain = QWidget()
        plain.setStyleSheet("background: white")
        plain.show()
        turn(0.2)
        plain.close()
        return 0
    for role, steps in ROLES:
        for step in range(steps):
            visit(role, step)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
