"""At night nothing flashes: the display itself is watched, frame by frame, while everything is opened on it."""

from __future__ import annotations

import mmap
import os
import shutil
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "tests" / "ui" / "opening_all.py"
pytestmark = pytest.mark.skipif(shutil.which("Xvfb") is None, reason="Xvfb is not installed on this machine")


class Display:
    """A display server without a window manager or a pointer, whose pixels lie in a file."""

    def __init__(self, folder: Path) -> None:
        reading, writing = os.pipe()
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1400x800x24", "-fbdir", str(folder), "-nocursor"],
            pass_fds=(writing,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(writing)
        with os.fdopen(reading) as told:
            self.name = f":{told.readline().strip()}"
        with (folder / "Xvfb_screen0").open("rb") as file:
            self._pixels = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        # the head of an X window dump: big-endian words, then twelve bytes a colour
        head = struct.unpack(">25I", self._pixels[:100])
        begin = head[0] + 12 * head[19]
        flat = np.frombuffer(self._pixels, np.uint8, head[12] * head[5], begin)
        self.screen = flat.reshape(head[5], head[12] // 4, 4)

    def bright(self) -> int:
        """How many of every second row's and column's pixels are anything but dark or red."""
        seen = self.screen[::2, ::2]
        return int(np.count_nonzero((seen[..., 0] > 0x70) | (seen[..., 1] > 0x7C)))

    def watch(self, *arguments: str) -> tuple[int, int]:
        """Frames looked at and the most bright pixels in one while the script runs."""
        around = {**os.environ, "QT_QPA_PLATFORM": "xcb", "DISPLAY": self.name, "PYTHONPATH": str(ROOT)}
        with subprocess.Popen(
            [sys.executable, str(SCRIPT), *arguments], cwd=ROOT, env=around, stderr=subprocess.PIPE, text=True
        ) as running:
            frames = most = 0
            while running.poll() is None:
                most, frames = max(most, self.bright()), frames + 1
                # two looks a refresh of any screen there is; the script needs the machine as well
                time.sleep(0.004)
            assert running.stderr is not None
            assert running.returncode == 0, running.stderr.read()
        return frames, most

    def close(self) -> None:
        self._server.terminate()
        self._server.wait()


@pytest.fixture
def display(tmp_path: Path) -> Iterator[Display]:
    made = Display(tmp_path)
    yield made
    made.close()


def test_nothing_flashes_at_night_whatever_is_opened(display: Display) -> None:
    frames, most = display.watch()
    assert frames > 300
    assert most == 0


def test_a_white_window_would_be_seen(display: Display) -> None:
    _, most = display.watch("white")
    assert most > 1000
