"""The close button during a run: what is asked, in the tone of the night, answered by one key."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Open
from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QColor, QImage
from PySide6.QtTest import QTest

from patrol_app.services.snapshot import RunState
from patrol_app.ui import scenes
from patrol_app.ui.screens import Still
from patrol_app.ui.window import PatrolWindow

ROOT = Path(__file__).parents[2]


class _FromOutside(QCloseEvent):
    def spontaneous(self) -> bool:
        return True


def press_close_button(window: PatrolWindow) -> None:
    """What the window manager's button does; the display server's own message is sent in the last test here."""
    event = _FromOutside()
    window.closeEvent(event)
    if event.isAccepted():
        window.close()


def names(source: Still) -> list[str]:
    return [name for name, _ in source.asked]


@pytest.mark.parametrize("run", ["measuring", "background"])
def test_a_run_keeps_its_window_and_says_what_can_be_done(open_on: Open, run: RunState) -> None:
    window, source = open_on(replace(scenes.night(), run=run, run_elapsed_s=758.0), "night")
    press_close_button(window)
    assert window.isVisible()
    assert window.choice.isVisible()
    assert window.choice.title == "正在测量，已测 12:38。关窗口会停止测量。"
    QTest.keyClick(window, Qt.Key.Key_1)
    assert window.isVisible()
    assert not window.choice.isVisible()
    press_close_button(window)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.isVisible()
    assert names(source) == []


def test_the_run_ends_before_the_window_does(open_on: Open) -> None:
    window, source = open_on(scenes.night(), "night")
    press_close_button(window)
    QTest.keyClick(window, Qt.Key.Key_2)
    assert names(source) == ["stop"]
    window.beat()
    assert window.isVisible()
    source.snapshot = replace(scenes.night(), run="idle")
    window.beat()
    assert not window.isVisible()


@pytest.mark.parametrize("run", ["idle", "closed", None])
def test_without_a_run_the_button_closes(open_on: Open, run: RunState | None) -> None:
    window, _ = open_on(replace(scenes.night(), run=run) if run is not None else None)
    press_close_button(window)
    assert not window.isVisible()


def test_a_played_night_closes_by_itself_and_by_its_button(open_on: Open) -> None:
    window, _ = open_on(scenes.night())
    window.asks_before_closing = False
    press_close_button(window)
    assert not window.isVisible()


_ON_A_DISPLAY = """
import ctypes, sys
from dataclasses import replace
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from patrol_app.ui import scenes
from patrol_app.ui.screens import Still
from patrol_app.ui.window import PatrolWindow, application

class Message(ctypes.Structure):
    _fields_ = [("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("send_event", ctypes.c_int),
                ("display", ctypes.c_void_p), ("window", ctypes.c_ulong), ("message_type", ctypes.c_ulong),
                ("format", ctypes.c_int), ("data", ctypes.c_long * 5), ("rest", ctypes.c_long * 12)]

x11 = ctypes.CDLL("libX11.so.6")
x11.XOpenDisplay.restype = ctypes.c_void_p
x11.XInternAtom.restype = ctypes.c_ulong
x11.XInternAtom.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
x11.XSendEvent.argtypes = [ctypes.c_void_p, ctypes.c_ulong, ctypes.c_int, ctypes.c_long, ctypes.c_void_p]
x11.XFlush.argtypes = [ctypes.c_void_p]
display = x11.XOpenDisplay(None)

def close_button(window):
    message = Message(type=33, window=int(window.winId()), format=32,
                      message_type=x11.XInternAtom(display, b"WM_PROTOCOLS", 0))
    message.data[0] = x11.XInternAtom(display, b"WM_DELETE_WINDOW", 0)
    x11.XSendEvent(display, message.window, 0, 0, ctypes.byref(message))
    x11.XFlush(display)

made = application()
source = Still(scenes.night())
window = PatrolWindow(source, tone="night")
window.show()
told = []

def wait(come):
    for _ in range(500):
        made.processEvents()
        QTest.qWait(10)
        if come():
            return
    raise SystemExit("never came")

wait(lambda: window.isActiveWindow() or window.isVisible())
close_button(window)
wait(window.choice.isVisible)
window.grab_to(__import__("pathlib").Path(sys.argv[1]))
QTest.keyClick(window, Qt.Key.Key_1)
told.append(window.isVisible())
close_button(window)
wait(window.choice.isVisible)
QTest.keyClick(window, Qt.Key.Key_2)
told.append([name for name, _ in source.asked])
source.snapshot = replace(scenes.night(), run="idle")
wait(lambda: not window.isVisible())
print(told)
"""


def test_on_a_real_display_the_close_button_asks_in_red_on_black(tmp_path: Path) -> None:
    picture = tmp_path / "asked.png"
    environment = {"PATH": "/usr/bin:/bin", "QT_QPA_PLATFORM": "xcb", "HOME": str(tmp_path)}
    command = ["xvfb-run", "-a", "-s", "-screen 0 1366x768x24", sys.executable, "-c", _ON_A_DISPLAY, str(picture)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[True, ['stop']]", done.stderr
    image = QImage(str(picture))
    seen = {image.pixel(x, y) for y in range(0, image.height(), 2) for x in range(0, image.width(), 2)}
    assert all(QColor(one).green() <= 0x73 and QColor(one).blue() <= 0x66 for one in seen)
