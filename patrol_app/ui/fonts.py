"""The shipped Chinese font, loaded before the first window; no system font is needed or used."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF, QGuiApplication, QRawFont

#: Shown in English only: without the font Chinese would be boxes.
MISSING = "The Chinese font of the program is missing. Run the installation again."
#: A character every screen needs and few Latin fonts have.
PROBE = "噪"


def load() -> str | None:
    """Register the shipped font; its family name, or ``None`` when it is missing or cannot draw Chinese."""
    try:
        from pylopdf_fonts_zh_cn import sans_path
    except ImportError:
        return None
    number = QFontDatabase.addApplicationFont(str(sans_path()))
    families = QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    if not families:
        return None
    if not QRawFont.fromFont(QFont(families[0])).supportsCharacter(ord(PROBE)):
        return None
    _use(families[0])
    return families[0]


def _use(family: str) -> None:
    made = QFont(family)
    made.setPixelSize(15)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    QGuiApplication.setFont(made)
    font.cache_clear()
    metrics.cache_clear()


@cache
def font(size_px: int, bold: bool = False, stretch: int = 100) -> QFont:
    """The program's font at a pixel size; the bold is Qt's emboldening of the one shipped weight.

    ``stretch`` is the width of the letters in percent of what they usually have.
    """
    made = QFont(QGuiApplication.font())
    made.setPixelSize(max(1, size_px))
    made.setStretch(stretch)
    made.setBold(bold)
    if bold:
        # Emboldening thickens the strokes and keeps the advance: without a little air letters would touch.
        made.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, size_px * 0.03)
    return made


@cache
def metrics(size_px: int, bold: bool = False, stretch: int = 100) -> QFontMetricsF:
    """Its metrics, kept because asking Qt anew is dear at ten paints a second."""
    return QFontMetricsF(font(size_px, bold, stretch))
