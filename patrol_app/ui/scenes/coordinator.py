"""The invented office two days before an exam: one notice, three venues, fourteen sources, three teams."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache

from patrol_app.domain.places import ExamNotice
from patrol_app.domain.plans import Because, PlanKind
from patrol_app.services.coordinator_facts import FrameFacts
from patrol_app.services.library_facts import (
    GuideLine,
    ImportLine,
    ImportOutcome,
    LibraryCount,
    LibraryFacts,
    RefusedLine,
)
from patrol_app.services.plan_facts import LawChange, LeftSource, PlanFacts, PlanStop, PlanTeam, StopState
from patrol_app.services.screen_facts import Said
from patrol_app.services.zone_facts import PermitState, SessionFact, SourceFact, Where, ZoneFacts
from patrol_app.ui.scenes.nights import local
from patrol_app.ui.scenes.route import route

_DISTANCES = {
    10: ("演示三中", 198.0), 3: ("演示一中", 212.4), 6: ("演示二中", 240.2), 9: ("演示三中", 251.0),
    7: ("演示二中", 287.3), 8: ("演示二中", 301.1), 4: ("演示一中", 318.4), 2: ("演示一中", 341.0),
    5: ("演示二中", 503.0), 1: ("演示一中", 541.6), 11: ("演示三中", 566.2),
}  # fmt: skip
_PERMITS: Mapping[int, PermitState] = {
    10: "held", 4: "held", 6: "not_needed", 8: "not_needed", 12: "not_needed", 11: "not_held_then",
}  # fmt: skip
RADIUS_M = 500.0


def office_time() -> datetime:
    """What the clock of the office says."""
    return local(16, 40, day=5)


def frame() -> FrameFacts:
    """Head and status line."""
    return FrameFacts(
        region="演示区",
        exam="2026 年普通高考",
        venues=3,
        sources=14,
        sources_inside=8,
        notices=1,
        next_at=local(9, 0, day=7),
        next_subject="语文",
        person="统筹员戊",
        number="DEMO-0020",
        datums=("CGCS2000",),
        chain_length=1204,
        rule_sets=24,
        night=date(2026, 6, 6),
        night_version=3,
    )


def notice() -> ExamNotice:
    """The notice of the invented district."""
    return ExamNotice(
        number="演字〔2026〕1 号",
        title="演示区人民政府关于2026年高考期间禁止噪声施工的通告",
        issuer="演示区人民政府（演示）",
        legal_basis="噪声污染防治法 第三十三条",
        radius_m=RADIUS_M,
        valid_from=local(18, 0, day=6),
        valid_to=local(18, 0, day=8),
        daily_windows=("20:00-06:00",),
        forbidden=("产生噪声的施工作业",),
        exemptions=("抢修、抢险施工作业",),
        distance_rule="wall",
    )


def _source(number: int) -> SourceFact:
    stop = next(one for one in route().stops if one.number == number)
    venue, distance_m = _DISTANCES.get(number, ("", None))
    where: Where = "outside"
    if distance_m is not None and distance_m < RADIUS_M + 200:
        where = "inside" if distance_m <= RADIUS_M else "near"
    kind = "factory" if stop.kind == "factory" else "construction"
    return SourceFact(
        number=number,
        name=stop.name.removesuffix(" 定岗"),
        kind=kind,  # type: ignore[arg-type]  # one of the two
        east_m=stop.east_m,
        north_m=stop.north_m,
        where=where,
        venue=venue,
        distance_m=distance_m,
        beyond_m=distance_m - RADIUS_M if distance_m is not None and where == "near" else None,
        permit=_PERMITS.get(number, "missing"),
        basis="boundary",
    )


def _session(subject: str, day: int, start: tuple[int, int], end: tuple[int, int]) -> SessionFact:
    listening = subject == "外语"
    return SessionFact(
        exam="2026 年普通高考",
        subject=subject,
        starts_at=local(*start, day=day),
        ends_at=local(*end, day=day),
        listening_from=local(15, 0, day=day) if listening else None,
        listening_to=local(15, 20, day=day) if listening else None,
        venues=(),
        past=False,
    )


def zones() -> ZoneFacts:
    """The zones of the notice."""
    sources = [_source(number) for number in range(1, 15)]
    rank = {"inside": 0, "near": 1, "outside": 2}
    sources.sort(key=lambda one: (rank[one.where], one.distance_m or 0.0, one.number))
    held = notice()
    return ZoneFacts(
        notice=held,
        version=2,
        active=False,
        notices=(held.number,),
        answers={
            "issuer": held.issuer, "number": held.number, "legal_basis": held.legal_basis,
            "valid_from": "2026-06-06 18:00", "valid_to": "2026-06-08 18:00", "daily_windows": "20:00-06:00",
            "distance_rule": "wall", "radius_m": "500", "forbidden": held.forbidden[0],
            "exemptions": held.exemptions[0],
        },
        sessions=(
            _session("语文", 7, (9, 0), (11, 30)), _session("数学", 7, (15, 0), (17, 0)),
            _session("物理 / 历史", 8, (9, 0), (10, 15)), _session("外语", 8, (15, 0), (17, 0)),
        ),
        sources=tuple(sources),
        more=0,
        zones=route().zones,
        ground=route().ground,
    )  # fmt: skip


def _stop(number: int, start: tuple[int, int], minutes: int, at: datetime, *visited: int) -> PlanStop:
    source = _source(number)
    arrive = local(*start, day=6 if start[0] >= 12 else 7)
    leave = arrive + timedelta(minutes=minutes)
    state: StopState = "ahead"
    if leave < at:
        state = "done" if number in visited else "missed"
    because: tuple[Because, ...] = ("zone", "complaints") if source.where == "inside" else ("near_zone",)
    return PlanStop(
        number=number, site=source.name, arrive=arrive, leave=leave, inside=source.where == "inside", state=state,
        east_m=source.east_m, north_m=source.north_m, kind=source.kind, because=because,
        done_at=arrive + timedelta(minutes=3) if state == "done" else None,
    )  # fmt: skip


def _team(kind: PlanKind, at: datetime, stops: list[tuple[int, tuple[int, int], int]], *visited: int) -> PlanTeam:
    return PlanTeam(
        kind=kind,
        people=2,
        on_foot=kind == "fixed_posts",
        stops=tuple(_stop(number, start, minutes, at, *visited) for number, start, minutes in stops),
        distance_m=0 if kind == "fixed_posts" else 11_800,
    )


def plan(at: datetime | None = None) -> PlanFacts:
    """The night of three teams, seen at ``at``: before it, or with what was done and missed by then."""
    now = at or office_time()
    begun = at is not None
    visited = (1, 2, 4, 8, 9, 10)
    teams = (
        _team("loop", now, [(2, (20, 18), 24), (4, (21, 6), 24), (5, (21, 54), 24), (2, (23, 0), 24),
                            (4, (23, 48), 24), (5, (0, 36), 24), (2, (2, 0), 24), (4, (3, 0), 24)], *visited),
        _team("full_coverage", now, [(1, (20, 12), 24), (2, (22, 30), 24), (3, (22, 57), 44), (6, (0, 6), 24),
                                     (7, (0, 36), 24), (9, (2, 12), 24), (10, (2, 48), 24), (11, (3, 18), 24)],
              *visited),
        _team("fixed_posts", now, [(8, (20, 0), 300), (9, (1, 30), 192)], *visited),
    )  # fmt: skip
    stops = [stop for team in teams for stop in team.stops]
    done = {stop.site for stop in stops if stop.state == "done"}
    missed = tuple(sorted({(stop.number, stop.site) for stop in stops if stop.state == "missed"})) if begun else ()
    inside = {stop.site for stop in stops if stop.inside}
    return PlanFacts(
        day=date(2026, 6, 6),
        starts_at=local(20, 0),
        ends_at=local(6, 0, day=7),
        teams=teams,
        version=3,
        issued=3 if begun else 0,
        issued_at=local(17, 2, day=6) if begun else None,
        changed=False,
        begun=begun,
        changes=(LawChange(at=local(22, 0), kind="night", limit_db=55.0),),
        conflicts=(),
        zone_sites=8,
        zone_covered=len(inside),
        zone_done=len(inside & done),
        stops=len(stops),
        done=sum(stop.state == "done" for stop in stops),
        left=(
            LeftSource(number=12, site="演示二厂", reason="positive_list", inside=False),
            LeftSource(number=13, site="演示十二号工地", reason="not_in_zone", inside=False),
            LeftSource(number=14, site="演示十三号工地", reason="no_time", inside=False),
        ),
        missed=missed,
        unplanned=(),
        sites=tuple((number, _source(number).name) for number in range(1, 15)),
        zones=route().zones,
        ground=route().ground,
        officers=6,
    )


def morning_time() -> datetime:
    """After the night."""
    return local(6, 5, day=7)


def morning_after() -> dict[str, object]:
    """The office after the night: most was done, some was missed."""
    return {**offices(), "frame": replace(frame(), night_issued=True), "plan": plan(morning_time())}


def library(outcome: ImportOutcome | None = None) -> LibraryFacts:
    """The libraries, that of sites looked at."""
    at = local(15, 20, day=5)
    counts = (("venues", 3), ("sites", 14), ("notices", 1), ("sessions", 4), ("officers", 6), ("instruments", 6),
              ("help_visits", 0), ("law_talks", 0))  # fmt: skip
    permits = {4: "演夜施〔2026〕4 号", 10: "演夜施〔2026〕9 号", 11: "演夜施〔2026〕2 号"}
    rows = []
    for number in range(1, 15):
        one = _source(number)
        kind = "工厂" if one.kind == "factory" else "工地"
        rows.append((one.name, kind, f"演示建设{number}公司", permits.get(number, ""), str(number % 4)))
    return LibraryFacts(
        libraries=tuple(
            LibraryCount(kind=kind, count=count, file=f"{kind}.xlsx", at=at if count else None)
            for kind, count in counts
        ),
        kind="sites",
        columns=("name", "kind", "contractor", "permit_number", "complaints"),
        rows=tuple(rows),
        total=len(rows),
        guide=(
            _line("名称", "name", "文字", "text", required=True),
            _line("纬度", "latitude_deg", "十进制度，如 32.690000", "degrees, such as 32.690000", required=True),
            _line("经度", "longitude_deg", "十进制度，如 32.690000", "degrees, such as 32.690000", required=True),
            _line("坐标系", "datum", "WGS-84、CGCS2000、GCJ-02 或 BD-09", "WGS-84, CGCS2000, GCJ-02 or BD-09",
                  required=True),
            _line("类型", "kind", "只能填：工地、工厂、其他", "one of: construction, factory, other"),
            _line("施工单位", "contractor", "文字", "text"),
            _line("夜间证明文号", "permit_number", "文字", "text"),
            _line("证明起", "permit_from", "时间，如 2026-06-06 22:00", "a time such as 2026-06-06 22:00"),
            _line("投诉数", "complaints", "整数", "a whole number"),
        ),
        imports=tuple(
            ImportLine(id=str(place), at=at, kind=kind, file=f"{kind}.xlsx", imported=count, undone=kind == "officers")
            for place, (kind, count) in enumerate(counts)
            if count
        ),
        outcome=outcome,
    )  # fmt: skip


def _line(heading: str, identifier: str, zh: str, en: str, *, required: bool = False) -> GuideLine:
    return GuideLine(heading=heading, identifier=identifier, required=required, how_zh=zh, how_en=en)


def refused() -> LibraryFacts:
    """An import of which two rows are bad; nothing was taken yet."""
    bad = (
        RefusedLine(sheet="工地和声源", row=9, column="latitude_deg",
                    reason=Said("table.number", (("column", "latitude_deg"), ("value", "三十二度")))),
        RefusedLine(sheet="工地和声源", row=12, column="datum",
                    reason=Said("table.blank", (("column", "datum"), ("heading", "坐标系")))),
    )  # fmt: skip
    outcome = ImportOutcome(
        kind="sites", file="工地名录.xlsx", path="/", rows=14, imported=0, waiting=True, refused=bad
    )
    return library(outcome)


@cache
def _facts() -> tuple[tuple[str, object], ...]:
    return ("frame", frame()), ("zones", zones()), ("plan", plan()), ("library", library())


def offices() -> dict[str, object]:
    """The facts of the frame and of every tab, by name."""
    return dict(_facts())
