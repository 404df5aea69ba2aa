"""The survey's screen: keys, what it says, how the track is told apart in every tone, and that it never judges."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from conftest import _shown
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QGraphicsPathItem
from pytestqt.qtbot import QtBot

from patrol_app.services.desk.survey_facts import UNUSABLE, SurveyFacts
from patrol_app.services.screen_facts import Said
from patrol_app.ui import language, scenes
from patrol_app.ui.look import Look
from patrol_app.ui.officer import survey_words
from patrol_app.ui.officer.route_screen import RouteScreen
from patrol_app.ui.officer.survey_screen import SurveyScreen
from patrol_app.ui.pictures.survey import StillSurvey
from patrol_app.ui.screen import BEFORE_STEP, EVIDENCE_STEP, LIVE_STEP, ROUTE_STEP, SURVEY_STEP
from patrol_app.ui.theme import PALETTES, TRACK, Tone, contrast
from patrol_app.ui.widgets.key_row import HOLD_S
from patrol_app.ui.widgets.map_room import arrow_legs
from patrol_app.ui.widgets.track_layer import LEADER, WIDTHS, track_pen
from patrol_app.ui.window import PatrolWindow

TONES: tuple[Tone, ...] = ("day", "dusk", "night")
JUDGING = ("超标", "达标", "判定为", "违法", "exceed", "complies", "violation")
KEYS = {9: Qt.Key.Key_F9, 10: Qt.Key.Key_F10}
OpenSurvey = Callable[..., tuple[PatrolWindow, SurveyScreen, StillSurvey]]


@pytest.fixture
def open_survey(qtbot: QtBot) -> OpenSurvey:
    def opened(
        facts: SurveyFacts | None = None, tone: Tone = "dusk", size: tuple[int, int] = (1366, 768), text: float = 1.0
    ) -> tuple[PatrolWindow, SurveyScreen, StillSurvey]:
        source = StillSurvey(None)
        source.surveyed = facts if facts is not None else scenes.survey()
        window = _shown(qtbot, source, tone, size, text, "officer")
        window.go_to(SURVEY_STEP)
        QApplication.processEvents()
        window.refresh()
        source.asked.clear()
        screen = window.screen_shown
        assert isinstance(screen, SurveyScreen)
        return window, screen, source

    return opened


def asked(source: StillSurvey) -> list[str]:
    return [name for name, _ in source.asked]


# -- the door --------------------------------------------------------------------------------------------------------


def test_a_long_walk_has_a_few_arrows_and_short_legs_of_a_plan_each_their_own() -> None:
    walk = [(10.0 * step, 0.0) for step in range(400)]
    legs = arrow_legs(walk)
    assert 10 <= len(legs) <= 17
    assert min(math.dist(one[0], other[0]) for one, other in pairwise(legs)) >= 149.0
    assert len(arrow_legs([(0.0, 0.0), (400.0, 0.0), (400.0, 300.0), (550.0, 300.0)])) == 3
    assert arrow_legs([(0.0, 0.0)]) == []


def test_the_practice_folder_shows_on_every_screen_while_no_visit_is_open(qtbot: QtBot) -> None:
    source = StillSurvey(None)
    assert source.routed is not None
    source.routed = replace(source.routed, practice=True)
    source.surveyed = None
    window = _shown(qtbot, source, "dusk", (1366, 768), 1.0, "officer")
    for step in (BEFORE_STEP, ROUTE_STEP, LIVE_STEP, EVIDENCE_STEP, SURVEY_STEP):
        window.go_to(step)
        window.refresh()
        assert all(edge.isVisible() for edge in window.edges), step
        assert "不是证据" in window.status.view.band, step
        assert window.header.view.clock.startswith("练 "), step
        assert window.header.view.change == "F12 离开练习", step


def test_the_minus_leads_from_the_route_to_the_survey_and_back(qtbot: QtBot) -> None:
    source = StillSurvey(None)
    window = _shown(qtbot, source, "dusk", (1366, 768), 1.0, "officer")
    window.go_to(ROUTE_STEP)
    QTest.keyClick(window, Qt.Key.Key_Minus)
    assert window.step == SURVEY_STEP
    assert asked(source) == ["survey_look"]
    QTest.keyClick(window, Qt.Key.Key_Minus, Qt.KeyboardModifier.KeypadModifier)
    assert window.step == ROUTE_STEP
    assert asked(source) == ["survey_look", "survey_leave"]


def test_the_door_can_be_pressed_with_the_mouse_and_has_a_name(qtbot: QtBot) -> None:
    window = _shown(qtbot, StillSurvey(None), "night", (1366, 768), 1.0, "officer")
    window.go_to(ROUTE_STEP)
    screen = window.screen_shown
    assert isinstance(screen, RouteScreen)
    assert screen.door.isVisible()
    assert screen.door.height() >= 48
    assert screen.door.accessibleName()
    QTest.mouseClick(screen.door, Qt.MouseButton.LeftButton)
    assert window.step == SURVEY_STEP


def test_the_minus_does_nothing_elsewhere(qtbot: QtBot) -> None:
    window = _shown(qtbot, StillSurvey(scenes.night()), "night", (1366, 768), 1.0, "officer")
    QTest.keyClick(window, Qt.Key.Key_Minus)
    assert window.step == LIVE_STEP


# -- keys ------------------------------------------------------------------------------------------------------------


def test_a_short_press_neither_begins_nor_ends_nor_closes(open_survey: OpenSurvey) -> None:
    for facts, key in ((replace(scenes.survey(), stage="ready"), 9), (scenes.survey(), 9), (scenes.driven(), 10)):
        window, _, source = open_survey(facts)
        QTest.keyClick(window, KEYS[key])
        assert asked(source) == []
        assert window.keys.buttons[key - 1].key.hold


@pytest.mark.parametrize(
    ("facts", "key", "command"),
    [
        (replace(scenes.survey(), stage="ready", newest=None), 9, "survey_begin"),
        (replace(scenes.survey(), stage="open", newest=None), 9, "survey_begin"),
        (scenes.survey(), 9, "survey_end"),
        (replace(scenes.survey(), stage="parked", newest=None), 10, "survey_close"),
    ],
)
def test_a_held_key_does_it(open_survey: OpenSurvey, qtbot: QtBot, facts: SurveyFacts, key: int, command: str) -> None:
    window, _, source = open_survey(facts)
    button = window.keys.buttons[key - 1]
    now = [0.0]
    button.clock = lambda: now[0]
    QTest.keyPress(window, KEYS[key])
    now[0] = HOLD_S + 0.01
    qtbot.waitUntil(lambda: asked(source) == [command])


def test_nothing_begins_while_something_is_missing_and_it_says_what(open_survey: OpenSurvey) -> None:
    wants = Said("survey.wants_receiver")
    window, screen, _ = open_survey(replace(scenes.survey(), stage="ready", newest=None, wants=wants))
    assert not window.keys.buttons[8].isEnabled()
    assert "没有定位接收机" in screen.drive.view.verdict


def test_while_driving_nothing_leads_away_by_the_last_key(open_survey: OpenSurvey) -> None:
    window, _, _ = open_survey()
    assert not window.keys.buttons[9].isEnabled()
    QTest.keyClick(window, Qt.Key.Key_F10)
    assert window.step == SURVEY_STEP


def test_practice_is_unmistakable(open_survey: OpenSurvey) -> None:
    window, screen, _ = open_survey(scenes.practised(), tone="night")
    assert all(edge.isVisible() for edge in window.edges)
    assert window.status.view.band.endswith("练习-20260606-S001")
    assert window.header.view.clock.startswith("练 ")
    assert screen.drive.view.practice == "练习"
    hollow = screen.drive.grab().toImage()
    screen.drive.show_view(replace(screen.drive.view, practice=""))
    full = screen.drive.grab().toImage()
    ink = QColor(PALETTES["night"].colour("text"))

    def solid(image: QImage) -> int:
        return sum(image.pixelColor(x, y) == ink for x in range(180) for y in range(50, 140))

    assert solid(hollow) < solid(full)
    assert screen.map.words["behind"] == "练  习"
    packed = replace(scenes.practised(), stage="packed", newest=None)
    assert "练习记录不能导出为证据" in survey_words.drive_view(packed).verdict
    window, screen, _ = open_survey()
    assert not any(edge.isVisible() for edge in window.edges)
    assert (screen.drive.view.practice, screen.map.words["behind"]) == ("", "")


def test_marks_and_exclusions(open_survey: OpenSurvey) -> None:
    window, _, source = open_survey()
    QTest.keyClick(window, Qt.Key.Key_F5)
    QTest.keyClick(window, Qt.Key.Key_F2)
    assert asked(source) == ["survey_mark", "survey_exclude_begin"]
    source.surveyed = replace(scenes.survey(), excluding=True)
    window.refresh()
    QTest.keyClick(window, Qt.Key.Key_F2)
    assert window.choice.isVisible()
    QTest.keyClick(window, Qt.Key.Key_1)
    assert source.asked[-1] == ("survey_exclude_end", {"reason": "过路车辆"})


def test_a_hot_spot_is_added_once(open_survey: OpenSurvey) -> None:
    window, screen, source = open_survey()
    assert screen.selected == "H2"  # the first that is no stop yet
    QTest.keyClick(window, Qt.Key.Key_F3)
    assert source.asked == [("survey_add", {"label": "H2"})]
    screen.select("H1")
    window.refresh()
    assert not window.keys.buttons[2].isEnabled()


def test_the_list_selects_by_mouse_and_arrows(open_survey: OpenSurvey) -> None:
    window, screen, _ = open_survey()
    spots = screen.spots
    QTest.mouseClick(spots, Qt.MouseButton.LeftButton, pos=QPoint(60, spots.HEAD + 2 * 56 + 20))
    assert screen.selected == "H3"
    QTest.keyClick(spots, Qt.Key.Key_Up)
    assert screen.selected == "H2"
    window.refresh()
    assert "H2" in spots.accessibleDescription()


def test_a_locked_key_is_asked_for_by_name(open_survey: OpenSurvey) -> None:
    window, _, source = open_survey(scenes.driven())
    QTest.keyClick(window, Qt.Key.Key_F5)
    form = window.overlays.form
    assert form.isVisible()
    form.lines["password"].insert("x")
    QTest.keyClick(form.take, Qt.Key.Key_Return)
    assert source.asked == [("survey_unlock", {"password": "x", "who": "DEMO-0002"})]


# -- what it says ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tongue", ["zh", "en"])
@pytest.mark.parametrize("facts", [scenes.survey(), scenes.too_fast(), scenes.driven()])
def test_it_says_screening_and_never_judges(open_survey: OpenSurvey, facts: SurveyFacts, tongue: str) -> None:
    language.use(tongue)  # type: ignore[arg-type]  # one of the two
    _, screen, _ = open_survey(facts)
    drive, spots = screen.drive.view, screen.spots.view
    said = [drive.note, drive.verdict, *(" ".join(row) for row in drive.rows), *(line.value for line in spots.lines)]
    assert ("筛查" if tongue == "zh" else "Screening") in drive.note
    assert not [word for word in JUDGING if any(word in text for text in said)]
    assert not [text for text in said if "survey." in text]


def test_a_second_that_does_not_count_says_why_in_words_and_shape(open_survey: OpenSurvey) -> None:
    _, screen, _ = open_survey(scenes.too_fast(), "night")
    assert screen.drive.view.good is False
    assert screen.drive.view.verdict == "不可用：车速高于 30 km/h"
    assert "不可用" in screen.drive.accessibleDescription()


@pytest.mark.parametrize("flag", survey_words.FLAGS)
@pytest.mark.parametrize("tongue", ["zh", "en"])
def test_every_flag_has_words(flag: str, tongue: str) -> None:
    language.use(tongue)  # type: ignore[arg-type]  # one of the two
    words = survey_words.say(f"flag.{flag}", limit="30", hdop="5")
    assert words != f"survey.flag.{flag}"


def test_a_survey_of_dust_alone_is_drawn_and_said_by_dust() -> None:
    point = scenes.survey().newest
    assert point is not None
    facts = replace(scenes.survey(), shown="pm10", newest=replace(point, laeq_1s_db=None, lafmax_db=None))
    view = survey_words.drive_view(facts)
    assert (view.quantity, view.figures, view.unit) == ("PM10", "71.0", "µg/m³")
    assert "PM10" in survey_words.legend(facts)[0]


def test_the_delay_of_the_dust_meter_is_always_told() -> None:
    told = dict(survey_words.drive_view(scenes.survey()).rows)
    assert told["粉尘延迟"] == "没有写明"
    known = replace(scenes.survey(), settings=replace(scenes.survey().settings, dust_delay_s=10.0))
    assert dict(survey_words.drive_view(known).rows)["粉尘延迟"] == "10 s"


# -- the track -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tone", TONES)
def test_louder_classes_stand_out_more_and_are_wider(tone: Tone) -> None:
    land = PALETTES[tone].land
    out = [contrast(ink, land) for ink in TRACK[tone]]
    assert out[0] >= 2.4
    assert out[1] >= 3.0
    assert all(louder > quieter * 1.1 for quieter, louder in pairwise(out))
    assert all(wider >= narrow * 1.3 for narrow, wider in pairwise(WIDTHS))


def test_night_tells_the_classes_by_one_hue() -> None:
    for ink in TRACK["night"]:
        colour = QColor(ink)
        assert colour.green() <= 0x73
        assert colour.blue() <= 0x66
        assert colour.red() > colour.green() + 0x60


@pytest.mark.parametrize("tone", TONES)
def test_what_does_not_count_is_dotted_and_thin(tone: Tone) -> None:
    pen = track_pen(Look(PALETTES[tone]), UNUSABLE)
    assert pen.dashPattern()
    assert pen.widthF() < WIDTHS[0]


def paths_of(screen: SurveyScreen) -> list[QGraphicsPathItem]:
    """The track's own lines on the map."""
    return [
        one for one in screen.map.scene().items() if isinstance(one, QGraphicsPathItem) and 2.0 < one.zValue() < 3.0
    ]


def test_no_line_is_drawn_across_a_gap(open_survey: OpenSurvey) -> None:
    """The invented drive has a point every 12 m and a tunnel of 220 m: no drawn leg is longer than a step."""
    _, screen, _ = open_survey()
    longest = 0.0
    for item in paths_of(screen):
        for line in item.path().toSubpathPolygons():
            points = [line.at(index) for index in range(line.count())]
            steps = (math.hypot(other.x() - one.x(), other.y() - one.y()) for one, other in pairwise(points))
            longest = max([longest, *steps])
    assert 11.0 < longest < 13.0


def test_there_is_a_line_a_class_and_the_loud_ones_lie_on_top(open_survey: OpenSurvey) -> None:
    _, screen, _ = open_survey()
    items = sorted(paths_of(screen), key=lambda one: one.zValue())
    widths = [one.pen().widthF() for one in items]
    assert len(items) == len({piece.kind for piece in scenes.survey().pieces})
    assert widths == sorted(widths)


def test_the_whole_drive_fits_and_the_other_zoom_is_nearer(open_survey: OpenSurvey) -> None:
    window, screen, _ = open_survey()
    far = screen.map.transform().m11()
    QTest.keyClick(window, Qt.Key.Key_F7)
    assert screen.map.transform().m11() > far


@pytest.mark.parametrize(("size", "text"), [((1366, 768), 1.0), ((1280, 720), 1.0), ((1366, 768), 1.5)])
def test_nothing_lies_over_anything(open_survey: OpenSurvey, size: tuple[int, int], text: float) -> None:
    _, screen, _ = open_survey(size=size, text=text)
    parts = [screen.drive, screen.map, screen.spots, screen.legend]
    for index, part in enumerate(parts):
        assert screen.rect().contains(part.geometry())
        assert not any(part.geometry().intersects(other.geometry()) for other in parts[index + 1 :])
    assert len(screen.legend.view) == 8


def test_a_spots_ring_does_not_cover_its_place() -> None:
    assert (LEADER[0] ** 2 + LEADER[1] ** 2) ** 0.5 > 14 + WIDTHS[-1]


def test_the_screen_is_painted_in_the_night_without_a_white_pixel(open_survey: OpenSurvey) -> None:
    window, _, _ = open_survey(tone="night")
    shot = QPixmap(window.size())
    painter = QPainter(shot)
    window.render(painter, QPoint(0, 0))
    painter.end()
    image = shot.toImage()
    brightest = max(
        image.pixelColor(x, y).green() for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)
    )
    assert brightest <= 0x73
