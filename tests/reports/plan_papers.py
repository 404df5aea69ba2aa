"""A made-up plan, draw and week for the papers: every name and number is invented.

``python tests/reports/plan_papers.py`` draws the golden images again; look at them before they are committed.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from functools import cache

from patrol_app.domain.bulletins import (
    Ahead,
    Breakdown,
    Bulletin,
    BulletinKind,
    CardProposal,
    Count,
    Group,
    PlanAhead,
    Rate,
)
from patrol_app.domain.draws import DrawRule, DrawSheet, Excluded
from patrol_app.domain.figures import VisitFigures
from patrol_app.domain.people import Officer
from patrol_app.domain.places import ExamNotice, ExamSession, Organisation, Place, Site
from patrol_app.domain.plans import LeftOut, PatrolPlan, PlanSettings, Stop, TeamRoute
from patrol_app.planning.draw import draw, prepare
from patrol_app.reports import bulletin_file, draw_publication, draw_sheet, route_sheet
from patrol_app.reports.route_map import ZoneCircle

LOCAL = timezone(timedelta(hours=8))
AUTHORITY = "演示区生态环境保护综合执法大队（演示）"
EVENING = datetime(2026, 6, 6, 20, 0, tzinfo=LOCAL)
RULE = "night-patrol-draw/1: general 10, key 40"


def place(east: float, north: float) -> Place:
    return Place(latitude_deg=32.69 + north, longitude_deg=109.02 + east)


def stop(name: str, minutes: int, east: float, north: float, *, inside: bool) -> Stop:
    return Stop(
        site=name, arrive=EVENING + timedelta(minutes=minutes), leave=EVENING + timedelta(minutes=minutes + 15),
        place=place(east, north), inside=inside, priority=100 if inside else 20,
        because=("zone", "complaints") if inside else ("never",),
    )  # fmt: skip


PLAN = PatrolPlan(
    settings=PlanSettings(
        kind="full_coverage", day=date(2026, 6, 6), teams=2, seed=20260606, starts_at=EVENING,
        ends_at=EVENING + timedelta(hours=10), visit_min=15, start=place(0.0, -0.012),
    ),
    solver="plain",
    teams=(
        TeamRoute(
            stops=(
                stop("演示一号工地", 5, 0.0012, 0.0016, inside=True),
                stop("演示五号工地", 30, 0.0008, 0.0044, inside=True),
                stop("演示六号工地", 60, 0.0146, 0.0109, inside=False),
            ),
            distance_m=4210,
            travel_s=632,
        ),
        TeamRoute(stops=(stop("演示三号工地", 12, -0.0094, -0.0061, inside=False),), distance_m=1830, travel_s=275),
    ),
    left_out=(
        LeftOut(site="演示七号工地", reason="positive_list"),
        LeftOut(site="演示八号工地", reason="two_checks"),
    ),
)  # fmt: skip
ZONES = (ZoneCircle(name="演示一中", place=place(0.0, 0.0), radius_m=500.0),)


def drawn() -> DrawSheet:
    sites = [
        Site(
            name=f"演示{number}号工地", place=place(0.0, 0.0), complaints=number, key_source=number == 3,
            credit_grade="D" if number == 2 else None,
            contractor=Organisation(name="演示公司", credit_code=f"DEMO0000000000000{number}"),
        )
        for number in range(1, 8)
    ]  # fmt: skip
    officers = [
        Officer(
            name=f"演示员{name}", certificate_number=f"DEMO-000{number}", recused_sites=("演示1号工地",) * (number == 1)
        )
        for number, name in enumerate("甲乙丙丁", start=1)
    ]
    rule = DrawRule(
        name="night-patrol-draw/1", general=10, key_source=40, complaint=5, complaints_most=25, credit={"D": 40},
        officers_a_site=2,
    )  # fmt: skip
    out = [Excluded(name="演示7号工地", reason="positive_list")]
    sheet = prepare(sites, officers, out, rule, authority=AUTHORITY, held_on=date(2026, 6, 6))
    return draw(sheet, count=3, seed="2026061|演示", seed_source="演示公共号码第 2026061 期；监督人当场输入")


def visit(number: int) -> VisitFigures:
    at = datetime(2026, 6, 1, 21, 30, tzinfo=LOCAL) + timedelta(hours=11 * number)
    over = number % 3 == 0
    return VisitFigures(
        number=f"T-{number:04d}", entry_sha256=f"{number:064x}",
        night=(at - timedelta(hours=12)).date(), site=f"演示{number % 4}号工地",
        grid="演示街道一网格", sound_area="2", party="演示建筑工程有限公司", credit_code="DEMO00000000000001",
        arrived_at=at, officers=2, inside=number % 2 == 0, venue="演示一中", notice="演字〔2026〕1号", working=True,
        label="N1", started_at=at + timedelta(minutes=15), laeq_db=61.2, lafmax_db=76.9,
        outcome="exceeds" if over else "complies", rule_set="GB 12523-2025", clause="表1",
        rounded_db=60 if over else 54, limit_db=55, excess_db=5 if over else 0,
        breaches=("night_permit",) if number % 4 == 0 else (),
        order_number="演示环责改〔2026〕1号" if over else None, simulated=False,
    )  # fmt: skip


VISITS = tuple(visit(number) for number in range(13))


def numbers(visits: tuple[VisitFigures, ...]) -> tuple[str, ...]:
    return tuple(each.number for each in visits)


def group(name: str, visits: tuple[VisitFigures, ...]) -> Group:
    return Group(name=name, measured=numbers(visits), exceeding=tuple(v.number for v in visits if v.exceeds))


def made(kind: BulletinKind) -> Bulletin:
    days = [date(2026, 6, 1) + timedelta(days=day) for day in range(7)]
    over = tuple(each for each in VISITS if each.exceeds)
    breakdowns = {
        "by_night": [group(day.isoformat(), tuple(v for v in VISITS if v.night == day)) for day in days],
        "by_hour": [
            group(f"{hour % 24:02d}", tuple(v for v in VISITS if v.arrived_at.hour == hour % 24))
            for hour in range(12, 36)
        ],
        "by_zone": [
            group("演示一中", tuple(v for v in VISITS if v.inside)),
            group("outside", tuple(v for v in VISITS if not v.inside)),
        ],
        "by_rule": [group("GB 12523-2025 表1", VISITS)],
        "by_site": [group(f"演示{n}号工地", tuple(v for v in VISITS if v.site == f"演示{n}号工地")) for n in range(4)],
    }
    keys = ("visits", "officers", "sites", "measurements", "exceeds", "breaches", "orders", "help_visits", "talks")
    values = (13, 26, 4, 13, len(over), 4, len(over), 2, 1)
    return Bulletin(
        kind=kind, authority=AUTHORITY, start=days[0], end=days[-1], before_start=date(2026, 5, 25),
        before_end=date(2026, 5, 31), made_at=datetime(2026, 6, 8, 8, 30, tzinfo=LOCAL), visits=VISITS,
        counts=tuple(Count(key=key, value=value, before=3) for key, value in zip(keys, values, strict=True)),
        rates=(
            Rate(key="exceed_rate", numerator=numbers(over), denominator=numbers(VISITS), before=(1, 3)),
            Rate(key="zone_coverage", numerator=("演示0号",), denominator=("演示0号", "演示2号"), before=(0, 1)),
        ),
        breakdowns=tuple(Breakdown(key=key, groups=tuple(groups)) for key, groups in breakdowns.items()),
        proposals=(
            CardProposal(site="演示0号工地", colour="yellow", scheme="演示规则", numerator=2, denominator=4,
                         behind=("T-0000", "T-0012")),
        ),
        card_schemes_off=("演示停用规则",),
        notices=(
            ExamNotice(number="演字〔2026〕1号", title="演示通告", issuer="演示区人民政府（演示）", legal_basis="演示",
                       radius_m=500.0, valid_from=datetime(2026, 6, 6, 18, tzinfo=LOCAL),
                       valid_to=datetime(2026, 6, 9, 18, tzinfo=LOCAL), daily_windows=("20:00-06:00",)),
        ),
        sessions=(
            ExamSession(exam="演示考试", subject="外语", starts_at=datetime(2026, 6, 8, 15, tzinfo=LOCAL),
                        ends_at=datetime(2026, 6, 8, 17, tzinfo=LOCAL), venues=("演示一中",),
                        listening_from=datetime(2026, 6, 8, 15, tzinfo=LOCAL),
                        listening_to=datetime(2026, 6, 8, 15, 20, tzinfo=LOCAL)),
        ),
        ahead=Ahead(night=days[-1] + timedelta(days=1), notices=(), sessions=(),
                    plans=(PlanAhead(number="P-20260608-1", teams=2, stops=9),)),
        complaints=(("演示1号工地", 6), ("演示0号工地", 2)), not_closed=("T-0099",), entries_checked=26,
        data_sha256="71be04c29d1f" + "0" * 52, simulated=True,
    )  # fmt: skip


@cache
def plan_papers() -> dict[str, bytes]:
    sheet = drawn()
    made_papers = {
        "route_sheet": route_sheet.render(PLAN, number="P-20260606-1", authority=AUTHORITY, zones=ZONES),
        "draw_sheet": draw_sheet.render(sheet, rule=RULE),
        "draw_publication": draw_publication.render(sheet, rule=RULE),
        "weekly_analysis-en": bulletin_file.render(made("weekly_analysis"), ".pdf", language="en"),
    }
    kinds: tuple[BulletinKind, ...] = (
        "daily_warning", "weekly_analysis", "monthly_bulletin", "exam_period_summary", "disclosure_sheet",
    )  # fmt: skip
    made_papers.update({kind: bulletin_file.render(made(kind), ".pdf") for kind in kinds})
    return made_papers


if __name__ == "__main__":
    from pages import images_of, save

    for name, paper in plan_papers().items():
        for number, page in enumerate(images_of(paper), start=1):
            save(f"{name}-{number}", page)
