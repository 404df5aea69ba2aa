"""What a session says of its surroundings, to every window on it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from short_visit import MODELS, ShortVisit

from drivers.link import SystemClock
from drivers.registry import instrument
from drivers.simulate import Simulator
from patrol_app.services.session.sentences import Sentences
from patrol_app.services.session.source import SessionSource
from patrol_app.services.snapshot import LinkView, Snapshot
from patrol_app.ui import scenes


class HandClock(SystemClock):
    """A clock that a test moves by hand."""

    now_ns = 0
    jump_ns = 0

    def monotonic_ns(self) -> int:
        return self.now_ns

    def utc_ns(self) -> int:
        return self.now_ns + self.jump_ns


def shown(state: str, age_s: float = 0.3, **more: object) -> Snapshot:
    link = LinkView(role="sound", model="demo", state=state, age_s=age_s)  # type: ignore[arg-type]
    return replace(scenes.day(), links=(link,), messages=(), **more)  # type: ignore[arg-type]


def keys(messages: tuple[tuple[str, object], ...]) -> list[str]:
    return [key for key, _ in messages]


def test_the_surroundings_are_told_once_and_for_a_while() -> None:
    clock, noted = HandClock(), []
    watch = Sentences(clock, lambda kind, body: noted.append((kind, body)))
    assert watch.look(shown("live")) == ()
    clock.now_ns = 10_000_000_000
    assert keys(watch.look(shown("silent", 4.0))) == ["ui.silent"]
    clock.now_ns = 20_000_000_000
    ((key, data),) = watch.look(shown("live"))
    assert (key, dict(data)) == ("ui.came_back", {"seconds": 14.0})
    clock.now_ns = 40_000_000_000
    assert watch.look(shown("live")) == ()
    clock.jump_ns = 1_900_000_000
    assert watch.look(shown("live")) == ()
    clock.jump_ns = 40_000_000_000
    assert keys(watch.look(shown("live"))) == ["ui.clock_jumped"]
    clock.jump_ns = 0
    assert keys(watch.look(shown("live", clock_source="host", position_valid=False)))[0] == "ui.clock_jumped_alone"
    # the next fix says that the clock is wrong now
    assert keys(watch.look(shown("live", clock_source="host", position_valid=True)))[0] == "ui.clock_jumped_wrong"
    assert noted[0] == ("clock.jumped", {"seconds": 38.1})


def test_a_port_that_was_just_opened_is_neither_silent_nor_back() -> None:
    clock = HandClock()
    clock.now_ns = 1_000_000_000
    watch = Sentences(clock, lambda _kind, _body: None)
    never = replace(shown("silent"), links=(LinkView(role="sound", model="demo", state="silent", age_s=None),))
    assert watch.look(never) == ()
    clock.now_ns += 400_000_000
    assert watch.look(shown("live")) == ()
    deaf = Sentences(clock, lambda _kind, _body: None)
    assert deaf.look(never) == ()
    clock.now_ns += 3_000_000_000
    assert keys(deaf.look(never)) == ["ui.silent"]
    assert deaf.look(shown("live")) == ()


def test_a_meter_that_was_switched_to_another_weighting_is_told() -> None:
    watch = Sentences(HandClock(), lambda _kind, _body: None)
    assert watch.look(shown("live", laf_age_s=3.0)) == ()
    ((key, data),) = watch.look(shown("live", laf_age_s=4.2))
    assert (key, dict(data)) == ("ui.not_laf", {"seconds": 4.2})
    assert keys(watch.look(shown("silent", laf_age_s=4.2))) == ["ui.silent"]


def test_a_battery_is_low_only_off_the_mains_and_a_charger_that_is_pulled_out_is_told() -> None:
    watch = Sentences(HandClock(), lambda _kind, _body: None)
    assert keys(watch.look(shown("live", battery_pct=12, on_mains=True))) == []
    assert keys(watch.look(shown("live", battery_pct=12, on_mains=False))) == ["ui.charger_gone", "ui.battery_low"]
    assert keys(watch.look(shown("live", battery_pct=80, on_mains=False))) == ["ui.charger_gone"]
    assert keys(watch.look(shown("live", battery_pct=80, on_mains=True)))[-1] != "ui.battery_low"
    assert (
        keys(Sentences(HandClock(), lambda _kind, _body: None).look(shown("live", battery_pct=12)))[-1]
        == "ui.battery_low"
    )


def test_little_disk_wind_and_rain_are_told_while_they_last() -> None:
    watch = Sentences(HandClock(), lambda _kind, _body: None)
    low = shown("live", disk_free_bytes=4_999_999_999, disk_hours=2.5)
    assert keys(watch.look(low)) == ["ui.disk_low"]
    assert watch.look(shown("live", disk_free_bytes=5_000_000_000)) == ()
    windy = shown("live", run="measuring", wind_max_m_s=5.1, rain=True)
    assert keys(watch.look(windy)) == ["ui.wind", "ui.rain"]
    assert watch.look(shown("live", run="measuring", wind_max_m_s=5.0, rain=False)) == ()


def test_a_run_that_crosses_into_another_period_is_told_at_once() -> None:
    watch = Sentences(HandClock(), lambda _kind, _body: None)
    day = scenes.day().legal
    night = replace(day, period="night", period_from="22:00")
    assert watch.look(shown("live", run="measuring", run_elapsed_s=600.0, legal=day)) == ()
    ((key, data),) = watch.look(shown("live", run="measuring", run_elapsed_s=601.0, legal=night))
    assert (key, dict(data)) == ("ui.crossed", {"at": "22:00"})
    assert keys(watch.look(shown("live", run="measuring", run_elapsed_s=602.0, legal=night))) == ["ui.crossed"]
    assert watch.look(shown("live", run="idle", run_elapsed_s=602.0, legal=night)) == ()
    assert watch.look(shown("live", run="measuring", run_elapsed_s=1.0, legal=night)) == ()
    assert watch.look(shown("live", run="measuring", run_elapsed_s=2.0, legal=replace(night, indoor=True))) == ()


def test_a_recording_that_differs_and_a_point_without_a_place_are_told() -> None:
    watch = Sentences(HandClock(), lambda _kind, _body: None)
    ((key, data),) = watch.look(shown("live", audio_difference_db=0.4, audio_agrees=False))
    assert (key, dict(data)) == ("ui.audio_differs", {"difference_db": 0.4})
    assert watch.look(shown("live", audio_difference_db=0.4, audio_agrees=None)) == ()
    assert keys(watch.look(shown("live", run="idle", placed=False))) == ["ui.no_fix"]
    assert watch.look(shown("live", run="measuring", placed=False)) == ()


def test_every_window_on_a_session_is_told_of_its_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with ShortVisit(tmp_path / "home", roles=()) as visit:
        meter = Simulator(
            instrument(MODELS["sound"]), visit._truth_of("sound"), on=f"pty:{tmp_path / 'port'}", clock=visit.clock
        )
        meter.start()
        visit.simulators["sound"] = meter
        visit.links["sound"] = visit.session.open_link("sound", MODELS["sound"], meter.port)
        window = SessionSource(visit.session)

        def told() -> list[str]:
            seen = window.latest()
            assert seen is not None
            return [key for key, _ in seen.messages]

        visit.settle()
        visit.walk(2)
        assert told() == ["ui.no_fix"]
        facts = visit.session.facts
        visit.do("observe", position=replace(facts.position, place=facts.site.place, place_source="picked"))
        visit.walk(1)
        assert told() == []
        meter.die()
        visit.walk(9)
        assert told() == ["ui.silent"]
        meter.come_back()
        visit.walk(6)
        assert told() == ["ui.came_back"]
        visit.walk(20)
        assert told() == []
        true = visit.clock.utc_ns
        monkeypatch.setattr(visit.clock, "utc_ns", lambda: true() + 38_000_000_000)
        visit.walk(1)
        assert told() == ["ui.clock_jumped_alone"]
        monkeypatch.setattr("patrol_app.services.session.session.free_bytes", lambda path: 2_000_000_000)
        visit.walk(3)
        assert told() == ["ui.clock_jumped_alone", "ui.disk_low"]
        visit.stop()
        assert [body["seconds"] for body in visit.noted("clock.jumped")] == [38.0]
