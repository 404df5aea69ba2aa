from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from short_visit import ShortVisit, two_signers

from drivers.instrument import Simulated, Truth
from drivers.link import ScenarioClock
from drivers.readings import SoundReading
from drivers.registry import instrument
from patrol_app.domain.errors import BadInput, CannotDo
from patrol_app.rules.book import load_rule_book
from patrol_app.services.recall import recall
from patrol_app.services.session.session import VisitSession
from patrol_app.services.session.visit_log import VisitLog


@pytest.fixture
def visit(tmp_path: Path) -> Iterator[ShortVisit]:
    with ShortVisit(tmp_path) as visit:
        yield visit


class OverdrivenMeter:
    """A BSWA 308 that sets its overload flag while ``overdriven``."""

    card = instrument("bswa-308").card

    def __init__(self) -> None:
        self.overdriven = False

    def simulated(self, truth: Truth) -> Simulated:
        """The usual meter, with the flag."""
        meter = instrument("bswa-308").simulated(truth)
        encode, this = instrument("bswa-308").encode, self

        class Flagged:
            def receive(self, data: bytes) -> bytes:
                if b"DMA1 ?" not in data or not this.overdriven:
                    return meter.receive(data)
                level = SoundReading(offset=0, length=0, quantity="LAF", value_db=truth()["LAF"], overload=True)
                return encode([level])

            def tick(self) -> bytes:
                return meter.tick()

        return Flagged()

    def __getattr__(self, name: str) -> object:
        return getattr(instrument("bswa-308"), name)


def test_a_refusal_is_shown_for_a_while(visit: ShortVisit) -> None:
    visit.refused("end_run")
    visit.walk(1)
    # the weightiest first; that the point has no place yet comes after it
    assert [key for key, _ in visit.shown().messages] == ["session.run_closed", "ui.no_fix"]
    visit.walk(10)
    assert "session.run_closed" not in [key for key, _ in visit.shown().messages]


@pytest.mark.parametrize("name", ["explode", "_mark", "_meter", "state", "__init__", ""])
def test_there_are_no_other_commands(visit: ShortVisit, name: str) -> None:
    with pytest.raises(BadInput) as caught:
        visit.session.command(name)
    assert caught.value.key == "session.command"


def test_overload_latches_for_the_run_and_not_beyond(tmp_path: Path) -> None:
    meter = OverdrivenMeter()
    with ShortVisit(tmp_path, sound=meter) as visit:  # type: ignore[arg-type]  # the rest comes by __getattr__
        meter.overdriven = True
        visit.walk(2)
        assert not visit.shown().overload
        meter.overdriven = False
        visit.do("begin_run", role="main")
        visit.walk(2)
        assert not visit.shown().overload
        meter.overdriven = True
        visit.walk(1)
        meter.overdriven = False
        visit.walk(5)
        assert visit.shown().overload
        first_at = visit.shown().overload_at
        assert first_at is not None and first_at <= visit.now() - timedelta(seconds=5)
        visit.do("end_run")
        visit.do("begin_run", role="main")
        visit.walk(2)
        assert not visit.shown().overload
        visit.do("end_run")
        main = visit.rebuilt().main
        assert main is not None and not main.overload


def test_overload_in_the_run_is_on_the_record(tmp_path: Path) -> None:
    meter = OverdrivenMeter()
    with ShortVisit(tmp_path, sound=meter) as visit:  # type: ignore[arg-type]
        visit.do("begin_run", role="main")
        visit.walk(2)
        meter.overdriven = True
        visit.walk(1)
        meter.overdriven = False
        visit.walk(2)
        visit.do("end_run")
        main = visit.rebuilt().main
        assert main is not None and main.overload


def test_an_unplugged_meter_leaves_a_gap_and_no_invented_reading(visit: ShortVisit) -> None:
    visit.do("begin_run", role="main")
    visit.walk(20)
    visit.simulators["sound"].die()
    visit.walk(10)
    assert [link.state for link in visit.shown().links] == ["absent"]
    count = visit.shown().history.count
    visit.walk(5)
    assert visit.shown().history.count == count
    visit.simulators["sound"].come_back()
    visit.walk(15)
    assert [link.state for link in visit.shown().links] == ["live"]
    visit.do("end_run")
    events = [body["event"] for body in visit.noted("link.event")]
    assert events[0] == "opened"
    assert events.index("lost") < events.index("reconnected")
    rebuilt = visit.rebuilt()
    assert rebuilt.main is not None
    assert rebuilt.main.duration_s == 50.0
    assert 14.0 <= rebuilt.main.gap_s <= 19.5
    assert not rebuilt.main.interrupted
    t_s = rebuilt.series["N1"].t_s
    assert [t for t in t_s if 20.5 < t < 35.0] == []
    assert rebuilt.main.readings == len(t_s) < 75


def test_a_run_ended_while_unplugged_ends_when_the_officer_said(visit: ShortVisit) -> None:
    visit.do("begin_run", role="main")
    visit.walk(10)
    visit.simulators["sound"].die()
    visit.walk(10)
    visit.do("end_run")
    main = visit.rebuilt().main
    assert main is not None
    assert (main.duration_s, main.interrupted) == (20.0, False)
    assert main.gap_s == pytest.approx(10.0, abs=0.6)


def test_the_newest_snapshot_is_there_while_the_session_is_stuck(tmp_path: Path) -> None:
    go, asked = threading.Event(), threading.Event()
    with ShortVisit(tmp_path) as visit:
        visit.walk(2)
        real = visit.log._now

        def stuck() -> object:
            asked.set()
            assert go.wait(20)
            return real()

        visit.log._now = stuck  # type: ignore[assignment]
        try:
            before = visit.session.latest()
            future = visit.session.command("mark")
            assert asked.wait(20)
            assert visit.session.latest() is before
            assert not future.done()
        finally:
            go.set()
        assert future.result(20) is None
        visit.log._now = real


def test_a_snapshot_once_given_never_changes(visit: ShortVisit) -> None:
    visit.walk(3)
    shown = visit.shown()
    count, levels = shown.history.count, shown.history.laf_db[: shown.history.count].tolist()
    visit.truth["LAF"] = 80.0
    visit.walk(5)
    assert shown.history.count == count
    assert shown.history.laf_db[:count].tolist() == levels
    assert visit.shown().history.count > count


def test_the_log_gives_back_what_the_session_knows(visit: ShortVisit) -> None:
    visit.do("begin_run", role="main")
    visit.walk(2)
    visit.exceed()
    visit.do("acknowledge")
    visit.do("exclude_begin")
    visit.walk(1)
    visit.do("exclude_end", reason="过路车辆")
    visit.do("observe", observation=replace(visit.session.facts.observation, statement="已停工", working=False))
    visit.do("end_run")
    visit.stop()
    assert recall(visit.store, visit.session.facts.number) == visit.session.facts
    assert visit.session.facts.observation.statement == "已停工"


def test_levels_go_to_the_log_second_by_second(visit: ShortVisit) -> None:
    visit.do("begin_run", role="main")
    visit.walk(10)
    visit.do("end_run")
    visit.stop()
    rows = visit.store.levels(f"{visit.session.facts.number}/N1")
    assert len(rows) == 10
    assert all(row.laf_db == 55.0 for row in rows)
    assert visit.store.check().good


def test_what_breaks_the_session_is_raised_to_who_waits(tmp_path: Path) -> None:
    with ShortVisit(tmp_path) as visit:

        def broken() -> None:
            raise CannotDo("disk.full", path="x")

        visit.session._queue.put(broken)
        with pytest.raises(CannotDo):
            visit.session.drain()
        # it goes on all the same: nothing measured is lost by one bad step
        visit.clock.advance(500_000_000)
        visit.session.tick()
        visit.session._queue.join()
        assert visit.shown().at == visit.now()


def test_a_session_by_the_wall_clock_publishes_by_itself(tmp_path: Path) -> None:
    from drivers.link import SystemClock
    from patrol_app.recordings.folder import RecordingFolder

    with ShortVisit(tmp_path) as visit:
        facts = replace(visit.session.facts, number="T-2")
        clock = SystemClock()
        session = VisitSession(
            facts,
            clock=clock,
            folder=RecordingFolder.create(visit.home.recordings, "T-2"),
            visit_log=VisitLog(visit.store, "T-2", actor="t", now=visit.now, signer=None),
            book=load_rule_book(),
        )
        wait_for(lambda: session.latest() is not None)
        first = session.latest()
        wait_for(lambda: session.latest() is not first)
        session.stop()


def wait_for(happened: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(1000):
        if happened():
            return
        pause.wait(0.02)
    raise AssertionError("it did not happen")


def test_a_clock_that_jumps_off_satellite_time_is_the_laptops_own_and_checkpoints_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def satellites(visit: ShortVisit, _role: str) -> Callable[[], dict[str, float]]:
        return lambda: {**visit.truth, "utc_s": ScenarioClock.utc_ns(visit.clock) / 1e9}

    monkeypatch.setattr(ShortVisit, "_truth_of", satellites)
    with ShortVisit(tmp_path / "data", roles=("sound", "position")) as visit:
        visit.log._signer = two_signers()[0]
        visit.walk(3)
        assert visit.shown().clock_source == "gnss"
        right = visit.clock.utc_ns
        monkeypatch.setattr(visit.clock, "utc_ns", lambda: right() + 3_600_000_000_000)
        visit.walk(3)
        shown = visit.shown()
        assert shown.clock_source == "host"
        assert "ui.clock_jumped_wrong" in dict(shown.messages)
        visit.do("calibrate", which="before", typed_db=93.9)
        before = len(visit.store.checkpoints())
        monkeypatch.setattr(visit.clock, "utc_ns", right)
        visit.walk(3)
        assert visit.shown().clock_source == "gnss"
        for _ in range(2):
            visit.do("mark")
            visit.walk(62)
        assert len(visit.store.checkpoints()) >= before + 2
