"""The route changed from the road: skipped with a reason, added from the library, on the map or by coordinates."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from drivers.link import SystemClock
from patrol_app.assets import resource, sentence
from patrol_app.domain.errors import BadInput
from patrol_app.planning.datum import to_wgs84
from patrol_app.services.desk.desk import Desk
from patrol_app.services.desk.night_plan import night_of
from patrol_app.services.desk.route_deeds import degrees, typed_place
from patrol_app.services.office import library
from patrol_app.services.office.plans import PlanAsk, keep_plan, kept_plan, plan_night
from patrol_app.services.place_facts import RouteFacts
from patrol_app.store.home import Home
from patrol_app.store.reader import Reader
from patrol_app.store.store import Store

EVENING = datetime(2026, 6, 6, 14, 0, tzinfo=UTC)
PATIENCE_S = 60.0


class FixedClock(SystemClock):
    """The machine's clock at another date."""

    def utc_ns(self) -> int:
        return round(EVENING.timestamp() * 1e9) + self.monotonic_ns() % 1_000_000_000_000


def until(come: Callable[[], object], desk: Desk | None = None) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not come():
        assert time.monotonic() < deadline, f"never came; said {desk.notice() if desk else None}"
        time.sleep(0.02)


def told(desk: Desk, key: str) -> None:
    until(lambda: (said := desk.notice()) is not None and said.key == key, desk)
    said = desk.notice()
    assert said is not None
    for language in ("zh", "en"):
        assert sentence(said.key, language, **dict(said.data))
    desk.hush()


def facts(desk: Desk) -> RouteFacts:
    found = desk.route()
    assert found is not None
    return found


def a_folder(path: Path, *, planned: bool) -> Path:
    home = Home.open(path)
    with_store = Store.open(home.database, device="TEST-LAPTOP")
    for kind in ("venues", "sites", "notices", "officers"):
        library.import_file(
            resource("demo", f"{kind}.csv"), kind, with_store, keep_good=False, actor="test", at=EVENING
        )
    if planned:
        ask = PlanAsk(kind="loop", day=EVENING.date(), teams=2, solver="plain")
        keep_plan(with_store, plan_night(with_store, ask), actor="test", at=EVENING)
    with_store.close()
    return path


@pytest.fixture(params=[False, True], ids=["no plan", "planned"])
def desk(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Desk]:
    desk = Desk(a_folder(tmp_path, planned=request.param), clock=FixedClock())
    desk.start()
    # the first facts are shown a moment before commands are taken
    until(lambda: desk.route() is not None and desk.departure() is not None, desk)
    yield desk
    desk.close()


def changes(folder: Path) -> list[dict[str, object]]:
    with Reader.open(Home.open(folder).database) as reader:
        return [entry.body for entry in reader.all_of_kind("route.changed")]


def test_a_stop_is_skipped_with_a_reason_and_comes_back(desk: Desk) -> None:
    first = facts(desk).stops[0]
    desk.command("skip", number=first.number)
    told(desk, "desk.skip_reason")
    assert changes(desk.folder) == []
    desk.command("skip", number=first.number, reason="停工，无施工")
    told(desk, "desk.skipped")
    until(lambda: any(stop.name == first.name and stop.state == "outside_plan" for stop in facts(desk).stops), desk)
    assert facts(desk).next_number != first.number or facts(desk).stops[0].name != first.name
    (said,) = changes(desk.folder)
    assert (said["change"], said["site"], said["reason"]) == ("skipped", first.name, "停工，无施工")
    number = next(stop.number for stop in facts(desk).stops if stop.name == first.name)
    desk.command("skip", number=number)
    told(desk, "desk.restored")
    until(lambda: any(stop.name == first.name and stop.state == "open" for stop in facts(desk).stops), desk)


def test_a_place_on_the_map_becomes_a_stop_and_stays_after_a_restart(desk: Desk) -> None:
    venue = facts(desk).zones[0]
    answers = {"site_name": "无名夜间工地", "site_kind": "construction", "reason": "群众反映"}
    desk.command("add_place", answers=answers, east_m=venue.east_m + 100.0, north_m=venue.north_m)
    told(desk, "desk.added.zone")
    until(lambda: any(stop.name == "无名夜间工地" for stop in facts(desk).stops), desk)
    added = next(stop for stop in facts(desk).stops if stop.name == "无名夜间工地")
    assert added.inside_zone
    assert (added.east_m, added.north_m) == pytest.approx((venue.east_m + 100.0, venue.north_m), abs=0.2)
    assert facts(desk).next_number == added.number
    desk.command("add_place", answers=answers, east_m=0.0, north_m=0.0)
    told(desk, "desk.site_known")
    planned = facts(desk).plan
    folder = desk.folder
    desk.close()
    with Reader.open(Home.open(folder).database) as reader:
        site = library.site_named(reader, "无名夜间工地")
        assert site.place.datum == "WGS-84"
        if planned is not None:
            kept = kept_plan(reader, planned)
            assert kept.version == 2
            assert any(stop.site == site.name for team in kept.plan.teams for stop in team.stops)
    again = Desk(folder, clock=FixedClock())
    again.start()
    try:
        until(lambda: (found := again.route()) and any(stop.name == site.name for stop in found.stops), again)
    finally:
        again.close()


def test_coordinates_are_never_taken_without_their_datum(desk: Desk) -> None:
    answers = {"site_name": "甲", "site_kind": "factory", "latitude_deg": "32.70", "longitude_deg": "109.02"}
    desk.command("add_place", answers=answers)
    told(desk, "desk.no_datum")
    desk.command("add_place", answers={**answers, "datum": "GCJ-02"})
    until(lambda: any(stop.name == "甲" for stop in facts(desk).stops), desk)
    with Reader.open(Home.open(desk.folder).database) as reader:
        place = library.site_named(reader, "甲").place
    assert place == to_wgs84(32.70, 109.02, "GCJ-02")
    assert abs(place.latitude_deg - 32.70) + abs(place.longitude_deg - 109.02) > 0.003
    said = changes(desk.folder)[-1]
    assert said["given"] == {"latitude_deg": "32.70", "longitude_deg": "109.02", "datum": "GCJ-02"}


def test_the_own_place_is_picked_where_no_receiver_says_it(desk: Desk) -> None:
    assert facts(desk).here_m is None
    desk.command("here", east_m=120.0, north_m=-40.0)
    told(desk, "desk.here_picked")
    until(lambda: facts(desk).here_m is not None, desk)
    assert facts(desk).here_m == pytest.approx((120.0, -40.0), abs=0.2)
    assert facts(desk).here_picked


def test_a_planned_night_shows_the_teams_stops_and_offers_the_rest(tmp_path: Path) -> None:
    desk = Desk(a_folder(tmp_path, planned=True), clock=FixedClock())
    desk.start()
    try:
        until(lambda: desk.route() is not None and desk.departure() is not None, desk)
        shown = facts(desk)
        assert (shown.plan, shown.teams, shown.team) == ("P-20260606-1", 2, 1)
        with Reader.open(Home.open(tmp_path).database) as reader:
            team = kept_plan(reader, "P-20260606-1").plan.teams[0]
        planned = list(dict.fromkeys(stop.site for stop in team.stops))
        assert [stop.name for stop in shown.stops] == planned
        assert shown.length_m == team.distance_m
        assert shown.addable
        assert not {stop.name for stop in shown.addable} & set(planned)
        desk.command("add_stop", site=shown.addable[0].name)
        until(lambda: any(stop.name == shown.addable[0].name for stop in facts(desk).stops), desk)
        desk.command("add_stop", site="没有这个")
        told(desk, "desk.not_in_library")
        desk.command("team", number=2)
        until(lambda: facts(desk).team == 2, desk)
    finally:
        desk.close()


@pytest.mark.parametrize(
    ("text", "value"),
    [("109.0240", 109.024), ("109°01'26.4\"", 109.024), ("109 1 26.4", 109.024), ("109°1.44′", 109.024),
     ("北32.7", None), ("-12 30", -12.5), ("109,02", None), ("32.7N", 32.7), ("1 61", None), ("", None)],
)  # fmt: skip
def test_coordinates_in_degrees_or_in_minutes_and_seconds(text: str, value: float | None) -> None:
    if value is None:
        with pytest.raises(BadInput):
            degrees(text, "latitude_deg")
    else:
        assert degrees(text, "latitude_deg") == pytest.approx(value, abs=1e-9)


def test_a_form_without_coordinates_names_the_field() -> None:
    with pytest.raises(BadInput) as fault:
        typed_place({"latitude_deg": "32.7", "longitude_deg": " ", "datum": "WGS-84"})
    assert fault.value.data["field"] == "经度（度，或度 分 秒）"


def test_before_noon_it_is_still_the_night_before() -> None:
    assert night_of(datetime(2026, 6, 7, 3, 59, tzinfo=UTC)).isoformat() == "2026-06-06"
    assert night_of(datetime(2026, 6, 7, 4, 0, tzinfo=UTC)).isoformat() == "2026-06-07"
