"""The window is up fast and on a real display server as well."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from patrol_app.ui.bridge import NoSession
from patrol_app.ui.screen import BEFORE_STEP, CLOSE_STEP, ROUTE_STEP
from patrol_app.ui.window import PatrolWindow

ROOT = Path(__file__).parents[2]

#: Slow to import, and no business of the window.
HEAVY = ("scipy", "sqlalchemy", "sounddevice", "soundfile", "serial", "cryptography", "pyhanko", "typst", "openpyxl")


def test_the_window_needs_no_slow_library() -> None:
    code = f"""
import sys
import patrol_app.ui.window
print([name for name in {HEAVY!r} if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_it_plays_on_a_real_display_server(tmp_path: Path) -> None:
    picture = tmp_path / "live.png"
    code = f"""
import sys
from pathlib import Path
from PySide6.QtGui import QGuiApplication
from patrol_app.ui import scenes
from patrol_app.ui.screens import Still
from patrol_app.ui.window import run_window
looks = []
def done():
    looks.append(QGuiApplication.platformName())
    return len(looks) > 5
code = run_window(Still(scenes.night()), close_when_done=done, screenshot_to=Path({str(picture)!r}))
print(looks[0], code)
"""
    environment = {"PATH": "/usr/bin:/bin", "QT_QPA_PLATFORM": "xcb", "HOME": str(tmp_path)}
    command = ["xvfb-run", "-a", "-s", "-screen 0 1366x768x24", sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["xcb", "0"], done.stderr
    assert picture.stat().st_size > 20_000


def test_without_a_session_every_step_says_what_is_missing(qtbot: QtBot) -> None:
    bare = PatrolWindow(NoSession())
    qtbot.addWidget(bare)
    bare.stop_beating()
    assert bare.live.verdict.view.detail == "还没有接声级计。插上后会自己认出。"
    for step in (BEFORE_STEP, ROUTE_STEP, CLOSE_STEP):
        bare.go_to(step)
        bare.grab()
        for key in (Qt.Key.Key_F2, Qt.Key.Key_F3, Qt.Key.Key_F5, Qt.Key.Key_F7, Qt.Key.Key_F10):
            QTest.keyClick(bare, key)
        assert bare.step == step
