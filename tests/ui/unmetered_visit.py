"""A visit without any instrument, in the real window: a breach of the noise ban, six measures, help, a talk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from joint_visit import Joint
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from whole_visit import EVENING, OFFICERS, PASSWORD, FastClock

from patrol_app.assets import resource
from patrol_app.evidence.certificates import Holder
from patrol_app.evidence.keys import new_key
from patrol_app.services.desk.desk import Desk
from patrol_app.services.office import library
from patrol_app.store.home import Home
from patrol_app.store.store import Store
from patrol_app.ui.officer.closing_screen import ABSENT, ClosingScreen
from patrol_app.ui.officer.site_screen import SiteScreen
from patrol_app.ui.screen import CLOSE_STEP, EVIDENCE_STEP, LIVE_STEP, ROUTE_STEP
from patrol_app.ui.window import PatrolWindow

Shot = Callable[[str], None]


def a_folder(folder: Path) -> None:
    """Libraries, a unit and two keys; no instrument is registered."""
    home = Home.open(folder)
    (folder / "unit.toml").write_bytes(resource("demo", "unit.toml").read_bytes())
    store = Store.open(home.database, device="TEST-LAPTOP")
    for kind in ("venues", "sites", "notices", "officers"):
        source = resource("demo", f"{kind}.csv")
        library.import_file(source, kind, store, keep_good=False, actor="test", at=EVENING)
    store.close()
    for name, number in OFFICERS:
        holder = Holder(name=name, certificate_number=number, organisation="演示单位")
        new_key(home.keys / f"{number}.p12", PASSWORD, holder, not_before=datetime(2026, 6, 1, tzinfo=UTC))


def play(folder: Path, pictures: Path | None = None) -> dict[str, Any]:
    """Play the visit; returns what a test looks at."""
    from patrol_app.ui.doors import application
    from patrol_app.ui.steps import load_screens

    application()
    a_folder(folder)
    desk = Desk(folder, clock=FastClock(5.0, EVENING))
    window = PatrolWindow(desk, tone="night", now=desk.at)
    load_screens("officer")
    window.show()
    window.activateWindow()
    QApplication.processEvents()
    desk.start()
    hands = Joint(window, desk)

    def shot(name: str) -> None:
        if pictures is not None:
            window.grab_to(pictures / f"{name}.png")

    try:
        _observe(hands, shot)
        return _close(hands, shot)
    finally:
        window.close()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
        desk.close()


def _observe(hands: Joint, shot: Shot) -> None:
    window, desk = hands.window, hands.desk
    hands.until(lambda: desk.route() is not None and desk.departure() is not None, "the desk")
    window.go_to(ROUTE_STEP)
    window.refresh()
    hands.press(Qt.Key.Key_F5)
    hands.until(lambda: window.step == LIVE_STEP and desk.latest() is not None, "the visit")
    window.go_to(EVIDENCE_STEP)
    hands.until(lambda: desk.site() is not None, "the site's facts")
    screen = window.screen_shown
    assert isinstance(screen, SiteScreen)
    window.refresh()
    hands.press(Qt.Key.Key_F5)
    _choose(hands, "working", "yes")
    _choose(hands, "exempt_work", "no")
    _choose(hands, "permit_shown", "no")
    hands.fill(process="浇筑混凝土", statement="赶工期")
    hands.told("desk.noted")
    hands.press(Qt.Key.Key_F7)
    for measure, state in (("enclosure", "met"), ("covering", "not_met"), ("wheel_washing", "not_met")):
        _choose(hands, measure, state)
    shot("1-measures")
    hands.fill()
    hands.told("desk.noted")
    for form, answers in (
        ("help", {"problem": "裸土未覆盖，教工地铺网", "advice": "2", "hazards_removed": "1"}),
        ("law_talk", {"audience": "夜班工人", "people": "12", "materials": "12"}),
        ("weather", {"wind_m_s": "2,1", "wind_meter": "演示风速仪 W-7"}),
    ):
        window.refresh()
        button = screen.buttons[form]
        button.setFocus()
        QTest.keyClick(button, Qt.Key.Key_Space)
        hands.fill(**answers)
        hands.told("desk.noted")
    hands.press(Qt.Key.Key_F4)
    hands.digit(1)
    hands.fill(name="演示负责人丙", post="现场负责人", employer="演示公司", relation="现场负责人")
    hands.told("desk.noted")
    window.refresh()
    shot("2-site")


def _choose(hands: Joint, field: str, value: str) -> None:
    """A choice of the open form, by its button and the space key."""
    from patrol_app.ui import forms

    words = f"{forms.label(field)}: {forms.choice_word(value)}"
    button = next(stop for stop in hands.window.overlays.form.stops if stop.accessibleName() == words)
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)


def _close(hands: Joint, shot: Shot) -> dict[str, Any]:
    window, desk = hands.window, hands.desk
    window.go_to(LIVE_STEP)
    hands.press(Qt.Key.Key_F10)
    assert window.step == CLOSE_STEP
    hands.until(lambda: desk.closing() is not None, "the draft")
    screen = window.screen_shown
    assert isinstance(screen, ClosingScreen)
    facts = desk.closing()
    assert facts is not None
    told: dict[str, Any] = {"number": facts.case_number, "outcome": facts.outcome.title.key}
    hands.press(Qt.Key.Key_F3)
    hands.until(window.overlays.pages.isVisible, "the pages")
    told["pages"] = len(desk.pages())
    shot("3-record")
    QTest.keyClick(window.overlays.pages, Qt.Key.Key_Right)
    shot("4-record")
    QTest.keyClick(window.overlays.pages, Qt.Key.Key_Escape)
    for index in range(2):
        hands.draw_signature(screen)
        hands.press(Qt.Key.Key_F5)
        hands.fill(password=PASSWORD)
        hands.until(
            lambda index=index: (now := desk.closing()) and now.signatures[index].signed_at is not None,  # type: ignore[misc]
            f"signature {index}",
        )
        window.refresh()
    screen.choices.button(ABSENT).setChecked(True)
    screen.reason.insert("负责人不在场")
    screen.witness.insert("演示网格员")
    window.setFocus()
    hands.press(Qt.Key.Key_F5)
    hands.until(lambda: (now := desk.closing()) and now.pack_wants is None, "nothing missing")
    hands.hold(Qt.Key.Key_F9)
    hands.until(lambda: (now := desk.closing()) and now.pack_made, "the pack")
    hands.until(lambda: desk.busy is None and desk.closing() is not None, "the check")
    hands.told("desk.packed")
    shot("5-packed")
    return told
