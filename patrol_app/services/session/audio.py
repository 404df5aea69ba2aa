"""The sound of a visit: recorded whole, weighed live beside the meter.

Until the calibrator has been heard only the last seconds are kept. The tone sets the full-scale level; the recording
then begins with that tone, so that whoever checks the pack can set it again.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from drivers.readings import AudioBlock
from patrol_app.acoustics.calibration import reference_from_tone
from patrol_app.acoustics.meter import RunningMeter
from patrol_app.domain.errors import CannotDo
from patrol_app.recordings.audio import AudioRecorder

TONE_S = 10.0
_LEVELS_EVERY_S = 5.0


@dataclass(frozen=True, slots=True)
class HeardNow:
    """The audio's side of the live picture."""

    difference_db: float | None
    laeq_1s_db: float | None
    lcpeak_db: float | None


class SessionAudio:
    """Fed by the session's thread alone."""

    def __init__(self, folder: Path, *, sample_rate_hz: int) -> None:
        self.sample_rate_hz = sample_rate_hz
        self.reference_db: float | None = None
        self._folder = folder
        self._recent: deque[NDArray[np.float32]] = deque()
        self._recent_samples = 0
        self._recorder: AudioRecorder | None = None
        self._meter: RunningMeter | None = None
        self._lcpeak_db: float | None = None
        self._lcpeak_at_s = 0.0
        self._sealed: set[Path] = set()
        self._next_sample: int | None = None
        self._owed = 0

    @property
    def position(self) -> int | None:
        """Samples recorded so far, or ``None`` before the calibrator was heard."""
        return self._recorder.position if self._recorder is not None else None

    def feed(self, block: AudioBlock) -> None:
        """Take the next samples; those that the microphone missed in front of them are missing, not silent."""
        missing = 0 if self._next_sample is None else max(0, block.first_sample - self._next_sample)
        self._next_sample = block.first_sample + len(block.samples)
        if missing:
            self._skip(missing)
        if self._recorder is not None:
            if self._meter is not None:
                self._meter.feed(block.samples)
            self._record(self._recorder, block.samples)
            return
        self._recent.append(block.samples)
        self._recent_samples += len(block.samples)
        while self._recent_samples - len(self._recent[0]) >= TONE_S * self.sample_rate_hz:
            self._recent_samples -= len(self._recent.popleft())

    def _record(self, recorder: AudioRecorder, samples: NDArray[np.float32]) -> None:
        """Write; what the disk did not take is missing before the next samples, so that those lie where they belong.

        Raises:
            CannotDo: the disk does not take them.
        """
        try:
            recorder.gap(self._owed)
            self._owed = 0
            recorder.feed(samples)
        except CannotDo as fault:
            self._owed += len(samples) - int(str(fault.data.get("written", 0)))
            raise

    def _skip(self, missing: int) -> None:
        if self._recorder is not None:
            self._owed += missing
        if self._meter is not None:
            self._meter.gap(missing)
        # A tone with a hole in it calibrates nothing.
        self._recent.clear()
        self._recent_samples = 0

    def calibrate(self, level_db: float, now: datetime) -> float:
        """Set the full-scale level from the tone just heard and begin the recording with it.

        A later tone changes nothing: the recording goes on with the level it began with.

        Raises:
            BadInput: the tone is unsteady, distorted, of another frequency, or too short.
        """
        if self._recorder is not None and self.reference_db is not None:
            return self.reference_db
        tone = np.concatenate(list(self._recent)) if self._recent else np.empty(0, dtype=np.float32)
        tone = tone[-int(TONE_S * self.sample_rate_hz) :]
        self.reference_db = reference_from_tone(tone, self.sample_rate_hz, level_db=level_db).reference_db
        self._recorder = AudioRecorder(
            self._folder,
            sample_rate_hz=self.sample_rate_hz,
            reference_db=self.reference_db,
            started_at=now - timedelta(seconds=len(tone) / self.sample_rate_hz),
        )
        self._recorder.feed(tone)
        self._recent.clear()
        self._recent_samples = 0
        return self.reference_db

    def begin_run(self) -> None:
        """A run begins: weigh from here on."""
        if self.reference_db is not None:
            self._meter = RunningMeter(self.sample_rate_hz, reference_db=self.reference_db)
            self._lcpeak_db, self._lcpeak_at_s = None, 0.0

    def end_run(self) -> None:
        """The run has ended."""
        self._meter = None

    def finish_files(self) -> tuple[Path, ...]:
        """Finish what was recorded so far; the files that were finished since the last call, in their order.

        Raises:
            CannotDo: the disk is full or at fault; the file stays open.
        """
        if self._recorder is None:
            return ()
        new = tuple(path for path in self._recorder.finish_file() if path not in self._sealed)
        self._sealed.update(new)
        return new

    def view(self, meter_laeq_db: float | None) -> HeardNow | None:
        """The newest levels, and how far LAeq,T from audio lies from the meter's."""
        meter = self._meter
        if meter is None:
            return None
        now_s = meter.position / self.sample_rate_hz
        if now_s - self._lcpeak_at_s >= _LEVELS_EVERY_S:
            self._lcpeak_at_s, self._lcpeak_db = now_s, meter.levels().lcpeak_db
        laeq_db = meter.running_laeq_db
        difference_db = None if laeq_db is None or meter_laeq_db is None else laeq_db - meter_laeq_db
        return HeardNow(difference_db, meter.leq_db(max(0.0, now_s - 1.0), now_s), self._lcpeak_db)

    def close(self) -> None:
        """Finish the files."""
        if self._recorder is not None:
            self._recorder.close()
