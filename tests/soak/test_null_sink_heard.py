"""Listening again for real: the playhead stands where the sound is that comes out, measured at a server's sink."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from test_null_sink import RATE, server

__all__ = ["server"]

SECONDS = 3
PLAY = """
import json, sys, time
import soundfile
from drivers.microphone import Speaker
samples, rate = soundfile.read(sys.argv[1], dtype="float32")
speaker = Speaker()
speaker.play(samples, rate)
said = []
while speaker.playing:
    said.append((time.monotonic(), speaker.heard_s))
    time.sleep(0.02)
print(json.dumps({"said": said, "ended": speaker.heard_s}))
speaker.stop()
"""


def heard_at(recorded: NDArray[np.float32], played: NDArray[np.float32], at: int) -> float:
    """Which second of ``played`` stands at a sample of the recording."""
    piece = recorded[at : at + RATE // 4]
    size = 1 << (len(played) + len(piece)).bit_length()
    spectrum = np.fft.rfft(played, size) * np.conj(np.fft.rfft(piece, size))
    return float(np.argmax(np.fft.irfft(spectrum, size)[: len(played)])) / RATE


def test_the_playhead_stands_where_the_sound_is(server: dict[str, str], tmp_path: Path) -> None:
    import soundfile

    played = (0.1 * np.random.default_rng(3).standard_normal(RATE * SECONDS)).astype(np.float32)
    soundfile.write(tmp_path / "run.wav", played, RATE, subtype="FLOAT")
    rc = Path(server["HOME"]) / ".asoundrc"
    rc.write_text(rc.read_text() + f'pcm.!default {{ type pulse server "{server["PULSE_SERVER"]}" device "night" }}\n')
    raw = tmp_path / "heard.raw"
    with raw.open("wb") as sink:
        recorder = subprocess.Popen(
            ["parec", "-d", "night.monitor", "--format=float32le", f"--rate={RATE}", "--channels=1",
             "--latency-msec=20"],
            env=server, stdout=sink, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            # from here on it is known which sample was recorded when
            while raw.stat().st_size < RATE:
                time.sleep(0.01)
            begins = time.monotonic() - raw.stat().st_size / 4 / RATE
            done = subprocess.run(
                [sys.executable, "-c", PLAY, str(tmp_path / "run.wav")],
                env=server, capture_output=True, text=True, check=True, timeout=60,
            )  # fmt: skip
            time.sleep(0.3)
        finally:
            recorder.terminate()
            recorder.wait(10)
    told = json.loads(done.stdout)
    recorded = np.fromfile(raw, np.float32)
    middle = [one for one in told["said"] if 0.5 < one[1] < SECONDS - 0.5]
    assert len(middle) > 50
    for at, said_s in middle[:: len(middle) // 8]:
        assert abs(heard_at(recorded, played, round((at - begins) * RATE)) - said_s) < 0.2
