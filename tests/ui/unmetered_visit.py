"""A visit without any instrument, in the real window: a breach of the noise ban, six measures, help, a talk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playing import EVENING, FastClock, Laptop, Shot, at_the_window
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from visiting import ByButton

from patrol_app.ui.officer.closing_screen import ABSENT
from patrol_app.ui.screen import LIVE_STEP, ROUTE_STEP


def play(folder: Path, pictures: Path | None = None) -> dict[str, Any]:
    """Play the visit; returns what a test looks at."""
    clock = FastClock(5.0, EVENING)
    Laptop(folder, clock, truths={})
    with at_the_window(ByButton, folder, clock, pictures) as (hands, shot):
        _observe(hands, shot)
        return _close(hands, shot)


def _observe(hands: ByButton, shot: Shot) -> None:
    window, desk = hands.window, hands.desk
    hands.until(lambda: desk.route() is not None and desk.departure() is not None, "the desk")
    window.go_to(ROUTE_STEP)
    window.refresh()
    hands.open_visit()
    screen = hands.at_the_site()
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


def _choose(hands: ByButton, field: str, value: str) -> None:
    """A choice of the open form, by its button and the space key."""
    from patrol_app.ui import forms

    words = f"{forms.label(field)}: {forms.choice_word(value)}"
    button = next(stop for stop in hands.window.overlays.form.stops if stop.accessibleName() == words)
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)


def _close(hands: ByButton, shot: Shot) -> dict[str, Any]:
    window, desk = hands.window, hands.desk
    window.go_to(LIVE_STEP)
    screen = hands.draft()
    facts = hands.closing
    told: dict[str, Any] = {"number": facts.case_number, "outcome": facts.outcome.title.key}
    hands.open_pages()
    told["pages"] = len(desk.pages())
    shot("3-record")
    QTest.keyClick(window.overlays.pages, Qt.Key.Key_Right)
    shot("4-record")
    QTest.keyClick(window.overlays.pages, Qt.Key.Key_Escape)
    hands.sign_both(screen)
    hands.party_does_not_sign(screen, ABSENT, "负责人不在场")
    hands.hold_and_wait_for_pack()
    hands.told("desk.packed")
    shot("5-packed")
    return told
