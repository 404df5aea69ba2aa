"""Levels of one run from the visit's audio files, and whether its sound had tones or impulses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from patrol_app.acoustics.block_walk import as_float
from patrol_app.acoustics.character import IMPULSES_BY, Character, character
from patrol_app.acoustics.meter import RunningMeter
from patrol_app.acoustics.tone_audibility import BY as TONES_BY
from patrol_app.acoustics.tone_audibility import ToneFinder
from patrol_app.domain.record import SoundCharacter
from patrol_app.recordings.bwf import BwfFile, Samples, read_bwf
from patrol_app.services.visit import AudioSource

_CHUNK = 480_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What the sound level meter in numpy makes of a run's audio."""

    reference_db: float
    sample_rate_hz: int
    samples: int
    files: tuple[str, ...]
    laeq_db: float
    lafmax_db: float
    lcpeak_db: float
    l10_db: float
    l50_db: float
    l90_db: float
    overload: bool
    missing_samples: int
    character: Character


def open_files(sources: Sequence[AudioSource]) -> list[tuple[AudioSource, BwfFile, int]]:
    """The visit's audio files in order, each with the number of its first sample in the visit; clips left out."""
    opened = []
    for source in sources:
        file = read_bwf(source.path)
        if file.facts is not None and not file.facts.clip:
            opened.append((source, file, file.facts.first_sample))
    return sorted(opened, key=lambda entry: entry[2])


def pieces(
    opened: Sequence[tuple[AudioSource, BwfFile, int]], first: int, last: int
) -> Iterator[tuple[AudioSource, Samples]]:
    """Samples ``first`` to ``last`` of the visit, in chunks, with the file each came from."""
    for source, file, begins in opened:
        start, stop = max(first, begins), min(last, begins + file.samples)
        while start < stop:
            count = min(_CHUNK, stop - start)
            yield source, file.read(start - begins, count)
            start += count


def _fed(samples: Samples) -> NDArray[np.int16] | NDArray[np.float32]:
    """Samples as the meter takes them: 16 bit as they are, 24 bit as float with full scale 1.0."""
    if samples.dtype == np.int16:
        return np.asarray(samples, dtype=np.int16)
    return np.asarray(samples / np.float32(1 << 23), dtype=np.float32)


def levels_of(sources: Sequence[AudioSource], first: int, last: int) -> Heard | None:
    """Run the meter over samples ``first`` to ``last``; ``None`` without a calibrated file or without sound."""
    opened = open_files(sources)
    if not opened or opened[0][1].facts is None or opened[0][1].facts.reference_db is None:
        return None
    facts = opened[0][1].facts
    reference_db = facts.reference_db
    assert reference_db is not None
    meter = RunningMeter(facts.sample_rate_hz, reference_db=reference_db)
    finder = ToneFinder(facts.sample_rate_hz, last - first)
    used: list[str] = []
    heard = 0
    for one in opened:
        source, _, begins = one
        if begins >= last:
            break
        # samples that no file holds are missing, not silent
        missing = max(0, begins - first - meter.position)
        meter.gap(missing)
        if missing:
            finder.gap()
        for _, samples in pieces([one], first, last):
            fed = _fed(samples)
            meter.feed(fed)
            finder.feed(as_float(fed))
            heard += len(samples)
            if source.pack_path not in used:
                used.append(source.pack_path)
    levels = meter.levels()
    values = (levels.laeq_db, levels.lafmax_db, levels.lcpeak_db, levels.l10_db, levels.l50_db, levels.l90_db)
    if any(value is None for value in values):
        return None
    t_s, laf_db, _ = meter.laf_series()
    laeq_db, lafmax_db, lcpeak_db, l10_db, l50_db, l90_db = (float(value) for value in values if value is not None)
    return Heard(
        reference_db=reference_db,
        sample_rate_hz=facts.sample_rate_hz,
        samples=heard,
        files=tuple(used),
        laeq_db=laeq_db,
        lafmax_db=lafmax_db,
        lcpeak_db=lcpeak_db,
        l10_db=l10_db,
        l50_db=l50_db,
        l90_db=l90_db,
        overload=levels.overload,
        missing_samples=last - first - heard,
        character=character(t_s, laf_db, {}, finder.result),
    )


def sound_character(found: Character) -> SoundCharacter | None:
    """Tones and impulses as the record keeps them; ``None`` for a run too short to tell."""
    tonality, most = found.tonality, found.most_prominent
    if tonality is None or not tonality.spectra:
        return None
    return SoundCharacter(
        tones_by=TONES_BY,
        line_spacing_hz=round(tonality.spacing_hz, 3),
        spectra=tonality.spectra,
        tonal_spectra=tonality.audible,
        tonal_audibility_db=_tenth(tonality.mean_audibility_db),
        tonal_adjustment_db=tonality.adjustment_db,
        tone_hz=_tenth(tonality.frequency_hz),
        impulses_by=IMPULSES_BY,
        impulses=len(found.impulses),
        impulse_prominence=None if most is None else _tenth(most.prominence),
        impulse_at_s=None if most is None else round(most.t_s, 2),
        impulse_onset_db_s=None if most is None else _tenth(most.onset_rate_db_s),
        impulse_difference_db=None if most is None else _tenth(most.level_difference_db),
        impulse_adjustment_db=0.0 if most is None else round(most.adjustment_db, 1),
    )


def _tenth(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
