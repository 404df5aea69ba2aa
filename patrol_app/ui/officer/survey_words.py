"""From the facts of a survey to the words of its screen. Every view of it says that it is screening."""

from __future__ import annotations

from itertools import pairwise

from patrol_app.assets import sentence
from patrol_app.domain.surveys import CLASS_EDGES, Shown, TrackPoint
from patrol_app.services.desk.survey_facts import SpotFact, SurveyFacts
from patrol_app.ui import figures, language
from patrol_app.ui.said import words
from patrol_app.ui.widgets.drive_panel import DriveView
from patrol_app.ui.widgets.header import HeaderView
from patrol_app.ui.widgets.spot_list import SpotLine, SpotsView

#: What makes a second unusable, the weightiest first.
FLAGS = ("no_fix", "weak_fix", "too_fast", "speed_unknown", "overload", "underrange", "no_level", "excluded")


def say(key: str, **data: object) -> str:
    """A sentence of the survey in the window's language."""
    return sentence(f"survey.{key}", language.current(), **data)


def head_view(facts: SurveyFacts | None, view: HeaderView, route_step: int) -> HeaderView:
    """The head: the survey and how far it came. The tabs stay at the route, where the survey belongs."""
    number = facts.number if facts is not None and facts.number is not None else say("screen.none")
    place = say("screen.place", number=number)
    zone = say("screen.head")
    if facts is not None and facts.points:
        zone = say(
            "screen.driven",
            time=figures.minutes(facts.elapsed_s),
            km=f"{facts.length_m / 1000.0:.2f}",
            share=round(100.0 * facts.usable / facts.points),
            gaps=facts.gaps,
        )
    return HeaderView(view.steps, route_step, place, zone, view.period, view.change, view.clock)


def _unit(shown: Shown) -> tuple[str, str]:
    return {"laeq": ("LAeq,1s", "dB(A)"), "pm10": ("PM10", "µg/m³"), "tsp": ("TSP", "µg/m³")}[shown]


def _why(point: TrackPoint, facts: SurveyFacts) -> str:
    flag = next(one for one in FLAGS if one in point.flags)
    return say(f"flag.{flag}", limit=f"{facts.settings.speed_limit_km_h:g}", hdop=f"{facts.settings.hdop_limit:g}")


def drive_view(facts: SurveyFacts) -> DriveView:
    """The newest second, or what is to be done."""
    quantity, unit = _unit(facts.shown)
    point = facts.newest
    note = say("screen.practice" if facts.practice else "screen.screening")
    practice = say("screen.practice_word") if facts.practice else ""
    if point is None:
        return DriveView(note, quantity, figures.DASH, unit, _stage_words(facts), None, _still_rows(facts), practice)
    value = {"laeq": point.laeq_1s_db, "pm10": point.pm10_ug_m3, "tsp": point.tsp_ug_m3}[facts.shown]
    verdict = say("screen.usable") if point.usable else _why(point, facts)
    rows = [
        ("LAFmax", _with(point.lafmax_db, "dB")),
        ("PM10", _with(point.pm10_ug_m3, "µg/m³", 0)),
        ("TSP", _with(point.tsp_ug_m3, "µg/m³", 0)),
        (say("screen.speed"), _with(point.speed_km_h, "km/h", 0)),
        (say("screen.fix"), _fix(point)),
        (say("screen.delay"), _delay(facts)),
    ]
    if facts.excluding:
        rows.insert(0, (say("screen.excluding"), "F2"))
    return DriveView(note, quantity, figures.number(value), unit, verdict, point.usable, tuple(rows), practice)


def _with(value: float | None, unit: str, digits: int = 1) -> str:
    return figures.DASH if value is None else f"{figures.number(value, digits)} {unit}"


def _fix(point: TrackPoint) -> str:
    if point.place is None:
        return say("screen.no_fix")
    hdop = figures.DASH if point.hdop is None else f"{point.hdop:.1f}"
    return say("screen.fix_of", satellites=point.satellites if point.satellites is not None else "—", hdop=hdop)


def _delay(facts: SurveyFacts) -> str:
    known = facts.settings.dust_delay_s
    return say("screen.delay_unknown") if known is None else f"{known:g} s"


def _stage_words(facts: SurveyFacts) -> str:
    if facts.wants is not None:
        return words(facts.wants)
    if facts.practice and facts.stage in ("ready", "packed"):
        return say("screen.practised" if facts.stage == "packed" else "screen.practice_begin")
    if facts.stage == "packed":
        return say("screen.packed" if facts.pack_good else "screen.packed_but")
    if facts.stage == "closing":
        return say("screen.locked", names="、".join(name for _, name in facts.locked))
    return say(f"screen.stage.{facts.stage}")


def _still_rows(facts: SurveyFacts) -> tuple[tuple[str, str], ...]:
    settings = facts.settings
    rows = [
        (say("screen.segment"), f"{settings.segment_m:g} m"),
        (say("screen.limit"), say("screen.limit_of", limit=f"{settings.speed_limit_km_h:g}")),
        (say("screen.hot"), f"LAeq {settings.hot_laeq_db:g} dB"),
        (say("screen.hot_dust"), f"{settings.hot_pm10_ug_m3:g} / {settings.hot_tsp_ug_m3:g} µg/m³"),
        (say("screen.delay"), _delay(facts)),
    ]
    for key, path in (("screen.pack", facts.pack), ("screen.geojson", facts.geojson)):
        if path is not None:
            name = path.replace("\\", "/").rpartition("/")[2]
            rows.append((say(key), name.removeprefix(f"{facts.number}-")))
    return tuple(rows)


def _spot_line(spot: SpotFact, shown: Shown) -> SpotLine:
    parts = []
    if spot.laeq_db is not None:
        parts.append(f"{figures.number(spot.laeq_db)} dB")
    if spot.pm10_ug_m3 is not None and ("pm10" in spot.because or shown != "laeq"):
        parts.append(f"PM10 {figures.number(spot.pm10_ug_m3, 0)}")
    if spot.tsp_ug_m3 is not None and "tsp" in spot.because:
        parts.append(f"TSP {figures.number(spot.tsp_ug_m3, 0)}")
    near = say("screen.no_site") if spot.site is None else f"{spot.site} {figures.thousands(spot.site_m or 0.0)} m"
    where = ""
    if spot.venue is not None:
        where = say("screen.zone_in" if spot.inside else "screen.zone_near", venue=spot.venue)
    value = f"{'  '.join(parts)}  {figures.clock(spot.at, seconds=False)}"
    return SpotLine(spot.label, value, near, where, spot.added is not None)


def spots_view(facts: SurveyFacts, selected: str | None) -> SpotsView:
    """The hot spots."""
    lines = tuple(_spot_line(spot, facts.shown) for spot in facts.spots)
    note = say("screen.spots_note")
    return SpotsView(say("screen.spots"), note, lines, selected, say("screen.no_spots"))


def legend(facts: SurveyFacts | None) -> tuple[str, ...]:
    """Five classes, then the other signs."""
    shown: Shown = facts.shown if facts is not None else "laeq"
    edges, unit = CLASS_EDGES[shown], say(f"unit.{shown}")
    texts = [say("class_under", edge=f"{edges[0]:g}", unit=unit)]
    for low, high in pairwise(edges):
        texts.append(say("class_between", low=f"{low:g}", high=f"{high:g}", unit=unit))
    texts.append(say("class_over", edge=f"{edges[-1]:g}", unit=unit))
    return (*texts, say("legend.unusable"), say("legend.gap"), say("legend.spot"))
