"""The screen at the site: the live frame with the level in sight, photos and notes four across, what is known."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from patrol_app.services.place_facts import ExhibitFact, SiteFacts
from patrol_app.ui import language, scenes
from patrol_app.ui.look import Look
from patrol_app.ui.officer.site_screen import SiteScreen
from patrol_app.ui.officer.site_words import exhibits_view
from patrol_app.ui.screen import EVIDENCE_STEP, LIVE_STEP
from patrol_app.ui.screens import StillDesk
from patrol_app.ui.theme import PALETTES
from patrol_app.ui.widgets.exhibit_strip import ExhibitStrip
from patrol_app.ui.window import PatrolWindow


def opened(qtbot: QtBot, size: tuple[int, int] = (1366, 768)) -> tuple[PatrolWindow, SiteScreen, StillDesk]:
    source = StillDesk(scenes.night())
    window = PatrolWindow(source, tone="night", now=lambda: scenes.local(22, 0))
    qtbot.addWidget(window)
    window.resize(*size)
    window.show()
    window.stop_beating()
    window.go_to(EVIDENCE_STEP)
    QApplication.processEvents()
    window.refresh()
    screen = window.screen_shown
    assert isinstance(screen, SiteScreen)
    return window, screen, source


def many(count: int) -> SiteFacts:
    one = scenes.site().photos[0]
    photos = tuple(replace(one, label=f"P{number}") for number in range(1, count + 1))
    return replace(scenes.site(), photos=photos)


@pytest.mark.parametrize("size", [(1366, 768), (1280, 720), (1920, 1080)])
def test_the_level_stands_where_the_live_screen_has_it(qtbot: QtBot, size: tuple[int, int]) -> None:
    window, screen, _ = opened(qtbot, size)
    level = screen.level
    here = [panel.geometry() for panel in (level.digits, level.bar, level.verdict, level.lamp)]
    shown = level.digits.view
    window.go_to(LIVE_STEP)
    live = window.live
    assert here == [panel.geometry() for panel in (live.digits, live.bar, live.verdict, live.lamp)]
    assert shown == live.digits.view
    assert screen.exhibits.geometry().top() > level.bar.geometry().bottom()
    assert screen.exhibits.width() == live.history_head.width()


def test_an_exceedance_is_acknowledged_here_by_key_and_by_the_block(qtbot: QtBot) -> None:
    window, screen, source = opened(qtbot)
    assert source.snapshot is not None
    assert source.snapshot.unacknowledged
    window.beat()
    QTest.keyClick(window, Qt.Key.Key_F6)
    screen.level.verdict.pressed.emit()
    assert source.asked == [("acknowledge", {}), ("acknowledge", {})]


def test_four_stand_across_and_the_newest_are_seen_first(qtbot: QtBot) -> None:
    _, screen, source = opened(qtbot)
    source.visited = many(9)
    screen.refresh(source.snapshot, 0)
    strip = screen.exhibits
    assert [one.name.split()[0] for one in strip.in_sight] == ["P6", "P7", "P8", "P9"]
    strip.setFocus()
    QTest.keyClick(strip, Qt.Key.Key_PageUp)
    QTest.keyClick(strip, Qt.Key.Key_Left)
    assert [one.name.split()[0] for one in strip.in_sight] == ["P1", "P2", "P3", "P4"]
    QTest.keyClick(strip, Qt.Key.Key_PageUp)
    assert strip.in_sight[0].name.startswith("P1")
    assert "1–4 / 9" in strip.accessibleName()
    assert "演示员甲 · 23:12" in strip.accessibleDescription()
    QTest.keyClick(strip, Qt.Key.Key_4, Qt.KeyboardModifier.KeypadModifier)
    assert strip.in_sight[0].name.startswith("P1")
    source.visited = many(10)
    screen.refresh(source.snapshot, 0)
    assert strip.in_sight[-1].name.startswith("P10")


def test_each_has_its_maker_its_moment_its_place_and_what_it_proves() -> None:
    language.use("zh")
    first, *_, note = exhibits_view(scenes.site()).exhibits
    assert (first.name, first.made, first.where) == ("P1 泵车在浇筑", "演示员甲 · 23:12", "离点位 18 m")
    assert first.small is not None
    assert (note.voice, note.where, note.small) == (True, "在点位说的", None)
    language.use("en")
    try:
        assert exhibits_view(scenes.site()).exhibits[0].where == "18 m from the site"
    finally:
        language.use("zh")


def test_a_white_photo_is_red_at_night(qtbot: QtBot) -> None:
    from PySide6.QtCore import QBuffer, QIODevice
    from PySide6.QtGui import QImage

    white = QImage(200, 200, QImage.Format.Format_RGB32)
    white.fill(QColor("#ffffff"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    white.save(buffer, "PNG")  # type: ignore[call-overload]  # Qt takes the format as text
    fact: ExhibitFact = replace(scenes.site().photos[0], small=bytes(buffer.data().data()))
    strip = ExhibitStrip()
    qtbot.addWidget(strip)
    strip.resize(820, 230)
    strip.show_view(exhibits_view(replace(scenes.site(), photos=(fact,))))
    for tone, light in (("night", PALETTES["night"].colour("text")), ("day", QColor("#ffffff"))):
        strip.set_look(Look(PALETTES[tone]))  # type: ignore[index]  # one of the tones
        assert strip.grab().toImage().pixelColor(102, 90) == light


def test_a_note_is_begun_and_ended_by_its_button_while_something_is_recorded(qtbot: QtBot) -> None:
    _, screen, source = opened(qtbot)
    button = screen.buttons["voice"]
    assert (button.text(), button.accessibleName()) == ("语音", "语音")
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert source.asked == [("voice", {})]
    assert source.snapshot is not None
    source.snapshot = replace(source.snapshot, voice_since_s=3.0)
    screen.refresh(source.snapshot, 0)
    assert button.text() == "语音结束"
    screen.refresh(replace(source.snapshot, run="closed", voice_since_s=None), 0)
    assert not button.isEnabled()


def test_what_is_known_and_what_is_open_find_room(qtbot: QtBot) -> None:
    window, screen, source = opened(qtbot)
    labels = [row.label for row in screen.stop.view.rows]
    assert labels[:3] == ["护考区", "夜间施工证明", "上次到访"]
    assert "2 类区" in screen.stop.view.note
    assert [row.sign for row in screen.said.view.rows][-1] == "open"
    window.set_text(1.5)
    window.resize(1280, 720)
    QApplication.processEvents()
    window.refresh()
    assert screen.said.view.rows[0].sign == "open"
    # what has no room is read by a button, page by page
    screen.buttons["all"].click()
    lines = dict(window.help.lines)
    assert window.help.isVisible()
    assert lines["网格"] == "演示街道 04 格"
    assert lines["普法"] == "还没有写"
    assert lines["P1"] == "泵车在浇筑 · 演示员甲 · 23:12 · 离点位 18 m"
    source.visited = None
    screen.refresh(source.snapshot, 0)
    assert not any(button.isEnabled() for button in screen.buttons.values())
    assert screen.stop.view.rows == ()
