from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QColor, QPalette

from patrol_app.ui.theme import (
    DAY,
    DUSK,
    NIGHT,
    PALETTES,
    SHAPE_PAIRS,
    TEXT_PAIRS,
    WALK,
    Palette,
    contrast,
    qpalette,
    qss,
)

TONES = tuple(PALETTES.values())


@pytest.mark.parametrize("palette", TONES, ids=lambda palette: palette.tone)
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_text_is_readable_in_every_tone(palette: Palette, ink: str, ground: str) -> None:
    assert contrast(getattr(palette, ink), getattr(palette, ground)) >= 4.5


@pytest.mark.parametrize("palette", TONES, ids=lambda palette: palette.tone)
@pytest.mark.parametrize(("ink", "ground"), SHAPE_PAIRS)
def test_shapes_are_visible_in_every_tone(palette: Palette, ink: str, ground: str) -> None:
    assert contrast(getattr(palette, ink), getattr(palette, ground)) >= 3.0


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#123456", "#123456") == pytest.approx(1.0)


def test_night_has_one_hue() -> None:
    for name in Palette.__dataclass_fields__:
        if name == "tone":
            continue
        colour = QColor(getattr(NIGHT, name))
        assert colour.green() <= 0x73, name
        assert colour.blue() <= 0x66, name


def test_the_walk_never_jumps_from_night_to_day() -> None:
    steps = set(zip(WALK, WALK[1:] + WALK[:1], strict=True))
    assert steps == {("day", "dusk"), ("dusk", "night"), ("night", "dusk"), ("dusk", "day")}


@pytest.mark.parametrize("palette", (NIGHT, DUSK), ids=lambda palette: palette.tone)
def test_qt_itself_has_nothing_white_to_paint_with(palette: Palette) -> None:
    made = qpalette(palette)
    for role in QPalette.ColorRole:
        if role.name in ("NoRole", "NColorRoles"):
            continue
        for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive, QPalette.ColorGroup.Disabled):
            assert made.color(group, role) != QColor("#ffffff"), (role, group)


@pytest.mark.parametrize("palette", TONES, ids=lambda palette: palette.tone)
def test_what_qt_writes_is_readable_wherever_it_stands(palette: Palette) -> None:
    """Also what is disabled, suggested, selected or a link; Qt takes the colours from here and from nowhere else."""
    made, roles = qpalette(palette), QPalette.ColorRole
    pairs = (
        (roles.WindowText, roles.Window), (roles.Text, roles.Base), (roles.Text, roles.AlternateBase),
        (roles.ButtonText, roles.Button), (roles.PlaceholderText, roles.Base), (roles.ToolTipText, roles.ToolTipBase),
        (roles.HighlightedText, roles.Highlight), (roles.Link, roles.Base), (roles.LinkVisited, roles.Window),
        (roles.BrightText, roles.Window),
    )  # fmt: skip
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive, QPalette.ColorGroup.Disabled):
        for ink, ground in pairs:
            found = contrast(made.color(group, ink).name(), made.color(group, ground).name())
            assert found >= 4.5, (group, ink, ground, found)


@pytest.mark.parametrize("palette", TONES, ids=lambda palette: palette.tone)
def test_heads_and_scroll_bars_are_seen(palette: Palette) -> None:
    rules = dict(re.findall(r"([\w:-]+) \{ (.*?) \}", qss(palette).replace("\n", " ")))

    def colour(of: str, what: str) -> str:
        found = re.search(rf"(?:^|; ?){what}: (#[0-9a-f]{{6}})", rules[of])
        assert found is not None, (of, what)
        return found.group(1)

    head = "QHeaderView::section"
    assert contrast(colour(head, "color"), colour(head, "background")) >= 4.5
    assert contrast(colour("QScrollBar::handle", "background"), colour("QScrollBar", "background")) >= 3.0
    off = "QPushButton:disabled"
    assert contrast(colour(off, "color"), colour(off, "background")) >= 4.5


@pytest.mark.parametrize("palette", TONES, ids=lambda palette: palette.tone)
def test_the_style_sheet_uses_the_palette_only(palette: Palette) -> None:
    known = {getattr(palette, name) for name in Palette.__dataclass_fields__}
    assert set(re.findall(r"#[0-9a-f]{6}", qss(palette))) <= known
    assert "font-size: 22px" in qss(palette, 1.5)


def test_day_is_the_only_light_ground() -> None:
    assert QColor(DAY.bg).lightnessF() > 0.9
    assert QColor(DUSK.bg).lightnessF() < 0.1 > QColor(NIGHT.bg).lightnessF()
