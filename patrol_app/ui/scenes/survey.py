"""The invented drive: along the invented streets past three sites, a tunnel, a fast stretch, one loud place added."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

from patrol_app.domain.surveys import SurveySettings, TrackPoint, class_of
from patrol_app.services.desk.survey_facts import UNUSABLE, Metres, SpotFact, SurveyFacts, TrackPiece
from patrol_app.ui.scenes.nights import local
from patrol_app.ui.scenes.route import on_the_way, route

CORNERS: tuple[Metres, ...] = (
    (-1280.0, -60.0), (-640.0, -20.0), (-150.0, 20.0), (-60.0, 250.0), (30.0, 620.0), (330.0, 770.0), (760.0, 800.0),
    (1010.0, 520.0), (1040.0, 120.0),
)  # fmt: skip
STEP_M = 12.0
TUNNEL_M = (2480.0, 2700.0)
FAST_M = (420.0, 760.0)
LOUD = ((-106.0, 208.0, 82.0), (772.0, 790.0, 76.0))


def _walk() -> list[tuple[float, Metres]]:
    """Places every 12 m with the metres driven."""
    found: list[tuple[float, Metres]] = []
    driven, next_m = 0.0, 0.0
    for start, end in itertools.pairwise(CORNERS):
        length = math.dist(start, end)
        while next_m <= driven + length:
            part = (next_m - driven) / length
            found.append((next_m, (start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1]))))
            next_m += STEP_M
        driven += length
    return found


def _level_db(metres: float, place: Metres) -> float:
    energy = 10 ** ((55.0 + 2.5 * math.sin(metres / 60.0) + 1.5 * math.sin(metres / 17.0)) / 10)
    for east, north, level in LOUD:
        energy += 10 ** ((level - 20 * math.log10(max(math.dist(place, (east, north)), 15.0) / 15.0)) / 10)
    return 10 * math.log10(energy)


def _pieces() -> tuple[tuple[TrackPiece, ...], tuple[Metres, ...]]:
    pieces: list[tuple[int, list[Metres]]] = []
    gaps: list[Metres] = []
    before: Metres | None = None
    for metres, place in _walk():
        if TUNNEL_M[0] <= metres < TUNNEL_M[1]:
            if before is not None:
                gaps.append(before)
            before = None
            continue
        kind = UNUSABLE if FAST_M[0] <= metres < FAST_M[1] else class_of(_level_db(metres, place), "laeq")
        if before is None:
            if pieces:
                gaps.append(place)
            pieces.append((kind, [place]))
        elif pieces[-1][0] != kind:
            pieces.append((kind, [before, place]))
        else:
            pieces[-1][1].append(place)
        before = place
    lines = tuple(TrackPiece(kind=kind, points_m=tuple(line)) for kind, line in pieces if len(line) > 1)
    return lines, tuple(gaps)


def _spot(label: str, at: Metres, minute: int, level: float, site: str | None, **more: object) -> SpotFact:
    given: dict[str, object] = {
        "because": ("laeq",), "pm10_ug_m3": None, "tsp_ug_m3": None, "venue": None, "inside": False, **more,
    }  # fmt: skip
    return SpotFact(
        label=label, east_m=at[0], north_m=at[1], at=local(22, minute), laeq_db=level, site=site, **given  # type: ignore[arg-type]  # names are those of the record
    )  # fmt: skip


def _point(speed: float, level: float, *flags: str) -> TrackPoint:
    return TrackPoint(
        t_s=622.0,
        at=local(22, 48, 10),
        utc="2026-06-06T14:48:10.000Z",
        latitude_deg=32.6912,
        longitude_deg=109.0214,
        quality=1,
        satellites=10,
        hdop=0.9,
        speed_km_h=speed,
        laeq_1s_db=level,
        laeq_source="samples",
        lafmax_db=level + 2.3,
        pm10_ug_m3=71.0,
        pm25_ug_m3=38.0,
        tsp_ug_m3=118.0,
        stretch=2,
        segment=61,
        silent=False,
        flags=flags,  # type: ignore[arg-type]  # flags of the record
    )


def survey() -> SurveyFacts:
    """Ten minutes into the drive, going slowly."""
    pieces, gaps = _pieces()
    return SurveyFacts(
        stage="driving",
        number="DEMO-20260606-S001",
        ground=replace(route(), walked_m=(), here_m=None, heading_deg=None),
        settings=SurveySettings(),
        shown="laeq",
        pieces=pieces,
        gap_ends_m=gaps,
        spots=(
            _spot("H1", (-106.0, 136.0), 41, 74.6, "演示一号工地", site_m=71.0, venue="演示一中", inside=True,
                  added="演示一号工地"),
            _spot("H2", (760.0, 800.0), 45, 75.2, "演示八号工地", site_m=140.0, venue="演示二中", inside=True),
            _spot("H3", (1022.0, 330.0), 47, 58.8, None, site_m=None, because=("pm10", "tsp"), pm10_ug_m3=212.0,
                  tsp_ug_m3=371.0),
        ),
        newest=_point(24.0, 57.4),
        here_m=CORNERS[-1],
        elapsed_s=622.0,
        length_m=3410.0,
        points=622,
        usable=541,
        gaps=1,
        snapshot=replace(on_the_way(), run="measuring", recording_s=640.0, case_number="DEMO-20260606-S001"),
    )  # fmt: skip


def too_fast() -> SurveyFacts:
    """The same a moment later, too fast for its levels to count."""
    return replace(survey(), newest=_point(43.0, 66.8, "too_fast"))


def practised() -> SurveyFacts:
    """The same on a car that is not there."""
    running = survey().snapshot
    assert running is not None
    number = "练习-20260606-S001"
    return replace(
        survey(), practice=True, number=number, snapshot=replace(running, practice=True, case_number=number), spots=()
    )


def driven() -> SurveyFacts:
    """Parked, settled, and one key still locked."""
    return replace(
        survey(),
        stage="closing",
        newest=None,
        snapshot=None,
        locked=(("DEMO-0002", "演示员乙"),),
        geojson="DEMO-20260606-S001-track.geojson",
    )
