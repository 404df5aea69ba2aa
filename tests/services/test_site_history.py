"""Past findings of a site: what is told, what counts as tonight; and zones as the notice draws them."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from drivers.readings import PositionFix
from patrol_app.domain.places import NightWorkPermit
from patrol_app.services.desk import night_plan
from patrol_app.services.desk.desk import Desk
from patrol_app.services.desk.route import Route
from patrol_app.services.desk.route_about import site_rows
from patrol_app.services.desk.shelf import Shelf, open_practice
from patrol_app.services.place_facts import StopFact
from patrol_app.store.home import Home
from patrol_app.store.store import Store
from patrol_app.ui import scenes
from patrol_app.ui.said import words

NOW = scenes.local(23, 0)


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    opened = open_practice(tmp_path, NOW)
    yield opened
    opened.store.close()


def close(shelf: Shelf, number: str, site: str, arrived_at: datetime, outcome: str, level_db: float | None) -> None:
    """A closed visit as the log has it, as far as figures read it."""
    record: dict[str, Any] = {
        "number": number,
        "arrived_at": arrived_at.isoformat(),
        "site": {"name": site},
        "officers": [{"name": "演示员甲"}, {"name": "演示员乙"}],
        "verdicts": [{"kind": "construction_noise", "outcome": outcome, "findings": []}],
    }
    if level_db is not None:
        record["measurement"] = {"label": "N1", "started_at": arrived_at.isoformat(), "laeq_db": level_db}
    shelf.store.append("visit.closed", number, {"record": record}, actor="test", at=arrived_at)


def stop(route: Route, name: str, at: datetime = NOW) -> StopFact:
    facts = route.facts(None, at)
    return next(one for one in facts.stops if one.name == name)


def told(found: StopFact) -> dict[str, str]:
    return {words(one.label): words(one.value) for one in found.facts}


def test_past_findings_are_told_and_those_of_tonight_are_done_after_a_restart(shelf: Shelf) -> None:
    close(shelf, "D-1", "演示一号工地", NOW - timedelta(days=9), "complies", 51.2)
    close(shelf, "D-2", "演示一号工地", NOW - timedelta(days=3), "exceeds", 63.4)
    close(shelf, "D-3", "演示二号工地", NOW - timedelta(minutes=40), "exceeds", 66.0)
    close(shelf, "D-4", "演示三号工地", NOW - timedelta(minutes=20), "indicative", 54.0)
    close(shelf, "D-5", "演示四号工地", NOW - timedelta(days=400), "exceeds", 70.0)
    route = Route(shelf, night_plan.tonight(shelf.store, NOW))
    route.look_back(NOW)
    one = told(stop(route, "演示一号工地"))
    assert one["上次到访"] == "06-03 · 63 dB · 超标或违反"
    assert one["近一年"] == "到访 2 次 · 超标或违反 1 次"
    assert stop(route, "演示一号工地").state == "open"
    assert (stop(route, "演示二号工地").state, stop(route, "演示二号工地").level_db) == ("over", 66.0)
    assert told(stop(route, "演示二号工地"))["上次到访"] == "近一年没有"
    assert told(stop(route, "演示二号工地"))["今晚"] == "22:20 · 66 dB · 超标或违反"
    assert "今晚" not in one
    # neither over nor complying: visited all the same, and no part of the way ahead
    assert stop(route, "演示三号工地").state == "seen"
    assert told(stop(route, "演示四号工地"))["上次到访"] == "近一年没有"
    following = route.facts(None, NOW).next_number
    assert following is not None
    assert route.facts(None, NOW).stops[following - 1].name not in ("演示二号工地", "演示三号工地")


def test_permit_zone_stage_and_limit_are_said_also_where_there_is_none(shelf: Shelf) -> None:
    route = Route(shelf, night_plan.tonight(shelf.store, NOW))
    sixth, eighth = stop(route, "演示六号工地"), stop(route, "演示八号工地")
    assert told(sixth)["夜间施工证明"].endswith("已过期 06-05 06:00")
    assert told(eighth)["护考区"] == "不在（2 km 内没有考点）"
    assert words(eighth.about) == "主体阶段 · 3 类区 · 夜间 55 dB"
    assert words(stop(route, "演示八号工地", scenes.local(12, 0)).about).endswith("昼间 70 dB")
    site = next(one for one in shelf.sites if one.name == "演示六号工地")
    assert site.permit is not None
    for begins, ends, wanted in (
        (NOW, NOW, "有效至"),
        (NOW + timedelta(seconds=1), NOW + timedelta(days=1), "未生效"),
        (NOW - timedelta(days=1), NOW - timedelta(seconds=1), "已过期"),
    ):
        permit: NightWorkPermit = replace(site.permit, valid_from=begins, valid_to=ends)
        rows = site_rows(
            replace(site, permit=permit), None, shelf, NOW, past=None, night=night_plan.night_of(NOW), skipped={}
        )
        assert wanted in {words(one.label): words(one.value) for one in rows}["夜间施工证明"]
    assert words(Route(replace(shelf, notices=()), route.tonight).facts(None, NOW).stops[0].facts[0].value) == (
        "没有通告或考点，不知道"
    )


def test_a_site_at_hand_is_next_in_a_zone_or_not_and_else_the_nearest_in_a_zone(shelf: Shelf) -> None:
    route = Route(shelf, night_plan.tonight(shelf.store, NOW))
    eighth = next(site for site in shelf.sites if site.name == "演示八号工地")

    def next_at(north_deg: float) -> str:
        place = eighth.place
        fix = PositionFix(
            offset=0,
            length=0,
            latitude_deg=place.latitude_deg + north_deg,
            longitude_deg=place.longitude_deg,
            hdop=0.9,
            valid=True,
        )
        facts = route.facts(fix, NOW)
        return next(one.name for one in facts.stops if one.number == facts.next_number)

    assert next_at(0.0017) == "演示八号工地"  # 189 m
    assert next_at(0.0019) == "演示六号工地"  # 212 m: nobody is there yet


def test_the_own_place_says_when_nobody_says_it_any_more(shelf: Shelf) -> None:
    route = Route(shelf, night_plan.tonight(shelf.store, NOW))
    assert (route.facts(None, NOW).here_m, route.facts(None, NOW).here_since) == (None, None)
    fix = PositionFix(
        offset=0, length=0, latitude_deg=32.69, longitude_deg=109.02, hdop=0.9, course_deg=80.0, valid=True
    )
    here = route.facts(fix, NOW)
    assert (here.here_since, here.heading_deg) == (None, 80.0)
    lost = route.facts(replace(fix, latitude_deg=None, longitude_deg=None, valid=False), NOW + timedelta(minutes=2))
    assert (lost.here_m, lost.here_since) == (here.here_m, NOW)
    assert (lost.accuracy_m, lost.heading_deg) == (None, None)


def test_zones_follow_the_boundary_of_a_venue_and_the_notice(shelf: Shelf) -> None:
    venue = shelf.venues[0]
    corners = tuple(
        replace(
            venue.place, latitude_deg=venue.place.latitude_deg + north, longitude_deg=venue.place.longitude_deg + east
        )
        for north, east in ((0.002, -0.002), (0.002, 0.002), (-0.002, 0.002), (-0.002, -0.002))
    )
    wide = replace(shelf, venues=(replace(venue, boundary=(corners,)), *shelf.venues[1:]))
    plain = Route(shelf, night_plan.tonight(shelf.store, NOW)).facts(None, NOW).zones
    drawn = Route(wide, night_plan.tonight(shelf.store, NOW)).facts(None, NOW).zones

    def reach(outline: tuple[tuple[float, float], ...]) -> float:
        return max(north for _, north in outline) - min(north for _, north in outline)

    assert reach(plain[0].outline_m) == pytest.approx(1000, abs=3)
    assert reach(drawn[0].outline_m) == pytest.approx(1000 + 0.004 * 111_320, abs=5)
    late = NOW + timedelta(days=30)
    assert all(
        not zone.outline_m for zone in Route(shelf, night_plan.tonight(shelf.store, late)).facts(None, late).zones
    )


def test_a_desk_that_opens_shows_past_visits_and_the_unit_s_own_map(tmp_path: Path) -> None:
    practice = open_practice(tmp_path / "made", NOW)
    rows = {kind: practice.store.latest_of_kind(f"library.{kind}") for kind in ("sites", "venues")}
    home = Home.open(tmp_path / "real")
    with Store.open(home.database, device="TEST-LAPTOP") as store:
        for kind, entries in rows.items():
            for entry in entries:
                store.append(f"library.{kind}", entry.subject, entry.body, actor="test", at=NOW)
        now = datetime.now(UTC)
        close(replace(practice, store=store), "D-1", "演示一号工地", now, "exceeds", 64.0)
    practice.store.close()
    (home.path / "map").mkdir()
    line = {"type": "LineString", "coordinates": [[109.02, 32.69], [109.03, 32.69]]}
    road = {"type": "Feature", "properties": {"kind": "road"}, "geometry": line}
    whole = {"type": "FeatureCollection", "datum": "WGS-84", "features": [road]}
    (home.path / "map" / "roads.geojson").write_text(json.dumps(whole), encoding="utf-8")
    desk = Desk(home.path)
    desk.start()
    try:
        deadline = time.monotonic() + 60.0
        while (route := desk.route()) is None or not route.ground or all(one.state == "open" for one in route.stops):
            assert time.monotonic() < deadline, (route, desk.notice())
            time.sleep(0.02)
        assert {one.name: one.state for one in route.stops}["演示一号工地"] == "over"
    finally:
        desk.close()
