"""What a bureau chose for its surveys: ``survey.toml`` in the data folder, for window and command line alike."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping

from patrol_app.domain.codec import from_plain
from patrol_app.domain.errors import BadInput
from patrol_app.domain.surveys import SurveySettings
from patrol_app.store.home import Home

FILE = "survey.toml"
BOUNDS: Mapping[str, tuple[float, float]] = {
    "segment_m": (10.0, 1000.0),
    "speed_limit_km_h": (5.0, 120.0),
    "hdop_limit": (0.5, 50.0),
    "hot_laeq_db": (30.0, 120.0),
    "hot_pm10_ug_m3": (1.0, 10_000.0),
    "hot_tsp_ug_m3": (1.0, 20_000.0),
    "min_points": (1, 100),
    "near_m": (0.0, 5000.0),
    "dust_delay_s": (0.0, 120.0),
}


def chosen_settings(home: Home) -> SurveySettings:
    """The bureau's settings; where there is no file, or a field is not in it, the proposed ones.

    Raises:
        BadInput: the file is no TOML, a field is unknown or of the wrong kind, or a number is out of its bounds.
    """
    path = home.path / FILE
    if not path.is_file():
        return SurveySettings()
    try:
        plain = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise BadInput("survey.file", path=path, cause=str(fault)) from fault
    settings = from_plain(SurveySettings, plain, FILE)
    check_settings(settings)
    return settings


def check_settings(settings: SurveySettings) -> None:
    """Refuse what makes no sense.

    Raises:
        BadInput: a number is out of its bounds.
    """
    for name, (low, high) in BOUNDS.items():
        value = getattr(settings, name)
        if value is not None and not low <= value <= high:
            raise BadInput("survey.number_out", name=name, value=value, low=f"{low:g}", high=f"{high:g}")
