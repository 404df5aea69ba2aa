"""Levels of an audio file: reads ahead, runs one meter a channel, cuts the series."""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from patrol_app.acoustics.band_meter import BandMeter
from patrol_app.acoustics.block_walk import Samples, as_float
from patrol_app.acoustics.calibration import LONGEST_S, Calibration, reference_from_tone
from patrol_app.acoustics.character import Character, character
from patrol_app.acoustics.decibels import levels_db
from patrol_app.acoustics.levels import Levels, check_reference
from patrol_app.acoustics.meter import RunningMeter
from patrol_app.acoustics.octave_bands import Fraction
from patrol_app.acoustics.side_by_side import CHUNK_STEPS, feed_side_by_side
from patrol_app.acoustics.tone_audibility import ToneFinder
from patrol_app.domain.errors import BadInput
from patrol_app.recordings.audio_files import AudioFile, open_audio

_MINUTE_S = 60
_THREADS = 2
_LONGEST_PIECE_S = 600
_TOO_LARGE = 1e18  # its square is near the end of single precision

Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelLevels:
    """One channel of one file, counted from 1.

    ``bands`` are levels by the band's label, ``series`` columns of equal length by name; ``None`` if not asked for.
    ``character`` comes with third octaves.
    """

    file: str
    channel: int
    levels: Levels
    truncated: bool
    bands: dict[str, float | None] | None
    character: Character | None
    series: dict[str, NDArray[np.float64]] | None


def levels_of_file(
    path: Path,
    *,
    reference_db: float | None = None,
    every_s: float | None = None,
    fraction: Fraction | None = None,
    progress: Progress = lambda share: None,
) -> list[ChannelLevels]:
    """Measure every channel of a file; memory use does not grow with its length, apart from 12 bytes each 10 ms.

    Args:
        path: WAV, RF64, W64, FLAC or what libsndfile reads.
        reference_db: level of an RMS of full scale; without it the file's own, without that relative to full scale.
        every_s: also a series with this step, a multiple of 10 ms.
        fraction: also bands: 1 for octaves, 3 for third octaves.
        progress: told the share done, 0 to 1, once a minute of sound.

    Raises:
        BadInput: the file, its sample rate, the reference or a sample cannot be used.
    """
    check_reference(reference_db)
    file = open_audio(path)
    reference_db = file.reference_db if reference_db is None else reference_db
    threads = min(_THREADS, os.cpu_count() or 1)
    channels = [_Channel(file, reference_db, every_s, fraction, threads) for _ in range(file.channels)]
    try:
        if fraction is None:
            _levels_alone(file, [channel.meter for channel in channels], threads, progress)
        else:
            _levels_and_bands(file, channels, threads, progress)
        return [channel.result(str(path), number, file.truncated) for number, channel in enumerate(channels, 1)]
    except BadInput as fault:
        if fault.key == "acoustics.not_a_number":
            _name_the_sample(file)
        raise
    finally:
        file.close()
        for channel in channels:
            channel.close()


def _name_the_sample(file: AudioFile) -> None:
    """Look for the sample that has no level.

    Raises:
        BadInput: ``levels.not_a_number`` with the channel and the second.
    """
    for start in range(0, file.frames, _MINUTE_S * file.sample_rate_hz):
        for channel, samples in enumerate(file.read(start, _MINUTE_S * file.sample_rate_hz), 1):
            wrong = np.flatnonzero(~(np.abs(as_float(samples)) < _TOO_LARGE))
            if wrong.size:
                seconds = (start + int(wrong[0])) / file.sample_rate_hz
                raise BadInput("levels.not_a_number", file=str(file.path), channel=channel, seconds=seconds)


def _levels_alone(file: AudioFile, meters: list[RunningMeter], threads: int, progress: Progress) -> None:
    """Each thread reads its pieces of the file itself and measures them."""
    whole = file.frames // meters[0].step * meters[0].step
    minutes = 0

    def tell(share: float) -> None:
        nonlocal minutes
        done = int(share * whole / (_MINUTE_S * file.sample_rate_hz))
        if done > minutes and share < 1.0:
            progress(share * whole / file.frames)
        minutes = done

    chunks = 1
    if file.compressed:
        # To seek in a compressed file costs much: one piece a thread, of files that are not too long.
        piece_s = min(_LONGEST_PIECE_S, file.frames / file.sample_rate_hz / threads)
        chunks = math.ceil(piece_s / (CHUNK_STEPS * meters[0].step_s))
    feed_side_by_side(meters, file.read, whole, threads=threads, chunks=chunks, progress=tell)
    for meter, samples in zip(meters, file.read(whole, file.frames - whole), strict=True):
        meter.feed(samples)
    progress(1.0)


def _levels_and_bands(file: AudioFile, channels: list[_Channel], threads: int, progress: Progress) -> None:
    done = 0
    frames = max(1, _MINUTE_S // file.channels) * file.sample_rate_hz
    for block in file.blocks(frames, readers=threads if file.compressed else 1):
        for channel, samples in zip(channels, block, strict=True):
            channel.feed(samples)
        done += block[0].size
        progress(done / file.frames)


class _Channel:
    """The meters of one channel; with bands, these and the levels run side by side."""

    def __init__(
        self,
        file: AudioFile,
        reference_db: float | None,
        every_s: float | None,
        fraction: Fraction | None,
        threads: int,
    ) -> None:
        rate = file.sample_rate_hz
        self.meter = RunningMeter(rate, reference_db=reference_db)
        self._every_s = every_s
        if every_s is not None:
            # What whole steps make of it, so that bands and levels stay in step where 10 ms is no whole number.
            every_s = check_interval(self.meter, every_s) * self.meter.step_s
        self._bands: BandMeter | None = None
        self._pool: ThreadPoolExecutor | None = None
        if fraction is not None:
            self._bands = BandMeter(
                rate, fraction=fraction, reference_db=reference_db, every_s=every_s, threads=threads
            )
            self._pool = ThreadPoolExecutor(1)
        self._tones = ToneFinder(rate, file.frames) if fraction == 3 else None

    def feed(self, samples: Samples) -> None:
        assert self._bands is not None
        assert self._pool is not None
        beside = self._pool.submit(self.meter.feed, samples)
        self._bands.feed(samples)
        if self._tones is not None:
            self._tones.feed(as_float(samples))
        beside.result()

    def result(self, path: str, number: int, truncated: bool) -> ChannelLevels:
        series = None if self._every_s is None else level_series(self.meter, self._every_s)
        if series is not None and self._bands is not None:
            length = series["t_s"].size
            for label, values in self._bands.series().items():
                column = np.full(length, np.nan)
                column[: min(length, values.size)] = values[:length]
                series[f"leq_{label}hz_db"] = column
        bands = None if self._bands is None else self._bands.levels()
        return ChannelLevels(
            file=path,
            channel=number,
            levels=self.meter.levels(),
            truncated=truncated,
            bands=bands,
            character=self._character(bands),
            series=series,
        )

    def _character(self, bands: dict[str, float | None] | None) -> Character | None:
        if bands is None or self._tones is None:
            return None
        t_s, laf_db, _ = self.meter.laf_series()
        return character(t_s, laf_db, bands, self._tones.result)

    def close(self) -> None:
        if self._bands is not None:
            self._bands.close()
        if self._pool is not None:
            self._pool.shutdown()


def check_interval(meter: RunningMeter, every_s: float) -> int:
    """Steps of the meter in an interval.

    Raises:
        BadInput: ``levels.every``: an interval shorter than a step or no multiple of it.
    """
    steps = round(every_s / meter.step_s) if every_s > 0.0 else 0
    if steps < 1 or abs(steps * meter.step_s - every_s) > 0.03 * every_s:
        raise BadInput("levels.every", seconds=every_s, step=meter.step_s)
    return steps


def level_series(meter: RunningMeter, every_s: float) -> dict[str, NDArray[np.float64]]:
    """LAF at the end, and LAeq, of each whole interval: ``t_s`` (its end), ``laf_db``, ``laeq_db``.

    Raises:
        BadInput: an interval shorter than 10 ms or no multiple of it.
    """
    steps = check_interval(meter, every_s)
    t_s, laf_db, laeq_db = meter.laf_series()
    whole = t_s.size // steps * steps
    energy = np.power(10.0, laeq_db[:whole].reshape(-1, steps) / 10.0).mean(axis=1)
    last = slice(steps - 1, whole, steps)
    return {"t_s": t_s[last], "laf_db": laf_db[last], "laeq_db": levels_db(energy)}


def calibration_of_file(path: Path, *, level_db: float) -> Calibration:
    """Level of full scale from a file that holds a calibrator's tone and nothing else.

    Raises:
        BadInput: the file cannot be used, has several channels, or its tone is refused.
    """
    file: AudioFile = open_audio(path)
    if file.channels != 1:
        raise BadInput("levels.one_channel", file=str(path), channels=file.channels)
    samples = file.read(0, int((LONGEST_S + 1.0) * file.sample_rate_hz))[0]
    file.close()
    return reference_from_tone(samples, file.sample_rate_hz, level_db=level_db)
