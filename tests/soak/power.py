"""Simulated power cuts on recordings: ``python tests/soak/power.py --runs 1200``.

A file object remembers what was written since the last sync. At the cut, each 512-byte sector written since then is
on the disk or not, by chance, and the file is as long as before or as after. What was synced must be there; what is
read must be what was recorded.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from lengths import count
from night import BLOCK, RATE, block, payload

from patrol_app.recordings import frames, series
from patrol_app.recordings.audio import AudioRecorder
from patrol_app.recordings.bwf import read_bwf
from patrol_app.recordings.bwf_repair import repair as repair_audio
from patrol_app.recordings.disk import DurableFile

SECTOR = 512
START = datetime(2026, 6, 6, 15, 13, 29, tzinfo=UTC)
CHANCE_ZEROS = 8
"""Samples: shorter runs of zeros at the edge of a sector may pass for recorded ones."""


class CutFile(DurableFile):
    """Remembers the bytes that are surely on the disk."""

    safe = b""

    def sync(self) -> None:
        super().sync()
        self.safe = self.path.read_bytes()

    def cut(self, source: random.Random) -> bytes:
        """The bytes on the disk after a power cut now."""
        now = self.path.read_bytes()
        length = source.choice([len(self.safe), len(now), source.randint(len(self.safe), len(now))])
        chance = source.choice([0.0, 0.3, 0.7, 0.97, 1.0])
        after = bytearray(self.safe.ljust(length, b"\0")[:length])
        for start in range(0, length, SECTOR):
            if source.random() < chance:
                after[start : start + SECTOR] = now[start : min(length, start + SECTOR)]
        return bytes(after)


@dataclass(slots=True, kw_only=True)
class PowerResult:
    """``lost_synced`` and ``wrong`` must be 0: synced data that is gone, and data that was never recorded."""

    runs: int = 0
    lost_synced: int = 0
    wrong: int = 0
    lost_unsynced: int = 0


def cut_frames(folder: Path, source: random.Random, result: PowerResult) -> None:
    """One cut on a frame file."""
    path = folder / "a.frames"
    file = CutFile.create(path)
    writer = frames.FrameWriter(file, clock=lambda: 0.0)
    synced = 0
    total = source.randint(1, 120)
    for step in range(total):
        writer.append(frames.Direction.RECEIVED, step, step, payload(step) * source.randint(1, 9))
        if source.random() < 0.08:
            writer.sync()
            synced = step + 1
    written = [item.payload for item in frames.read_frames(path) if isinstance(item, frames.Frame)]
    path.write_bytes(file.cut(source))
    file.close()
    frames.repair(path)
    found = [item for item in frames.read_frames(path) if isinstance(item, frames.Frame)]
    result.lost_synced += sum(1 for step in range(synced) if step >= len(found) or found[step].sequence != step)
    result.wrong += sum(1 for item in found if written[item.sequence] != item.payload)
    result.lost_unsynced += total - len(found)
    path.unlink()


def cut_audio(folder: Path, source: random.Random, result: PowerResult) -> None:
    """One cut on an audio file."""
    made: list[CutFile] = []

    def create(path: Path) -> DurableFile:
        made.append(CutFile.create(path))
        return made[-1]

    recorder = AudioRecorder(
        folder, sample_rate_hz=RATE, reference_db=124.0, started_at=START, clock=lambda: 0.0, create=create
    )
    synced = 0
    total = source.randint(1, 30)
    for step in range(total):
        recorder.feed(block(step)[: source.choice([BLOCK, BLOCK - 1, 13])])
        if source.random() < 0.15:
            recorder.sync()
            synced = recorder.position
    (file,) = made
    written = recorder.files[0].read().copy()
    file.path.write_bytes(file.cut(source))
    file.close()
    done = repair_audio(file.path)
    found = read_bwf(file.path).read().copy() if done else np.zeros(0, np.int16)
    result.lost_synced += max(0, synced - len(found))
    differs = found != written[: len(found)]
    if int(np.count_nonzero(differs)) and (np.any(found[differs]) or np.count_nonzero(differs) >= CHANCE_ZEROS):
        result.wrong += 1
    result.lost_unsynced += len(written) - len(found)
    file.path.unlink()


def cut_series(folder: Path, source: random.Random, result: PowerResult) -> None:
    """One cut on a CSV."""
    path = folder / "a.csv"
    file = CutFile.create(path)
    synced = b""
    for step in range(source.randint(1, 120)):
        file.append(series.row_text(series.LEVEL_COLUMNS, (step / 10, 40.0 + step % 50, None)).encode())
        if source.random() < 0.08:
            file.sync()
            synced = path.read_bytes()
    written = path.read_bytes()
    path.write_bytes(file.cut(source))
    file.close()
    series.repair(path)
    found = path.read_bytes()
    result.lost_synced += not found.startswith(synced)
    result.wrong += not written.startswith(found)
    path.unlink()


def campaign(folder: Path, runs: int, seed: int) -> PowerResult:
    """``runs`` cuts, taking frames, audio and series in turn."""
    source = random.Random(seed)
    result = PowerResult()
    for run in range(runs):
        (cut_frames, cut_audio, cut_series)[run % 3](folder, source, result)
        result.runs += 1
    return result


def main() -> int:
    """Run the campaign and print what it found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=count(1200))
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = campaign(Path(folder), arguments.runs, arguments.seed)
    print(result)
    return 1 if result.lost_synced or result.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
