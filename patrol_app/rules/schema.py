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
BOUNDARY_METHOD: Final[Mapping[str, Values]] = {
    "limits": {"areas": "rows"},
    "near_building": {"nearer_than_m": "number", "minus_db": "number"},
    "structure_borne": {"rooms": "rows"},
    "octaves": {"bands": "rows"},
    "instrument": {"worst_class": "number", "class_1_below_db": "number"},
    "calibration": {"drift_max_db": "number"},
    "weighting": {"time": "text", "interval_max_s": "number"},
    "weather": {"wind_max_m_s": "number", "rain_allowed": "flag"},
    "reflecting": {"at_least_m": "number"},
    "indoor_airborne": {"from_surfaces_m": "number", "height_m": "number", "windows_open": "flag"},
    "indoor_structure": {"from_window_m": "number", "windows_open": "flag"},
    "duration": {"steady_s": "number"},
    "background": {"same_duration": "flag"},
    "correction": {"none_above_db": "number", "steps": "rows"},
}
LAW: Final[Mapping[str, Values]] = {}
LAW_KINDS: Final = frozenset(
    {"noise_law", "air_law", "environment_law", "code", "penalty_law", "procedure", "monitoring_rules"}
)

REQUIRED: Final[Mapping[str, Mapping[str, Values]]] = {
    "construction_noise": CONSTRUCTION_NOISE,
    "construction_dust": {},
    "boundary_noise": {
        **BOUNDARY_METHOD,
        "frequent_peaks": {"over_db": "number"},
        "occasional_peaks": {"over_db": "number"},
    },
    "social_noise": {**BOUNDARY_METHOD, "indoor_peaks": {"over_db": "number"}},
    "ambient_noise": {
        "periods": {"day_from": "clock", "night_from": "clock"},
        "limits": {"areas": "rows"},
        "old_railways": {"eia_approved_before": "date", "day_db": "number", "night_db": "number"},
        "sudden_peaks": {"over_db": "number"},
    },
    "ambient_air": {"limits": {"concentrations": "rows"}},
    "background_correction": {
        "below_limit": {"correction_needed": "flag"},
        "below_3_db": {"complies_at_most_db": "number"},
    },
    "rounding": {"rounding": {"ties": "text", "steps": "number"}},
    **dict.fromkeys(sorted(LAW_KINDS), LAW),
}
OPTIONAL: Final[Mapping[str, Mapping[str, Values]]] = {
    "construction_noise": {"responsible": {}},
    "construction_dust": {
        "scope": {"inside_area": "text"},
        "limits_unread": {},
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
    "areas": {"area": "text", "day_db": "number", "night_db": "number"},
    "rooms": {"area": "text", "room": "text", "day_db": "number", "night_db": "number"},
    "bands": {
        "area": "text",
        "room": "text",
        "period": "text",
        "hz_31_5_db": "number",
        "hz_63_db": "number",
        "hz_125_db": "number",
        "hz_250_db": "number",
        "hz_500_db": "number",
    },
    "concentrations": {
        "pollutant": "text",
        "mean": "text",
        "grade_1_ug_m3": "number",
        "grade_2_ug_m3": "number",
    },
}
ARTICLE_VALUES: Final[Values] = {"role": "text", "amount": "text", "applies_to": "texts"}
ROLES: Final = ("duty", "penalty", "procedure", "notice")
CONFIDENCES: Final = ("primary", "secondary", "assumed", "unverified")
