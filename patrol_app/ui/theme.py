"""The three palettes, and the one place they come from: QSS, QPalette, custom painting and plots all read here.

Night has one hue; order is made by size, weight and line width. Contrast figures are tested, not trusted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtGui import QColor, QPalette

Tone = Literal["night", "dusk", "day"]

#: One key walks day, dusk, night, dusk, day: leaving night never jumps to white.
WALK: tuple[Tone, ...] = ("day", "dusk", "night", "dusk")


@dataclass(frozen=True, slots=True)
class Palette:
    """One tone; every field but ``tone`` is a colour as ``#rrggbb``."""

    tone: Tone
    bg: str
    surface: str
    raised: str
    line: str
    grid: str
    edge: str
    text: str
    text2: str
    accent: str
    sel: str
    sel_text: str
    laf: str
    leq: str
    limit: str
    warn: str
    alarm: str
    alarm_text: str
    dust: str
    dust2: str
    excl: str
    route: str
    zone: str
    land: str
    water: str
    road: str
    minor_road: str
    paper: str
    ink: str

    def colour(self, token: str) -> QColor:
        """The colour under a token's name."""
        return QColor(getattr(self, token))


NIGHT = Palette(
    tone="night",
    bg="#0a0000",
    surface="#120101",
    raised="#1d0202",
    line="#52100a",
    grid="#2e0705",
    edge="#b8271d",
    text="#ff5a4d",
    text2="#f23a2f",
    accent="#ff5a4d",
    sel="#360604",
    sel_text="#ff5a4d",
    laf="#f23a2f",
    leq="#ff7366",
    limit="#ff5a4d",
    warn="#ff5a4d",
    alarm="#ff5a4d",
    alarm_text="#0a0000",
    dust="#f23a2f",
    dust2="#d93025",
    excl="#b0261c",
    route="#ff7366",
    zone="#ff5a4d",
    land="#0e0101",
    water="#1a0303",
    road="#52100a",
    minor_road="#360b07",
    paper="#1d0202",
    ink="#ff5a4d",
)
DUSK = Palette(
    tone="dusk",
    bg="#11151a",
    surface="#171c22",
    raised="#222932",
    line="#2f3843",
    grid="#222932",
    edge="#748090",
    text="#e6e9ec",
    text2="#a3adb8",
    accent="#7cc4ee",
    sel="#22384a",
    sel_text="#e6e9ec",
    laf="#c3ced8",
    leq="#56b4e9",
    limit="#f0a830",
    warn="#f0a830",
    alarm="#f0a830",
    alarm_text="#11151a",
    dust="#4cc29b",
    dust2="#9a7fd8",
    excl="#748090",
    route="#f0a830",
    zone="#7cc4ee",
    land="#14191f",
    water="#172531",
    road="#414c59",
    minor_road="#2a323c",
    paper="#d9d6cd",
    ink="#14181c",
)
DAY = Palette(
    tone="day",
    bg="#f6f5f1",
    surface="#ffffff",
    raised="#e9e7e0",
    line="#d3d0c6",
    grid="#e6e3db",
    edge="#7a776f",
    text="#14181c",
    text2="#50565d",
    accent="#0b5c8e",
    sel="#d5e6f1",
    sel_text="#14181c",
    laf="#59636c",
    leq="#0b5c8e",
    limit="#a33b00",
    warn="#a33b00",
    alarm="#a33b00",
    alarm_text="#ffffff",
    dust="#0a6b52",
    dust2="#7a5fb0",
    excl="#7a776f",
    route="#a33b00",
    zone="#0b5c8e",
    land="#fbfaf7",
    water="#dbe7ee",
    road="#c3bfb3",
    minor_road="#dcd9cf",
    paper="#ffffff",
    ink="#14181c",
)
PALETTES: dict[Tone, Palette] = {"night": NIGHT, "dusk": DUSK, "day": DAY}

#: The classes of a drive-by track from quiet to loud. Each stands out from the map's ground more than the one before
#: and is drawn wider; at night there is one hue, and brightness and width alone tell them apart.
TRACK: dict[Tone, tuple[str, str, str, str, str]] = {
    "day": ("#6f93bd", "#6b74b8", "#86489f", "#a81f58", "#5a0018"),
    "dusk": ("#54749f", "#7d87d0", "#c07ed4", "#ff9a8f", "#ffe9b0"),
    "night": ("#a3271d", "#bf2d22", "#dd392c", "#ff5a4d", "#ff7366"),
}


#: Pairs of (what is drawn, what it lies on) that carry text: at least 4.5 to 1 in every tone.
TEXT_PAIRS = (
    *((ink, ground) for ink in ("text", "text2") for ground in ("bg", "surface", "raised", "sel")),
    ("sel_text", "sel"),
    ("alarm_text", "alarm"),
    ("bg", "text"),
    ("accent", "bg"),
    ("accent", "surface"),
    ("limit", "bg"),
    ("limit", "surface"),
    ("warn", "bg"),
    ("laf", "surface"),
    ("leq", "surface"),
    ("route", "bg"),
    ("zone", "bg"),
    ("ink", "paper"),
)
#: Pairs that carry shapes only: at least 3 to 1.
SHAPE_PAIRS = (
    *(("edge", ground) for ground in ("bg", "surface", "raised", "land")),
    *(("excl", ground) for ground in ("bg", "surface")),
    *((trace, "surface") for trace in ("dust", "dust2")),
    *(("accent", ground) for ground in ("raised", "sel")),
    *((drawn, "land") for drawn in ("route", "zone")),
)


def _luminance(colour: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.03928 else float(((part + 0.055) / 1.055) ** 2.4)

    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours after WCAG 2.1, 1 to 21."""
    high, low = sorted((_luminance(QColor(first)), _luminance(QColor(second))), reverse=True)
    return (high + 0.05) / (low + 0.05)


def qpalette(palette: Palette) -> QPalette:
    """The palette for widgets that Qt itself paints, so that nothing it shows is ever white at night."""
    made = QPalette()
    roles = QPalette.ColorRole
    for role, token in (
        (roles.Window, "bg"),
        (roles.WindowText, "text"),
        (roles.Base, "surface"),
        (roles.AlternateBase, "bg"),
        (roles.ToolTipBase, "bg"),
        (roles.ToolTipText, "text"),
        (roles.PlaceholderText, "text2"),
        (roles.Text, "text"),
        (roles.Button, "raised"),
        (roles.ButtonText, "text"),
        (roles.BrightText, "text"),
        (roles.Light, "line"),
        (roles.Midlight, "line"),
        (roles.Mid, "line"),
        (roles.Dark, "line"),
        (roles.Shadow, "bg"),
        (roles.Highlight, "sel"),
        (roles.HighlightedText, "sel_text"),
        (roles.Accent, "accent"),
        (roles.Link, "accent"),
        (roles.LinkVisited, "accent"),
    ):
        made.setColor(role, palette.colour(token))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, palette.colour("text2"))
    return made


_QSS = """
* {{ font-size: {px15}px; outline: 0; }}
QWidget {{ color: {text}; selection-background-color: {sel}; selection-color: {sel_text}; }}
QMainWindow, QDialog, QMenu, QMessageBox, QFileDialog {{ background: {bg}; }}
QToolTip {{ background: {bg}; color: {text}; border: 1px solid {edge}; padding: 4px; }}
QMenu {{ border: 1px solid {edge}; }}
QCheckBox::indicator, QRadioButton::indicator {{ width: 18px; height: 18px; border: 1px solid {edge};
  background: {surface}; }}
QRadioButton::indicator {{ border-radius: 9px; }}
QCheckBox::indicator:checked, QRadioButton::indicator:checked {{ background: {text}; }}
QCalendarWidget QWidget {{ background: {bg}; color: {text}; }}
QProgressBar {{ background: {surface}; border: 1px solid {edge}; }}
QProgressBar::chunk {{ background: {text}; }}
QSizeGrip {{ image: none; }}
QMenu::item:selected {{ background: {sel}; color: {sel_text}; }}
QPushButton {{ background: {raised}; border: 1px solid {edge}; border-radius: 3px; padding: 8px 14px;
  min-height: 22px; }}
QPushButton:pressed {{ background: {text}; color: {bg}; }}
QPushButton:focus {{ border: 3px solid {accent}; padding: 6px 12px; }}
QPushButton:disabled {{ background: {bg}; border-color: {line}; color: {text2}; }}
QPushButton:checked {{ border: 2px solid {text}; background: {sel}; color: {sel_text}; }}
QLineEdit, QTextEdit, QPlainTextEdit, QSpinBox, QDoubleSpinBox, QComboBox, QDateEdit, QAbstractItemView {{
  background: {surface}; color: {text}; border: 1px solid {edge}; border-radius: 3px; padding: 4px 8px; }}
QLineEdit:focus, QTextEdit:focus, QPlainTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus,
QDateEdit:focus {{ border: 3px solid {accent}; padding: 2px 6px; }}
QAbstractItemView {{ padding: 0; }}
QAbstractItemView::item:selected {{ background: {sel}; color: {sel_text}; border-left: 3px solid {accent}; }}
QHeaderView::section {{ background: {bg}; color: {text2}; border: 0; border-bottom: 1px solid {line};
  padding: 4px 8px; }}
QTabBar {{ background: transparent; }}
QTabBar::tab {{ background: transparent; color: {text2}; border: 0; border-bottom: 3px solid transparent;
  border-top: 3px solid transparent; font-size: {px16}px; padding: 0 8px; margin: 0 6px; }}
QTabBar::tab:selected {{ color: {text}; border-bottom: 3px solid {accent}; font-weight: bold; }}
QTabBar::tab:focus {{ border-top: 3px solid {accent}; }}
QScrollBar {{ background: {bg}; border: 0; width: 12px; height: 12px; }}
QScrollBar::handle {{ background: {edge}; border-radius: 3px; min-height: 24px; min-width: 24px; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{ background: {bg};
  border: 0; }}
"""


def qss(palette: Palette, text_scale: float = 1.0) -> str:
    """The style sheet of a tone; ``text_scale`` is 1.0 to 1.5."""
    sizes = {f"px{size}": round(size * text_scale) for size in (15, 16)}
    colours = {name: getattr(palette, name) for name in Palette.__dataclass_fields__ if name != "tone"}
    return _QSS.format(**sizes, **colours)
