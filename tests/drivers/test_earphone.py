"""The tone of the officers' ear: its samples, a machine without outputs, and what really comes out of one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from drivers import earphone
from drivers.errors import PortRefused

ROOT = Path(__file__).parents[2]
SINK = """
pcm.tofile {{
  type file
  slave.pcm null
  file "{path}"
  format raw
  hint {{ show on; description "file" }}
}}
"""


def strongest_hz(samples: np.ndarray, rate_hz: int) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.fft.rfftfreq(len(samples), 1 / rate_hz)[int(spectrum.argmax())])


@pytest.mark.parametrize("rate_hz", [44_100, 48_000])
def test_two_beeps_that_neither_click_nor_hurt(rate_hz: int) -> None:
    samples = earphone.tone(rate_hz)
    assert len(samples) == pytest.approx(earphone.TONE_S * rate_hz, abs=2)
    beep = round(earphone.BEEP_S * rate_hz)
    for part, hz in zip((samples[:beep], samples[-beep:]), earphone.TONE_HZ, strict=True):
        assert strongest_hz(part, rate_hz) == pytest.approx(hz, abs=6.0)
        assert abs(part[0]) < 0.001
        assert abs(part[-1]) < 0.001
    assert 0.2 < float(np.abs(samples).max()) <= earphone.PEAK
    assert not samples[beep : beep + 100].any()


def test_an_output_that_is_not_there_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(earphone, "outputs", list)
    with pytest.raises(PortRefused) as fault:
        earphone.sound("耳机")
    assert fault.value.key in ("drivers.no_such_output", "drivers.no_portaudio")


def test_without_portaudio_there_is_no_output(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    assert earphone.outputs() == []
    with pytest.raises(PortRefused, match=r"drivers\.no_portaudio"):
        earphone.sound("耳机")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="an output into a file is ALSA's")
def test_what_comes_out_of_an_output_is_the_tone(tmp_path: Path) -> None:
    heard = tmp_path / "heard.raw"
    (tmp_path / ".asoundrc").write_text(SINK.format(path=heard))
    code = "from drivers import earphone; print([o.name for o in earphone.outputs()]); earphone.sound('tofile')"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.stdout.strip() == "[]":
        assert "drivers.no_portaudio" in done.stderr or "drivers.no_such_output" in done.stderr
        return
    assert done.returncode == 0, done.stderr
    samples = np.frombuffer(heard.read_bytes(), np.float32)
    loud = np.flatnonzero(np.abs(samples) > 0.01)
    assert loud.size, "nothing came out"
    piece = samples[loud[0] : loud[0] + 6000]
    # ALSA's default rate for this output is 44100 or 48000; both tell the low beep from the high one
    assert strongest_hz(piece, 44_100) == pytest.approx(880, rel=0.12)
    assert float(np.abs(samples).max()) == pytest.approx(earphone.PEAK, rel=0.05)
