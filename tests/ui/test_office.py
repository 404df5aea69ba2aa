"""A supervisor's window on a data folder with a closed visit: recomputed, sent back, accepted and signed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from gui_watch import LONGEST_S, GuiWatch, turn
from playing import PASSWORD, PATIENCE_S
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from drivers.link import SystemClock
from patrol_app.domain.people import PersonMet
from patrol_app.evidence.certificates import Holder
from patrol_app.evidence.keys import make_signer, new_key
from patrol_app.evidence.verify import verify_pack
from patrol_app.services.demo.demo import authority
from patrol_app.services.desk.bench import Bench
from patrol_app.services.desk.closing import Closing
from patrol_app.services.desk.decisions import decisions, newest_closed, standing
from patrol_app.services.desk.desk import Desk
from patrol_app.services.desk.practice import PracticeBench
from patrol_app.services.desk.settings import load_settings
from patrol_app.services.desk.shelf import open_shelf, stock_demo
from patrol_app.services.desk.visit import DeskVisit
from patrol_app.store.home import Home
from patrol_app.store.reader import Reader
from patrol_app.store.store import Store
from patrol_app.ui.officer.closing_screen import ClosingScreen
from patrol_app.ui.screen import CLOSE_STEP, REVIEW_STEP
from patrol_app.ui.supervisor.review_screen import ReviewScreen
from patrol_app.ui.supervisor.tabs import CASES_STEP, ORDERS_STEP, VISITS_STEP
from patrol_app.ui.window import PatrolWindow

REVIEWER = "DEMO-0009"
WATCH = GuiWatch()


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A data folder with one visit of a few seconds, closed and packed by two officers."""
    folder = tmp_path_factory.mktemp("office")
    clock = SystemClock()
    at = datetime.now(UTC)
    with Store.open(Home.open(folder).database, device="TEST-LAPTOP") as store:
        stock_demo(Home.open(folder), store, at)
    shelf = open_shelf(folder)
    practice = PracticeBench(shelf.units, clock, shelf.sites[0].place)
    practice.world.calibrator = False
    bench = Bench(folder / "bench", practice.units, clock)
    bench.find(listen=False)
    plugged = tuple(bench.plugged.values())
    bench.close()
    visit = DeskVisit(shelf, shelf.sites[0], plugged, clock=clock, signer=None, practice=False)
    time.sleep(1.5)
    practice.world.begin_run()
    visit.start("main").result(10)
    time.sleep(3.0)
    visit.end()
    practice.close()
    person = PersonMet(name="演示负责人丙", post="现场负责人", employer="—", relation="—")
    visit.log.add("visit.observed", {"person_met": person})
    visit.log.flush()
    closing = Closing(shelf, visit.number, practice=False)
    closing.look(datetime.now(UTC))
    keys = {
        officer.certificate_number: make_signer(
            Holder(name=officer.name, certificate_number=officer.certificate_number, organisation=authority().name),
            not_before=datetime(2026, 6, 1, tzinfo=UTC),
        )
        for officer in shelf.team
    }
    strokes = (((0.1, 0.5), (0.4, 0.2), (0.6, 0.7)),)
    for who in (*keys, "party"):
        closing.sign(who, strokes, (300, 120), keys.get(who), datetime.now(UTC))
    closing.pack(keys, datetime.now(UTC))
    shelf.store.close()
    home = Home.open(folder)
    holder = Holder(name="复核人丁", certificate_number=REVIEWER, organisation="演示单位")
    new_key(home.keys / f"{REVIEWER}.p12", PASSWORD, holder, not_before=datetime(2026, 6, 1, tzinfo=UTC))
    return home.path, visit.number


@pytest.fixture(autouse=True)
def never_waits() -> Iterator[None]:
    """The window's own thread touches no disk and is never busy for long."""
    WATCH.waits.clear()
    WATCH.longest_s = 0.0
    yield
    assert WATCH.waits == []
    assert WATCH.longest_s < LONGEST_S


def press(widget: QWidget, key: Qt.Key) -> None:
    with turn(WATCH):
        QTest.keyClick(widget, key)


def until(come: Callable[[], object], window: PatrolWindow) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not come():
        assert time.monotonic() < deadline, "never came"
        with turn(WATCH):
            QApplication.processEvents()
            window.beat()
        time.sleep(0.01)


def again_locked(desk: Desk) -> bool:
    facts = desk.review()
    return facts is not None and facts.locked and facts.obstacle is None


def test_a_case_is_recomputed_accepted_and_sent_back(qapp: QApplication, closed: tuple[Path, str]) -> None:
    folder, number = closed
    desk = Desk(folder, role="supervisor")
    desk.remember(reviewer=REVIEWER, reviewer_name="复核人丁")
    window = PatrolWindow(desk, role="supervisor", tone="day")
    window.show()
    window.stop_beating()
    desk.start()
    try:
        until(lambda: desk.review() is not None and desk.busy is None, window)
        facts = desk.review()
        assert facts is not None
        assert [item.case_number for item in facts.items] == [number]
        assert facts.history.count > 2
        assert [link.name for link in facts.chain if not link.remade] == []
        assert facts.chain_check.state == "ok"
        assert not facts.can_listen
        screen = window.screen_shown
        assert isinstance(screen, ReviewScreen)
        assert not screen.listen.isEnabled()

        desk.command("exclude", number=number, start_s=0.5, end_s=1.5, reason="人声")
        until(lambda: (seen := desk.review()) is not None and len(seen.exclusions) == 1, window)

        for step in (VISITS_STEP, CASES_STEP, ORDERS_STEP, REVIEW_STEP):
            with turn(WATCH):
                window.go_to(step)
        press(window, Qt.Key.Key_F8)
        until(lambda: load_settings(folder).tone == desk.settings.tone == window.look.palette.tone, window)
        window.refresh()
        assert again_locked(desk)
        press(window, Qt.Key.Key_F5)
        form = window.overlays.form
        assert form.isVisible()
        form.lines["password"].insert(PASSWORD)
        press(form.take, Qt.Key.Key_Return)
        until(lambda: desk.notice() is not None and desk.notice().key == "desk.accepted_signed", window)  # type: ignore[union-attr]
        until(lambda: desk.review() is None and desk.busy is None, window)
        window.refresh()
        assert not screen.plot.isVisible(), "nothing of the accepted visit is left on the desk"

        # all of them: accepted once, it is not accepted again, but it can be sent back with a sentence
        desk.command("filter")
        until(lambda: desk.review() is not None and desk.busy is None, window)
        window.refresh()
        assert not screen.accept.isEnabled()
        press(window, Qt.Key.Key_F5)
        until(lambda: desk.notice() is not None and desk.notice().key == "desk.accepted_before", window)  # type: ignore[union-attr]
        press(window, Qt.Key.Key_F9)
        assert "复核人丁" in screen.full.toPlainText()
        press(screen.full, Qt.Key.Key_Escape)
        assert not screen.full.isVisible()
        screen.remark.insert("请补照片")
        window.setFocus()
        window.refresh()
        press(window, Qt.Key.Key_F7)
        until(lambda: desk.notice() is not None and desk.notice().key == "desk.sent_back", window)  # type: ignore[union-attr]
        until(
            lambda: (seen := desk.review()) is not None and dict(seen.items[0].state.data).get("remark") == "请补照片",
            window,
        )
    finally:
        window.close()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
        desk.close()
    report = verify_pack(Home.open(folder).packs / f"{number}.zip", None, datetime.now(UTC))
    assert report.intact
    assert len(report.signers) == 3
    with Reader.open(Home.open(folder).database) as reader:
        assert reader.all_of_kind("review.sent_back", number)[0].body["remark"] == "请补照片"
        assert reader.all_of_kind("review.accepted", number)[0].actor == REVIEWER
        assert len(reader.all_of_kind("review.exclusion_added", number)) == 1
        assert len(reader.all_of_kind("review.judged_anew", number)) == 1


def test_what_was_sent_back_waits_for_the_officers_and_is_closed_again(
    qapp: QApplication, closed: tuple[Path, str]
) -> None:
    folder, number = closed
    home = Home.open(folder)
    with Store.open(home.database) as store:
        body = {"remark": "补写测点", "by": REVIEWER, "name": "复核人丁", "key_sha256": None}
        store.append("review.sent_back", number, body, actor=REVIEWER, at=datetime.now(UTC))
    first = (home.packs / f"{number}.zip").read_bytes()
    desk = Desk(folder)
    window = PatrolWindow(desk, tone="night")
    window.show()
    window.stop_beating()
    desk.start()
    try:
        until(lambda: bool(desk.office("sent_back")), window)
        until(lambda: (told := desk.notice()) is not None and told.key == "desk.sent_back_waits", window)
        with turn(WATCH):
            window.go_to(CLOSE_STEP)
        screen = window.screen_shown
        assert isinstance(screen, ClosingScreen)
        assert [row.label for row in screen.values.view.rows][1] == "补写测点"
        assert [row.value for row in screen.values.view.rows][1] == f"复核人丁（{REVIEWER}）"
        press(window, Qt.Key.Key_F2)
        until(lambda: desk.closing() is not None and desk.busy is None, window)
        facts = desk.closing()
        assert facts is not None
        assert facts.case_number == number
        assert facts.party_state == "signed"
        for one in facts.signatures:
            desk.keys[one.officer.certificate_number] = make_signer(
                Holder(
                    name=one.officer.name,
                    certificate_number=one.officer.certificate_number,
                    organisation=authority().name,
                ),
                not_before=datetime(2026, 6, 1, tzinfo=UTC),
            )
            strokes = (((0.1, 0.5), (0.4, 0.2)),)
            desk.command("sign", who=one.officer.certificate_number, strokes=strokes, width_px=300, height_px=120)
        until(lambda: (now := desk.closing()) is not None and now.pack_wants is None, window)
        desk.command("pack")
        until(lambda: (told := desk.notice()) is not None and told.key.startswith("desk.packed"), window)
        until(lambda: desk.office("sent_back") == (), window)
    finally:
        window.close()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
        desk.close()
    assert (home.packs / f"{number}.v1.zip").read_bytes() == first
    report = verify_pack(home.packs / f"{number}.zip", None, datetime.now(UTC))
    assert report.intact
    with Reader.open(home.database) as reader:
        assert len(reader.all_of_kind("pack.made", number)) == 2
        (again,) = newest_closed(reader, datetime.now(UTC) - timedelta(days=1))
        decided = decisions(reader, datetime.now(UTC) - timedelta(days=1))[number]
        assert standing(decided, datetime.fromisoformat(again.at_utc)) is None
