from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from short_visit import ShortVisit

from drivers.readings import AudioBlock
from patrol_app.assets import sentence
from patrol_app.domain.errors import BadInput, CannotDo
from patrol_app.services.session.audio import SessionAudio


@pytest.fixture
def visit(tmp_path: Path) -> Iterator[ShortVisit]:
    with ShortVisit(tmp_path) as visit:
        yield visit


def test_a_steady_calibrator_is_read_over_10_s(visit: ShortVisit) -> None:
    visit.truth["LAF"] = 93.8
    visit.walk(11)
    check = visit.do("calibrate", which="before")
    assert (check.reading_db, check.nominal_db, check.calibrator_serial) == (93.8, 94.0, "演示-C-001")
    visit.walk(1)
    assert visit.shown().calibrated
    assert visit.shown().calibration_db == 93.8
    assert len(visit.noted("calibration.taken")) == 1


def test_an_unsteady_calibrator_is_refused_with_its_spread(visit: ShortVisit) -> None:
    visit.truth["LAF"] = 93.8
    visit.walk(6)
    visit.truth["LAF"] = 94.0
    visit.walk(5)
    fault = visit.refused("calibrate", which="before")
    assert (fault.key, fault.data) == ("session.calibration_unsteady", {"spread": "0.2"})
    assert "0.2 dB" in sentence(fault.key, "zh", **fault.data)
    visit.walk(1)
    assert not visit.shown().calibrated
    assert visit.noted("calibration.taken") == []


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
    visit.refused("calibrate", which="before")
    visit.do("begin_run", role="main")
    visit.walk(2)
    visit.do("end_run")
    assert visit.rebuilt().calibration_before is None
    assert visit.noted("calibration.taken") == []


def test_what_moved_before_the_10_s_does_not_count(visit: ShortVisit) -> None:
    visit.truth["LAF"] = 60.0
    visit.walk(4)
    visit.truth["LAF"] = 93.8
    visit.walk(10.5)
    assert visit.do("calibrate", which="before").reading_db == 93.8


def test_commands_without_a_meter_are_refused_in_words(tmp_path: Path) -> None:
    with ShortVisit(tmp_path, roles=("weather",)) as visit:
        assert visit.refused("calibrate", which="before").key == "session.calibration_silent"
        assert visit.refused("calibrate", which="before", typed_db=93.8).key == "session.no_meter"
        assert visit.refused("begin_run", role="main").key == "session.no_meter"
        assert visit.refused("end_run").key == "session.run_closed"
        assert visit.refused("exclude_begin").key == "session.run_closed"
        assert visit.refused("exclude_end", reason="x").key == "session.not_excluding"
        visit.do("mark")
        visit.do("acknowledge")
        visit.walk(1)
        assert not visit.shown().calibrated
        assert visit.noted("calibration.taken") == []


def test_a_refused_start_takes_no_number(visit: ShortVisit) -> None:
    link = visit.session._links.pop("sound")
    visit.refused("begin_run", role="main")
    visit.session._links["sound"] = link
    assert visit.do("begin_run", role="main") == "N1"


def test_runs_are_numbered_by_role_and_one_at_a_time(visit: ShortVisit) -> None:
    labels = []
    for role in ("main", "background", "main", "background"):
        labels.append(visit.do("begin_run", role=role))
        fault = visit.refused("begin_run", role="main")
        assert (fault.key, fault.data) == ("session.run_open", {"run": labels[-1]})
        visit.walk(2)
        assert visit.do("end_run") == labels[-1]
    assert labels == ["N1", "B1", "N2", "B2"]
    assert visit.refused("end_run").key == "session.run_closed"
    assert [body["run"] for body in visit.noted("run.ended")] == labels


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


def test_an_exceedance_must_be_seen_and_who_saw_it_stays(visit: ShortVisit) -> None:
    visit.do("begin_run", role="main")
    visit.walk(5)
    visit.exceed()
    assert visit.shown().unacknowledged
    (event,) = visit.shown().events
    assert (event.kind, event.label, event.acknowledged_by) == ("over", "E1", None)
    visit.do("acknowledge", by="演示员甲")
    visit.walk(0.5)
    assert not visit.shown().unacknowledged
    assert visit.shown().events[0].acknowledged_by == "演示员甲"
    visit.exceed()
    assert visit.shown().unacknowledged
    assert [(fact.label, fact.by) for fact in visit.session.facts.acknowledgements] == [("E1", "演示员甲")]


def test_an_exceedance_seen_after_its_run_counts_for_that_run(visit: ShortVisit) -> None:
    visit.do("begin_run", role="main")
    visit.walk(2)
    visit.exceed()
    visit.do("end_run")
    visit.do("begin_run", role="background")
    visit.walk(1)
    visit.do("acknowledge")
    visit.do("end_run")
    assert [(fact.run, fact.label) for fact in visit.session.facts.acknowledgements] == [("N1", "E1")]
    main = visit.rebuilt().main
    assert main is not None
    assert main.exceedances[0].acknowledged_by == "演示员乙"


@pytest.mark.parametrize("changes", [{"number": "X"}, {"colour": "red"}, {"exclusions": ()}])
def test_only_what_people_say_can_be_observed(visit: ShortVisit, changes: Mapping[str, object]) -> None:
    with pytest.raises((BadInput, CannotDo)):
        visit.do("observe", **changes)
    assert visit.noted("visit.observed") == []
