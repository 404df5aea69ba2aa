"""Hearing a run again, excluded parts and all: made loud enough to be heard, read ahead while it plays."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from drivers.microphone import Speaker
from patrol_app.domain.errors import CannotDo
from patrol_app.recordings.bwf import BwfFile, Samples
from patrol_app.services.closing import Draft
from patrol_app.services.run_audio import open_files, pieces
from patrol_app.services.visit import AudioSource, VisitFiles

PEAKS = 1200
MOST_GAIN_DB = 60.0
HEADROOM = 0.9
AHEAD_S = 5
Opened = Sequence[tuple[AudioSource, BwfFile, int]]


class RunSound:
    """The samples of a run from one on, as an output asks for them: the next seconds are read while these are heard.

    Samples that no file holds are silent, so that what is heard stays at its place on the time axis.
    """

    dtype = np.dtype(np.float32)

    def __init__(self, opened: Opened, first: int, last: int, rate: int, gain_db: float) -> None:
        self._opened, self._first, self._last = opened, first, last
        self._count = AHEAD_S * rate
        self.length_s = (last - first) / rate
        self._louder = np.float32(10 ** (gain_db / 20))
        self._readers = ThreadPoolExecutor(1, thread_name_prefix="listening")
        self._read: dict[int, Future[NDArray[np.float32]]] = {}
        self._ask(0)

    def __len__(self) -> int:
        return self._last - self._first

    def __getitem__(self, part: slice) -> NDArray[np.float32]:
        """The samples of a part, fewer at the end of the run."""
        start, stop = part.start, min(part.stop, len(self))
        found = []
        while start < stop:
            place, inside = divmod(start, self._count)
            self._ask(place)
            self._ask(place + 1)
            for old in [one for one in self._read if one < place]:
                del self._read[old]
            piece = self._read[place].result()[inside : inside + stop - start]
            found.append(piece)
            start += len(piece)
        return np.concatenate(found) if found else np.empty(0, np.float32)

    def _ask(self, place: int) -> None:
        if place not in self._read and place * self._count < len(self):
            self._read[place] = self._readers.submit(self._part, place)

    def _part(self, place: int) -> NDArray[np.float32]:
        first = self._first + place * self._count
        last = min(self._last, first + self._count)
        made = np.zeros(last - first, np.float32)
        for source, file, begins in self._opened:
            at = max(first, begins)
            for _, samples in pieces([(source, file, begins)], first, last):
                made[at - first : at - first + len(samples)] = as_float(samples)
                at += len(samples)
        return (made * self._louder).clip(-1.0, 1.0)

    def close(self) -> None:
        """Read no further."""
        self._readers.shutdown(wait=False, cancel_futures=True)


@dataclass
class Playback:
    """One run at a time; used by the desk's worker, ``heard_s`` also by its beat."""

    speaker: Speaker = field(default_factory=Speaker)
    left_s: float | None = None
    """Where the playhead stands while nothing is heard, in seconds of the run."""
    _from_s: float | None = None
    _sound: RunSound | None = None

    @property
    def playing(self) -> bool:
        """Whether sound comes out now."""
        return self._from_s is not None and self.speaker.playing

    @property
    def under_way(self) -> bool:
        """Whether a run is played, or has just come to its end."""
        return self._from_s is not None

    def play(self, made: Draft, files: VisitFiles, gain_db: float, at_s: float) -> None:
        """Play a run's sound from a moment on, to its end.

        Raises:
            CannotDo: nothing was recorded at that moment.
            PortRefused: this laptop has no output.
        """
        self.stop()
        span = run_span(made)
        opened = open_files(files.audio)
        if span is None or not opened:
            raise CannotDo("desk.no_audio")
        rate = opened[0][1].sample_rate_hz
        begin = span[0] + round(max(0.0, at_s) * rate)
        if begin >= span[1] - rate // 10:
            begin, at_s = span[0], 0.0
        self._sound = RunSound(opened, begin, span[1], rate, gain_db)
        self.left_s = at_s
        self.speaker.play(self._sound, rate)
        self._from_s = at_s

    def heard_s(self) -> float | None:
        """Where in the run the sound is that is heard now, else where it was left."""
        from_s, sound = self._from_s, self._sound
        if from_s is None or sound is None:
            return self.left_s
        self.left_s = from_s + min(self.speaker.heard_s, sound.length_s)
        if not self.speaker.playing:
            self._from_s = None
            self.left_s = from_s + sound.length_s
        return self.left_s

    def stop(self) -> None:
        """Be silent; the playhead stays where it was heard last."""
        self.heard_s()
        self._from_s = None
        self.speaker.stop()
        if self._sound is not None:
            self._sound.close()
            self._sound = None

    def forget(self) -> None:
        """Be silent, and know of no playhead any more: another run comes."""
        self.stop()
        self.left_s = None


def run_span(made: Draft) -> tuple[int, int] | None:
    """First and last sample of the main run."""
    run = next((one for one in reversed(made.rebuilt.runs) if one.role == "main"), None)
    return None if run is None else run.audio_span


def as_float(samples: Samples) -> NDArray[np.float32]:
    """Samples with full scale 1.0."""
    scale = np.float32(1 << 15 if samples.dtype == np.int16 else 1 << 23)
    return np.asarray(samples.astype(np.float32) / scale, dtype=np.float32)


def peaks_of(made: Draft, files: VisitFiles) -> NDArray[np.float32]:
    """The loudest sample of each of 1,200 parts of the main run's audio, 0 to 1; empty without audio."""
    span = run_span(made)
    opened = open_files(files.audio)
    if span is None or not opened:
        return np.empty(0, np.float32)
    first, last = span
    found = np.zeros(PEAKS, np.float32)
    for one in opened:
        position = max(first, one[2]) - first
        for _, samples in pieces([one], first, last):
            slots = (np.arange(position, position + len(samples), 480) * PEAKS) // max(1, last - first)
            loud = np.maximum.reduceat(np.abs(as_float(samples)), np.arange(0, len(samples), 480))
            np.maximum.at(found, np.minimum(slots, PEAKS - 1), loud)
            position += len(samples)
    return found.clip(0.0, 1.0)


def loud_enough(peaks: NDArray[np.float32]) -> tuple[NDArray[np.float32], float]:
    """Peaks that fill the strip, and the gain that does so: at full scale of 120 dB a street is too soft to hear."""
    highest = float(peaks.max(initial=0.0))
    if highest <= 0.0:
        return peaks, 0.0
    gain_db = min(MOST_GAIN_DB, max(0.0, float(np.floor(-20.0 * np.log10(highest / HEADROOM)))))
    return (peaks * np.float32(10 ** (gain_db / 20))).clip(0.0, 1.0), gain_db
