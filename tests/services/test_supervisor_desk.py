"""A supervisor's desk on a short visit: lists, a part judged anew, an order signed, a case file."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from short_visit import short_pack

from drivers.link import ScenarioClock
from patrol_app.evidence.certificates import Holder
from patrol_app.evidence.keys import new_key
from patrol_app.evidence.verify import verify_pack
from patrol_app.services.desk.desk import Desk
from patrol_app.services.supervisor_facts import SupervisorFacts, VisitLine
from patrol_app.store.home import Home
from patrol_app.store.reader import Reader
from patrol_app.store.store import Store

REVIEWER, PASSWORD = "DEMO-0009", "not a real secret 9"
NUMBER, OTHER = "T-20260606-01", "T-20260607-01"
LATER = datetime(2026, 6, 7, 15, 0, tzinfo=UTC)
PATIENCE_S = 120.0


def _copy(source: str, target: str) -> None:
    """The database is written to; the recordings are not, and are large."""
    (shutil.copy2 if "patrol.db" in source else os.link)(source, target)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A visit with an order, and a newer one of which neither recording nor pack is here."""
    pack = short_pack().pack.path
    folder = tmp_path_factory.mktemp("supervisor") / "data"
    shutil.copytree(pack.parents[1] / "data", folder, copy_function=_copy)
    made = Home.open(folder)
    shutil.copy2(pack, made.packs / f"{NUMBER}.zip")
    holder = Holder(name="复核人丁", certificate_number=REVIEWER, organisation="演示单位")
    new_key(made.keys / f"{REVIEWER}.p12", PASSWORD, holder, not_before=datetime(2026, 6, 1, tzinfo=UTC))
    with Store.open(made.database) as store:
        opened, closed = store.latest("visit.opened", NUMBER), store.latest("visit.closed", NUMBER)
        assert opened is not None
        assert closed is not None
        store.append("visit.opened", OTHER, {**opened.body, "number": OTHER}, actor="test", at=LATER)
        record = {**closed.body["record"], "number": OTHER, "measurement": None, "verdicts": [], "order_number": None,
                  "arrived_at": LATER.isoformat(), "left_at": LATER.isoformat()}  # fmt: skip
        store.append("visit.closed", OTHER, {"record": record}, actor="test", at=LATER)
    return made


@pytest.fixture(scope="module")
def desk(home: Home) -> Iterator[Desk]:
    """One desk for the whole script: the tests follow each other as a supervisor's evening does."""
    clock = ScenarioClock(round(datetime(2026, 6, 8, 1, 0, tzinfo=UTC).timestamp()) * 1_000_000_000)
    made = Desk(home.path, role="supervisor", clock=clock)
    made.remember(reviewer=REVIEWER, reviewer_name="复核人丁")
    made.start()
    settle(made)
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


def settle(desk: Desk) -> None:
    """Everything that was asked for has been done and published."""
    done = threading.Event()
    desk.worker.do(done.set)
    assert done.wait(PATIENCE_S)


def open_visit(desk: Desk) -> None:
    desk.command("open_visit", number=NUMBER)
    settle(desk)
    seen = desk.review()
    assert seen is not None
    assert seen.items[seen.selected].case_number == NUMBER


def test_the_lists_say_what_was_found_and_what_is_there(desk: Desk) -> None:
    found = lines(desk)
    assert list(found) == [OTHER, NUMBER]
    over = found[NUMBER]
    assert (over.outcome, over.site, over.officers) == ("indicative", "演示一号工地", ("演示员甲", "演示员乙"))
    assert over.order_number
    assert over.pack
    assert over.papers == 4
    assert (over.standing, over.countersigned, over.case_file) == ("waiting", False, False)
    assert (found[OTHER].order_number, found[OTHER].pack, found[OTHER].outcome) == (None, False, "")


def test_a_visit_that_cannot_be_opened_keeps_nobody_from_the_others(desk: Desk) -> None:
    seen = desk.review()
    assert seen is not None
    assert (seen.items[seen.selected].case_number, seen.outcome.title.key) == (OTHER, "desk.case_unopened")
    open_visit(desk)
    seen = desk.review()
    assert seen is not None
    assert seen.obstacle is None
    assert [link.name for link in seen.chain if not link.remade] == []


def test_a_part_excluded_in_review_is_judged_anew_beside_the_record_as_closed(desk: Desk, home: Home) -> None:
    open_visit(desk)
    before = desk.review()
    assert before is not None
    assert [one.label for one in before.exclusions] == ["A"]
    assert [one.label.key for one in before.values][-1] == "review.result"
    desk.command("select", start_s=10.0, end_s=15.0)
    until(lambda: (seen := desk.review()) is not None and seen.selection is not None)
    seen = desk.review()
    assert seen is not None
    assert seen.selection is not None
    assert 48.0 < (seen.selection.laeq_db or 0.0) <= (seen.selection.lafmax_db or 0.0) < 62.0
    # the hammer is left out
    desk.command("exclude", number=NUMBER, start_s=18.0, end_s=28.0, reason="人声")
    until(lambda: (now := desk.review()) is not None and len(now.exclusions) == 2)
    after = desk.review()
    assert after is not None
    assert [one.label for one in after.exclusions] == ["A", "B"]
    assert after.exclusions[1].author == "复核人丁（DEMO-0009）"
    assert after.exclusions[1].at == datetime(2026, 6, 8, 1, 0, tzinfo=UTC)
    assert after.exclusions[1].without_db is not None
    assert after.exclusions[0].without_db is not None
    assert after.exclusions[1].without_db < after.exclusions[0].without_db - 2.0
    # what was added hatches the plot as what was excluded at the site
    assert [(one.start_s, one.end_s) for one in after.events if one.kind == "exclusion"][1] == (18.0, 28.0)
    assert [one.label.key for one in after.values][-1] == "desk.review.as_closed"
    with Reader.open(home.database) as reader:
        (fact,) = reader.all_of_kind("review.judged_anew", NUMBER)
        assert fact.actor == REVIEWER
        assert fact.body["excluded"] == ["A", "B"]
        assert fact.body["laeq_without_db"] < fact.body["laeq_db"] - 2.0
        (kept,) = reader.all_of_kind("visit.closed", NUMBER)
        assert [one["label"] for one in kept.body["record"]["measurement"]["exclusions"]] == ["A"]
    assert verify_pack(home.packs / f"{NUMBER}.zip", None, datetime.now(UTC)).intact


def test_an_order_is_signed_with_the_reviewers_key_once(desk: Desk, home: Home) -> None:
    desk.command("sign_order", number=OTHER, password=PASSWORD)
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


def test_a_key_under_anothers_number_opens_nothing(desk: Desk, home: Home) -> None:
    shutil.copy2(home.keys / f"{REVIEWER}.p12", home.keys / "DEMO-0042.p12")
    desk.command("unlock", who="DEMO-0042", password=PASSWORD)
    until(lambda: told(desk) == "desk.key_of_another")
    assert "DEMO-0042" not in desk.keys


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


def test_of_many_keys_down_only_the_last_visit_is_opened(desk: Desk) -> None:
    for number in (OTHER, NUMBER, OTHER, NUMBER, OTHER):
        desk.command("choose", number=number)
    settle(desk)
    seen = desk.review()
    assert seen is not None
    assert seen.items[seen.selected].case_number == OTHER
    # neither recording nor pack is here: nothing of the visit before is left in its place
    assert [one.title.key for one in seen.checks] == ["rebuild.no_sound"]
    assert seen.history.count == 0
    assert seen.obstacle is not None
    assert seen.obstacle.key == "rebuild.no_sound"


def test_the_lists_are_filtered_by_what_is_asked(desk: Desk) -> None:
    def after(**answers: str) -> list[str]:
        desk.command("filter", tab="visits", answers=answers)
        settle(desk)
        return list(lines(desk))

    assert after(outcome="indicative") == [NUMBER]
    assert after(officer="演示员乙", date_to="2026-06-06") == [NUMBER]
    assert after(text="改 一号", shown="waiting") == [NUMBER]
    assert after(site_like="没有这里") == []
    desk.command("filter", tab="visits", answers={"date_from": "六月"})
    until(lambda: told(desk) == "desk.filter_date")
    assert after() == [OTHER, NUMBER]


def test_sent_back_with_a_sentence_and_a_name(desk: Desk) -> None:
    open_visit(desk)
    desk.command("send_back", number=NUMBER, remark="")
    until(lambda: told(desk) == "desk.no_remark")
    desk.command("filter", tab="review", answers={"shown": "waiting"})
    # a key that is pressed twice decides once, and the second press is no fault
    for _ in range(2):
        desk.command("send_back", number=NUMBER, remark="补一张校准照片")
    settle(desk)
    assert "desk.other_case" != told(desk) != "desk.waits_for_officers"
    until(lambda: lines(desk)[NUMBER].standing == "sent_back")
    line = lines(desk)[NUMBER]
    assert (line.remark, line.decided_by) == ("补一张校准照片", "复核人丁（DEMO-0009）")
    assert line.decided_at == datetime(2026, 6, 8, 1, 0, tzinfo=UTC)
