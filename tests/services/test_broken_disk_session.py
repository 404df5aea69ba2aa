"""A disk that fails or is taken away under a session: told at once, nothing ends, and the gap is noted."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from short_visit import ShortVisit

from drivers.readings import AudioBlock
from patrol_app.acoustics.synthesis import Source
from patrol_app.assets import sentence
from patrol_app.domain.errors import CannotDo
from patrol_app.recordings.bwf import read_bwf
from patrol_app.recordings.disk import DurableFile
from patrol_app.services.snapshot import Snapshot
from patrol_app.ui.frame_words import status_view


@dataclass
class Disk:
    """A disk that gives the error of a stick that is being pulled out, while ``gone``."""

    gone: bool = False


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    made = Disk()
    real = DurableFile._write

    def write(file: DurableFile, data: bytes) -> int:
        if made.gone:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return real(file, data)

    monkeypatch.setattr(DurableFile, "_write", write)
    yield made
    made.gone = False


def keys(shown: Snapshot) -> list[str]:
    return [key for key, _ in shown.messages if key != "ui.no_fix"]


def recording(shown: Snapshot) -> str:
    return next(item.text for item in status_view(shown).items if item.name == "recording")


def test_a_failing_disk_is_told_and_noted_and_the_meter_goes_on(
    tmp_path: Path, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("patrol_app.services.session.session.SYNC_S", 0.0)
    with ShortVisit(tmp_path / "data") as visit:
        visit.do("begin_run", role="main")
        visit.walk(5)
        disk.gone = True
        visit.walk(3)
        shown = visit.shown()
        assert keys(shown)[0] == "session.not_recorded"
        told = sentence("session.not_recorded", "zh", **dict(shown.messages[0][1]))
        assert "22:10:" in told
        assert "没有写进磁盘" in recording(shown)
        assert [link.state for link in shown.links] == ["live"]
        visit.truth["LAF"] = 61.0
        visit.walk(2)
        assert visit.shown().laf_db == 61.0
        disk.gone = False
        visit.walk(3)
        shown = visit.shown()
        assert keys(shown) == ["session.recorded_again"]
        assert "已补记" in recording(shown)
        visit.walk(16)
        shown = visit.shown()
        assert keys(shown) == []
        assert "录制" in recording(shown)
        visit.do("end_run")
        (gap,) = visit.noted("recording.gap")
        assert 4.5 <= gap["seconds"] <= 6.5
        assert gap["run"] == "N1"
        built = visit.rebuilt()
        assert built.main is not None
        assert not built.main.interrupted
        assert 4.0 <= built.main.gap_s <= 8.0


def test_a_folder_that_was_taken_away_is_no_recording(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("patrol_app.services.session.session.SYNC_S", 0.0)
    with ShortVisit(tmp_path / "data") as visit:
        visit.do("begin_run", role="main")
        visit.walk(2)
        away = visit.folder.path.rename(visit.folder.path.with_name("away"))
        visit.walk(2)
        assert keys(visit.shown())[0] == "session.not_recorded"
        visit.do("end_run")
        with pytest.raises(CannotDo, match=r"session\.not_recorded"):
            visit.session.command("begin_run")
        away.rename(visit.folder.path)
        visit.walk(2)
        assert keys(visit.shown()) == ["session.recorded_again"]


def test_sound_that_the_disk_did_not_take_is_missing_and_the_rest_lies_where_it_belongs(
    tmp_path: Path, disk: Disk
) -> None:
    sources = [Source(texture="tone", level_db=94.0, start_s=0.0, end_s=60.0)]
    with ShortVisit(tmp_path / "data", sources=sources) as visit:
        visit.walk(14)
        visit.do("calibrate", which="before")
        visit.walk(2)
        audio = visit.session._state.audio
        assert audio is not None
        before = audio.position
        assert before is not None
        disk.gone = True
        visit.walk(3)
        assert audio.position == before
        disk.gone = False
        visit.walk(2)
        assert audio.position == before + 5 * 48_000
        visit.stop()
        files = sorted(visit.folder.audio.glob("*.wav"))
        assert len(files) == 2
        assert sum(read_bwf(path).samples for path in files) == before + 2 * 48_000


def test_a_microphones_own_gap_is_still_one(tmp_path: Path) -> None:
    sources = [Source(texture="tone", level_db=94.0, start_s=0.0, end_s=60.0)]
    with ShortVisit(tmp_path / "data", sources=sources) as visit:
        visit.walk(14)
        visit.do("calibrate", which="before")
        audio = visit.session._state.audio
        assert audio is not None
        position = audio.position
        assert position is not None
        ahead = audio._next_sample or 0
        block = AudioBlock(first_sample=ahead + 4800, sample_rate_hz=48_000, samples=np.zeros(4800, np.float32))
        visit.session.sound(block)
        visit.session.drain()
        assert audio.position == position + 9600
