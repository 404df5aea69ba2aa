"""Before leaving: a tick means ready, and anything else says what is missing."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from drivers.link import SystemClock
from drivers.registry import instrument
from drivers.simulate import Simulator
from patrol_app.domain.instruments import InstrumentUnit
from patrol_app.domain.places import Place
from patrol_app.domain.plans import PatrolPlan, PlanSettings, Stop, TeamRoute
from patrol_app.services.desk.alarm import AlarmChoice
from patrol_app.services.desk.bench import Bench, Plugged
from patrol_app.services.desk.departure import Laptop, departure_facts
from patrol_app.services.desk.night_plan import Tonight
from patrol_app.services.desk.shelf import Shelf, open_practice
from patrol_app.services.office.plans import KeptPlan
from patrol_app.services.screen_facts import DepartureFacts, InstrumentFact
from patrol_app.services.session.live_books import PortState
from patrol_app.ui.frame_words import bench_status
from patrol_app.ui.officer import departure_words

AT = datetime(2026, 6, 6, 11, 52, 40, tzinfo=UTC)
LAPTOP = Laptop(free_bytes=10**11, battery_pct=90, microphones=1, chain_length=3, keys={})


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    found = open_practice(tmp_path, AT)
    yield found
    found.store.close()


def facts_of(shelf: Shelf, *, bench: Bench | None = None, plan: Tonight | None = None, team: int = 1) -> DepartureFacts:
    own = bench or Bench(shelf.home.path / "bench", shelf.units, SystemClock())
    try:
        now_ns = SystemClock().monotonic_ns()
        return departure_facts(shelf, own, LAPTOP, now_ns, AT, None, AlarmChoice(), plan, team)
    finally:
        own.close()


def row(facts: DepartureFacts, role: str) -> InstrumentFact:
    return next(one for one in facts.instruments if one.role == role)


def line(facts: DepartureFacts, role: str) -> tuple[str, str, str]:
    """Sign, certificate and what is told beneath, as the screen shows them."""
    view = departure_words.instruments_view(facts)
    found = view.lines[[one.role for one in facts.instruments].index(role)]
    return found.sign, f"{found.valid} {found.left}".strip(), found.advice


def certified(shelf: Shelf, role: str, valid_to: date | None) -> Shelf:
    """The shelf with another certificate of one instrument."""

    def changed(unit: InstrumentUnit) -> InstrumentUnit:
        if unit.role != role or unit.certificate is None:
            return unit
        return replace(unit, certificate=None if valid_to is None else replace(unit.certificate, valid_to=valid_to))

    return replace(shelf, units=tuple(changed(unit) for unit in shelf.units))


@pytest.mark.parametrize(
    ("valid_to", "sign", "words"),
    [
        (date(2027, 3, 18), "ok", "2027-03-18 余 285 天"),
        (date(2026, 6, 6), "ok", "2026-06-06 余 0 天"),
        (date(2026, 6, 5), "warn", "2026-06-05 已过 1 天"),
        (None, "warn", "没有登记"),
    ],
)
def test_a_certificate_says_its_days_and_without_one_nothing_is_ready(
    shelf: Shelf, valid_to: date | None, sign: str, words: str
) -> None:
    facts = facts_of(certified(shelf, "calibrator", valid_to))
    found = line(facts, "calibrator")
    assert found[:2] == (sign, words)
    assert bool(found[2]) == (sign == "warn")
    tone = {one.label: one.sign for one in departure_words.tone_view(facts).rows}
    assert tone["校准器"] == sign
    assert row(facts, "calibrator").value == "—"


def test_an_instrument_that_answers_and_is_not_registered_is_not_ready(shelf: Shelf) -> None:
    known = replace(shelf, units=tuple(unit for unit in shelf.units if unit.role != "sound"))
    bench = Bench(shelf.home.path / "bench", known.units, SystemClock())
    bench.plugged["sound"] = Plugged(role="sound", model="bswa-308", port="COM7")
    port = PortState("sound", "bswa-308", 1.0, last_ns=SystemClock().monotonic_ns(), present=True)
    bench.books.ports["sound"] = port
    facts = facts_of(known, bench=bench)
    assert row(facts, "sound").state == "live"
    assert line(facts, "sound") == ("warn", "没有登记", "bswa-308 没有登记，编号和检定不明。")
    ready = departure_words.instruments_view(facts).note
    assert ready == f"{len(facts.instruments)} 件中 1 件可用"


def test_what_nobody_has_is_said(shelf: Shelf) -> None:
    facts = facts_of(replace(shelf, units=()))
    assert [(one.role, one.state) for one in facts.instruments] == [("sound", "absent"), ("calibrator", "absent")]
    assert line(facts, "sound")[2] == "还没有接声级计。插上后会自己认出。"
    assert line(facts, "calibrator")[2].startswith("没有登记声校准器")


def plan(teams: int) -> Tonight:
    def stop(name: str) -> Stop:
        place = Place(latitude_deg=32.69, longitude_deg=109.02)
        return Stop(site=name, arrive=AT, leave=AT, place=place, inside=True, priority=1)

    settings = PlanSettings(
        kind="full_coverage", day=date(2026, 6, 6), teams=teams, seed=1, starts_at=AT + timedelta(seconds=440),
        ends_at=AT + timedelta(hours=4), visit_min=30,
    )  # fmt: skip
    routes = tuple(
        TeamRoute(stops=tuple(stop(f"{team}-{index}") for index in range(team + 2)), distance_m=1, travel_s=1)
        for team in range(teams)
    )
    made = PatrolPlan(settings=settings, solver="plain", teams=routes, left_out=())
    return Tonight(
        day=date(2026, 6, 6), plan=KeptPlan(number="P-1", version=1, plan=made), added=(), skipped={}
    )  # fmt: skip


def test_the_head_tells_tonight_s_plan_and_the_time_to_leave(shelf: Shelf) -> None:
    def head(facts: DepartureFacts, at: datetime = AT) -> tuple[str, str, str, str]:
        view = departure_words.head_view(facts, None, (), 0, "", at)
        return view.place, view.zone.rpartition(" · ")[2], view.period, view.change

    unit = shelf.authority.short_name
    none = facts_of(shelf)
    assert head(none) == (f"今晚巡查 · 没有计划 · {unit}", f"{len(shelf.sites)} 个点位", "", "")
    one = facts_of(shelf, plan=plan(1))
    assert head(one) == (f"今晚巡查 · 全覆盖 · {unit}", "2 个点位", "出发时间 20:00", "还有 0:07:20")
    second = facts_of(shelf, plan=plan(2), team=2)
    assert head(second)[:2] == (f"今晚巡查 · 全覆盖 · {unit} · 第 2 队", "3 个点位")
    assert head(second, AT + timedelta(seconds=500))[3] == "已过 0:01:00"


def test_of_two_meters_one_is_read_and_the_other_is_told(shelf: Shelf) -> None:
    """Two would be mixed into one level."""
    clock = SystemClock()
    meters = [Simulator(instrument("bswa-308"), lambda db=db: {"LAF": db}, clock=clock) for db in (60.0, 90.0)]  # type: ignore[misc]
    for meter in meters:
        meter.start()
    unit = shelf.unit("sound")
    assert unit is not None
    units = [replace(unit, port=meter.port, serial_number=f"S-{number}") for number, meter in enumerate(meters)]
    others = tuple(one for one in shelf.units if one.role != "sound")
    both = replace(shelf, units=(*units, *others))
    bench = Bench(shelf.home.path / "bench", units, clock)
    try:
        bench.find(listen=False)
        deadline = time.monotonic() + 20.0
        while bench.books.value("LAF") is None and time.monotonic() < deadline:
            time.sleep(0.05)
        facts = departure_facts(both, bench, LAPTOP, clock.monotonic_ns(), AT, None, AlarmChoice(), None, 1)
        rows = [one for one in facts.instruments if one.role == "sound"]
        assert [(one.port, one.state) for one in rows] == [(meters[0].port, "live"), (meters[1].port, "absent")]
        advice = rows[1].advice
        assert advice is not None
        assert (advice.key, dict(advice.data)) == ("desk.spare", {"used": meters[0].port})
        assert bench.books.value("LAF") == 60.0
        assert meters[1].connections == 0
        named = [item.text for item in bench_status(facts).items if item.name == "sound"]
        assert len(named) == 1
    finally:
        bench.close()
        for meter in meters:
            meter.close()
