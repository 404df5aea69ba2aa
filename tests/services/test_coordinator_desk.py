"""The coordinator's desk on a real data folder: every change is a fact, every refusal a sentence, nothing waits."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from drivers.link import Clock, SystemClock
from patrol_app.assets import resource
from patrol_app.domain.errors import BadInput
from patrol_app.domain.places import ExamNotice, Place
from patrol_app.services.coordinator_facts import FrameFacts
from patrol_app.services.desk.coordinator import TAB_HANDS
from patrol_app.services.desk.coordinator_notice import answers_of, notice_from
from patrol_app.services.desk.coordinator_numbers import numbers
from patrol_app.services.desk.desk import Desk
from patrol_app.services.library_facts import LibraryFacts
from patrol_app.services.office import library
from patrol_app.services.office.library_undo import undo_import
from patrol_app.services.plan_facts import PlanFacts
from patrol_app.services.zone_facts import ZoneFacts
from patrol_app.store.home import Home
from patrol_app.store.store import Store

AFTERNOON = datetime(2026, 6, 6, 8, 40, tzinfo=UTC)
PATIENCE_S = 20.0
KINDS = ("venues", "sites", "notices", "sessions", "officers")


class StillClock:
    """A wall clock that moves when it is set; time between two moments is the machine's."""

    runs_by_itself = True

    def __init__(self, at: datetime) -> None:
        self.at = at
        self._real = SystemClock()

    def monotonic_ns(self) -> int:
        return self._real.monotonic_ns()

    def utc_ns(self) -> int:
        return round(self.at.timestamp() * 1e9)

    def timeout_s(self, due_ns: int | None) -> float | None:
        return self._real.timeout_s(due_ns)

    def moved(self) -> None:
        self._real.moved()


class Office:
    """A desk, its clock, and patience."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        home = Home.open(folder)
        (folder / "unit.toml").write_bytes(resource("demo", "unit.toml").read_bytes())
        with_store = Store.open(home.database, device="TEST")
        for kind in KINDS:
            library.import_file(
                resource("demo", f"{kind}.csv"), kind, with_store, keep_good=False, actor="t", at=AFTERNOON
            )
        with_store.close()
        self.clock = StillClock(AFTERNOON)
        clock: Clock = self.clock
        self.desk = Desk(folder, role="coordinator", clock=clock)
        self.desk.remember(coordinator="C-1", coordinator_name="统筹员")
        self.desk.start()
        self.until(lambda: self.desk.office("frame"))

    def until(self, come: Callable[[], object]) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not come():
            assert time.monotonic() < deadline, f"never came; said {self.desk.notice()}"
            time.sleep(0.005)

    def do(self, name: str, **data: object) -> str:
        """A command, done; the key of the sentence that was told, empty for none."""
        self.desk.hush()
        done: list[bool] = []
        self.desk.command(name, **data)
        self.desk.worker.do(lambda: done.append(True))
        self.until(lambda: done)
        said = self.desk.notice()
        return said.key if said is not None else ""

    def facts(self, tab: str) -> Any:
        return self.desk.office(tab)

    @property
    def plan(self) -> PlanFacts:
        found = self.facts("plan")
        assert isinstance(found, PlanFacts)
        return found

    def changed(self) -> bool:
        """Whether the teams were set up anew since the night was planned."""
        return self.plan.changed


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path / "data")
    yield made
    made.desk.close()


def test_the_frame_counts_the_libraries(office: Office) -> None:
    frame = office.facts("frame")
    assert isinstance(frame, FrameFacts)
    assert (frame.region, frame.exam, frame.venues, frame.sources, frame.sources_inside, frame.notices) == (
        "演示区", "演示考试", 3, 8, 7, 1,
    )  # fmt: skip
    assert (frame.next_subject, frame.person, frame.number) == ("语文", "统筹员", "C-1")
    assert frame.night is None


def test_every_tab_that_is_named_can_be_read(office: Office) -> None:
    for tab in TAB_HANDS:
        assert office.do(f"{tab}.look") == ""
        assert office.facts(tab) is not None
    assert office.do("nowhere.look") == "desk.command"
    assert office.do("zones.nothing") == "desk.command"


def test_a_notice_is_kept_as_a_new_version_or_refused_in_a_sentence(office: Office) -> None:
    office.do("zones.look")
    facts = office.facts("zones")
    assert isinstance(facts, ZoneFacts)
    answers = dict(facts.answers)
    base = answers["number"]
    assert office.do("zones.save_notice", base=base, answers=answers) == "office.notice_same"
    for field, value, key in (
        ("radius_m", "", "table.blank"), ("valid_to", "2026-06-01 00:00", "table.order"),
        ("daily_windows", "8 点", "rules.notice.window"), ("issuer", "", "table.blank"),
        ("valid_from", "明天", "table.time"),
    ):  # fmt: skip
        assert office.do("zones.save_notice", base=base, answers={**answers, field: value}) == key
    assert office.facts("zones").version == 1
    assert office.do("zones.save_notice", base=base, answers={**answers, "radius_m": "400"}) == "office.notice_saved"
    now = office.facts("zones")
    assert (now.version, now.notice.radius_m, now.notice.title) == (
        2,
        400.0,
        facts.notice.title if facts.notice else "",
    )
    assert len([one for one in now.sources if one.where == "inside"]) == 3
    other = {**answers, "number": "演字〔2026〕2号"}
    assert office.do("zones.save_notice", base=base, answers=other) == "office.notice_beside"
    assert office.do("zones.save_notice", base=base, answers=other) == "office.notice_there"
    assert office.do("zones.withdraw", number="演字〔2026〕2号") == "office.notice_withdrawn"
    assert office.facts("zones").notices == (base,)
    assert office.do("zones.withdraw", number="演字〔2026〕2号") == "office.no_notice"


def test_nobody_without_a_name_writes(office: Office) -> None:
    office.desk.remember(coordinator="")
    assert office.do("plan.plan") == "desk.no_coordinator"
    assert office.do("library.import", kind="venues", answers={"path": "/nowhere"}) == "desk.no_coordinator"
    assert office.do("coordinator", answers={"coordinator": "C-2", "coordinator_name": ""}) == "desk.no_coordinator"
    office.do("coordinator", answers={"coordinator": "C-2", "coordinator_name": "某人"})
    assert office.facts("frame").number == "C-2"


def test_an_import_waits_with_its_bad_rows_and_counts_what_was_kept(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "venues.csv"
    path.write_text("名称,纬度,经度,坐标系\n甲校,32.69,109.02,WGS-84\n乙校,32.69,109.02,\n", encoding="utf-8")
    assert office.do("library.import", kind="venues", answers={"path": str(path)}) == "office.import_waits"
    facts = office.facts("library")
    assert isinstance(facts, LibraryFacts)
    assert facts.outcome is not None
    assert (facts.outcome.waiting, facts.outcome.good, facts.total) == (True, 1, 3)
    assert [(one.sheet, one.row, one.column) for one in facts.outcome.refused] == [("", 3, "datum")]
    assert office.do("library.keep_good") == "office.imported"
    assert office.do("library.keep_good") == "office.nothing_waits"
    assert office.facts("library").total == 4
    assert office.facts("frame").venues == 4
    office.do("library.kind", kind="sites")
    assert [row[0] for row in office.facts("library").rows[:3]] == ["演示一号工地", "演示二号工地", "演示三号工地"]
    office.do("library.kind", kind="venues")
    newest = office.facts("library").imports[0]
    assert office.do("library.undo", id=newest.id) == "office.undone"
    assert office.facts("library").total == 3
    assert office.do("library.undo", id=newest.id) == "library.undone_before"
    assert office.do("library.import", kind="venues", answers={"path": str(tmp_path / "no.csv")}) == "file.missing"
    assert office.do("library.template", kind="sites", answers={"template": str(tmp_path / "sites")}) == (
        "office.template_written"
    )
    assert (tmp_path / "sites.xlsx").is_file()


def test_a_night_is_planned_anew_from_where_the_teams_are(office: Office) -> None:
    assert office.do("plan.look") == ""
    assert office.do("plan.issue") == "night.none"
    office.do("plan.team", team=0, kind="full_coverage")
    assert office.do("plan.plan") == "night.planned"
    first = office.plan
    assert (first.version, first.zone_covered, first.zone_sites, first.conflicts) == (1, 7, 7, ())
    assert [(one.kind, one.limit_db) for one in first.changes] == [("night", 55.0)]
    done = first.teams[0].stops[0]
    hands = office.desk._hands
    assert hands is not None and hands.shelf is not None
    store = hands.shelf.store
    body = {"site": {"name": done.site}, "arrived_at": done.arrive.isoformat()}
    store.append("visit.opened", "V-1", body, actor="o", at=done.arrive)
    stray = {"site": {"name": "不在名录"}, "arrived_at": done.arrive.isoformat()}
    store.append("visit.opened", "V-2", stray, actor="o", at=done.arrive)
    office.clock.at = first.teams[0].stops[3].leave
    assert office.do("plan.plan") == "night.planned"
    later = office.plan
    assert (later.version, later.done, later.begun, later.unplanned) == (2, 1, True, ("V-2",))
    stops = later.teams[0].stops
    assert (stops[0].site, stops[0].state, stops[0].done_at) == (done.site, "done", done.arrive)
    assert all(stop.arrive >= office.clock.at for stop in stops[1:])
    assert later.missed == ()
    # in the morning the coming night is shown; the one before is a step back
    office.clock.at = datetime(2026, 6, 6, 23, 0, tzinfo=UTC)
    office.do("plan.look")
    assert office.plan.day.day == 7
    office.do("plan.day", step=-1)
    assert {site for _, site in office.plan.missed} == {stop.site for stop in stops[1:]}
    assert office.plan.zone_done == int(done.inside)


def test_a_visit_counts_for_one_stop_of_the_night(office: Office) -> None:
    office.do("plan.look")
    office.do("plan.team", team=0, kind="loop")
    office.do("plan.add_team")
    assert office.do("plan.plan") == "night.planned"
    loop = office.plan.teams[0].stops
    again = [stop for stop in loop if stop.site == loop[0].site][1]
    hands = office.desk._hands
    assert hands is not None and hands.shelf is not None
    body = {"site": {"name": again.site}, "arrived_at": again.arrive.isoformat()}
    hands.shelf.store.append("visit.opened", "V-1", body, actor="o", at=again.arrive)
    office.do("plan.look")
    assert office.plan.done == 1
    assert [stop.arrive for stop in office.plan.teams[0].stops if stop.state == "done"] == [again.arrive]


def test_changed_teams_are_planned_before_anything_is_issued(office: Office, tmp_path: Path) -> None:
    office.do("plan.look")
    office.do("plan.plan")
    office.do("plan.team", team=0, people=3)
    assert office.changed()
    assert office.do("plan.issue") == "night.teams_changed"
    assert office.do("plan.export", answers={"folder": str(tmp_path)}) == "night.teams_changed"
    # back to what was planned is no change
    office.do("plan.team", team=0, people=2)
    assert not office.changed()
    assert office.do("plan.issue") == "night.issued"
    assert office.do("plan.issue") == "night.issued_before"
    assert office.facts("frame").night_issued
    assert office.do("plan.drop_team", team=0) == "night.teams"
    assert office.do("plan.export", answers={"folder": str(tmp_path / "no")}) == "report.write"
    office.do("plan.day", step=1)
    assert (office.plan.day.day, office.plan.version) == (7, 0)


def test_a_shift_is_written_as_people_write_it_and_refused_before_noon(office: Office) -> None:
    office.do("plan.look")
    office.do("plan.plan")
    assert office.do("plan.shift", text="22：00 至 04:30") == ""
    assert office.changed()
    assert (office.plan.starts_at.hour, office.plan.ends_at.minute) == (22, 30)
    assert office.do("plan.shift", text="08:00-18:00") == "night.shift"
    assert office.do("plan.shift", text="晚上") == "plan.shift"
    assert office.do("plan.plan") == "night.planned"
    assert min(stop.arrive for team in office.plan.teams for stop in team.stops).hour == 22


def test_a_site_is_added_by_number_or_name_and_refused_where_there_is_no_room(office: Office) -> None:
    office.do("plan.look")
    office.do("plan.plan")
    site = office.plan.teams[0].stops[-1]
    assert office.do("plan.skip", site=site.site) == "night.skipped"
    assert office.do("plan.skip", site=site.site) == "plan.not_planned"
    assert [one.reason for one in office.plan.left if one.site == site.site] == ["skipped"]
    assert office.do("plan.add", answers={"site": str(site.number)}) == "night.added"
    assert office.do("plan.add", answers={"site": ""}) == "night.no_site"
    assert office.do("plan.add", answers={"site": "没有这个"}) == "library.no_site"
    assert office.do("plan.skip", site=site.site) == "night.skipped"
    version = office.plan.version
    office.clock.at = datetime(2026, 6, 6, 21, 59, tzinfo=UTC)
    assert office.do("plan.add", site=site.site) == "night.no_room"
    assert office.plan.version == version


def test_a_draw_wants_two_seeds_or_a_source(office: Office, tmp_path: Path) -> None:
    asked = {"draw_count": "2", "seed_one": "1234", "seed_two": "", "seed_source": "", "folder": str(tmp_path)}
    assert office.do("plan.draw", answers={**asked, "draw_count": "两个"}) == "office.draw_count"
    assert office.do("plan.draw", answers={**asked, "seed_one": ""}) == "office.draw_seed"
    assert office.do("plan.draw", answers=asked) == "office.draw_source"
    assert list(tmp_path.glob("draw-*")) == []
    assert office.do("plan.draw", answers={**asked, "seed_source": "彩票第 1 期"}) == "office.drawn"
    assert len(list(tmp_path.glob("draw-*.pdf"))) == 2
    assert office.plan.draws == 1


def test_numbers_stay_when_a_list_is_imported_again(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "patrol.db", device="TEST")
    head = "name,latitude_deg,longitude_deg,datum\n"
    path = tmp_path / "sites.csv"
    path.write_text(head + "乙,32.1,109,WGS-84\n甲,32.2,109,WGS-84\n", "utf-8")
    library.import_file(path, "sites", store, keep_good=False, actor="t", at=AFTERNOON)
    assert numbers(store) == {"乙": 1, "甲": 2}
    path.write_text(head + "甲,32.3,109,WGS-84\n丙,32.1,109,WGS-84\n", "utf-8")
    done = library.import_file(path, "sites", store, keep_good=False, actor="t", at=AFTERNOON)
    assert numbers(store) == {"乙": 1, "甲": 2, "丙": 3}
    assert done.id is not None
    undo_import(store, done.id, actor="t", at=AFTERNOON)
    assert numbers(store) == {"乙": 1, "甲": 2}
    store.close()


def notice(**changes: object) -> ExamNotice:
    plain = ExamNotice(
        number="N-1", title="标题", issuer="机关", legal_basis="依据", radius_m=500.5,
        valid_from=datetime(2026, 6, 6, 10, 0, tzinfo=UTC), valid_to=datetime(2026, 6, 9, 10, 0, tzinfo=UTC),
        daily_windows=("20:00-06:00", "12:00-14:00"), forbidden=("施工", "鸣笛"), exemptions=("抢修",),
    )  # fmt: skip
    return replace(plain, **changes)  # type: ignore[arg-type]  # fields of a notice


@pytest.mark.parametrize(
    "held",
    [
        notice(),
        notice(distance_rule="wall", exam="高考", penalty_basis="罚"),
        notice(
            radius_m=0.0, area_name="片区",
            area=(tuple(Place(latitude_deg=32 + x, longitude_deg=109 + y) for x, y in ((0, 0), (0, 1), (1, 0))),),
        ),
    ],
)  # fmt: skip
def test_a_notice_that_comes_back_unchanged_is_the_same(held: ExamNotice) -> None:
    assert notice_from(answers_of(held), held) == held


def test_a_radius_is_never_invented(tmp_path: Path) -> None:
    held = notice()
    with pytest.raises(BadInput) as fault:
        notice_from({**answers_of(held), "radius_m": "0"}, held)
    assert fault.value.key == "table.number"
    with pytest.raises(BadInput) as fault:
        notice_from(answers_of(None), None)
    assert fault.value.key == "table.blank"


def test_the_next_session_is_another_once_one_has_begun(office: Office) -> None:
    assert office.facts("frame").next_subject == "语文"
    office.clock.at = datetime(2026, 6, 7, 1, 0, tzinfo=UTC)
    office.until(lambda: office.facts("frame").next_subject == "数学")
    office.clock.at = datetime(2026, 6, 9, 1, 0, tzinfo=UTC)
    office.until(lambda: office.facts("frame").next_at is None)
    assert office.facts("frame").exam == "演示考试"


def geojson(path: Path, *features: tuple[dict[str, str], list[list[float]]]) -> str:
    made = [
        {"type": "Feature", "properties": plain, "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}}
        for plain, ring in features
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": made}), encoding="utf-8")
    return str(path)


def square(longitude: float, latitude: float, side: float = 0.001) -> list[list[float]]:
    return [
        [longitude, latitude], [longitude + side, latitude], [longitude + side, latitude + side],
        [longitude, latitude + side],
    ]  # fmt: skip


def test_zones_follow_boundaries_and_areas(office: Office, tmp_path: Path) -> None:
    venue = geojson(tmp_path / "v.geojson", ({"name": "边界中学", "datum": "CGCS2000"}, square(109.1, 32.6)))
    site = geojson(tmp_path / "s.geojson", ({"name": "贴边工地", "datum": "CGCS2000"}, square(109.1005, 32.601)),
                   ({"name": "隔路工地", "datum": "CGCS2000"}, square(109.1005, 32.602)))  # fmt: skip
    office.do("library.import", kind="venues", answers={"path": venue})
    office.do("library.import", kind="sites", answers={"path": site})
    office.do("zones.look")
    facts = office.facts("zones")
    # a yard whose boundary touches the school's is nearest of all, at 0 m
    assert [(one.name, one.distance_m, one.basis) for one in facts.sources[:2]] == [
        ("贴边工地", 0.0, "boundary"), ("隔路工地", pytest.approx(110.9, abs=0.3), "boundary"),
    ]  # fmt: skip
    shape = next(one for one in facts.zones if one.venue == "边界中学")
    easts = [point[0] for point in shape.outline_m]
    assert max(easts) - min(easts) == pytest.approx(1000 + 0.001 * 111_320 * math.cos(math.radians(32.6)), abs=3)

    area = {"number": "片区1号", "issuer": "演示", "legal_basis": "法", "valid_from": "2026-06-06",
            "valid_to": "2026-06-08", "datum": "CGCS2000", "area_name": "老城"}  # fmt: skip
    path = geojson(tmp_path / "n.geojson", (area, square(109.1, 32.6015, 0.003)))
    office.do("library.import", kind="notices", answers={"path": path})
    # the one that begins first is shown first, and each key press turns to the next
    assert office.facts("zones").notice.number == "片区1号"
    office.do("zones.notice", step=1)
    assert office.facts("zones").notice.number == "演字〔2026〕1号"
    office.do("zones.notice", step=1)
    shown = office.facts("zones")
    assert [(one.name, one.venue, one.distance_m) for one in shown.sources if one.where == "inside"] == [
        ("贴边工地", "老城", 0.0), ("隔路工地", "老城", 0.0),
    ]  # fmt: skip
    drawn = [one for one in shown.zones if one.outline_m]
    assert [(one.venue, one.area, len(one.outline_m)) for one in drawn] == [("老城", True, 4)]
    assert len(shown.zones) == 5
