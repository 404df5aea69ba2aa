"""PySide6 6.12.0 on Python 3.11 loses a reference to None at every void call and aborts within minutes."""

from __future__ import annotations

import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot


def test_the_installed_qt_is_within_the_pin() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    pins = [Requirement(text) for text in project["project"]["dependencies"] if text.startswith("PySide6")]
    meant = [pin for pin in pins if pin.marker is None or pin.marker.evaluate()]
    assert meant
    installed = version("PySide6-Essentials")
    assert all(installed in pin.specifier for pin in meant)
    assert all("6.12.0" not in pin.specifier for pin in pins)


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_calls_without_a_result_keep_the_count_of_none(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for number in range(1000):
        label.setText(str(number))
    assert abs(sys.getrefcount(None) - before) < 100
