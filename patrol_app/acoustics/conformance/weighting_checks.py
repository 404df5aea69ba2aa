"""Frequency weightings A, C, Z against IEC 61672-1:2013 Table 3 and 5.5.9."""

from __future__ import annotations

from collections.abc import Iterator

from patrol_app.acoustics.conformance.checks import SOUND_LEVEL_METERS, Check, steady_levels
from patrol_app.acoustics.weightings import analytic_db, highest_fitted_hz

_LEVEL_DB = -12.0
_INF = float("inf")

# Acceptance limits of class 1 at 1000 x 10^(0.1 (n - 30)) Hz, n = 10 to 43; the same for A, C and Z.
_NOMINAL_HZ = (
    *(10, 12.5, 16, 20, 25, 31.5, 40, 50, 63, 80, 100, 125, 160, 200, 250, 315, 400, 500, 630, 800, 1000),
    *(1250, 1600, 2000, 2500, 3150, 4000, 5000, 6300, 8000, 10000, 12500, 16000, 20000),
)
_LIMITS_DB = (
    *((-_INF, 3.0), (-_INF, 2.5), (-4.0, 2.0), (-2.0, 2.0), (-1.5, 2.0), (-1.5, 1.5)),
    *(((-1.0, 1.0),) * 14),
    (-0.7, 0.7),
    *(((-1.0, 1.0),) * 6),
    *((-1.5, 1.5), (-2.0, 1.5), (-2.5, 1.5), (-3.0, 2.0), (-5.0, 2.0), (-16.0, 2.5), (-_INF, 3.0)),
)


def checks(sample_rate_hz: int) -> Iterator[Check]:
    """Steady tones at every frequency of Table 3 that the filters of this rate are fitted to."""
    at_1_khz = steady_levels(sample_rate_hz, 1000.0, _LEVEL_DB)
    for index, (nominal, (lower, upper)) in enumerate(zip(_NOMINAL_HZ, _LIMITS_DB, strict=True)):
        frequency = 1000.0 * 10.0 ** (0.1 * (index - 20))
        if frequency > highest_fitted_hz(sample_rate_hz):
            continue
        found = steady_levels(sample_rate_hz, frequency, _LEVEL_DB)
        for weighting, level_db in found.items():
            goal = 0.0 if weighting == "Z" else float(analytic_db(frequency, "A" if weighting == "A" else "C"))
            yield Check(
                standard=SOUND_LEVEL_METERS,
                clause="5.5, Table 3",
                what="conformance.weighting",
                sample_rate_hz=sample_rate_hz,
                value=level_db - at_1_khz[weighting] - goal,
                lower=lower,
                upper=upper,
                data={"weighting": weighting, "frequency": nominal},
            )
    for weighting in ("C", "Z"):
        yield Check(
            standard=SOUND_LEVEL_METERS,
            clause="5.5.9",
            what="conformance.weighting_at_1_khz",
            sample_rate_hz=sample_rate_hz,
            value=at_1_khz[weighting] - at_1_khz["A"],
            lower=-0.2,
            upper=0.2,
            data={"weighting": weighting},
        )
