"""What the laptop runs on, as the system's files tell it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from patrol_app.services.surroundings import Power, battery_pct, power

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has a call of its own instead of files")


def supply(root: Path, name: str, **said: object) -> None:
    (root / name).mkdir()
    for file, value in said.items():
        (root / name / file).write_text(f"{value}\n", encoding="ascii")


def test_two_batteries_are_one_and_a_mouse_is_none(tmp_path: Path) -> None:
    supply(tmp_path, "AC", type="Mains", online=0)
    supply(tmp_path, "BAT0", type="Battery", capacity=5, energy_now=1_000_000, energy_full=20_000_000)
    supply(tmp_path, "BAT1", type="Battery", capacity=90, energy_now=54_000_000, energy_full=60_000_000)
    supply(tmp_path, "hidpp_battery_0", type="Battery", scope="Device", capacity=3)
    assert power(tmp_path) == Power(69, False)
    (tmp_path / "AC" / "online").write_text("1\n")
    assert power(tmp_path).on_mains is True


def test_a_battery_that_tells_its_percent_alone(tmp_path: Path) -> None:
    supply(tmp_path, "BAT0", type="Battery", capacity=42)
    assert power(tmp_path) == Power(42, None)
    assert battery_pct(tmp_path) == 42


def test_a_desktop_computer_has_none(tmp_path: Path) -> None:
    supply(tmp_path, "hidpp_battery_0", type="Battery", scope="Device", capacity=3)
    assert power(tmp_path) == Power()
    assert power(tmp_path / "none") == Power()
