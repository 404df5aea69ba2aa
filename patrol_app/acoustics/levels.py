"""What a meter says about a run."""

from __future__ import annotations

import math
from dataclasses import dataclass

from patrol_app.domain.errors import BadInput

PERCENTS = (5.0, 10.0, 50.0, 90.0, 95.0)
LOWEST_REFERENCE_DB, HIGHEST_REFERENCE_DB = -60.0, 240.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """Levels of a run in dB; ``None`` where there is none (silence, too short, or not asked for).

    ``reference_db`` is the level of an RMS of 1.0; ``None`` means that no reference is known and the levels are
    relative to full scale. ``duration_s`` is the whole run with its gaps; means and LAE count measured samples only.
    LN and LAFmin leave out the first second of the run and after each gap. ``overload`` and ``underrange`` stay true
    once true (5.11, 5.12). ``weighting_error_db`` is the largest departure of A or C from the standard's curve up to
    20 kHz or 0.454 of the sample rate.
    """

    sample_rate_hz: int
    duration_s: float
    samples: int
    missing_samples: int
    reference_db: float | None
    laeq_db: float | None
    lafmax_db: float | None
    lafmin_db: float | None
    lasmax_db: float | None
    lcpeak_db: float | None
    lceq_db: float | None
    lae_db: float | None
    l5_db: float | None
    l10_db: float | None
    l50_db: float | None
    l90_db: float | None
    l95_db: float | None
    overload: bool
    underrange: bool
    weighting_error_db: float


def check_reference(reference_db: float | None) -> None:
    """Refuse a reference that no microphone has.

    Raises:
        BadInput: ``acoustics.reference``: not finite, or outside -60 to 240 dB.
    """
    if reference_db is None:
        return
    if not math.isfinite(reference_db) or not LOWEST_REFERENCE_DB <= reference_db <= HIGHEST_REFERENCE_DB:
        raise BadInput(
            "acoustics.reference", value=reference_db, lowest=LOWEST_REFERENCE_DB, highest=HIGHEST_REFERENCE_DB
        )
