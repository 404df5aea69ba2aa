"""Figures of a visit record by the names people give them: ``laeq``, ``tsp``, or the dotted path in record.json."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from patrol_app.domain.errors import BadInput

_UNITS = ("_db", "_ug_m3", "_m_s", "_deg", "_pct", "_s", "_hz", "_c", "_hpa", "_m")
# a short name means the first of these that has such a field
_FIRST = ("measurement", "measurement.weather", "measurement.audio", "dust", "observation", "position")
_ALSO = {
    "calibration_before": "calibration_before.reading_db",
    "calibration_after": "calibration_after.reading_db",
    "background": "background.laeq_db",
    "tsp": "dust.tsp_mean_ug_m3",
    "pm10": "dust.pm10_mean_ug_m3",
    "pm25": "dust.pm25_mean_ug_m3",
    "wind": "measurement.weather.wind_max_m_s",
    "latitude": "position.place.latitude_deg",
    "longitude": "position.place.longitude_deg",
    "limit": "verdicts[0].findings[0].limit_db",
    "excess": "verdicts[0].findings[0].excess_db",
    "corrected": "verdicts[0].findings[0].corrected_db",
    "outcome": "verdicts[0].outcome",
    "head": "chain.sha256",
}


def flat(value: Any, where: str = "") -> Iterator[tuple[str, Any]]:
    """Every single value of plain JSON with its dotted path: ``verdicts[0].findings[1].limit_db``."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from flat(item, f"{where}.{key}" if where else str(key))
    elif isinstance(value, list) and value:
        for index, item in enumerate(value):
            yield from flat(item, f"{where}[{index}]")
    else:
        yield where, value


def short_names(paths: Mapping[str, Any]) -> dict[str, str]:
    """Short name to path, for the record that has these paths."""
    names = {name: path for name, path in _ALSO.items() if path in paths}
    for parent in _FIRST:
        for path in paths:
            head, _, leaf = path.rpartition(".")
            if head == parent:
                for name in _forms(leaf):
                    names.setdefault(name, path)
    for path in paths:
        if path.startswith("background.") and "[" not in path:
            for name in _forms(path.rpartition(".")[2]):
                names.setdefault(f"background_{name}", path)
    leaves: dict[str, list[str]] = {}
    for path in paths:
        leaves.setdefault(path.rpartition(".")[2], []).append(path)
    for leaf, same in leaves.items():
        if len(same) == 1:
            names.setdefault(leaf, same[0])
    return names


def _forms(leaf: str) -> Iterator[str]:
    yield leaf
    for unit in _UNITS:
        if leaf.endswith(unit):
            yield leaf.removesuffix(unit)
            return


def figure_path(name: str, paths: Mapping[str, Any]) -> str:
    """The path of the figure that ``name`` means.

    Raises:
        BadInput: no such figure; the sentence gives the nearest names.
    """
    if name in paths:
        return name
    names = short_names(paths)
    wanted = name.strip().lower().replace("-", "_").replace(",t", "")
    if wanted in names:
        return names[wanted]
    near = get_close_matches(wanted, names, n=4, cutoff=0.5) + get_close_matches(name, paths, n=2, cutoff=0.6)
    raise BadInput("trace.unknown", name=name, near="、".join(near) or "laeq、lafmax、l10、tsp、wind")
