"""Every screen of every role, in both languages and at small windows and large text: no word cut, none over another.

Every accessible thing has a name that follows the language, and Tab goes through a screen as it is read.
"""

from __future__ import annotations

import itertools
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from types import FrameType
from typing import Any, cast

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QAccessible, QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QGraphicsView,
    QLabel,
    QLineEdit,
    QPushButton,
    QStyle,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QTabBar,
    QWidget,
)

from patrol_app.assets import Language
from patrol_app.ui import language, look, scenes, translate
from patrol_app.ui.fonts import font
from patrol_app.ui.forms import FORMS
from patrol_app.ui.look import Look
from patrol_app.ui.pictures.stills import Still, StillDesk
from patrol_app.ui.pictures.supervisor import lists
from patrol_app.ui.pictures.survey import StillSurvey
from patrol_app.ui.screen import EVIDENCE_STEP, REPORTS_STEP, SURVEY_STEP
from patrol_app.ui.steps import Role
from patrol_app.ui.window import PatrolWindow

STEPS: tuple[tuple[Role, int], ...] = (
    *((("officer"), step) for step in range(6)),
    *((("supervisor"), step) for step in range(4)),
    *((("coordinator"), step) for step in range(4)),
)  # fmt: skip
#: The smallest window at both ends of the text scale, and the usual laptop.
SIGHTS = (((1280, 720), 1.0), ((1280, 720), 1.5), ((1366, 768), 1.15))
CHINESE = re.compile(r"[\u4e00-\u9fff]")
#: Pixels by which letters may touch or leave: rounding, and the tails of letters.
SLACK = 2.5
#: The place in the head is as long as people name it; its number stands in the status line as well.
LONG_BY_NATURE = ("Header",)


@dataclass(frozen=True, slots=True)
class Put:
    """A text as it was painted."""

    owner: QWidget
    wanted: str
    shown: str
    box: QRectF


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    translate.compile_all()


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> list[Put]:
    """What ``Look.put`` paints from now on."""
    found: list[Put] = []
    put = Look.put

    def owner() -> QWidget | None:
        frame: FrameType | None = sys._getframe(2)
        while frame is not None:
            here = frame.f_locals.get("self")
            if isinstance(here, QWidget):
                return here
            frame = frame.f_back
        return None

    class Noting:
        """Stands before the painter and writes down what it draws."""

        def __init__(self, painter: QPainter, widget: QWidget | None, wanted: str) -> None:
            self.painter, self.widget, self.wanted = painter, widget, wanted

        def setFont(self, used: QFont) -> None:
            self.painter.setFont(used)

        def setPen(self, pen: QColor) -> None:
            self.painter.setPen(pen)

        def drawText(self, at: QPointF, shown: str) -> None:
            ink = QFontMetricsF(self.painter.font()).tightBoundingRect(shown) if shown.strip() else QRectF()
            if self.widget is not None and (not ink.isEmpty() or shown != self.wanted):
                box = self.painter.worldTransform().mapRect(ink.translated(at))
                found.append(Put(self.widget, self.wanted, shown, box))
            self.painter.drawText(at, shown)

    def noted(self: Look, painter: QPainter, x: float, baseline: float, text: str, *rest: Any, **how: Any) -> float:
        return put(self, cast(QPainter, Noting(painter, owner(), text)), x, baseline, text, *rest, **how)

    monkeypatch.setattr(look.Look, "put", noted)
    return found


def source_of(role: Role, step: int) -> Still:
    moments = (scenes.evening, scenes.on_the_way, scenes.night, scenes.after_run, scenes.after_run)
    if role == "officer":
        return StillSurvey(None) if step == SURVEY_STEP else StillDesk(moments[step]())
    if role == "supervisor":
        return lists(None)
    made = StillDesk(None)
    made.offices["reports"] = scenes.reports()
    return made


@pytest.fixture
def opened() -> Iterator[Callable[..., PatrolWindow]]:
    windows: list[PatrolWindow] = []

    def opening(role: Role, step: int, size: tuple[int, int] = (1366, 768), text: float = 1.0) -> PatrolWindow:
        hour: Callable[[], datetime] = scenes.office_time if role == "coordinator" else lambda: scenes.local(19, 0)
        if (role, step) == ("coordinator", REPORTS_STEP):
            hour = scenes.report_time
        window = PatrolWindow(source_of(role, step), text=text, role=role, now=hour)
        windows.append(window)
        window.stop_beating()
        window.resize(*size)
        window.show()
        window.go_to(step)
        QApplication.processEvents()
        window.refresh()
        return window

    yield opening
    for window in windows:
        window.close()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)


def cut_of(widget: QWidget) -> str:
    """The words of one of Qt's own widgets that have no room; empty if they have."""
    measure = widget.fontMetrics()
    if isinstance(widget, QLabel):
        if widget.wordWrap():
            return widget.text() if widget.heightForWidth(widget.width()) > widget.height() + 1 else ""
        wide = measure.horizontalAdvance(widget.text()) > widget.contentsRect().width() + 1
        return widget.text() if wide else ""
    if isinstance(widget, QPushButton):
        option = QStyleOptionButton()
        widget.initStyleOption(option)
        room = widget.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, widget)
        return widget.text() if measure.horizontalAdvance(widget.text()) > room.width() else ""
    if isinstance(widget, QComboBox):
        chosen = QStyleOptionComboBox()
        widget.initStyleOption(chosen)
        field = QStyle.SubControl.SC_ComboBoxEditField
        room = widget.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, chosen, field, widget)
        return widget.currentText() if measure.horizontalAdvance(widget.currentText()) > room.width() else ""
    if isinstance(widget, QAbstractSpinBox):
        return widget.text() if measure.horizontalAdvance(widget.text()) > widget.lineEdit().width() else ""
    if isinstance(widget, QTabBar):
        ends = (widget.tabRect(place).right() for place in range(widget.count()))
        return widget.tabText(widget.count() - 1) if max(ends, default=0) > widget.width() else ""
    if isinstance(widget, QLineEdit):
        return widget.text() or "…" if measure.ascent() > widget.height() else ""
    return ""


def faults(window: PatrolWindow, painted: list[Put]) -> set[tuple[str, str, str]]:
    painted.clear()
    window.grab()
    found: set[tuple[str, str, str]] = set()
    by_widget: dict[QWidget, dict[tuple[str, int, int], QRectF]] = {}
    for one in painted:
        kind = type(one.owner).__name__
        if one.shown != one.wanted and kind not in LONG_BY_NATURE:
            found.add(("cut", kind, f"{one.wanted} -> {one.shown}"))
        if not isinstance(one.owner, QGraphicsView):
            place = one.shown, round(one.box.x()), round(one.box.y())
            by_widget.setdefault(one.owner, {})[place] = one.box
    for widget, texts in by_widget.items():
        kind, ground = type(widget).__name__, QRectF(widget.rect()).adjusted(-SLACK, -SLACK, SLACK, SLACK)
        found |= {("outside", kind, words) for (words, _, _), box in texts.items() if not ground.contains(box)}
        for (one_key, first), (other_key, second) in itertools.combinations(texts.items(), 2):
            meet = first.intersected(second)
            if meet.width() > 1.5 and meet.height() > 1.5:
                found.add(("over another", kind, f"{one_key[0]} / {other_key[0]}"))
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and (words := cut_of(widget)):
            found.add(("no room", type(widget).__name__, words))
    return found


@pytest.mark.parametrize(("role", "step"), STEPS)
@pytest.mark.parametrize("tongue", ["zh", "en"])
def test_no_word_is_cut_or_covered(
    painted: list[Put], opened: Callable[..., PatrolWindow], role: Role, step: int, tongue: Language
) -> None:
    language.use(tongue)
    for size, text in SIGHTS:
        window = opened(role, step, size, text)
        assert faults(window, painted) == set(), (size, text)
        window.close()


@pytest.mark.parametrize("tongue", ["zh", "en"])
def test_no_form_is_squeezed_or_cuts_a_word(opened: Callable[..., PatrolWindow], tongue: Language) -> None:
    language.use(tongue)
    for size, text in SIGHTS:
        window = opened("officer", EVIDENCE_STEP, size, text)
        panel = window.overlays.form
        for form in FORMS:
            window.overlays.ask_form(form, {})
            QApplication.processEvents()
            inner = panel.take.parentWidget()
            assert inner is not None
            layout = inner.layout()
            assert layout is not None
            least = layout.minimumSize()
            assert least.width() <= inner.width() and least.height() <= inner.height(), (form, size, text)
            assert [words for one in inner.findChildren(QWidget) if (words := cut_of(one))] == [], (form, size, text)
            window.overlays.close_all()
        window.close()


def test_a_word_that_is_cut_is_seen(painted: list[Put], opened: Callable[..., PatrolWindow]) -> None:
    """The eye of the test itself: half the room for the table shows."""
    window = opened("officer", EVIDENCE_STEP)
    assert faults(window, painted) == set()
    label = QLabel("一句比它的地方长的话", window)
    label.setGeometry(0, 0, 40, 20)
    label.show()
    assert ("no room", "QLabel", label.text()) in faults(window, painted)
    panel = window.header
    panel.resize(panel.width() // 3, panel.height())
    assert {kind for _, kind, _ in faults(window, painted)} >= {"Header"}


def test_letters_stand_closer_before_a_word_is_cut(qapp: QApplication) -> None:
    dressed, words = Look(), "declared at the site by both officers"
    whole = dressed.width(words, 11)
    shown: list[str] = []

    class Canvas:
        def setFont(self, used: object) -> None:
            del used

        def setPen(self, pen: object) -> None:
            del pen

        def drawText(self, at: QPointF, text: str) -> None:
            del at
            shown.append(text)

    advance = dressed.put(cast(QPainter, Canvas()), 0, 0, words, 14, width=whole * 0.9)
    dressed.put(cast(QPainter, Canvas()), 0, 0, words, 14, width=whole * 0.7)
    assert shown[0] == words and advance <= whole * 0.9
    assert shown[1].endswith("…")
    assert font(11, False, 84).stretch() == 84


def wanting(window: PatrolWindow) -> list[QWidget]:
    return [
        one
        for one in (window, *window.findChildren(QWidget))
        if one.isVisibleTo(window) and one.isEnabled() and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and one.focusProxy() is None
        and not (isinstance(one.parent(), (QComboBox, QAbstractSpinBox)) or one.objectName().startswith("qt_"))
    ]  # fmt: skip


def heard(widget: QWidget) -> str:
    """What a screen reader says of it: its own name, else its text or title."""
    return widget.accessibleName() or QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


@pytest.mark.parametrize(("role", "step"), STEPS)
def test_everything_that_takes_the_keyboard_has_a_name_in_both_languages(
    opened: Callable[..., PatrolWindow], role: Role, step: int
) -> None:
    window = opened(role, step)
    chinese = {id(one): heard(one) for one in wanting(window)}
    named = {id(one): f"{type(one).__name__} in {type(one.parent()).__name__}" for one in wanting(window)}
    assert [named[key] for key, name in chinese.items() if not name.strip()] == []
    window.set_language("en")
    QApplication.processEvents()
    english = {id(one): heard(one) for one in wanting(window)}
    assert set(english) == set(chinese)
    # what is named in Chinese alone by day must speak English now, but for the names of sites and people
    same = [
        (named[key], name)
        for key, name in english.items()
        if CHINESE.search(name) and name == chinese[key] and "演示" not in name
    ]
    assert same == []
    buttons = [one for one in wanting(window) if isinstance(one, QAbstractButton) and CHINESE.search(one.text())]
    assert [one.text() for one in buttons if "演示" not in one.text()] == []


@pytest.mark.parametrize(("role", "step"), STEPS)
def test_tab_goes_through_a_screen_as_it_is_read(opened: Callable[..., PatrolWindow], role: Role, step: int) -> None:
    """Round once: every place is reached; in the screen no stop lies both above and left of the one before it."""
    window = opened(role, step)
    window.activateWindow()
    window.setFocus()
    seen: list[QWidget] = []
    for _ in range(80):
        window.focusNextPrevChild(True)
        now = window.focusWidget()
        if now is None or now in seen:
            break
        seen.append(now)
    expected = {one for one in wanting(window) if one is not window}
    assert {f"{type(one).__name__} in {type(one.parent()).__name__}" for one in expected - set(seen)} == set()
    inside = [one for one in seen if window.screen_shown.isAncestorOf(one)]
    corners = [one.mapTo(window, one.rect().topLeft()) for one in inside]
    back = [
        (type(inside[place]).__name__, type(inside[place + 1]).__name__)
        for place, (before, after) in enumerate(itertools.pairwise(corners))
        if after.x() < before.x() - 8 and after.y() < before.y() - 8
    ]
    assert back == []
