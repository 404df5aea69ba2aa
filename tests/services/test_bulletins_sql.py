"""Bulletins recomputed by SQL that knows nothing of the program's counting."""

from __future__ import annotations

import hashlib
import json
import math
import sqlite3
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from bulletin_laptop import WEEK, laptop
from june_visits import FIRST, record_of

from patrol_app.assets import resource
from patrol_app.domain.bulletins import Bulletin
from patrol_app.domain.errors import BadInput
from patrol_app.reports.bulletin_file import document
from patrol_app.services.office import library, plans
from patrol_app.services.office.bulletins import behind, bulletin
from patrol_app.services.office.columns import LOCAL
from patrol_app.store.home import Home
from patrol_app.store.store import Store


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return laptop(tmp_path_factory.mktemp("bulletins"))


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
