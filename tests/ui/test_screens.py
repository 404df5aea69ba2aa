from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication
from ui_golden import GOLDEN, different, reduced

from patrol_app.ui import scenes, screens, translate


@pytest.fixture(scope="module")
def drawn(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    translate.compile_all()
    return {path.stem: path for path in screens.draw(tmp_path_factory.mktemp("screens"))}


def test_there_is_a_picture_of_every_screen_and_state(drawn: dict[str, Path]) -> None:
    assert {"live-night-red", "live-dusk", "live-day", "live-practice"} <= set(drawn)
    assert {
        "gallery-stale", "gallery-silent", "gallery-overload", "gallery-under-range", "gallery-low-disk",
        "gallery-low-battery", "gallery-lost-clock", "gallery-no-calibration",
    } <= set(drawn)  # fmt: skip
    for name, picture in screens.pictures().items():
        image = QImage(str(drawn[name]))
        assert (image.width(), image.height()) == picture.size
        assert picture.size == screens.SIZE or name.endswith(("-1280x720", "-1920x1080"))


def test_pictures_are_as_they_were_looked_at(drawn: dict[str, Path]) -> None:
    kept = {path.stem for path in GOLDEN.glob("*.png")}
    assert kept == set(drawn)
    changed = {name: different(reduced(path), QImage(str(GOLDEN / f"{name}.png"))) for name, path in drawn.items()}
    # Antialiasing may differ by a pixel's edge between machines; a moved or missing element is far more.
    assert {name: part for name, part in changed.items() if part > 0.002} == {}


def test_the_comparison_sees_a_missing_tag(drawn: dict[str, Path]) -> None:
    image = reduced(drawn["gallery-overload"])
    spoiled = QImage(image)
    painter = QPainter(spoiled)
    painter.fillRect(326, 29, 38, 15, spoiled.pixelColor(310, 5))
    painter.end()
    assert different(image, image) == 0
    assert different(image, spoiled) > 0.001
    assert different(image, image.scaled(100, 100)) == 1.0


def test_states_differ_from_one_another(drawn: dict[str, Path]) -> None:
    images = {name: reduced(drawn[name]) for name in drawn if name.removeprefix("gallery-") in scenes.states()}
    plain = reduced(drawn["live-dusk"])
    for name, image in images.items():
        assert different(image, plain) > 0.0005, name


def test_the_pictures_can_be_drawn_by_hand(tmp_path: Path) -> None:
    """As ``make screens`` does, with the module itself as the program."""
    command = [sys.executable, "-m", "patrol_app.ui.screens", str(tmp_path), "gallery-alarm-output"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["gallery-alarm-output.png"]
