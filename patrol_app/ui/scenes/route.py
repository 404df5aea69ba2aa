"""The invented route: fourteen sites, three venues, made-up streets and a river; metres from the middle."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache

from patrol_app.services.place_facts import GroundShape, RouteFacts, StopFact, ZoneShape
from patrol_app.services.screen_facts import ValueFact
from patrol_app.services.snapshot import Snapshot
from patrol_app.ui.scenes.closing import say
from patrol_app.ui.scenes.nights import local, night

M_PER_PX = 500 / 132


def _place(x: float, y: float) -> tuple[float, float]:
    """From pixels of the drawing to metres east and north."""
    return round((x - 693) * M_PER_PX, 1), round((356 - y) * M_PER_PX, 1)


def _stop(number: int, name: str, at: tuple[int, int] | None, x: float, y: float, **more: object) -> StopFact:
    east, north = _place(x, y)
    given: dict[str, object] = {"kind": "construction", "state": "open", **more}
    arrive = None if at is None else local(*at, day=6 if at[0] > 12 else 7)
    return StopFact(number=number, name=name, arrive_at=arrive, east_m=east, north_m=north, **given)  # type: ignore[arg-type]


def _zone(venue: str, x: float, y: float) -> ZoneShape:
    east, north = _place(x, y)
    turns = [math.tau * part / 64 for part in range(64)]
    outline = tuple((east + 500 * math.cos(turn), north + 500 * math.sin(turn)) for turn in turns)
    return ZoneShape(venue=venue, east_m=east, north_m=north, outline_m=outline)


def _ground() -> tuple[GroundShape, ...]:
    shapes = [
        GroundShape(
            kind="water",
            points_m=tuple(
                _place(x, y)
                for x, y in (
                    (560, -200), (576, 60), (584, 250), (540, 400), (515, 520), (500, 620), (900, 640), (1000, 600),
                    (1300, 560), (1300, 900), (200, 900), (200, 640), (486, 612), (500, 500), (522, 400), (566, 250),
                    (556, 60), (540, -200),
                )
            ),
        )
    ]  # fmt: skip
    for kind, lines in (
        ("minor_road", [((180 + 65 * step, -200), (140 + 65 * step, 900)) for step in range(18)]),
        ("minor_road", [((0, -10 + 78 * step), (1400, -60 + 78 * step)) for step in range(11)]),
        ("road", [((738, -200), (722, 900))]),
        ("road", [((1001, -200), (990, 300), (1010, 900))]),
        ("road", [((0, 372), (420, 362), (700, 352), (1045, 332), (1400, 318))]),
        ("road", [((0, 600), (420, 585), (700, 595), (880, 560), (1045, 534), (1400, 500))]),
        ("road", [((0, 160), (340, 172), (700, 168), (1045, 180), (1400, 190))]),
    ):
        for line in lines:
            points = tuple(_place(x, y) for x, y in line)
            shapes.append(GroundShape(kind=kind, points_m=points))  # type: ignore[arg-type]
    return tuple(shapes)


def _text(label: str, value: str) -> ValueFact:
    return ValueFact(label=say(f"route.{label}"), value=say("close.text", text=value))


@cache
def route() -> RouteFacts:
    """Two sites done, the third is next."""
    facts = (
        _text("zone", "演示一中 · 在区内"),
        _text("distance", "212 m（测地线）"),
        _text("notice", "演字〔2026〕1 号"),
        _text("hours", "20:00–06:00 生效中"),
        _text("permit", "没有"),
        _text("complaints", "本月 3 件"),
        _text("last", "05-28 · 57 dB"),
        _text("positive", "不在"),
        _text("grid", "演示街道 04 格"),
    )
    stops = (
        _stop(1, "演示四号工地", (22, 12), 489, 400, state="complies", level_db=52.0),
        _stop(2, "演示五号工地", (22, 31), 547, 332, state="over", level_db=63.0),
        _stop(
            3, "演示一号工地", (22, 55), 665, 301, distance_m=340.0, inside_zone=True, facts=facts,
            about=say("close.text", text="主体结构 · 2 类区 · 夜间 55 dB"),
        ),
        _stop(4, "演示六号工地", (23, 20), 699, 212, inside_zone=True),
        _stop(5, "演示七号工地", (23, 45), 772, 149),
        _stop(6, "演示一厂", (0, 10), 940, 143, kind="factory", inside_zone=True),
        _stop(7, "演示八号工地", (0, 30), 976, 243, inside_zone=True),
        _stop(8, "演示路口 定岗", (1, 0), 864, 290, kind="fixed_post", inside_zone=True),
        _stop(9, "演示九号工地", (2, 10), 851, 437, inside_zone=True),
        _stop(10, "演示十号工地", (2, 35), 767, 560, inside_zone=True),
        _stop(11, "演示十一号工地", (3, 0), 655, 476),
        _stop(12, "演示二厂", None, 537, 552, kind="factory", state="outside_plan"),
        _stop(13, "演示十二号工地", None, 416, 206, state="outside_plan"),
        _stop(14, "演示十三号工地", None, 1029, 484, state="outside_plan"),
    )  # fmt: skip
    return RouteFacts(
        title=say("route.title", team="二队", sites=14),
        stops=stops,
        next_number=3,
        selected=3,
        zones=(_zone("演示一中", 615, 256), _zone("演示二中", 898, 206), _zone("演示三中", 804, 505)),
        ground=_ground(),
        walked_m=tuple(_place(x, y) for x, y in ((374, 358), (489, 400), (547, 332), (591, 320))),
        here_m=_place(591, 320),
        accuracy_m=3.0,
        heading_deg=72.0,
        length_m=11800.0,
        duration_s=18600.0,
        origin=(32.6914, 109.0210),
    )


def beside() -> RouteFacts:
    """The same night with a plan: three sites of the library are not on it."""
    found = route()
    others = tuple(replace(stop, distance_m=380.0 * (1 + index)) for index, stop in enumerate(found.stops[11:]))
    return replace(found, stops=found.stops[:11], addable=others, plan="P-20260606-1", teams=2)


def on_the_way() -> Snapshot:
    """The session between two sites."""
    return replace(
        night(),
        at=local(22, 48, 10),
        run="idle",
        recording_s=None,
        unacknowledged=False,
        attention="none",
        case_number="DEMO-20260606-P2",
        disk_free_bytes=47_000_000_000,
        battery_pct=82,
        satellites=10,
        calibration_at=local(22, 9),
        chain_length=14220,
    )
