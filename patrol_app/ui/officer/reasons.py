"""Why a part of a run is excluded: nine choices, one digit each; the Chinese words go into the record."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

REASONS: tuple[str, ...] = (
    str(QT_TRANSLATE_NOOP("Reasons", "过路车辆")),
    str(QT_TRANSLATE_NOOP("Reasons", "鸣笛")),
    str(QT_TRANSLATE_NOOP("Reasons", "人声")),
    str(QT_TRANSLATE_NOOP("Reasons", "犬吠")),
    str(QT_TRANSLATE_NOOP("Reasons", "飞机")),
    str(QT_TRANSLATE_NOOP("Reasons", "碰到传声器")),
    str(QT_TRANSLATE_NOOP("Reasons", "风")),
    str(QT_TRANSLATE_NOOP("Reasons", "提示音")),
    str(QT_TRANSLATE_NOOP("Reasons", "其他")),
)
OWN_ALARM = str(QT_TRANSLATE_NOOP("Reasons", "本机报警声"))
"""What the program excludes by itself before a loudspeaker sounds."""


def reason_words(reason: str) -> str:
    """A reason in the window's language; words typed by an officer stay as they are."""
    return QCoreApplication.translate("Reasons", reason)
