"""A recorder at full speed, to be stopped by others: ``python night.py HOME VISIT``.

Writes frames, audio, series and facts step by step and prints the number of each step when all of it is written.
Whatever was printed must be found again.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from patrol_app.domain.errors import CannotDo
from patrol_app.recordings.audio import AudioRecorder
from patrol_app.recordings.clip import read_run
from patrol_app.recordings.folder import RecordingFolder, repair_folder
from patrol_app.recordings.frames import Direction, Frame, FrameWriter, read_frames
from patrol_app.recordings.reserve import DiskReserve
from patrol_app.recordings.series import LEVEL_COLUMNS, SeriesWriter, read_series
from patrol_app.store.home import Home
from patrol_app.store.rows import LevelRow
from patrol_app.store.store import Store

START = datetime(2026, 6, 6, 15, 13, 29, tzinfo=UTC)
BLOCK = 800
FILE_S = 2
RATE = 8000


def payload(step: int) -> bytes:
    """What the meter said in a step."""
    return b"%05d,%05.1f\r\n" % (step, 40 + step % 50)


def block(step: int) -> NDArray[np.int16]:
    """What the microphone heard in a step; never zero, so that lost samples cannot be mistaken for silence."""
    return ((np.arange(BLOCK) * 7919 + step * 104_729) % 30_000 + 1).astype(np.int16)


class Night:
    """One visit being recorded."""

    def __init__(self, home: Home, visit: str) -> None:
        self.home = home
        self.visit = visit
        self.step = 0
        self.store = Store.open(home.database)
        self.folder = RecordingFolder.create(home.recordings, visit)
        self.frames = FrameWriter.create(self.folder.raw / "sound.frames", sync_interval_s=0.05)
        self.audio = AudioRecorder(
            self.folder.audio, sample_rate_hz=RATE, reference_db=124.0, started_at=START, file_s=FILE_S,
            sync_interval_s=0.05,
        )  # fmt: skip
        self.series = SeriesWriter(self.folder.series / "M1.csv", LEVEL_COLUMNS, "simulated", sync_interval_s=0.05)

    def go(self) -> None:
        """One step, whole on return."""
        at = START + timedelta(seconds=self.step)
        self.frames.append(Direction.RECEIVED, self.step, self.step, payload(self.step))
        self.audio.feed(block(self.step))
        self.series.append((self.step / 10, 40.0 + self.step % 50, None))
        with self.store.transaction() as work:
            work.levels(
                self.visit, [LevelRow(t_s=self.step + n / 10, laf_db=60.0, laeq_db=None) for n in range(10)],
                actor="meter", at=at,
            )  # fmt: skip
            work.append("step", self.visit, {"n": self.step}, actor="DEMO-1", at=at)
        if self.step % 20 == 19:
            self.store.checkpoint(lambda statement: statement[:8], key_sha256="k", at=at)
        self.step += 1

    def close(self) -> None:
        """The closing records."""
        self.frames.append(Direction.EVENT, self.step, self.step, b"closed")
        self.frames.close()
        self.audio.close()
        self.series.close()
        self.store.append("closed", self.visit, {"steps": self.step}, actor="DEMO-1", at=START)
        self.store.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What is there of a visit, in steps."""

    frames: int
    samples: int
    rows: int
    facts: int
    closed: bool
    lost_bytes: int

    def steps(self) -> int:
        """Steps that are whole in every stream."""
        return min(self.frames, self.samples // BLOCK, self.rows, self.facts)


def look(home: Home, visit: str) -> Found:
    """Repair a visit and read all of it; raises AssertionError where anything differs from what was recorded."""
    store = Store.open(home.database)
    check = store.check(verify=lambda statement, signature, _: statement[:8] == signature)
    assert check.good, check
    facts = store.all_of_kind("step", visit)
    assert [entry.body["n"] for entry in facts] == list(range(len(facts)))
    assert len(store.levels(visit)) == 10 * len(facts)
    closed = store.latest("closed", visit) is not None
    store.close()
    path = home.recordings / visit
    if not path.exists():
        return Found(frames=0, samples=0, rows=0, facts=len(facts), closed=closed, lost_bytes=0)
    done = repair_folder(path)
    assert not done.damaged, done
    assert repair_folder(path).clean
    folder = RecordingFolder.open(path)
    frames, samples, rows = 0, 0, 0
    if (folder.raw / "sound.frames").exists():
        for item in read_frames(folder.raw / "sound.frames"):
            assert isinstance(item, Frame), item
            if item.direction is Direction.RECEIVED:
                assert item.payload == payload(frames)
                frames += 1
    for file in read_run(folder.audio):
        assert file.complete
        assert file.facts is not None
        assert file.facts.first_sample == samples
        samples += file.samples
        heard = file.read()
        first = file.facts.first_sample // BLOCK
        truth = np.concatenate([block(step) for step in range(first, first + -(-file.samples // BLOCK) + 1)])
        assert np.array_equal(heard, truth[file.facts.first_sample - first * BLOCK :][: file.samples])
    if (folder.series / "M1.csv").exists() and (folder.series / "M1.csv").stat().st_size:
        rows = len(read_series(folder.series / "M1.csv").rows)
    return Found(frames=frames, samples=samples, rows=rows, facts=len(facts), closed=closed, lost_bytes=done.cut_bytes)


def main() -> None:
    """Record until the end of the world, or of the disk: then close on the reserve and say whether that worked."""
    home = Home.open(Path(sys.argv[1]))
    reserve = DiskReserve(home.reserve, int(os.environ.get("RESERVE", "0")))
    if reserve.size:
        reserve.hold()
    night = Night(home, sys.argv[2])
    try:
        while True:
            night.go()
            print(night.step, flush=True)
    except CannotDo as fault:
        reserve.release()
        try:
            night.close()
        except CannotDo:
            print(f"{fault.key} open", flush=True)
        else:
            print(f"{fault.key} closed", flush=True)


if __name__ == "__main__":
    main()
