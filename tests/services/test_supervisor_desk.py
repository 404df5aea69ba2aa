"""A supervisor's desk on the demonstration night: lists, a part judged anew, an order signed, a case file."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from demo_night import demo_night

from drivers.link import ScenarioClock
from patrol_app.evidence.certificates import Holder
from patrol_app.evidence.keys import new_key
from patrol_app.evidence.verify import verify_pack
from patrol_app.services.desk.desk import Desk
from patrol_app.services.supervisor_facts import SupervisorFacts, VisitLine
from patrol_app.store.home import Home
from patrol_app.store.reader import Reader

REVIEWER, PASSWORD = "DEMO-0009", "not a real secret 9"
NUMBER = "DEMO-20260606-01"
PATIENCE_S = 120.0


def _copy(source: str, target: str) -> None:
    """The database and the packs are written to; the recordings are not, and are large."""
    if ".db" in source or source.endswith(".sqlite") or "sqlite" in source:
        shutil.copy2(source, target)
    else:
        os.link(source, target)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    night = demo_night()
    folder = tmp_path_factory.mktemp("supervisor") / "data"
    shutil.copytree(night.home, folder, copy_function=_copy)
    made = Home.open(folder)
    for visit in night.visits:
        shutil.copy2(visit.pack.path, made.packs / f"{visit.record.number}.zip")
    holder = Holder(name="复核人丁", certificate_number=REVIEWER, organisation="演示单位")
    new_key(made.keys / f"{REVIEWER}.p12", PASSWORD, holder, not_before=datetime(2026, 6, 1, tzinfo=UTC))
    return made


@pytest.fixture
def desk(home: Home) -> Iterator[Desk]:
    clock = ScenarioClock(round(datetime(2026, 6, 8, 1, 0, tzinfo=UTC).timestamp()) * 1_000_000_000)
    made = Desk(home.path, role="supervisor", clock=clock)
    made.remember(reviewer=REVIEWER, reviewer_name="复核人丁")
    made.start()
    until(lambda: made.review() is not None and made.busy is None)
    yield made
    made.close()


def until(come: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not come():
        assert time.monotonic() < deadline, "never came"
        time.sleep(0.02)


def lines(desk: Desk) -> dict[str, VisitLine]:
    facts = desk.office("supervisor")
    assert isinstance(facts, SupervisorFacts)
    return {line.number: line for line in facts.lines}


def told(desk: Desk) -> str:
    said = desk.notice()
    return said.key if said is not None else ""


def open_visit(desk: Desk) -> None:
    desk.command("open_visit", number=NUMBER)
    until(lambda: (seen := desk.review()) is not None and seen.items[seen.selected].case_number == NUMBER)
    until(lambda: desk.busy is None)


def test_the_lists_say_what_was_found_and_what_is_there(desk: Desk) -> None:
    found = lines(desk)
    assert list(found) == ["DEMO-20260606-03", "DEMO-20260606-02", NUMBER]
    over = found[NUMBER]
    assert (over.outcome, over.measured, over.limit, over.over) == ("exceeds", "60", "55", 1)
    assert over.order_number
    assert over.pack
    assert (over.standing, over.countersigned, over.case_file) == ("waiting", False, False)
    assert found["DEMO-20260606-02"].order_number is None
    assert found["DEMO-20260606-02"].over == 0


def test_a_part_excluded_in_review_is_judged_anew_beside_the_record_as_closed(desk: Desk, home: Home) -> None:
    open_visit(desk)
    before = desk.review()
    assert before is not None
    assert [one.label for one in before.exclusions] == ["A"]
    assert [one.label.key for one in before.values][-1] == "review.result"
    desk.command("select", start_s=10.0, end_s=60.0)
    until(lambda: (seen := desk.review()) is not None and seen.selection is not None)
    seen = desk.review()
    assert seen is not None
    assert seen.selection is not None
    assert 50.0 < (seen.selection.laeq_db or 0.0) <= (seen.selection.lafmax_db or 0.0) < 70.0
    # every loud stretch of the run is left out: only the whole run is over then
    desk.command("exclude", start_s=60.0, end_s=1190.0, reason="人声")
    until(lambda: (now := desk.review()) is not None and len(now.exclusions) == 2)
    after = desk.review()
    assert after is not None
    assert after.exclusions[1].author == "复核人丁（DEMO-0009）"
    assert [one.label.key for one in after.values][-1] == "desk.review.as_closed"
    with Reader.open(home.database) as reader:
        (fact,) = reader.all_of_kind("review.judged_anew", NUMBER)
        assert fact.actor == REVIEWER
        assert fact.body["excluded"] == ["A", "B"]
        closed = [one["outcome"] for one in fact.body["verdicts_as_closed"] if one["kind"] == "construction_noise"]
        anew = [one["outcome"] for one in fact.body["verdicts"] if one["kind"] == "construction_noise"]
        assert closed == ["exceeds"]
        assert anew == [after.outcome.outcome]
        assert fact.body["laeq_without_db"] < fact.body["laeq_db"] - 2.0
        (kept,) = reader.all_of_kind("visit.closed", NUMBER)
        assert [one["label"] for one in kept.body["record"]["measurement"]["exclusions"]] == ["A"]
    assert verify_pack(home.packs / f"{NUMBER}.zip", None, datetime.now(UTC)).intact


def test_an_order_is_signed_with_the_reviewers_key_once(desk: Desk, home: Home) -> None:
    desk.command("sign_order", number="DEMO-20260606-02", password=PASSWORD)
    until(lambda: told(desk) == "desk.no_order")
    assert lines(desk)[NUMBER].countersigned is False
    desk.command("sign_order", number=NUMBER)
    until(lambda: told(desk) == "desk.order_signed")
    line = lines(desk)[NUMBER]
    assert line.countersigned
    assert line.countersigned_by == "复核人丁（DEMO-0009）"
    report = verify_pack(home.packs / f"{NUMBER}.zip", None, datetime.now(UTC))
    assert report.intact
    assert len(report.signers) == 3
    desk.command("sign_order", number=NUMBER)
    until(lambda: told(desk) == "evidence.countersigned")


def test_papers_are_shown_and_the_case_file_is_kept(desk: Desk, home: Home) -> None:
    desk.command("show_papers", number=NUMBER, order=True, language="zh")
    until(desk.pages)
    order = len(desk.pages())
    desk.command("show_papers", number=NUMBER, language="zh")
    until(lambda: len(desk.pages()) > order)
    desk.command("make_case_file", number=NUMBER)
    until(lambda: told(desk) == "desk.case_file_made")
    assert (home.papers / f"{NUMBER}-case-file.pdf").read_bytes().startswith(b"%PDF")
    assert lines(desk)[NUMBER].case_file


def test_sent_back_with_a_sentence_and_a_name(desk: Desk) -> None:
    open_visit(desk)
    desk.command("send_back", remark="")
    until(lambda: told(desk) == "desk.no_remark")
    desk.command("send_back", remark="补一张校准照片")
    until(lambda: lines(desk)[NUMBER].standing == "sent_back")
    line = lines(desk)[NUMBER]
    assert (line.remark, line.decided_by) == ("补一张校准照片", "复核人丁（DEMO-0009）")
    assert line.decided_at == datetime(2026, 6, 8, 1, 0, tzinfo=UTC)
