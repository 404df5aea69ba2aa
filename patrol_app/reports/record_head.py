"""What the heads of the measuring records share: rows of label and value, the party, the weather over the run."""

from __future__ import annotations

from patrol_app.domain.record import VisitRecord, Weather
from patrol_app.reports.blocks import Cell, label, ticks, value
from patrol_app.reports.findings import direction_key, entered_by
from patrol_app.reports.frame import party_of
from patrol_app.reports.words import Words, tenth


def row(words: Words, *pairs: tuple[str, object]) -> list[Cell]:
    """Label and value after each other; ``section.key`` names the label, and what is unknown is struck."""
    cells: list[Cell] = []
    for key, shown in pairs:
        cells += [label(words(key)), shown if isinstance(shown, dict) else value(shown)]
    return cells


def party_row(record: VisitRecord, words: Words) -> list[Cell]:
    """Whose site, which project, at which stage."""
    site, party = record.site, party_of(record)
    return row(
        words,
        ("noise.party", party.name if party else site.name),
        ("noise.project", site.project or site.name),
        ("noise.stage", words(f"common.stage_{site.stage}") if site.stage else None),
    )


def contact_words(record: VisitRecord) -> str | None:
    """The person met and the phone number."""
    person = record.person_met
    return " ".join(part for part in (person.name, person.phone) if part) if person else None


def weather_row(record: VisitRecord, words: Words) -> list[Cell]:
    """Sky and air, the largest wind, rain or thunder over the run."""
    weather = record.measurement.weather if record.measurement else None
    rain = ticks(words.choice(weather.rain if weather else None, "common.yes", "common.no"))
    return row(
        words,
        ("noise.weather", _air(weather, record, words)),
        ("noise.wind", _wind(weather, words)),
        ("noise.rain", rain),
    )


def _air(weather: Weather | None, record: VisitRecord, words: Words) -> str:
    if weather is None:
        return ""
    parts = [weather.sky or ""]
    parts.append(f"{tenth(weather.temperature_c)} ℃" if weather.temperature_c is not None else "")
    if weather.humidity_pct is not None:
        parts.append(words("noise.humidity", humidity=f"{weather.humidity_pct:.0f}"))
    parts.append(f"{weather.pressure_hpa / 10.0:.1f} kPa" if weather.pressure_hpa is not None else "")
    if weather.wind_entered or weather.rain_entered:
        parts.append(words("common.weather_by_hand", who=entered_by(record, words)))
    return " ".join(part for part in parts if part)


def _wind(weather: Weather | None, words: Words) -> str:
    if weather is None:
        return ""
    parts = [f"{tenth(weather.wind_max_m_s)} m/s"] if weather.wind_max_m_s is not None else []
    parts += [words(direction_key(weather.wind_direction_deg))] if weather.wind_direction_deg is not None else []
    return " ".join(parts)
