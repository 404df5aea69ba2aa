"""A short visit of the demonstration, played while the real window looks on."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from patrol_app.services.closing import ClosedVisit
from patrol_app.services.demo.demo import Demo
from patrol_app.services.demo.plan import load_night
from patrol_app.services.demo.source import NightSource
from patrol_app.ui.window import run_window


def test_the_window_follows_the_night_and_leaves_its_picture(qtbot: QtBot, tmp_path: Path) -> None:
    plan = load_night()
    visit = replace(plan.visit[2], run_s=25.0, acknowledge_s=(), sources=())
    closed: list[ClosedVisit] = []
    with Demo(tmp_path / "out", lambda number, part: None, replace(plan, visit=(visit,))) as demo:
        source = NightSource(demo.player)
        night = threading.Thread(target=lambda: closed.extend(demo.play()))
        night.start()
        picture = tmp_path / "live.png"
        assert run_window(source, close_when_done=lambda: not night.is_alive(), screenshot_to=picture) == 0
        night.join()
    (done,) = closed
    assert done.record.measurement is not None
    assert done.record.measurement.duration_s == 25.0
    image = QImage(str(picture))
    assert (image.width(), image.height()) == (1366, 768)
    # the night palette has one hue: nothing on the screen is brighter in green or blue than its token allows
    brightest = max(
        max(image.pixelColor(x, y).green(), image.pixelColor(x, y).blue())
        for x in range(0, 1366, 7)
        for y in range(0, 768, 7)
    )
    assert brightest <= 0x73
    assert len({image.pixel(x, 400) for x in range(0, 1366, 3)}) > 3
