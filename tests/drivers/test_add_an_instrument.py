"""The steps of CONTRIBUTING.md, followed to the letter with a made-up meter: one file, one worked frame."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import test_conversations
import test_family
from talk import FRAMES, ROOT

import drivers.sound
from drivers import registry
from drivers.errors import UnknownModel

DRIVER = (ROOT / "drivers" / "sound" / "extech_407764.py").read_text(encoding="utf-8")
WORKED = """
source = "made up"
[[frame]]
origin = "constructed"
hex = "02 40 06 52 03"
says = [{ quantity = "LAF", value_db = 65.2 }]
"""


@pytest.fixture
def made_up_meter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A copy of the nearest file under a new name, in a folder that stands beside ``drivers/sound``."""
    folder = tmp_path / "sound"
    folder.mkdir()
    text = DRIVER.replace("extech-407764", "demo-meter-1").replace("Extech407764", "DemoMeter1")
    (folder / "demo_meter_1.py").write_text(text, encoding="utf-8")
    frames = tmp_path / "frames"
    frames.mkdir()
    (frames / "demo-meter-1.toml").write_text(WORKED, encoding="utf-8")
    monkeypatch.setattr(drivers.sound, "__path__", [*drivers.sound.__path__, str(folder)])
    monkeypatch.setattr("talk.FRAMES", frames)
    monkeypatch.setattr("test_family.FRAMES", frames)
    registry.modules.cache_clear()
    yield "demo-meter-1"
    monkeypatch.undo()
    registry.modules.cache_clear()


def test_the_steps_are_those_of_the_guide() -> None:
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for step in ("drivers/<kind>/<model>.py", "tests/frames/<model>.toml", "Nothing else needs an edit"):
        assert step in guide
    assert FRAMES.is_dir()


def test_one_file_and_one_frame_are_enough(made_up_meter: str) -> None:
    assert made_up_meter in registry.names()
    test_family.test_card_is_complete(made_up_meter)
    test_family.test_requests_are_bytes_with_a_label(made_up_meter)
    test_family.test_has_worked_frames(made_up_meter)
    test_family.test_worked_frames(made_up_meter)
    test_family.test_worked_frames_with_a_byte_damaged(made_up_meter)
    test_conversations.test_readings_come_and_the_recording_gives_them_again(made_up_meter, "pty")
    test_conversations.test_silence_is_told_once_and_ends(made_up_meter)


def test_a_broken_driver_stops_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "sound"
    folder.mkdir()
    (folder / "broken_meter.py").write_text("import a_module_that_is_not_there\n", encoding="utf-8")
    monkeypatch.setattr(drivers.sound, "__path__", [*drivers.sound.__path__, str(folder)])
    registry.modules.cache_clear()
    try:
        with pytest.raises(UnknownModel) as fault:
            registry.instrument("broken-meter")
        assert fault.value.key == "drivers.broken_driver"
        assert registry.instrument("bswa-308").card.name == "bswa-308"
    finally:
        monkeypatch.undo()
        registry.modules.cache_clear()


def test_a_name_that_is_nearly_right_lists_the_near_ones() -> None:
    with pytest.raises(UnknownModel) as fault:
        registry.instrument("bswa308")
    assert "bswa-308" in str(fault.value.data["near"])
