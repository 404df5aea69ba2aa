"""What a session says is over, and which limit it says it is over: that of the place where the officers are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from short_visit import ShortVisit

from patrol_app.domain.record import Position
from patrol_app.rules.book import load_rule_book
from patrol_app.services.session.live_books import LiveBooks
from patrol_app.services.session.view import LegalClock, Present, Watch, _audio_agrees
from patrol_app.services.snapshot import JudgedRow

AT = datetime(2026, 6, 6, 14, 10, tzinfo=UTC)


@pytest.fixture
def visit(tmp_path: Path) -> Iterator[ShortVisit]:
    with ShortVisit(tmp_path) as visit:
        yield visit


def laeq(measured: float | None, without: float | None = None) -> JudgedRow:
    return JudgedRow(quantity="LAeq,T", measured=measured, without_exclusions=without, limit=55.0)


def tsp(measured: float) -> JudgedRow:
    return JudgedRow(quantity="TSP", measured=measured, without_exclusions=None, limit=0.8, indicative=True)


def test_dust_over_its_limit_must_be_seen_and_leaves_the_lamp_of_noise_alone() -> None:
    watch = Watch()
    watch.look((laeq(50.0), tsp(0.8)), AT)
    assert (watch.attention, watch.unacknowledged) == ("none", False)
    watch.look((laeq(50.0), tsp(0.81)), AT)
    assert (watch.attention, watch.unacknowledged, watch.since, watch.worst) == ("over", True, AT, "none")


def test_each_quantity_must_be_seen_by_itself() -> None:
    watch = Watch()
    watch.look((laeq(50.0), tsp(0.9)), AT)
    watch.acknowledge("演示员甲", AT)
    later = AT + timedelta(seconds=60)
    watch.look((laeq(55.4), tsp(0.9)), later)
    assert not watch.unacknowledged
    watch.look((laeq(55.6), tsp(0.9)), later)
    assert (watch.unacknowledged, watch.since, watch.worst) == (True, later, "over")


def test_what_is_not_over_without_its_excluded_parts_is_not_over() -> None:
    watch = Watch()
    watch.look((laeq(61.2, 55.4),), AT)
    assert (watch.attention, watch.worst) == ("near", "near")
    watch.look((laeq(61.2, 55.5),), AT)
    assert watch.attention == "over"


@pytest.mark.parametrize(("away_s", "again"), [(10, False), (11, True)])
def test_a_value_that_wavers_about_its_limit_is_told_once(away_s: int, again: bool) -> None:
    watch = Watch()
    watch.look((laeq(55.6),), AT)
    watch.acknowledge("演示员甲", AT)
    watch.look((laeq(55.4),), AT + timedelta(seconds=1))
    watch.look((laeq(55.6),), AT + timedelta(seconds=away_s))
    assert watch.unacknowledged == again


@pytest.mark.parametrize(
    ("difference_db", "after_s", "agrees"),
    [(0.3, 60, True), (-0.3, 60, True), (0.31, 60, False), (-0.31, 60, False), (0.9, 59.9, None), (None, 90, None)],
)
def test_the_recording_is_held_against_the_meter_after_a_minute(
    difference_db: float | None, after_s: float, agrees: bool | None
) -> None:
    books = LiveBooks(epoch_ns=0, epoch_utc_ns=0, trigger_db=70.0)
    present = cast("Present", SimpleNamespace(audio_difference_db=difference_db, now_ns=round(after_s * 1e9)))
    assert _audio_agrees(books, present) is None
    books.begin_run(0, "N1", events=True)
    assert _audio_agrees(books, present) is agrees


def test_the_law_is_asked_again_when_the_clock_is_put_back_or_something_else_is_said() -> None:
    law = LegalClock(load_rule_book(), "陕西省安康市", ())
    ten = datetime(2026, 6, 6, 14, 0, tzinfo=UTC)

    def limit(at: datetime, stage: str | None = "earthwork", *, indoor: bool = False) -> tuple[float | None, ...]:
        view = law.at(at, stage=stage, indoor=indoor)
        return view.laeq_limit_db, view.lafmax_limit_db, view.tsp_limit_mg_m3, view.next_laeq_limit_db

    assert limit(ten) == (55.0, 70.0, 0.8, 70.0)
    assert limit(ten, indoor=True) == (45.0, 60.0, 0.8, 60.0)
    assert law.at(ten, stage=None, indoor=True).indoor
    assert limit(ten, "structure") == (55.0, 70.0, 0.7, 70.0)
    assert limit(ten, None)[2] is None
    assert limit(ten - timedelta(seconds=1)) == (70.0, None, 0.8, 55.0)


def test_the_limit_follows_what_the_officers_say_of_place_and_stage(visit: ShortVisit) -> None:
    def limits() -> tuple[float | None, float | None]:
        visit.walk(0.5)
        legal = visit.shown().legal
        assert [row.limit for row in visit.shown().judged] == [
            legal.laeq_limit_db, legal.lafmax_limit_db, legal.tsp_limit_mg_m3
        ]  # fmt: skip
        return legal.laeq_limit_db, legal.tsp_limit_mg_m3

    facts = visit.session.facts
    assert limits() == (55.0, 0.7)
    visit.do("observe", position=replace(facts.position, indoor=True))
    assert limits() == (45.0, 0.7)
    visit.do("observe", site=replace(facts.site, stage="earthwork"))
    assert limits() == (45.0, 0.8)
    visit.do("observe", points=(Position(label="N2", description="围墙外 1 m"),))
    assert limits() == (45.0, 0.8)
    visit.do("stand_at", point="N2")
    assert limits() == (55.0, 0.8)
    visit.do("begin_run", role="main", point="N1")
    assert limits() == (45.0, 0.8)
    visit.do("observe", position=facts.position)
    assert limits() == (55.0, 0.8)


def test_over_the_trigger_alone_is_no_alarm_and_over_the_limit_is(visit: ShortVisit) -> None:
    """The trigger is at 70 dB, and so is the limit for LAFmax at night, which a level rounded to 70 keeps."""
    visit.truth["LAF"] = 40.0
    visit.do("begin_run", role="main")
    visit.walk(2)
    visit.truth["LAF"] = 70.4
    visit.walk(1)
    (event,) = visit.shown().events
    assert (event.kind, event.end_s) == ("trigger", None)
    visit.do("acknowledge")  # LAeq,T of those two seconds
    visit.walk(1)
    assert not visit.shown().unacknowledged
    visit.truth["LAF"] = 71.0
    visit.walk(1)
    (event,) = visit.shown().events
    assert (event.kind, event.lafmax_db, event.acknowledged_by) == ("over", 71.0, "演示员乙")
    assert visit.shown().unacknowledged
    visit.do("end_run")
    visit.walk(0.5)
    assert [one.end_s is not None for one in visit.shown().events] == [True]
    assert [body["event"] for body in visit.noted("exceedance.started")] == ["E1"]


def test_by_day_a_loud_moment_is_a_trigger_and_no_alarm(tmp_path: Path) -> None:
    with ShortVisit(tmp_path, arrived=datetime(2026, 6, 6, 7, 0, tzinfo=UTC)) as visit:
        visit.truth["LAF"] = 50.0
        visit.do("begin_run", role="main")
        visit.walk(30)
        visit.exceed(1)
        (event,) = visit.shown().events
        assert (event.kind, event.end_s is not None) == ("trigger", True)
        assert (visit.shown().attention, visit.shown().unacknowledged) == ("none", False)
        assert visit.shown().event_count == 1


def test_how_long_the_run_was_is_shown_until_the_next(visit: ShortVisit) -> None:
    visit.walk(1)
    assert visit.shown().run_elapsed_s == 0.0
    visit.do("begin_run", role="main")
    visit.walk(5)
    visit.do("end_run")
    visit.walk(3)
    assert (visit.shown().run, visit.shown().run_elapsed_s) == ("idle", 5.0)
    visit.do("begin_run", role="background")
    visit.walk(2)
    assert visit.shown().run_elapsed_s == 2.0
    visit.do("end_run")
    visit.walk(1)
    assert visit.shown().run_elapsed_s == 5.0
    visit.do("begin_run", role="main")
    visit.walk(1)
    assert visit.shown().run_elapsed_s == 1.0


def test_an_event_ends_where_the_gap_begins(visit: ShortVisit) -> None:
    visit.do("begin_run", role="main")
    visit.walk(2)
    visit.truth["LAF"] = 75.0
    visit.walk(3)
    visit.simulators["sound"].die()
    visit.walk(20)
    visit.simulators["sound"].come_back()
    visit.walk(8)
    first, second = [event for event in visit.shown().events if event.kind == "over"]
    assert first.end_s is not None
    assert first.end_s - first.start_s < 4.0
    assert (second.end_s, second.label) == (None, "E2")


def test_a_background_does_not_take_the_place_of_the_run(visit: ShortVisit) -> None:
    visit.do("begin_run", role="main")
    visit.walk(30)
    visit.truth["LAF"] = 75.0
    visit.walk(5)
    visit.do("exclude_begin", back_s=3.0)
    visit.walk(2)
    visit.do("exclude_end", reason="鸣笛")
    visit.walk(2)
    visit.do("end_run")
    visit.walk(1)
    run = visit.shown()
    assert run.judged[0].without_exclusions != run.judged[0].measured
    visit.truth["LAF"] = 48.0
    visit.do("begin_run", role="background")
    visit.walk(10)
    behind = visit.shown()
    assert (behind.judged[0].measured, behind.judged[0].without_exclusions) == (48.0, 48.0)
    visit.do("end_run")
    visit.walk(1)
    after = visit.shown()
    assert after.judged == run.judged
    assert (after.lafmax_db, after.l50_db, after.run_elapsed_s) == (run.lafmax_db, run.l50_db, run.run_elapsed_s)


def test_a_meter_that_went_away_has_broken_the_recording_off(visit: ShortVisit) -> None:
    visit.walk(2)
    assert not visit.shown().interrupted
    visit.links["sound"].close()
    visit.walk(1)
    before = visit.shown().interrupted
    visit.session._state.books.ports["sound"].silent = True
    visit.walk(1)
    assert (before, visit.shown().interrupted) == (False, True)
