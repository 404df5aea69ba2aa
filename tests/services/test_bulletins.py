"""Bulletins recomputed by SQL that knows nothing of the program's counting; every figure leads to its visits."""

from __future__ import annotations

import hashlib
import io
import json
import math
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from june_visits import FIRST, VISIT, filled, record_of
from openpyxl import load_workbook

from patrol_app.assets import resource
from patrol_app.cli.app import main
from patrol_app.domain.bulletins import BULLETINS, Bulletin
from patrol_app.domain.errors import BadInput, DamagedEvidence
from patrol_app.domain.plans import PlanKind
from patrol_app.reports.bulletin_file import document
from patrol_app.reports.bulletin_pages import LETTER_MM, bar_chart
from patrol_app.reports.bulletin_parts import numbers_text
from patrol_app.reports.document import Bars
from patrol_app.reports.said import Said
from patrol_app.services.office import bulletins, library, plans
from patrol_app.services.office.bulletins import behind, bulletin, period_before, render_bulletin
from patrol_app.services.office.columns import LOCAL
from patrol_app.services.office.figures import figures
from patrol_app.store.home import Home
from patrol_app.store.store import Store

WEEK = (date(2026, 6, 1), date(2026, 6, 7))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home.open(tmp_path_factory.mktemp("bulletins"))
    with Store.open(home.database, device="TEST") as store:
        filled(store, home, 120)
        # closed again after a correction: the newest holds, the visit counts once
        again = {**record_of(20), "order_number": None}
        store.append("visit.closed", "T-0020", {"record": again}, actor="test", at=FIRST + timedelta(days=40))
    return home


@pytest.fixture
def store(home: Home) -> Iterator[Store]:
    with Store.open(home.database) as store:
        yield store


@pytest.fixture
def week(store: Store, home: Home) -> Bulletin:
    return bulletin(store, home, "weekly_analysis", *WEEK)


SQL = """
with newest as (
  select json_extract(body, '$.record') as r, row_number() over (partition by subject order by id desc) as n
  from fact where kind = 'visit.closed'
), v as (
  select r, json_extract(r, '$.number') as number, json_extract(r, '$.site.name') as site,
    date(datetime(json_extract(r, '$.arrived_at')), '+8 hours', '-12 hours') as night,
    json_extract(r, '$.measurement.label') is not null as measured,
    (select json_extract(value, '$.outcome') from json_each(r, '$.verdicts')
      where json_extract(value, '$.kind') = 'construction_noise') as outcome,
    (select count(*) from json_each(r, '$.verdicts')
      where json_extract(value, '$.kind') <> 'construction_noise'
      and json_extract(value, '$.outcome') in ('breach', 'exceeds')) as breaches,
    json_array_length(r, '$.officers') as officers,
    json_extract(r, '$.observation.working') as working,
    case when json_extract(r, '$.zone.inside') then coalesce(json_extract(r, '$.zone.venue'), '—') else 'outside' end
      as zone,
    (select json_extract(value, '$.rule_set') from json_each(r, '$.verdicts')
      where json_extract(value, '$.kind') = 'construction_noise') as rule_set,
    json_extract(r, '$.order_number') as order_number,
    coalesce(json_extract(r, '$.zone.inside'), 0) as inside,
    strftime('%H', datetime(json_extract(r, '$.measurement.started_at')), '+8 hours') as hour
  from newest where n = 1
) select {what} from v where night between ? and ?
"""


def asked(home: Home, what: str, period: tuple[date, date] = WEEK, more: str = "") -> list[tuple[Any, ...]]:
    with sqlite3.connect(f"file:{home.database}?mode=ro", uri=True) as connection:
        return connection.execute(SQL.format(what=what) + more, [day.isoformat() for day in period]).fetchall()


COUNTS = {
    "visits": "count(*)",
    "sites": "count(distinct site)",
    "measurements": "sum(measured)",
    "exceeds": "sum(measured and outcome = 'exceeds')",
    "indicative": "sum(measured and outcome = 'indicative')",
    "not_judged": "sum(measured and outcome = 'cannot_be_judged')",
    "breaches": "sum(breaches > 0)",
    "orders": "sum(order_number is not null)",
    "zone_visits": "sum(inside)",
    "officers": "sum(officers)",
    "working": "sum(working)",
}
TOLD = ("help_visits", "advice", "hazards", "talks", "listeners")
"""Counts of help and talks, which the libraries hold."""


def test_counts_of_help_and_talks_are_those_of_plain_sql(week: Bulletin, home: Home) -> None:
    wanted = []
    with sqlite3.connect(f"file:{home.database}?mode=ro", uri=True) as connection:
        for kind, columns in (("help_visits", ("advice", "hazards_removed")), ("law_talks", ("people",))):
            sums = ", ".join(f"coalesce(sum(json_extract(body, '$.{name}')), 0)" for name in columns)
            wanted += connection.execute(
                f"select count(*), {sums} from (select body, row_number() over (partition by subject order by id desc) "
                f"as n from fact where kind = 'library.{kind}') where n = 1 and json_extract(body, '$.held_on') "
                f"between ? and ?",
                [day.isoformat() for day in WEEK],
            ).fetchone()
    value = {count.key: count.value for count in week.counts}
    assert [value[key] for key in TOLD] == wanted
    assert all(wanted)


def test_every_count_and_rate_has_its_query(week: Bulletin) -> None:
    assert {count.key for count in week.counts} == {*COUNTS, *TOLD}
    assert {rate.key for rate in week.rates} == {*RATES, *RATES_OF_SITES}
    assert {breakdown.key for breakdown in week.breakdowns} == {"by_night", "by_hour", "by_site", "by_zone", "by_rule"}


@pytest.mark.parametrize("key", COUNTS)
def test_counts_and_the_period_before_are_those_of_plain_sql(week: Bulletin, home: Home, key: str) -> None:
    count = next(each for each in week.counts if each.key == key)
    ((now,),) = asked(home, COUNTS[key])
    ((before,),) = asked(home, COUNTS[key], (week.before_start, week.before_end))
    assert (count.value, count.before) == (now, before)
    assert now > 0


RATES = {
    "exceed_rate": ("sum(outcome = 'exceeds')", "sum(measured and outcome in ('exceeds', 'complies'))"),
    "judged_rate": ("sum(measured and outcome in ('exceeds', 'complies'))", "sum(measured)"),
    "order_rate": (
        "sum(order_number is not null and (outcome = 'exceeds' or breaches > 0))",
        "sum(coalesce(outcome = 'exceeds', 0) or breaches > 0)",
    ),
}


RATES_OF_SITES = ("zone_coverage", "plan_done")


@pytest.mark.parametrize("key", RATES)
def test_rates_are_those_of_plain_sql(week: Bulletin, home: Home, key: str) -> None:
    rate = next(each for each in week.rates if each.key == key)
    ((part, whole),) = asked(home, ", ".join(RATES[key]))
    assert (len(rate.numerator), len(rate.denominator)) == (part, whole)
    assert rate.share == part / whole
    assert set(rate.numerator) <= set(rate.denominator)


@pytest.mark.parametrize(
    ("key", "column"), [("by_night", "night"), ("by_hour", "hour"), ("by_site", "site"), ("by_zone", "zone")]
)
def test_breakdowns_are_those_of_plain_sql(week: Bulletin, home: Home, key: str, column: str) -> None:
    breakdown = next(each for each in week.breakdowns if each.key == key)
    found = {g.name: (len(g.measured), len(g.exceeding)) for g in breakdown.groups if g.measured}
    what = f"{column}, sum(measured), sum(coalesce(outcome = 'exceeds', 0))"
    parted = asked(home, what, WEEK, " and measured group by 1")
    assert found == {name: (measured, exceeding) for name, measured, exceeding in parted}


def test_measurements_by_rule_are_those_of_plain_sql(week: Bulletin, home: Home) -> None:
    breakdown = next(each for each in week.breakdowns if each.key == "by_rule")
    found: dict[str, list[int]] = {}
    for group in breakdown.groups:
        both = found.setdefault(group.name.split(" 表")[0], [0, 0])
        both[0] += len(group.measured)
        both[1] += len(group.exceeding)
    what = "rule_set, sum(measured), sum(coalesce(outcome = 'exceeds', 0))"
    assert found == {rule: [m, e] for rule, m, e in asked(home, what, WEEK, " and measured group by 1")}


def test_rates_of_sites_are_those_of_plain_sql_and_a_sphere(tmp_path: Path) -> None:
    """Sites in zones by the haversine, stops by the plan's own JSON; the demonstration lies far from any limit."""
    home = Home.open(tmp_path)
    with Store.open(home.database, device="TEST") as store:
        for name in library.kinds():
            library.import_file(resource("demo", f"{name}.csv"), name, store, keep_good=False, actor="test", at=FIRST)
        plan = plans.plan_night(store, plans.PlanAsk(kind="loop", day=date(2026, 6, 6), teams=2, solver="plain"))
        plans.keep_plan(store, plan, actor="test", at=FIRST)
        arrived = datetime(2026, 6, 6, 22, 0, tzinfo=LOCAL)
        for number, site in enumerate(("演示一号工地", "演示二号工地", "演示一号工地", "界外的工地")):
            record = {**record_of(number), "number": f"V-{number}", "arrived_at": arrived.isoformat()}
            record["site"] = {**record["site"], "name": site}
            opened = {"arrived_at": arrived.isoformat(), "site": {"name": site}}
            store.append("visit.opened", f"V-{number}", opened, actor="test", at=arrived)
            store.append("visit.closed", f"V-{number}", {"record": record}, actor="test", at=arrived)
        made = bulletin(store, home, "exam_period_summary", date(2026, 6, 6), date(2026, 6, 8))
    rate = {each.key: each for each in made.rates}
    with sqlite3.connect(f"file:{home.database}?mode=ro", uri=True) as connection:
        connection.create_function("metres", 4, haversine_m, deterministic=True)
        inside = connection.execute(
            """
            with newest as (
              select kind, body, row_number() over (partition by kind, subject order by id desc) as n from fact
            ), place as (
              select kind, json_extract(body, '$.name') as name, json_extract(body, '$.place.latitude_deg') as lat,
                json_extract(body, '$.place.longitude_deg') as lon from newest
              where n = 1 and kind in ('library.sites', 'library.venues')
            ), notice as (
              select json_extract(body, '$.radius_m') as radius from newest where n = 1 and kind = 'library.notices'
                and datetime(json_extract(body, '$.valid_from')) < datetime('2026-06-09T12:00+08:00')
                and datetime(json_extract(body, '$.valid_to')) > datetime('2026-06-06T12:00+08:00')
            )
            select distinct s.name from place s, place v, notice
            where s.kind = 'library.sites' and v.kind = 'library.venues'
              and metres(s.lat, s.lon, v.lat, v.lon) <= radius order by 1
            """
        ).fetchall()
        visited = {
            site
            for (site,) in connection.execute(
                "select json_extract(body, '$.record.site.name') from fact where kind = 'visit.closed'"
            )
        }
        planned = connection.execute(
            """
            select distinct json_extract(fact.body, '$.plan.settings.day'), json_extract(stop.value, '$.site')
            from fact, json_each(fact.body, '$.plan.teams') as team, json_each(team.value, '$.stops') as stop
            where kind = 'plan.made' order by 2
            """
        ).fetchall()
    zone_sites = {name for (name,) in inside}
    assert set(rate["zone_coverage"].denominator) == zone_sites
    assert set(rate["zone_coverage"].numerator) == zone_sites & visited
    assert rate["zone_coverage"].numerator
    assert sorted(rate["plan_done"].denominator) == sorted(f"{night} {site}" for night, site in planned)
    done = sorted(f"{night} {site}" for night, site in planned if site in visited)
    assert sorted(rate["plan_done"].numerator) == done
    assert done


def haversine_m(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Metres on a sphere: within half a percent of the ellipsoid."""
    one, two = math.radians(lat), math.radians(other_lat)
    across = math.sin((two - one) / 2) ** 2
    across += math.cos(one) * math.cos(two) * math.sin(math.radians(other_lon - lon) / 2) ** 2
    return 2 * 6_371_009.0 * math.asin(math.sqrt(across))


def test_the_fingerprint_of_the_data_is_that_of_the_log(week: Bulletin, home: Home) -> None:
    """What ``sqlite3 ... | sha256sum`` gives: the hash column of the newest closing entries, by number, a line each."""
    with sqlite3.connect(f"file:{home.database}?mode=ro", uri=True) as connection:
        newest = dict(connection.execute("select subject, hash from fact where kind = 'visit.closed' order by id"))
    lines = [f"{newest[number]}\n" for (number,) in sorted(asked(home, "number"))]
    assert week.data_sha256 == hashlib.sha256("".join(lines).encode()).hexdigest()
    assert week.entries_checked >= len(week.visits)
    text = json.dumps([section.texts for section in document(week).sections], ensure_ascii=False)
    assert week.data_sha256 in text
    assert "patrol doctor" in text


@pytest.mark.parametrize("number", ["T-0001", "T-0060"])
def test_a_changed_old_row_is_told_and_no_report_is_made(home: Home, tmp_path: Path, number: str) -> None:
    """An attacker drops the triggers and turns an exceedance into a compliance; its hash no longer fits."""
    other = Home.open(tmp_path)
    shutil.copyfile(home.database, other.database)
    with closing(sqlite3.connect(other.database)) as raw, raw:
        raw.execute("DROP TRIGGER fact_no_update")
        changed = raw.execute(
            "update fact set body = replace(body, 'exceeds', 'complies') where kind = 'visit.closed' and subject = ?",
            [number],
        )
        assert changed.rowcount == 1
    with Store.open(other.database) as store:
        with pytest.raises(DamagedEvidence) as caught:
            bulletin(store, other, "monthly_bulletin", date(2026, 5, 20), date(2026, 6, 30))
        assert caught.value.key == "store.entry_damaged"


def test_a_figure_leads_to_its_visits(week: Bulletin, home: Home) -> None:
    numbers = {number for (number,) in asked(home, "number", WEEK, " and outcome = 'exceeds'")}
    for figure in ("exceeds", "exceed_rate"):
        assert {visit.number for visit in behind(week, figure)} == numbers
    assert all(visit.exceeds for visit in behind(week, "exceeds"))
    by_hour = next(each for each in week.breakdowns if each.key == "by_hour")
    group = next(each for each in by_hour.groups if each.measured)
    assert [visit.number for visit in behind(week, f"by_hour={group.name}")] == list(group.measured)
    with pytest.raises(BadInput) as caught:
        behind(week, "nonsense")
    assert "exceeds" in str(caught.value.data["known"])


def test_an_interrupted_night_belongs_to_its_evening(store: Store) -> None:
    """A visit at 02:10 on 2 June counts for the night of 1 June, one at 12:10 for its own day."""
    found = {visit.number: visit for visit in figures(store, date(2026, 5, 20), date(2026, 6, 30))}
    assert {visit.night for visit in found.values() if visit.arrived_at.astimezone(LOCAL).hour < 12} <= {
        visit.arrived_at.astimezone(LOCAL).date() - timedelta(days=1) for visit in found.values()
    }
    for visit in found.values():
        here = visit.arrived_at.astimezone(LOCAL)
        assert visit.night == (here.date() if here.hour >= 12 else here.date() - timedelta(days=1))


def test_a_correction_counts_once_and_holds(store: Store) -> None:
    found = [visit for visit in figures(store, date(2026, 5, 1), date(2026, 7, 30)) if visit.number == "T-0020"]
    assert [visit.order_number for visit in found] == [None]


@pytest.mark.parametrize(
    ("start", "end", "before"),
    [
        (date(2026, 6, 1), date(2026, 6, 30), (date(2026, 5, 1), date(2026, 5, 31))),
        (date(2026, 3, 1), date(2026, 3, 31), (date(2026, 2, 1), date(2026, 2, 28))),
        (date(2026, 6, 1), date(2026, 6, 7), (date(2026, 5, 25), date(2026, 5, 31))),
        (date(2026, 6, 6), date(2026, 6, 6), (date(2026, 6, 5), date(2026, 6, 5))),
    ],
)
def test_the_period_before(start: date, end: date, before: tuple[date, date]) -> None:
    assert period_before(start, end) == before


@pytest.mark.parametrize("kind", BULLETINS)
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("ending", bulletins.ENDINGS)
def test_the_same_data_gives_the_same_bytes(store: Store, home: Home, kind: Any, language: Any, ending: str) -> None:
    made = [render_bulletin(bulletin(store, home, kind, *WEEK), ending, language) for _ in range(2)]
    assert hashlib.sha256(made[0]).digest() == hashlib.sha256(made[1]).digest()
    assert len(made[0]) > 4000


def test_excel_holds_numbers_as_numbers_and_every_visit(week: Bulletin) -> None:
    book = load_workbook(io.BytesIO(render_bulletin(week, ".xlsx", "zh")))
    visits = book["到访"]
    rows = list(visits.iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == [visit.number for visit in week.visits]
    overview = book["2 概况"]
    told = {row[0]: row[1] for row in overview.iter_rows(min_row=3, max_col=2, values_only=True)}
    assert told["噪声超标（次）"] == next(count.value for count in week.counts if count.key == "exceeds")
    assert any(getattr(sheet, "_charts", []) for sheet in book.worksheets)


def test_word_is_a4_with_a_chinese_face_set_by_hand(week: Bulletin) -> None:
    book = Document(io.BytesIO(render_bulletin(week, ".docx", "zh")))
    page = book.sections[0]
    assert page.page_width is not None and page.page_height is not None
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    runs = [run for paragraph in book.paragraphs for run in paragraph.runs]
    assert any("周研判" in run.text for run in runs)
    assert all('w:eastAsia="' in run._element.xml for run in runs if run.text)
    cells = [cell.text for table in book.tables for row in table.rows for cell in row.cells]
    assert "噪声超标（次）" in cells


def test_word_holds_the_charts_as_pictures_told_in_words(week: Bulletin) -> None:
    book = Document(io.BytesIO(render_bulletin(week, ".docx", "zh")))
    pictures = [part.blob for part in book.part.package.iter_parts() if part.content_type == "image/png"]
    assert len(pictures) == len(book.inline_shapes) == 2
    assert all(picture.startswith(b"\x89PNG") for picture in pictures)
    assert pictures != [
        part.blob
        for part in Document(io.BytesIO(render_bulletin(week, ".docx", "en"))).part.package.iter_parts()
        if part.content_type == "image/png"
    ]
    by_night = next(each for each in week.breakdowns if each.key == "by_night")
    told = book.inline_shapes[0]._inline.docPr.get("descr")
    for group in by_night.groups:
        if group.measured:
            assert f"{group.name[5:]} {len(group.exceeding)}/{len(group.measured)}" in told
    assert "■" not in "".join(paragraph.text for paragraph in book.paragraphs)


def test_a_monthly_chart_writes_only_labels_that_have_room() -> None:
    labels = tuple(f"06-{day:02d}" for day in range(1, 31))
    bars = Bars(labels=labels, measured=(3,) * 30, exceeding=(1,) * 30, legend=("测量", "超标"))
    shapes = bar_chart(bars)["shapes"]
    places = [shape["x"] for shape in shapes if shape["shape"] == "text" and shape["t"] in labels]
    assert len(places) > 10
    assert min(right - left for left, right in pairwise(places)) > 5 * LETTER_MM


def test_the_points_of_a_week_are_counts_of_plain_sql(week: Bulletin, home: Home) -> None:
    text = "".join(document(week).sections[0].texts)
    ((night, day),) = asked(
        home,
        "sum(outcome = 'exceeds' and (hour >= '22' or hour < '06')), sum(outcome = 'exceeds' and hour between '06' and "
        "'21')",
    )
    assert f"超标 {night} 次，昼间 {day} 次" in text
    ((wrong, left),) = asked(
        home,
        "sum(coalesce(outcome = 'exceeds', 0) or breaches > 0), "
        "sum((coalesce(outcome = 'exceeds', 0) or breaches > 0) and order_number is null)",
    )
    assert f"发现问题的到访 {wrong} 次，其中 {left} 次没有发责令改正" in text
    for site, count in asked(home, "site, count(*)", WEEK, " and outcome = 'exceeds' group by 1 having count(*) > 1"):
        assert f"{site} {count} 次" in text


@pytest.mark.parametrize(
    ("kind", "period", "wanted"),
    [
        ("daily_warning", (date(2026, 6, 7), date(2026, 6, 7)), "2026 年第 158 期"),
        ("weekly_analysis", WEEK, "2026 年第 23 周"),
        ("weekly_analysis", (date(2026, 6, 2), date(2026, 6, 8)), ""),
        ("monthly_bulletin", (date(2026, 6, 1), date(2026, 6, 30)), "2026 年第 6 期"),
        ("monthly_bulletin", (date(2026, 6, 1), date(2026, 6, 29)), ""),
    ],
)
def test_only_a_whole_day_week_or_month_has_a_number(
    store: Store, home: Home, kind: Any, period: tuple[date, date], wanted: str
) -> None:
    told = document(bulletin(store, home, kind, *period)).subtitle
    assert wanted in told
    assert ("期" in told.replace("时段", "") or "周" in told) is bool(wanted)


def test_the_night_ahead_is_told_with_what_is_planned_for_it(tmp_path: Path) -> None:
    home = Home.open(tmp_path)
    with Store.open(home.database, device="TEST") as store:
        for name in library.kinds():
            library.import_file(resource("demo", f"{name}.csv"), name, store, keep_good=False, actor="test", at=FIRST)
        plan = plans.plan_night(store, plans.PlanAsk(kind="loop", day=date(2026, 6, 7), teams=2, solver="plain"))
        number = plans.keep_plan(store, plan, actor="test", at=FIRST)
        made = bulletin(store, home, "daily_warning", date(2026, 6, 6), date(2026, 6, 6))
        other = bulletin(store, home, "daily_warning", date(2026, 6, 7), date(2026, 6, 7))
    stops = sum(len(team.stops) for team in plan.teams)
    assert [(one.number, one.teams, one.stops) for one in made.ahead.plans] == [(number, 2, stops)]
    assert other.ahead.plans == ()
    first, last = datetime(2026, 6, 7, 12, tzinfo=LOCAL), datetime(2026, 6, 8, 12, tzinfo=LOCAL)
    assert made.ahead.sessions and all(first <= each.starts_at < last for each in made.ahead.sessions)
    told = document(made)
    assert told.signatures == ("值班人", "带班领导")
    text = json.dumps([section.texts for section in told.sections], ensure_ascii=False)
    assert f"计划 {number}：2 队，{stops} 个点位。" in text
    assert "还没有巡查计划" in json.dumps([s.texts for s in document(other).sections], ensure_ascii=False)


def test_what_is_disclosed_holds_nothing_about_a_person(store: Store, home: Home) -> None:
    made = bulletin(store, home, "disclosure_sheet", *WEEK)
    personal = [officer.name for officer in VISIT.officers] + [officer.certificate_number for officer in VISIT.officers]
    assert VISIT.person_met is not None and VISIT.site.contractor is not None
    personal += [VISIT.person_met.name, str(VISIT.site.contractor.legal_representative), "000-0000-0000"]
    book = load_workbook(io.BytesIO(render_bulletin(made, ".xlsx", "zh")))
    text = json.dumps([[str(cell) for cell in row] for sheet in book for row in sheet.iter_rows(values_only=True)],
                      ensure_ascii=False)  # fmt: skip
    assert "演示建筑工程有限公司" in text
    assert not [word for word in personal if word in text]


def test_a_name_that_holds_a_number_is_covered() -> None:
    from patrol_app.reports.disclosure_sheet import covered

    assert covered("演示户 610000199001010011") == "演示户 ***"
    assert covered("演示户 13900000000") == "演示户 ***"
    assert covered("0915-0000000") == "***"
    assert covered("91610000000000000X") == "91610000000000000X"
    assert covered(None) is None


def test_help_and_talks_are_counted_by_their_day(store: Store, home: Home) -> None:
    for end, wanted in ((date(2026, 6, 5), (1, 2, 1, 1, 24)), (date(2026, 6, 4), (0, 0, 0, 0, 0))):
        made = bulletin(store, home, "monthly_bulletin", date(2026, 6, 1), end)
        value = {count.key: count.value for count in made.counts}
        assert tuple(value[key] for key in ("help_visits", "advice", "hazards", "talks", "listeners")) == wanted


@pytest.mark.parametrize(
    ("threshold", "enabled", "verified"), [(2, True, "演示"), (99, True, "演示"), (2, False, "演示"), (2, True, "")]
)
def test_cards_are_proposed_by_a_confirmed_rule_alone(
    store: Store, home: Home, monkeypatch: pytest.MonkeyPatch, threshold: int, enabled: bool, verified: str
) -> None:
    monkeypatch.setenv("PATROL_HOME", str(home.path))
    folder = home.path / "schemes"
    folder.mkdir(exist_ok=True)
    rule = (
        f'[[scheme]]\nname = "演示规则"\nvalid_from = 2026-01-01\nmetric = "exceed_count"\ncomparator = ">="\n'
        f'threshold = {threshold}\nwindow_days = 7\nresult = "yellow"\nenabled = {str(enabled).lower()}\n'
        f'verified_by = "{verified}"\n'
    )
    (folder / "cards.toml").write_text(rule, "utf-8")
    try:
        made = bulletin(store, home, "weekly_analysis", *WEEK)
    finally:
        (folder / "cards.toml").unlink()
    over: dict[str, int] = {}
    for visit in made.visits:
        over[visit.site] = over.get(visit.site, 0) + visit.exceeds
    wanted = {site for site, count in over.items() if count >= threshold} if enabled and verified else set()
    assert {one.site for one in made.proposals} == wanted
    assert bool(made.card_schemes_off) is not (enabled and bool(verified))


@pytest.mark.parametrize(("count", "more"), [(20, ""), (21, "，另有 1 条")])
def test_a_cell_names_as_many_records_as_it_bears(count: int, more: str) -> None:
    numbers = tuple(f"T-{number:04d}" for number in range(count))
    text = numbers_text(numbers, Said("bulletin", "zh"))
    assert text == "、".join(numbers[:20]) + more


def test_shipped_card_rules_propose_nothing(week: Bulletin) -> None:
    assert week.proposals == ()
    assert len(week.card_schemes_off) == 3


def test_an_empty_period_is_told_not_refused(store: Store, home: Home) -> None:
    made = bulletin(store, home, "monthly_bulletin", date(2025, 1, 1), date(2025, 1, 31))
    assert made.visits == ()
    assert all(rate.share is None for rate in made.rates if rate.key != "zone_coverage")
    for ending in bulletins.ENDINGS:
        assert render_bulletin(made, ending, "zh")


def test_another_ending_is_refused_and_nothing_is_written(home: Home, tmp_path: Path, capsys: Any) -> None:
    target = tmp_path / "a.odt"
    code = main(["report", "weekly-analysis", "--from", "2026-06-01", "--to", "2026-06-07", "--to-file", str(target),
                 "--home", str(home.path)])  # fmt: skip
    assert code == 2
    assert ".odt" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_door_lists_the_measurements_behind_a_figure(home: Home, week: Bulletin, capsys: Any) -> None:
    code = main(["report", "weekly-analysis", "--from", "2026-06-01", "--to", "2026-06-07", "--trace", "exceeds",
                 "--json", "--home", str(home.path)])  # fmt: skip
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert code == 0
    assert [line["number"] for line in lines] == [visit.number for visit in week.visits if visit.exceeds]
    assert all(line["laeq_db"] == 61.2 for line in lines)


@pytest.mark.parametrize("kind", ["loop", "full_coverage"])
def test_planned_against_done_counts_what_was_missed(tmp_path: Path, kind: PlanKind) -> None:
    home = Home.open(tmp_path)
    with Store.open(home.database, device="TEST") as store:
        for name in library.kinds():
            library.import_file(resource("demo", f"{name}.csv"), name, store, keep_good=False, actor="test", at=FIRST)
        plan = plans.plan_night(store, plans.PlanAsk(kind=kind, day=date(2026, 6, 6), teams=2, solver="plain"))
        number = plans.keep_plan(store, plan, actor="test", at=FIRST)
        tour = plans.plan_night(store, plans.PlanAsk(kind="tour", day=date(2026, 6, 6), teams=1, solver="plain"))
        toured = {stop.site for team in tour.teams for stop in team.stops}
        plans.keep_plan(store, tour, actor="test", at=FIRST)
        arrived = datetime(2026, 6, 6, 22, 0, tzinfo=LOCAL)
        for place, site in enumerate(("演示一号工地", "演示二号工地", "没有计划的工地")):
            body = {"arrived_at": arrived.isoformat(), "site": {"name": site}}
            store.append("visit.opened", f"V-{place}", body, actor="test", at=arrived)
        found = plans.coverage(store, number)
        made = bulletin(store, home, "daily_warning", date(2026, 6, 6), date(2026, 6, 6))
    planned = {stop.site for team in plan.teams for stop in team.stops}
    assert set(found.missed) == planned - {"演示一号工地", "演示二号工地"}
    assert found.unplanned == ("V-2",)
    assert {stop.visit for stop in found.stops if stop.visit} == {"V-0", "V-1"}
    assert found.zone_sites_done == 2
    done = next(rate for rate in made.rates if rate.key == "plan_done")
    # a site that two plans of one night hold counts once
    assert planned & toured
    assert (len(done.numerator), len(done.denominator)) == (2, len(planned | toured))
    assert made.not_closed == ("V-0", "V-1", "V-2")
