"""Hearing a run again: every sample of it, excluded parts too, at its place and loud enough."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest
from numpy.typing import NDArray
from short_visit import short_pack

from drivers.errors import PortRefused
from patrol_app.domain.errors import CannotDo
from patrol_app.rules.book import load_rule_book
from patrol_app.services.closing import Draft, draft
from patrol_app.services.desk.listening import (
    AHEAD_S,
    Playback,
    RunSound,
    as_float,
    loud_enough,
    peaks_of,
    run_span,
)
from patrol_app.services.recall import recall, recorded_files
from patrol_app.services.run_audio import open_files, pieces
from patrol_app.services.visit import VisitFiles
from patrol_app.store.home import Home
from patrol_app.store.reader import Reader

RATE = 48_000


@pytest.fixture(scope="module")
def run() -> tuple[Draft, VisitFiles]:
    closed = short_pack()
    home = Home.open(closed.pack.path.parents[1] / "data")
    with Reader.open(home.database) as reader:
        files = recorded_files(reader, home, closed.record.number)
        facts = recall(reader, closed.record.number)
    return draft(facts, files, load_rule_book(), left_at=closed.record.left_at), files


def whole(run: tuple[Draft, VisitFiles]) -> NDArray[np.float32]:
    made, files = run
    span = run_span(made)
    assert span is not None
    return np.concatenate([as_float(samples) for _, samples in pieces(open_files(files.audio), *span)])


def test_every_sample_of_the_run_is_heard_the_excluded_ones_too(run: tuple[Draft, VisitFiles]) -> None:
    made, files = run
    span = run_span(made)
    assert span is not None
    expected = whole(run)
    sound = RunSound(open_files(files.audio), *span, RATE, 0.0)
    blocks = [sound[at : at + 1111] for at in range(0, len(sound) + 1111, 1111)]
    sound.close()
    assert len(blocks[-1]) == 0
    assert np.array_equal(np.concatenate(blocks), expected)
    assert len(expected) > AHEAD_S * RATE
    assert made.record.measurement is not None
    (part,) = made.record.measurement.exclusions
    loud = expected[round(part.start_s * RATE) : round(part.end_s * RATE)]
    assert float(np.abs(loud).max()) > 0.0


def test_samples_that_no_file_holds_are_silent_at_their_place(run: tuple[Draft, VisitFiles]) -> None:
    made, files = run
    span = run_span(made)
    assert span is not None
    opened = open_files(files.audio)
    last_file = opened[-1:]
    begins = last_file[0][2]
    sound = RunSound(last_file, begins - 100, begins + 100, RATE, 0.0)
    heard = sound[0:200]
    sound.close()
    assert not heard[:100].any()
    assert np.array_equal(heard[100:], as_float(last_file[0][1].read(0, 100)))


def test_a_street_is_made_loud_enough_and_a_loud_run_is_left(run: tuple[Draft, VisitFiles]) -> None:
    peaks, gain_db = loud_enough(peaks_of(*run))
    assert gain_db > 20.0
    assert 0.7 < float(peaks.max()) <= 1.0
    assert loud_enough(np.array([0.2, 0.95], np.float32))[1] == 0.0
    assert loud_enough(np.zeros(3, np.float32))[1] == 0.0
    assert loud_enough(np.array([1e-6], np.float32))[1] == 60.0


@dataclass
class StillSpeaker:
    """An output that hears what a test says it has heard."""

    heard_s: float = 0.0
    playing: bool = False
    refuses: bool = False
    given: list[RunSound] = field(default_factory=list)

    def play(self, samples: RunSound, sample_rate_hz: int) -> None:
        if self.refuses:
            raise PortRefused("drivers.no_output", reason="none")
        self.given.append(samples)
        self.heard_s, self.playing = 0.0, True

    def stop(self) -> None:
        self.playing = False


def test_the_playhead_is_what_was_heard_and_stays_where_it_was_left(run: tuple[Draft, VisitFiles]) -> None:
    made, files = run
    speaker = StillSpeaker()
    playback = Playback(speaker)  # type: ignore[arg-type]  # an output of this test
    assert playback.heard_s() is None
    playback.play(made, files, 20.0, 12.0)
    speaker.heard_s = 3.5
    assert (playback.playing, playback.heard_s()) == (True, 15.5)
    playback.stop()
    assert (playback.playing, playback.heard_s()) == (False, 15.5)
    length_s = len(whole(run)) / RATE
    playback.play(made, files, 20.0, length_s - 2.0)
    speaker.heard_s, speaker.playing = 99.0, False
    assert playback.heard_s() == pytest.approx(length_s)
    # from its end a run begins again
    playback.play(made, files, 20.0, length_s)
    assert playback.heard_s() == 0.0
    speaker.refuses = True
    with pytest.raises(PortRefused):
        playback.play(made, files, 20.0, 5.0)
    assert (playback.playing, playback.heard_s()) == (False, 5.0)
    with pytest.raises(CannotDo):
        playback.play(made, VisitFiles(raw=(), audio=()), 0.0, 0.0)
    playback.forget()
    assert playback.heard_s() is None
