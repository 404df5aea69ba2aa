"""A survey on standard output: one JSON object, or a line for the whole and one for each hot spot."""

from __future__ import annotations

from patrol_app.cli.console import Console
from patrol_app.domain.surveys import HotSpot, SurveyRecord
from patrol_app.rules.moment import local


def show_survey(record: SurveyRecord, console: Console) -> None:
    """Print what a survey found, always with the sentence that it is screening."""
    totals = record.totals
    if console.as_json:
        console.fact(
            {
                "number": record.number,
                "nature": record.nature,
                "screening": console.sentence("survey.screening"),
                "datum": record.datum,
                "settings": record.settings,
                "totals": totals,
                "gaps": record.gaps,
                "segments": len(record.segments),
                "hot_spots": record.hot_spots,
            }
        )
        return
    console.say(
        "survey.done",
        number=record.number,
        length_km=f"{(totals.length_m if totals else 0.0) / 1000.0:.2f}",
        points=totals.points if totals else 0,
        usable=totals.usable if totals else 0,
        gaps=len(record.gaps),
        spots=len(record.hot_spots),
    )
    for spot in record.hot_spots:
        near = [console.sentence("survey.site_at", site=one.site, metres=round(one.distance_m)) for one in spot.sites]
        console.say(
            "survey.spot_line",
            label=spot.label,
            at=f"{local(spot.at):%H:%M:%S}",
            latitude=f"{spot.place.latitude_deg:.5f}",
            longitude=f"{spot.place.longitude_deg:.5f}",
            value=_value(spot),
            sites=" ".join(near),
        )
    console.say("survey.screening")


def _value(spot: HotSpot) -> str:
    """The level, and the dust where dust made it hot."""
    parts = [] if spot.laeq_db is None else [f"LAeq {spot.laeq_db:.1f} dB"]
    if "pm10" in spot.because:
        parts.append(f"PM10 {spot.pm10_mean_ug_m3:.0f} µg/m³")
    if "tsp" in spot.because:
        parts.append(f"TSP {spot.tsp_mean_ug_m3:.0f} µg/m³")
    return "  ".join(parts)
