"""What bulletins show and lead to: pages, files, points, cards; and what they refuse."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from bulletin_laptop import WEEK, laptop
from docx import Document
from june_visits import FIRST, VISIT
from openpyxl import load_workbook

from patrol_app.assets import resource
from patrol_app.cli.app import main
from patrol_app.domain.bulletins import BULLETINS, Bulletin
from patrol_app.domain.errors import DamagedEvidence
from patrol_app.domain.plans import PlanKind
from patrol_app.reports.bulletin_file import document
from patrol_app.reports.bulletin_pages import LETTER_MM, bar_chart
from patrol_app.reports.bulletin_parts import numbers_text
from patrol_app.reports.document import Bars
from patrol_app.reports.said import Said
from patrol_app.services.office import bulletins, library, plans
from patrol_app.services.office.bulletins import bulletin, period_before, render_bulletin
from patrol_app.services.office.columns import LOCAL
from patrol_app.services.office.figures import figures
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
