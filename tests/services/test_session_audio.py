"""The sound of a visit whose microphone lost samples: they are missing, and what follows lies at its time."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from drivers.readings import AudioBlock
from patrol_app.domain.errors import BadInput
from patrol_app.recordings.bwf import read_bwf
from patrol_app.services.session.audio import SessionAudio

RATE_HZ = 8000
NOW = datetime(2026, 6, 6, tzinfo=UTC)


class Source:
    """A microphone that hears a calibrator without end."""

    def __init__(self) -> None:
        self.position = 0

    def block(self, seconds: float) -> AudioBlock:
        place = np.arange(self.position, self.position + round(seconds * RATE_HZ))
        samples = np.asarray(0.1 * np.sqrt(2.0) * np.sin(2.0 * np.pi * 1000.0 * place / RATE_HZ), np.float32)
        made = AudioBlock(first_sample=self.position, sample_rate_hz=RATE_HZ, samples=samples)
        self.position += samples.size
        return made

    def lose(self, seconds: float) -> None:
        self.position += round(seconds * RATE_HZ)


def test_what_a_pulled_out_microphone_missed_is_a_gap_in_files_and_levels(tmp_path: Path) -> None:
    source, audio = Source(), SessionAudio(tmp_path, sample_rate_hz=RATE_HZ)
    audio.feed(source.block(5.0))
    assert audio.calibrate(94.0, NOW) == pytest.approx(114.0, abs=0.01)
    began = audio.position
    assert began is not None
    audio.begin_run()
    audio.feed(source.block(4.0))
    source.lose(3.0)
    audio.feed(source.block(4.0))
    assert audio.position == began + 11 * RATE_HZ
    heard = audio.view(94.0)
    assert heard is not None
    assert heard.difference_db == pytest.approx(0.0, abs=0.02)
    audio.close()
    files = [read_bwf(path) for path in sorted(tmp_path.glob("*.wav"))]
    spans = [(file.facts.first_sample, file.samples) for file in files if file.facts is not None]
    assert spans == [(0, 9 * RATE_HZ), (12 * RATE_HZ, 4 * RATE_HZ)]


def test_a_tone_with_a_hole_in_it_calibrates_nothing(tmp_path: Path) -> None:
    source, audio = Source(), SessionAudio(tmp_path, sample_rate_hz=RATE_HZ)
    audio.feed(source.block(5.0))
    source.lose(0.5)
    audio.feed(source.block(0.5))
    with pytest.raises(BadInput) as caught:
        audio.calibrate(94.0, NOW)
    assert caught.value.key == "acoustics.tone_length"
    audio.feed(source.block(3.0))
    assert audio.calibrate(94.0, NOW) == pytest.approx(114.0, abs=0.01)
    audio.close()
