"""Reports as deeds: due by the hour, drafted, issued as facts with the hash of what went out."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from june_visits import FIRST, filled, record_of

from patrol_app.domain.errors import BadInput
from patrol_app.services.desk.coordinator_reports import ReportHands
from patrol_app.services.desk.settings import DeskSettings
from patrol_app.services.office import issues, library
from patrol_app.services.office.bulletins import behind, bulletin, not_reached
from patrol_app.services.office.columns import LOCAL
from patrol_app.services.office.issues import issue_bulletin, keep_draft, report_lines
from patrol_app.services.office.targets import targets
from patrol_app.services.report_facts import ReportLine
from patrol_app.store.home import Home
from patrol_app.store.store import Store

MONDAY = date(2026, 6, 1)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.open(tmp_path)


@pytest.fixture
def store(home: Home) -> Iterator[Store]:
    with Store.open(home.database, device="TEST") as store:
        filled(store, home, 90)
        yield store


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 6, day, hour, minute, tzinfo=LOCAL)


def line_of(lines: list[ReportLine], kind: str, start: date, end: date) -> ReportLine | None:
    return next((line for line in lines if (line.kind, line.start, line.end) == (kind, start, end)), None)


@pytest.mark.parametrize(
    ("now", "wanted"),
    [
        (at(7, 5, 59), None),
        (at(7, 6, 0), "due"),
        (at(7, 8, 29), "due"),
        (at(7, 8, 30), "late"),
        (at(9, 9, 0), "late"),
    ],
)
def test_a_nights_warning_is_due_at_half_past_eight(store: Store, now: datetime, wanted: str | None) -> None:
    night = date(2026, 6, 6)
    line = line_of(report_lines(store, now), "daily_warning", night, night)
    assert (line.state if line else None) == wanted
    if line is not None:
        assert line.at == at(7, 8, 30)


@pytest.mark.parametrize(("now", "wanted"), [(at(8, 5, 59), "running"), (at(8, 6, 0), "due"), (at(8, 8, 30), "late")])
def test_a_week_runs_until_its_last_night_is_over(store: Store, now: datetime, wanted: str) -> None:
    line = line_of(report_lines(store, now), "weekly_analysis", MONDAY, MONDAY + timedelta(days=6))
    assert line is not None and line.state == wanted


def test_the_exam_summary_takes_the_nights_of_the_notice(store: Store) -> None:
    lines = [line for line in report_lines(store, at(10, 7)) if line.kind == "exam_period_summary"]
    assert [(line.start, line.end) for line in lines] == [(date(2026, 6, 6), date(2026, 6, 9))]
    assert not [line for line in report_lines(store, at(6, 17, 59)) if line.kind == "exam_period_summary"]


def test_nothing_is_asked_of_the_time_before_the_first_visit(store: Store, tmp_path: Path) -> None:
    lines = report_lines(store, at(2, 9))
    assert line_of(lines, "monthly_bulletin", date(2026, 5, 1), date(2026, 5, 31)) is not None
    assert all(line.end >= FIRST.date() - timedelta(days=1) for line in lines)
    with Store.open(Home.open(tmp_path / "empty").database, device="TEST") as empty:
        assert report_lines(empty, at(7, 9)) == []


def test_a_draft_is_kept_and_changes_its_nights(store: Store) -> None:
    number = keep_draft(store, "weekly_analysis", date(2026, 6, 2), date(2026, 6, 4), draft="", actor="X", at=FIRST)
    line = line_of(report_lines(store, at(7, 9)), "weekly_analysis", date(2026, 6, 2), date(2026, 6, 4))
    assert line is not None and (line.state, line.draft) == ("draft", number)
    keep_draft(store, "weekly_analysis", date(2026, 6, 3), date(2026, 6, 4), draft=number, actor="X", at=FIRST)
    lines = report_lines(store, at(7, 9))
    assert line_of(lines, "weekly_analysis", date(2026, 6, 2), date(2026, 6, 4)) is None
    assert line_of(lines, "weekly_analysis", date(2026, 6, 3), date(2026, 6, 4)) is not None
    other = keep_draft(store, "daily_warning", date(2026, 6, 2), date(2026, 6, 2), draft="", actor="X", at=FIRST)
    assert other != number
    for kind, start, end in (("x", MONDAY, MONDAY), ("daily_warning", MONDAY, MONDAY - timedelta(days=1))):
        with pytest.raises(BadInput):
            keep_draft(store, kind, start, end, draft="", actor="X", at=FIRST)


def test_an_issue_is_a_fact_with_the_hash_of_the_file(store: Store, home: Home) -> None:
    night = date(2026, 6, 6)
    found = bulletin(store, home, "daily_warning", night, night)
    with pytest.raises(BadInput) as caught:
        issue_bulletin(store, home, found, language="zh", actor="DEMO-0020", at=at(7, 5, 59))
    assert caught.value.key == "report.not_over"
    assert list(home.papers.iterdir()) == []
    made = issue_bulletin(store, home, found, language="zh", actor="DEMO-0020", at=at(7, 8, 31))
    content = (home.papers / made.file).read_bytes()
    assert made.sha256 == hashlib.sha256(content).hexdigest()
    with sqlite3.connect(f"file:{home.database}?mode=ro", uri=True) as connection:
        rows = connection.execute(
            "select actor, at_utc, json_extract(body, '$.sha256', '$.data_sha256', '$.visits') from fact "
            "where kind = 'bulletin.issued'"
        ).fetchall()
    assert rows == [("DEMO-0020", "2026-06-07T00:31:00.000000Z",
                     f'["{made.sha256}","{found.data_sha256}",{len(found.visits)}]')]  # fmt: skip
    line = line_of(report_lines(store, at(7, 9)), "daily_warning", night, night)
    assert line is not None and (line.state, line.at, line.issues) == ("issued", at(7, 8, 31), 1)
    with pytest.raises(BadInput) as caught:
        issue_bulletin(store, home, found, language="zh", actor="DEMO-0020", at=at(7, 9))
    assert caught.value.key == "report.issued_same"


def test_a_record_that_changed_leads_to_a_second_issue(store: Store, home: Home) -> None:
    night = date(2026, 6, 6)
    first = issue_bulletin(
        store, home, bulletin(store, home, "daily_warning", night, night), language="zh", actor="A", at=at(7, 9)
    )
    number = next(n for n in range(90) if (FIRST + timedelta(hours=5 * n)) > at(6, 13))
    again = {**record_of(number), "order_number": "演示改〔2026〕9号"}
    store.append("visit.closed", again["number"], {"record": again}, actor="test", at=at(8, 9))
    found = bulletin(store, home, "daily_warning", night, night)
    assert found.data_sha256 != first.data_sha256
    second = issue_bulletin(store, home, found, language="zh", actor="B", at=at(8, 10))
    assert (second.file, second.file != first.file) == ("daily-warning-20260606-20260606-2.pdf", True)
    entries = store.all_of_kind(issues.ISSUED)
    assert [entry.corrects for entry in entries] == [None, entries[0].id]
    assert (home.papers / first.file).is_file()


def test_behind_a_rate_of_sites_stand_the_visits_there(store: Store, home: Home) -> None:
    names = [site.name for site in library.sites(store)]
    record = {**record_of(0), "number": "V-1", "arrived_at": at(6, 22).isoformat()}
    record = {**record, "site": {**record["site"], "name": names[0]}}
    store.append("visit.closed", "V-1", {"record": record}, actor="test", at=at(6, 23))
    found = bulletin(store, home, "exam_period_summary", date(2026, 6, 6), date(2026, 6, 9))
    rate = next(rate for rate in found.rates if rate.key == "zone_coverage")
    assert rate.numerator == (names[0],)
    assert [visit.number for visit in behind(found, "zone_coverage")] == ["V-1"]
    assert set(not_reached(rate)) == set(rate.denominator) - {names[0]}


def test_shipped_targets_are_those_of_plan_and_notice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATROL_HOME", str(tmp_path))
    assert targets() == {"plan_done": 1.0, "zone_coverage": 1.0}
    (tmp_path / "schemes").mkdir()
    own = tmp_path / "schemes" / "targets.toml"
    own.write_text('[[target]]\nrate = "judged_rate"\nshare = 0.95\n', "utf-8")
    assert targets() == {"judged_rate": 0.95}
    for bad in ("share = 0.9", 'rate = "x"\nshare = 1.01', 'rate = "x"\nshare = -0.01', 'rate = "x"\nshare = "much"'):
        own.write_text(f"[[target]]\n{bad}\n", "utf-8")
        with pytest.raises(BadInput):
            targets()


class FakeDesk:
    """As much of a desk as the tab's hands ask for."""

    settings = DeskSettings()

    def at(self) -> datetime:
        """A morning."""
        return at(7, 9)


class FakeHands:
    """The hands around the tab's."""

    desk = FakeDesk()

    def __init__(self, store: Store, home: Home) -> None:
        self.shelf = SimpleNamespace(store=store, home=home)


def test_the_tab_counts_nothing_from_a_damaged_log(store: Store, home: Home, tmp_path: Path) -> None:
    good = ReportHands(FakeHands(store, home)).read()  # type: ignore[arg-type]
    assert good.fault is None and good.rates and good.pages
    other = Home.open(tmp_path / "other")
    with closing(sqlite3.connect(home.database)) as kept, closing(sqlite3.connect(other.database)) as raw:
        kept.backup(raw)
        raw.execute("DROP TRIGGER fact_no_update")
        number = good.line.start.isoformat()
        changed = raw.execute(
            "update fact set body = replace(body, 'exceeds', 'complies') where kind = 'visit.closed' and "
            "date(datetime(json_extract(body, '$.record.arrived_at')), '+8 hours', '-12 hours') = ?",
            [number],
        )
        assert changed.rowcount > 0
        raw.commit()
    with Store.open(other.database, check=False) as damaged:
        facts = ReportHands(FakeHands(damaged, other)).read()  # type: ignore[arg-type]
    assert facts.fault is not None and facts.fault.key == "store.entry_damaged"
    assert facts.lines and (facts.rates, facts.nights, facts.pages) == ((), (), ())
