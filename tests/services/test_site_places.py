"""People and places at the site: others who take part, several measuring points, and the plan they are drawn on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from patrol_app.assets import sentence
from patrol_app.domain.errors import BadInput
from patrol_app.domain.record import Position
from patrol_app.services.desk.desk import Desk
from patrol_app.services.desk.site_places import position_answers, position_of
from patrol_app.services.place_facts import SiteFacts
from patrol_app.services.recall import recall
from patrol_app.services.visit import VisitFacts
from patrol_app.store.home import Home
from patrol_app.store.reader import Reader

PATIENCE_S = 60.0


def until(come: Callable[[], object], desk: Desk) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not come():
        assert time.monotonic() < deadline, f"never came; said {desk.notice()}"
        time.sleep(0.02)


class AtSite:
    """Practice, which needs no instruments: its visit is like any other until it is packed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.desk = Desk(folder)
        self.desk.start()
        until(lambda: self.desk.departure() is not None, self.desk)
        self.desk.command("enter_practice")
        until(lambda: (shown := self.desk.latest()) is not None and shown.laf_db is not None, self.desk)
        until(lambda: self.desk.site() is not None, self.desk)

    @property
    def facts(self) -> SiteFacts:
        found = self.desk.site()
        assert found is not None
        return found

    def do(self, told: str, name: str, **data: Any) -> None:
        """A command, and the sentence that it ends with."""
        self.desk.hush()
        self.desk.command(name, **data)
        until(lambda: (said := self.desk.notice()) is not None and said.key == told, self.desk)
        said = self.desk.notice()
        assert said is not None
        for language in ("zh", "en"):
            assert sentence(said.key, language, **dict(said.data))

    def kept(self) -> VisitFacts:
        """What the log says once the window is closed."""
        number = self.facts.number
        self.desk.close()
        with Reader.open(Home.open(self.folder / "practice").database) as reader:
            return recall(reader, number)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[AtSite]:
    made = AtSite(tmp_path)
    yield made
    made.desk.close()


def test_others_are_added_changed_and_taken_out(site: AtSite) -> None:
    one = {"name": "演示协查员", "employer": "演示区城管局", "certificate_number": "DEMO-C7"}
    site.do("desk.other_noted", "other", answers=one, kind="urban_management")
    site.do("desk.other_noted", "other", answers={**one, "name": "演示网格员", "certificate_number": ""}, kind="grid")
    site.do("desk.form_empty", "other", answers={"name": "丙", "employer": " "}, kind="police")
    assert [(each.name, each.kind) for each in site.facts.others] == [
        ("演示协查员", "urban_management"),
        ("演示网格员", "grid"),
    ]
    changed = {**one, "employer": "演示区城市管理局"}
    site.do("desk.other_noted", "other", answers=changed, kind="urban_management", index=0)
    site.do("desk.other_gone", "other", answers={"name": "", "employer": ""}, kind="grid", index=1)
    (kept,) = site.kept().others
    assert (kept.name, kept.employer, kept.kind, kept.certificate_number) == (
        "演示协查员", "演示区城市管理局", "urban_management", "DEMO-C7",
    )  # fmt: skip


def test_runs_are_measured_at_the_point_that_was_chosen(site: AtSite) -> None:
    desk = site.desk

    def run() -> None:
        before = len(site.facts.points[0].runs) + (len(site.facts.points[1].runs) if site.facts.points[1:] else 0)
        desk.command("start")
        until(lambda: (shown := desk.latest()) is not None and shown.run == "measuring", desk)
        desk.command("stop")
        until(lambda: (shown := desk.latest()) is not None and shown.run == "idle", desk)
        site.do("desk.point_noted", "point", answers={"description": "北场界外 1 m"}, label="N1")
        assert sum(len(point.runs) for point in site.facts.points) == before + 1

    run()
    second = {"description": "东侧住宅楼前", "height_m": "1,2", "sensitive_distance_m": "14", "windscreen": "yes"}
    site.do("desk.point_added", "point", answers=second, label=None)
    until(lambda: (shown := desk.latest()) is not None and shown.point.startswith("N2 东侧"), desk)
    assert [point.chosen for point in site.facts.points] == [False, True]
    run()
    site.do("desk.next_point", "next_point", label="N1")
    run()
    site.do("desk.no_point", "next_point", label="N9")
    assert [point.runs for point in site.facts.points] == [("N1", "N3"), ("N2",)]
    kept = site.kept()
    assert kept.position.label == "N1"
    (other,) = kept.points
    assert (other.label, other.height_m, other.sensitive_distance_m, other.windscreen) == ("N2", 1.2, 14.0, True)
    assert [kept.point_of(label) for label in ("N1", "N2", "N3")] == ["N1", "N2", "N1"]


def test_boundary_points_and_sources_stand_on_the_plan(site: AtSite) -> None:
    for east_m, north_m in ((-40.0, 30.0), (40.0, 30.0), (40.0, -30.0)):
        site.do("desk.corners", "corner", east_m=east_m, north_m=north_m)
    site.do("desk.corners", "corner", east_m=0.0, north_m=-90.0)
    site.do("desk.corners", "corner_back")
    site.do("desk.point_placed", "place_point", label="N1", east_m=0.0, north_m=36.0)
    site.do("desk.source_noted", "source", answers={"source_name": "泵车"}, east_m=5.0, north_m=-3.0)
    site.do("desk.source_noted", "place_source", label="S1", east_m=6.0, north_m=-4.0)
    site.do("desk.no_point", "place_source", label="S4", east_m=6.0, north_m=-4.0)
    site.do("desk.form_empty", "source", answers={}, east_m=5.0, north_m=-3.0)
    (ring,) = site.facts.outline_m
    flat = [metres for corner in ring for metres in corner]
    # drawn on a plane, kept as geodesic places: a metre in four hundred
    assert flat == pytest.approx([-40.0, 30.0, 40.0, 30.0, 40.0, -30.0], rel=0.004)
    assert site.facts.points[0].at_m == pytest.approx((0.0, 36.0), abs=0.2)
    assert site.facts.sources[0].at_m == pytest.approx((6.0, -4.0), abs=0.1)
    kept = site.kept()
    assert kept.position.place_source == "picked"
    assert kept.site.boundary is not None
    assert len(kept.site.boundary[0]) == 3
    assert [(one.label, one.name) for one in kept.sources] == [("S1", "泵车")]


def test_the_paper_of_the_plan_is_on_the_screen_before_anything_is_measured(site: AtSite) -> None:
    for east_m, north_m in ((-40.0, 30.0), (40.0, 30.0), (40.0, -30.0)):
        site.do("desk.corners", "corner", east_m=east_m, north_m=north_m)
    site.desk.command("form", form="observation", answers={"process": "浇筑混凝土", "activity": "主体施工"})
    person = {"name": "演示负责人丙", "post": "现场负责人", "employer": "演示公司", "relation": "现场负责人"}
    site.desk.command("form", form="person", answers=person)
    site.desk.command("show_plan")
    until(site.desk.pages, site.desk)
    assert site.desk.pages()[0].startswith(b"\x89PNG")


def test_a_point_without_a_description_and_a_number_that_is_none_are_refused() -> None:
    before = Position(label="N1", description="—", height_m=1.2)
    with pytest.raises(BadInput):
        position_of({"description": " "}, before)
    with pytest.raises(BadInput):
        position_of({"description": "北", "height_m": "高"}, before)
    kept = position_of({"description": "北", "indoor": "yes"}, before)
    assert (kept.height_m, kept.indoor, kept.windscreen) == (1.2, True, None)
    assert position_answers(before)["description"] == ""


def test_without_a_visit_nothing_is_placed(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.start()
    try:
        until(lambda: desk.departure() is not None, desk)
        desk.command("corner", east_m=0.0, north_m=0.0)
        until(lambda: (said := desk.notice()) is not None and said.key == "desk.no_visit", desk)
    finally:
        desk.close()
