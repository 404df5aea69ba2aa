from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from short_visit import ShortVisit, short_pack

from patrol_app.domain.codec import from_plain, to_plain
from patrol_app.domain.errors import BadInput
from patrol_app.domain.people import Participant
from patrol_app.domain.places import Place
from patrol_app.domain.record import NoiseSource, Position, RunPoint, VisitRecord, label_order
from patrol_app.planning.offsets import place_at
from patrol_app.planning.zones import distance_m
from patrol_app.services.checking.recompute import recompute
from patrol_app.services.checking.tracing import trace
from patrol_app.services.measuring_points import check_points, placed
from patrol_app.services.saying import said_of, say
from patrol_app.services.site_plans import plan_of
from patrol_app.services.visit import facts_of

HERE = Place(latitude_deg=32.6916, longitude_deg=109.02125)
EAST = Position(
    label="N2",
    description="东围墙外",
    boundary_distance_m=1.0,
    height_m=3.0,
    sensitive_building="演示小学",
    sensitive_distance_m=20.0,
    offset_east_m=40.0,
    offset_north_m=-30.0,
)
SOUTH = Position(label="N10", description="南围墙外")


def measure(visit: ShortVisit, level_db: float, role: str = "main", point: str | None = None) -> str:
    """A run of 20 s at one level."""
    label = str(visit.do("begin_run", role=role, point=point))
    visit.truth["LAF"] = level_db
    visit.walk(20)
    visit.do("end_run")
    return label


@pytest.fixture
def visit(tmp_path: Path) -> Any:
    with ShortVisit(tmp_path, roles=("sound",)) as found:
        found.walk(1)
        found.do("observe", points=(EAST, SOUTH))
        yield found


def test_each_point_is_judged_by_its_own_runs_and_the_worst_leads(visit: ShortVisit, tmp_path: Path) -> None:
    assert measure(visit, 58.0) == "N1"
    assert measure(visit, 64.0, point="N2") == "N2"
    assert measure(visit, 50.0, "background") == "B1"  # nobody moved: still at N2
    assert measure(visit, 66.0, point="N10") == "N3"
    assert measure(visit, 57.0) == "N4"  # measured again at N10: replaces N3, which says more
    closed = visit.close(tmp_path / "packs")
    record = closed.record
    assert [point.position.label for point in record.points] == ["N1", "N2", "N10"]
    assert {point.position.label: point.measurement and point.measurement.label for point in record.points} == {
        "N1": "N1", "N2": "N2", "N10": "N4",
    }  # fmt: skip
    assert record.position.label == "N2" and record.background is not None and record.background.label == "B1"
    assert [point.position.label for point in record.other_points] == ["N1", "N10"]
    verdicts = {point.position.label: point.verdict for point in record.points}
    assert all(verdict is not None for verdict in verdicts.values())
    assert record.verdicts[0] == verdicts["N2"]
    assert record.run_points[2] == RunPoint(run="B1", point="N2") and len(record.run_points) == 5
    again = recompute(closed.pack.path)
    assert [check for check in again.checks if check.status == "FAIL"] == []
    assert again.exit_code == 0


def test_a_figure_of_any_point_is_followed_to_its_bytes(visit: ShortVisit, tmp_path: Path) -> None:
    measure(visit, 58.0)
    measure(visit, 70.0, point="N2")
    packed = visit.close(tmp_path / "packs")
    assert [point.position.label for point in packed.record.other_points] == ["N1", "N10"]
    for figure in ("other_points[0].measurement.laeq_db", "other_points[0].verdict.findings[0].measured_db"):
        found = trace(packed.pack.path, figure)
        steps = [link.step for link in found.links]
        assert "raw" in steps and "levels" in steps, figure
        levels = next(link for link in found.links if link.step == "levels")
        assert levels.data["run"] == "N1"
    paper = trace(packed.pack.path, "other_points[0].measurement.laeq_db").links[0]
    assert paper.step == "paper"


def test_a_site_with_a_boundary_has_its_plan_in_the_pack_and_set_again_the_same(
    visit: ShortVisit, tmp_path: Path
) -> None:
    site = visit.session.facts.site
    corners = tuple(place_at(site.place, east_m, north_m) for east_m, north_m in ((-30, -20), (30, -20), (30, 20)))
    pump = NoiseSource(label="S1", name="混凝土输送泵", offset_east_m=5.0, offset_north_m=-3.0)
    visit.do("observe", site=replace(site, boundary=(corners,)), sources=(pump,))
    measure(visit, 58.0, point="N2")
    closed = visit.close(tmp_path / "packs")
    assert "site-plan.pdf" in closed.papers
    plan = plan_of(closed.record)
    assert plan is not None and [point.label for point in plan.points] == ["N2", "S1"]
    assert distance_m(site.place, plan.points[1].place) == pytest.approx(5.83, abs=0.02)
    again = recompute(closed.pack.path)
    assert again.exit_code == 0
    made = {check.where: check.status for check in again.checks}
    assert made["data/record/site-plan.pdf"] == "PASS"


def test_an_event_of_every_point_is_kept_and_found_again(visit: ShortVisit, tmp_path: Path) -> None:
    measure(visit, 75.0)
    measure(visit, 80.0, point="N2")
    record = visit.close(tmp_path / "packs").record
    assert record.position.label == "N2"
    assert [len(run.exceedances) for run in record.runs] == [1, 1]


def test_the_people_s_part_of_such_a_record_gives_the_same_points_again(visit: ShortVisit, tmp_path: Path) -> None:
    measure(visit, 50.0)
    measure(visit, 70.0, point="N10")
    record = visit.close(tmp_path / "packs").record
    facts = facts_of(record)
    assert facts.position.label == "N10"
    assert {point.label for point in facts.points} == {"N1", "N2"}
    assert facts.point_of("N1") == "N1" and facts.point_of("N2") == "N10"
    assert from_plain(VisitRecord, json.loads(json.dumps(to_plain(record)))) == record


def test_a_point_without_a_run_is_told_as_not_measured_and_never_leads(visit: ShortVisit, tmp_path: Path) -> None:
    measure(visit, 40.0)
    record = visit.close(tmp_path / "packs").record
    assert record.position.label == "N1"
    assert [point.measurement for point in record.other_points] == [None, None]


def test_a_point_has_the_place_of_its_own_runs_else_its_offset(tmp_path: Path) -> None:
    with ShortVisit(tmp_path, roles=("sound", "position")) as visit:
        visit.do("observe", points=(EAST, SOUTH))
        measure(visit, 50.0)
        visit.truth["latitude_deg"] += 0.001
        measure(visit, 60.0, point="N10")
        record = visit.close(tmp_path / "packs").record
    points = {point.position.label: point.position for point in record.points}
    places = [points[label].place for label in ("N1", "N2", "N10")]
    assert [points[label].place_source for label in ("N1", "N2", "N10")] == ["gnss", "offset", "gnss"]
    first, second, third = places
    assert first is not None and second is not None and third is not None
    assert distance_m(first, third) == pytest.approx(110.9, abs=1.0)
    assert distance_m(record.site.place, second) == pytest.approx(50.0, abs=0.02)
    assert second.longitude_deg > record.site.place.longitude_deg > 0
    assert second.latitude_deg < record.site.place.latitude_deg


def test_a_place_picked_on_the_map_is_kept_and_an_unknown_one_is_the_receivers() -> None:
    unknown = replace(short_pack().record.position, place=None, place_source="unknown")
    receivers, picked = Place(latitude_deg=32.0, longitude_deg=109.0), Place(latitude_deg=33.0, longitude_deg=110.0)
    assert placed(unknown, HERE, receivers).place == receivers
    assert placed(unknown, HERE, receivers).place_source == "gnss"
    assert placed(unknown, HERE, None) == unknown
    chosen = replace(unknown, place=picked, place_source="picked")
    assert placed(chosen, HERE, receivers) == chosen


def test_points_that_cannot_be_told_apart_are_refused_and_nothing_changes(visit: ShortVisit) -> None:
    fault = visit.refused("observe", points=(replace(EAST, label="N1"),))
    assert fault.key == "points.twice"
    assert visit.refused("observe", points=(replace(EAST, label=" "),)).key == "points.no_label"
    assert visit.refused("begin_run", role="main", point="N7").key == "points.unknown"
    assert visit.refused("observe", run_points=(RunPoint(run="N1", point="N7"),)).key == "points.unknown"
    assert [point.label for point in visit.session.facts.points] == ["N2", "N10"]
    assert visit.noted("visit.observed") == [{"points": to_plain([EAST, SOUTH])}]
    with pytest.raises(BadInput):
        check_points(replace(visit.session.facts, points=(replace(EAST, label="N1"),)))


def test_labels_sort_as_people_count() -> None:
    assert sorted(["N10", "N2", "N1", "B1", "N"], key=label_order) == ["B1", "N", "N1", "N2", "N10"]


def test_participants_points_and_runs_are_said_from_outside(visit: ShortVisit, tmp_path: Path) -> None:
    measure(visit, 50.0)
    measure(visit, 70.0)
    visit.stop()
    number = visit.session.facts.number
    police = {
        "name": "演示民警", "employer": "演示区公安分局", "kind": "police", "certificate_number": "DEMO-P-01",
    }  # fmt: skip
    facts = say(
        visit.store,
        number,
        {"others": [police], "run_points": [{"run": "N2", "point": "N2"}]},
        at=visit.now(),
    )
    assert facts.others == (
        Participant(name="演示民警", employer="演示区公安分局", kind="police", certificate_number="DEMO-P-01"),
    )
    assert said_of(facts)["run_points"] == [{"run": "N2", "point": "N2"}]
    record = visit.close(tmp_path / "packs").record
    assert record.others == facts.others
    assert record.position.label == "N2"
    for changes, key in (
        ({"others": [police]}, "saying.packed"),
        ({"others": [police]}, "recall.no_visit"),
    ):
        with pytest.raises(BadInput) as fault:
            say(visit.store, number if key == "saying.packed" else "NONE", changes, at=visit.now())
        assert fault.value.key == key


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ([], "saying.object"),
        ({}, "saying.object"),
        ({"number": "X"}, "saying.unknown"),
        ({"others": [{"name": "演示民警"}]}, "codec.missing"),
        ({"others": [{"name": "甲", "employer": "乙", "kind": "navy"}]}, "codec.choice"),
        ({"run_points": [{"run": "N9", "point": "N1"}]}, "saying.no_run"),
        ({"run_points": [{"run": "N1", "point": "N9"}]}, "points.unknown"),
    ],
)
def test_wrong_words_are_refused_with_their_place(visit: ShortVisit, changes: object, key: str) -> None:
    visit.stop()
    with pytest.raises(BadInput) as fault:
        say(visit.store, visit.session.facts.number, changes, at=visit.now())
    assert fault.value.key == key
