"""Plans keep what they promise, whatever the sites: every site is a stop or is left out, windows and shifts hold."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from itertools import pairwise
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patrol_app.domain.codec import from_plain, to_plain
from patrol_app.domain.places import Place, Site
from patrol_app.domain.plans import Candidate, Lead, PatrolPlan, PlanKind, PlanSettings
from patrol_app.planning.plan import make_plan
from patrol_app.planning.priorities import OnSiteCap, priority
from patrol_app.planning.replan import Change, replan

LOCAL = timezone(timedelta(hours=8))
START = datetime(2026, 6, 6, 20, 0, tzinfo=LOCAL)
END = datetime(2026, 6, 7, 6, 0, tzinfo=LOCAL)
BAN = ((datetime(2026, 6, 6, 22, 0, tzinfo=LOCAL), END),)
CAP = OnSiteCap(
    authority="演示",
    most=2,
    leads=("complaint", "transferred", "data", "non_site", "firm_request", "emergency"),
    credit_grades=("D",),
    platform_codes=("red",),
)
Solver = Literal["pyvrp", "plain"]
SOLVERS: tuple[Solver, ...] = ("plain", "pyvrp")


def asked(kind: PlanKind, *, teams: int = 2, solver: Solver = "plain", visit_min: int = 15) -> PlanSettings:
    return PlanSettings(
        kind=kind, day=date(2026, 6, 6), teams=teams, seed=7, starts_at=START, ends_at=END, visit_min=visit_min,
        solver=solver,
    )  # fmt: skip


def candidate(number: int, east: float, north: float, *, inside: bool = False) -> Candidate:
    place = Place(latitude_deg=32.69 + north, longitude_deg=109.02 + east)
    return Candidate(
        site=Site(name=f"演示{number:03d}", place=place), inside=inside, windows=BAN if inside else (), days_since=30
    )


OFFSETS = st.tuples(st.floats(-0.2, 0.2), st.floats(-0.2, 0.2), st.booleans(), st.booleans())


def night(offsets: list[tuple[float, float, bool, bool]]) -> list[Candidate]:
    found = []
    for number, (east, north, inside, listed) in enumerate(offsets):
        one = candidate(number, east, north, inside=inside)
        found.append(replace(one, site=replace(one.site, positive_list=listed)))
    return found


def promises(plan: PatrolPlan, candidates: list[Candidate]) -> None:
    """What holds for every plan of every kind."""
    stops = [stop for team in plan.teams for stop in team.stops]
    assert {stop.site for stop in stops} | {one.site for one in plan.left_out} == {
        each.site.name for each in candidates
    }
    assert not {stop.site for stop in stops} & {one.site for one in plan.left_out}
    by_name = {each.site.name: each for each in candidates}
    for team in plan.teams:
        for stop in team.stops:
            assert plan.settings.starts_at <= stop.arrive <= stop.leave <= plan.settings.ends_at
            for start, end in by_name[stop.site].windows:
                assert start <= stop.arrive and stop.leave <= end
        for one, other in pairwise(team.stops):
            assert other.arrive >= one.leave
    assert len(plan.teams) == plan.settings.teams


@pytest.mark.parametrize("solver", SOLVERS)
@pytest.mark.parametrize("kind", ["loop", "full_coverage", "tour", "fixed_posts"])
@settings(max_examples=8, deadline=None)
@given(offsets=st.lists(OFFSETS, min_size=1, max_size=9), teams=st.integers(1, 3))
def test_every_plan_keeps_its_promises(
    kind: PlanKind, solver: Solver, offsets: list[tuple[float, float, bool, bool]], teams: int
) -> None:
    candidates = night(offsets)
    promises(make_plan(candidates, asked(kind, teams=teams, solver=solver), CAP), candidates)


@pytest.mark.parametrize("solver", SOLVERS)
@settings(max_examples=8, deadline=None)
@given(offsets=st.lists(st.tuples(st.floats(-0.05, 0.05), st.floats(-0.05, 0.05)), min_size=1, max_size=14))
def test_full_coverage_covers_all_that_time_allows(solver: Solver, offsets: list[tuple[float, float]]) -> None:
    """Fourteen sites of a town, two teams, ten hours: nobody is left out and nobody is visited twice."""
    candidates = [candidate(number, *where) for number, where in enumerate(offsets)]
    plan = make_plan(candidates, asked("full_coverage", solver=solver))
    assert plan.left_out == ()
    assert Counter(stop.site for team in plan.teams for stop in team.stops) == {
        each.site.name: 1 for each in candidates
    }


@pytest.mark.parametrize("solver", SOLVERS)
def test_work_is_shared_between_teams(solver: Solver) -> None:
    candidates = [candidate(number, number * 0.003, 0.0) for number in range(9)]
    plan = make_plan(candidates, asked("full_coverage", teams=3, solver=solver))
    assert max(len(team.stops) for team in plan.teams) <= 4


@pytest.mark.parametrize("solver", SOLVERS)
def test_what_does_not_fit_is_left_out_and_said(solver: Solver) -> None:
    candidates = [candidate(number, number * 0.001, 0.0) for number in range(6)]
    plan = make_plan(candidates, asked("full_coverage", teams=1, solver=solver, visit_min=240))
    assert [len(team.stops) for team in plan.teams] == [2]
    assert {one.reason for one in plan.left_out} == {"no_time"}


def test_a_tour_takes_the_weightier_sites_when_time_is_short() -> None:
    candidates = [candidate(number, number * 0.0001, 0.0) for number in range(6)]
    candidates[4] = replace(candidates[4], requested=True)
    candidates[2] = replace(candidates[2], findings=2)
    for solver in SOLVERS:
        plan = make_plan(candidates, asked("tour", teams=1, solver=solver, visit_min=290))
        assert {stop.site for stop in plan.teams[0].stops} == {"演示002", "演示004"}


def test_a_loop_passes_its_sites_again_and_stays_in_the_zone() -> None:
    candidates = [candidate(number, number * 0.004, 0.0, inside=number < 4) for number in range(6)]
    plan = make_plan(candidates, asked("loop", teams=2, visit_min=10))
    rounds = Counter(stop.site for team in plan.teams for stop in team.stops)
    assert set(rounds) == {f"演示{number:03d}" for number in range(4)}
    assert min(rounds.values()) >= 5
    assert {one.reason for one in plan.left_out} == {"not_in_zone"}
    for team in plan.teams:
        for site in {stop.site for stop in team.stops}:
            times = [stop.arrive for stop in team.stops if stop.site == site]
            assert all(later - earlier >= timedelta(hours=1) for earlier, later in pairwise(times))


def test_a_fixed_post_stays_for_the_whole_ban() -> None:
    candidates = [candidate(number, number * 0.004, 0.0, inside=number < 3) for number in range(5)]
    candidates[1] = replace(candidates[1], findings=3)
    plan = make_plan(candidates, asked("fixed_posts", teams=1))
    (stop,) = plan.teams[0].stops
    assert (stop.site, stop.arrive, stop.leave) == ("演示001", BAN[0][0], END)
    assert Counter(one.reason for one in plan.left_out) == {"no_team": 2, "not_in_zone": 2}


def test_a_firm_on_the_positive_list_is_not_visited_without_a_lead() -> None:
    listed = candidate(0, 0.0, 0.0)
    listed = replace(listed, site=replace(listed.site, positive_list=True))
    plan = make_plan([listed], asked("full_coverage"), CAP)
    assert [(one.site, one.reason) for one in plan.left_out] == [("演示000", "positive_list")]
    for led in (replace(listed, leads=("data",)), replace(listed, site=replace(listed.site, complaints=1))):
        assert make_plan([led], asked("full_coverage"), CAP).left_out == ()


LEADS: tuple[Lead, ...] = ("complaint", "transferred", "data", "non_site", "firm_request", "emergency")


@pytest.mark.parametrize(("visits", "left"), [(0, False), (1, False), (2, True), (3, True)])
def test_a_third_on_site_check_is_not_planned(visits: int, left: bool) -> None:
    plan = make_plan([replace(candidate(0, 0, 0), visits_this_year=visits)], asked("tour"), CAP)
    assert [one.reason for one in plan.left_out] == (["two_checks"] if left else [])


@pytest.mark.parametrize("lead", LEADS)
def test_leads_are_not_counted_against_the_cap(lead: Lead) -> None:
    plan = make_plan([replace(candidate(0, 0, 0), visits_this_year=2, leads=(lead,))], asked("tour"), CAP)
    assert "lead" in plan.teams[0].stops[0].because


def test_complaints_grade_d_and_the_red_code_are_told_as_the_exception() -> None:
    checked = replace(candidate(0, 0, 0), visits_this_year=2)
    for change, ground in (
        ({"complaints": 1}, "complaints"),
        ({"credit_grade": "D"}, "credit_d"),
        ({"platform_code": "red"}, "red_code"),
    ):
        site = replace(checked.site, **change)
        plan = make_plan([replace(checked, site=site)], asked("tour"), CAP)
        assert ground in [because for team in plan.teams for stop in team.stops for because in stop.because]
    for change in ({"credit_grade": "C"}, {"platform_code": "yellow"}):
        site = replace(checked.site, **change)  # type: ignore[arg-type]  # each a field of the site
        assert make_plan([replace(checked, site=site)], asked("tour"), CAP).left_out


def test_the_leaders_request_comes_first_but_does_not_lift_the_cap() -> None:
    asked_for = replace(candidate(0, 0, 0), requested=True, visits_this_year=2)
    assert make_plan([asked_for], asked("tour"), CAP).left_out[0].reason == "two_checks"
    assert priority(asked_for)[1][0] == "requested"


@pytest.mark.parametrize("solver", SOLVERS)
def test_the_same_input_gives_the_same_plan_in_another_program(solver: Solver) -> None:
    """Another process with another hash seed and another order of the sites."""
    candidates = [candidate(number, (number * 37 % 11) * 0.01, (number * 17 % 7) * 0.01) for number in range(12)]
    here = to_plain(make_plan(candidates, asked("tour", solver=solver), CAP))
    script = (
        "import json,sys;sys.path.insert(0,'tests/planning');from test_plan import *;"
        "c=[candidate(n,(n*37%11)*0.01,(n*17%7)*0.01) for n in reversed(range(12))];"
        f"print(json.dumps(to_plain(make_plan(c,asked('tour',solver='{solver}'),CAP))))"
    )
    made = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=True, env={"PYTHONHASHSEED": "5"}, text=True
    )
    import json

    assert json.loads(made.stdout) == here
    assert from_plain(PatrolPlan, here) == make_plan(candidates, asked("tour", solver=solver), CAP)


def test_the_plan_says_who_made_it() -> None:
    one = [candidate(0, 0, 0)]
    assert make_plan(one, asked("tour")).solver == "plain"
    assert make_plan(one, asked("tour", solver="pyvrp")).solver.startswith("pyvrp ")


def test_a_start_and_an_end_are_driven() -> None:
    office = Place(latitude_deg=32.69, longitude_deg=109.02)
    far = [candidate(0, 0.1, 0.0)]
    alone, home = (
        make_plan(far, replace(asked("tour", teams=1), start=place, end=place)).teams[0] for place in (None, office)
    )
    assert alone.distance_m == 0
    assert home.distance_m == pytest.approx(2 * 1.35 * 9373, rel=0.01)
    assert home.stops[0].arrive > START + timedelta(minutes=20)


def test_replanning_keeps_the_past_drops_the_skipped_and_fits_in_the_added() -> None:
    candidates = [candidate(number, number * 0.01, 0.0) for number in range(8)]
    plan = make_plan(candidates[:7], asked("full_coverage", teams=2))
    first = plan.teams[0].stops
    assert len(first) >= 3
    change = Change(at=first[0].leave, done={first[0].site}, skipped={first[1].site}, added=("演示007",))
    changed = replan(plan, candidates, change)
    stops = [stop.site for team in changed.teams for stop in team.stops]
    assert changed.teams[0].stops[0] == first[0]
    assert first[1].site not in stops and "演示007" in stops
    assert ("skipped", first[1].site) in {(one.reason, one.site) for one in changed.left_out}
    assert set(stops) == {f"演示{number:03d}" for number in range(8)} - {first[1].site}
    for team in changed.teams:
        for stop in team.stops:
            assert stop.site in change.done or stop.arrive >= change.at


def test_late_at_night_the_rest_is_left_out_for_want_of_time() -> None:
    candidates = [candidate(number, number * 0.01, 0.0) for number in range(6)]
    plan = make_plan(candidates, asked("full_coverage", teams=1, visit_min=60))
    changed = replan(plan, candidates, Change(at=END - timedelta(minutes=70)))
    assert len(changed.teams[0].stops) == 1
    assert Counter(one.reason for one in changed.left_out) == {"no_time": 5}


def test_a_loop_that_is_replanned_keeps_the_hours_of_its_passes_to_come() -> None:
    candidates = [candidate(number, number * 0.005, 0.0) for number in range(4)]
    plan = make_plan(candidates, asked("loop", teams=1, visit_min=10))
    stops = plan.teams[0].stops
    at = stops[6].arrive
    made = {stops[0].site}
    changed = replan(plan, candidates, Change(at=at, done=made, skipped={stops[1].site})).teams[0].stops
    assert changed[0] == stops[0]
    assert (
        changed[1:]
        == tuple(stop for stop in stops if stop.site != stops[1].site and (stop.arrive >= at or (stop.site in made)))[
            1:
        ]
    )
    for one, other in pairwise(changed):
        assert one.leave <= other.arrive
    # before the night has begun nothing is over
    assert replan(plan, candidates, Change(at=START)) == plan


def test_where_the_night_is_too_short_sources_in_zones_go_first() -> None:
    candidates = [candidate(number, number * 0.002, 0.0, inside=number >= 20) for number in range(30)]
    plan = make_plan(candidates, replace(asked("full_coverage", teams=1, visit_min=40), solver="plain"))
    stops = plan.teams[0].stops
    assert len(stops) < 20
    assert {one.site for one in plan.left_out if one.site >= "演示020"} == set()
