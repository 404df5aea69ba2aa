from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from short_visit import ShortVisit

from drivers.instrument import Simulated, Truth
from drivers.readings import AudioBlock, SoundReading
from drivers.registry import instrument
from patrol_app.assets import sentence
from patrol_app.domain.errors import BadInput, CannotDo, PatrolError
from patrol_app.rules.book import load_rule_book
from patrol_app.services.recall import recall
from patrol_app.services.session import VisitSession
from patrol_app.services.session_audio import SessionAudio
from patrol_app.services.visit_log import VisitLog


@pytest.fixture
def visit(tmp_path: Path) -> Iterator[ShortVisit]:
    with ShortVisit(tmp_path) as visit:
        yield visit


def refused(visit: ShortVisit, name: str, **data: object) -> PatrolError:
    with pytest.raises(PatrolError) as caught:
        visit.do(name, **data)
    visit.settle()
    assert sentence(caught.value.key, "zh", **caught.value.data)
    return caught.value


def kinds(visit: ShortVisit, kind: str) -> list[object]:
    visit.log.flush()
    return [entry.body for entry in visit.store.all_of_kind(kind, visit.session.facts.number)]


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


def test_a_steady_calibrator_is_read_over_10_s(visit: ShortVisit) -> None:
    visit.truth["LAF"] = 93.8
    visit.walk(11)
    check = visit.do("calibrate", which="before")
    assert (check.reading_db, check.nominal_db, check.calibrator_serial) == (93.8, 94.0, "演示-C-001")
    visit.walk(1)
    assert visit.shown().calibrated
    assert visit.shown().calibration_db == 93.8
    assert len(kinds(visit, "calibration.taken")) == 1


def test_an_unsteady_calibrator_is_refused_with_its_spread(visit: ShortVisit) -> None:
    visit.truth["LAF"] = 93.8
    visit.walk(6)
    visit.truth["LAF"] = 94.0
    visit.walk(5)
    fault = refused(visit, "calibrate", which="before")
    assert (fault.key, fault.data) == ("session.calibration_unsteady", {"spread": "0.2"})
    assert "0.2 dB" in sentence(fault.key, "zh", **fault.data)
    visit.walk(1)
    assert not visit.shown().calibrated
    assert kinds(visit, "calibration.taken") == []


def test_a_tenth_of_a_decibel_within_10_s_is_still_steady(visit: ShortVisit) -> None:
    visit.truth["LAF"] = 93.8
    visit.walk(6)
    visit.truth["LAF"] = 93.9
    visit.walk(5)
    assert visit.do("calibrate", which="before").reading_db in (93.8, 93.9)


def test_a_calibration_refused_for_its_sound_is_not_on_the_record(visit: ShortVisit) -> None:
    visit.session.listen(SessionAudio(visit.folder.audio, sample_rate_hz=48_000))
    visit.truth["LAF"] = 93.8
    visit.walk(11)
    silence = np.zeros(11 * 48_000, dtype=np.float32)
    visit.session.sound(AudioBlock(first_sample=0, sample_rate_hz=48_000, samples=silence))
    refused(visit, "calibrate", which="before")
    visit.do("begin_run", role="main")
    visit.walk(2)
    visit.do("end_run")
    assert visit.rebuilt().calibration_before is None
    assert kinds(visit, "calibration.taken") == []


def test_what_moved_before_the_10_s_does_not_count(visit: ShortVisit) -> None:
    visit.truth["LAF"] = 60.0
    visit.walk(4)
    visit.truth["LAF"] = 93.8
    visit.walk(10.5)
    assert visit.do("calibrate", which="before").reading_db == 93.8


def test_a_refusal_is_shown_for_a_while(visit: ShortVisit) -> None:
    refused(visit, "end_run")
    visit.walk(1)
    assert [key for key, _ in visit.shown().messages] == ["session.run_closed"]
    visit.walk(10)
    assert "session.run_closed" not in [key for key, _ in visit.shown().messages]


def test_commands_without_a_meter_are_refused_in_words(tmp_path: Path) -> None:
    with ShortVisit(tmp_path, roles=("weather",)) as visit:
        assert refused(visit, "calibrate", which="before").key == "session.calibration_silent"
        assert refused(visit, "calibrate", which="before", typed_db=93.8).key == "session.no_meter"
        assert refused(visit, "begin_run", role="main").key == "session.no_meter"
        assert refused(visit, "end_run").key == "session.run_closed"
        assert refused(visit, "exclude_begin").key == "session.run_closed"
        assert refused(visit, "exclude_end", reason="x").key == "session.not_excluding"
        visit.do("mark")
        visit.do("acknowledge")
        visit.walk(1)
        assert not visit.shown().calibrated
        assert kinds(visit, "calibration.taken") == []


def test_a_refused_start_takes_no_number(visit: ShortVisit) -> None:
    link = visit.session._links.pop("sound")
    refused(visit, "begin_run", role="main")
    visit.session._links["sound"] = link
    assert visit.do("begin_run", role="main") == "N1"


@pytest.mark.parametrize("name", ["explode", "_mark", "_meter", "state", "__init__", ""])
def test_there_are_no_other_commands(visit: ShortVisit, name: str) -> None:
    with pytest.raises(BadInput) as caught:
        visit.session.command(name)
    assert caught.value.key == "session.command"


def test_runs_are_numbered_by_role_and_one_at_a_time(visit: ShortVisit) -> None:
    labels = []
    for role in ("main", "background", "main", "background"):
        labels.append(visit.do("begin_run", role=role))
        fault = refused(visit, "begin_run", role="main")
        assert (fault.key, fault.data) == ("session.run_open", {"run": labels[-1]})
        visit.walk(2)
        assert visit.do("end_run") == labels[-1]
    assert labels == ["N1", "B1", "N2", "B2"]
    assert refused(visit, "end_run").key == "session.run_closed"
    assert [body["run"] for body in kinds(visit, "run.ended")] == labels  # type: ignore[index]


def test_an_exclusion_reaches_back_at_most_20_s(visit: ShortVisit) -> None:
    visit.do("begin_run", role="main")
    visit.walk(60)
    visit.do("exclude_begin", back_s=500.0)
    visit.walk(5)
    fact = visit.do("exclude_end", reason="过路车辆")
    assert (fact.start_s, fact.end_s, fact.label, fact.author) == (40.0, 65.0, "A", "演示员乙")
    visit.do("exclude_begin", back_s=-3.0)
    visit.walk(2)
    assert visit.do("exclude_end", reason="人声").start_s == 65.0


def test_an_exclusion_never_begins_before_the_run(visit: ShortVisit) -> None:
    visit.walk(30)
    visit.do("begin_run", role="main")
    visit.walk(5)
    visit.do("exclude_begin")
    visit.walk(1)
    fact = visit.do("exclude_end", reason="x")
    assert (fact.start_s, fact.end_s) == (0.0, 6.0)


def test_an_exclusion_begun_twice_reaches_as_far_as_the_first(visit: ShortVisit) -> None:
    visit.do("begin_run", role="main")
    visit.walk(30)
    visit.do("exclude_begin", back_s=5.0)
    visit.walk(10)
    visit.do("exclude_begin", back_s=0.0)
    visit.walk(1)
    assert visit.shown().excluding_since_s == pytest.approx(16.0)
    assert visit.do("exclude_end", reason="x").start_s == 25.0


def test_an_exclusion_left_open_ends_with_the_run(visit: ShortVisit) -> None:
    visit.do("begin_run", role="main")
    visit.walk(30)
    visit.do("exclude_begin", back_s=0.0)
    visit.walk(5)
    visit.do("end_run")
    (fact,) = visit.session.facts.exclusions
    assert (fact.start_s, fact.end_s) == (30.0, 35.0)


def test_more_exclusions_than_letters(visit: ShortVisit) -> None:
    visit.do("begin_run", role="main")
    for _ in range(28):
        visit.walk(0.5)
        visit.do("exclude_begin", back_s=0.0)
        visit.walk(0.5)
        visit.do("exclude_end", reason="x")
    labels = [fact.label for fact in visit.session.facts.exclusions]
    assert (labels[0], labels[25:]) == ("A", ["Z", "AA", "AB"])


def test_a_mark_reaches_back_at_most_5_s(visit: ShortVisit) -> None:
    visit.walk(20)
    visit.do("mark", note="打桩")
    visit.do("mark", back_s=60.0)
    visit.do("mark", back_s=1.0)
    visit.walk(0.5)
    marks = [event for event in visit.shown().events if event.kind == "mark"]
    assert [event.start_s for event in marks] == [15.0, 15.0, 19.0]
    assert marks[0].at == visit.now() - timedelta(seconds=5.5)
    assert marks[0].reason == "打桩"


def over(visit: ShortVisit, seconds: float = 5) -> None:
    """The trigger is passed for a while."""
    visit.truth["LAF"] = 75.0
    visit.walk(seconds)
    visit.truth["LAF"] = 55.0
    visit.walk(12)


def test_an_exceedance_must_be_seen_and_who_saw_it_stays(visit: ShortVisit) -> None:
    visit.do("begin_run", role="main")
    visit.walk(5)
    over(visit)
    assert visit.shown().unacknowledged
    (event,) = visit.shown().events
    assert (event.kind, event.label, event.acknowledged_by) == ("over", "E1", None)
    visit.do("acknowledge", by="演示员甲")
    visit.walk(0.5)
    assert not visit.shown().unacknowledged
    assert visit.shown().events[0].acknowledged_by == "演示员甲"
    over(visit)
    assert visit.shown().unacknowledged
    assert [(fact.label, fact.by) for fact in visit.session.facts.acknowledgements] == [("E1", "演示员甲")]


def test_an_exceedance_seen_after_its_run_counts_for_that_run(visit: ShortVisit) -> None:
    visit.do("begin_run", role="main")
    visit.walk(2)
    over(visit)
    visit.do("end_run")
    visit.do("begin_run", role="background")
    visit.walk(1)
    visit.do("acknowledge")
    visit.do("end_run")
    assert [(fact.run, fact.label) for fact in visit.session.facts.acknowledgements] == [("N1", "E1")]
    main = visit.rebuilt().main
    assert main is not None
    assert main.exceedances[0].acknowledged_by == "演示员乙"


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
    events = [body["event"] for body in kinds(visit, "link.event")]  # type: ignore[index]
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
    over(visit)
    visit.do("acknowledge")
    visit.do("exclude_begin")
    visit.walk(1)
    visit.do("exclude_end", reason="过路车辆")
    visit.do("observe", observation=replace(visit.session.facts.observation, statement="已停工", working=False))
    visit.do("end_run")
    visit.stop()
    assert recall(visit.store, visit.session.facts.number) == visit.session.facts
    assert visit.session.facts.observation.statement == "已停工"


@pytest.mark.parametrize("changes", [{"number": "X"}, {"colour": "red"}, {"exclusions": ()}])
def test_only_what_people_say_can_be_observed(visit: ShortVisit, changes: Mapping[str, object]) -> None:
    with pytest.raises((BadInput, CannotDo)):
        visit.do("observe", **changes)
    assert kinds(visit, "visit.observed") == []


def test_levels_go_to_the_log_second_by_second(visit: ShortVisit) -> None:
    visit.do("begin_run", role="main")
    visit.walk(10)
    visit.do("end_run")
    visit.stop()
    rows = visit.store.levels(f"{visit.session.facts.number}/N1")
    assert len(rows) == 10
    assert all(row.laf_db == 55.0 for row in rows)
    assert visit.store.check().good


def test_what_breaks_the_session_is_raised_to_who_waits(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with ShortVisit(tmp_path) as visit:

        def broken() -> None:
            raise CannotDo("disk.full", path="x")

        visit.session._queue.put(broken)
        with pytest.raises(CannotDo):
            visit.session.drain()
        assert "a step of the session failed" in caplog.text
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
