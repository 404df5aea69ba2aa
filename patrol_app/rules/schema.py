"""Which clauses each kind of rule set has, and which values each clause carries.

A set that lacks a required clause, or carries a value nobody reads, is refused: a limit with a misspelt name must
never be silently absent from a judgement.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Values = Mapping[str, str]

CONSTRUCTION_NOISE: Final[Mapping[str, Values]] = {
    "scope": {"needs_sensitive_building": "flag", "excludes_emergency_work": "flag"},
    "limits": {"day_db": "number", "night_db": "number"},
    "night_maximum": {"over_db": "number"},
    "indoor": {"minus_db": "number", "mandatory": "flag", "windows_open": "flag"},
    "instrument": {"worst_class": "number"},
    "verification": {"within_validity": "flag"},
    "calibration": {"drift_max_db": "number"},
    "wind_screen": {"required": "flag"},
    "weighting": {"frequency": "text", "time": "text"},
    "weather": {"wind_max_m_s": "number", "rain_allowed": "flag"},
    "duration": {"duration_s": "number", "gap_max_s": "number"},
    "background": {"steady_s": "number", "unsteady_s": "number"},
    "correction": {"none_above_db": "number", "steps": "rows"},
    "lafmax_direct": {"background_corrected": "flag"},
}
CONSTRUCTION_DUST: Final[Mapping[str, Values]] = {}
LAW: Final[Mapping[str, Values]] = {}

REQUIRED: Final[Mapping[str, Mapping[str, Values]]] = {
    "construction_noise": CONSTRUCTION_NOISE,
    "construction_dust": CONSTRUCTION_DUST,
    "background_correction": {
        "below_limit": {"correction_needed": "flag"},
        "below_3_db": {"complies_at_most_db": "number"},
    },
    "rounding": {"rounding": {"ties": "text", "steps": "number"}},
    "noise_law": LAW,
    "air_law": LAW,
    "environment_law": LAW,
    "code": LAW,
    "penalty_law": LAW,
    "procedure": LAW,
}
OPTIONAL: Final[Mapping[str, Mapping[str, Values]]] = {
    "construction_noise": {"responsible": {}},
    "construction_dust": {
        "scope": {"inside_area": "text"},
        "tsp_by_stage": {"averaging_s": "number", "rows": "rows"},
        "tsp": {"averaging_s": "number", "mg_m3": "number"},
        "tsp_by_area": {"averaging_s": "number", "built_up_mg_m3": "number", "elsewhere_mg_m3": "number"},
        "pm10_above_background": {
            "averaging_s": "number",
            "above_mg_m3": "number",
            "reference_cap_mg_m3": "number",
            "times_a_day": "number",
        },
        "counted_means": {"averaging_s": "number", "counts": "rows"},
        "background_ratio": {"ratio": "number"},
    },
}
ROW_VALUES: Final[Mapping[str, Values]] = {
    "steps": {"from_db": "number", "to_db": "number", "minus_db": "number"},
    "rows": {"stages": "texts", "mg_m3": "number"},
    "counts": {"mg_m3": "number", "times": "number"},
}
ARTICLE_VALUES: Final[Values] = {"role": "text", "amount": "text", "applies_to": "texts"}
LAW_KINDS: Final = frozenset({"noise_law", "air_law", "environment_law", "code", "penalty_law", "procedure"})
ROLES: Final = ("duty", "penalty", "procedure", "notice")
CONFIDENCES: Final = ("primary", "secondary", "assumed", "unverified")
