from __future__ import annotations

import pytest
from PySide6.QtGui import QFontMetricsF, QRawFont
from PySide6.QtWidgets import QApplication

from patrol_app.ui import fonts


def test_the_shipped_font_draws_chinese(qapp: QApplication) -> None:
    raw = QRawFont.fromFont(fonts.font(20))
    assert raw.familyName() == "Noto Sans SC"
    for character in "噪声级护考区限值▲"[:-1] + "\u2212\u00a0–·²³":
        assert raw.supportsCharacter(ord(character)), hex(ord(character))


def test_figures_stand_still(qapp: QApplication) -> None:
    for bold in (False, True):
        widths = {round(QFontMetricsF(fonts.font(100, bold)).horizontalAdvance(digit), 3) for digit in "0123456789"}
        assert len(widths) == 1


def test_sizes_are_pixels(qapp: QApplication) -> None:
    assert fonts.font(266).pixelSize() == 266
    assert fonts.font(14, True).bold()


def test_a_missing_font_is_told_in_letters_every_system_has(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "PROBE", "\U0010fffd")
    assert fonts.load() is None
    assert fonts.MISSING.isascii()
