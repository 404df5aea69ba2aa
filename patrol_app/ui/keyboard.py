"""Which number a key press means: F-key, digit row and numeric pad are the same ten."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

_F_KEYS = {Qt.Key.Key_F1 + index: index + 1 for index in range(10)}
_DIGITS = {Qt.Key.Key_0 + index: index or 10 for index in range(10)}
#: The numeric pad with Num Lock off, as it often is on a laptop.
_PAD = {
    Qt.Key.Key_End: 1,
    Qt.Key.Key_Down: 2,
    Qt.Key.Key_PageDown: 3,
    Qt.Key.Key_Left: 4,
    Qt.Key.Key_Clear: 5,
    Qt.Key.Key_Right: 6,
    Qt.Key.Key_Home: 7,
    Qt.Key.Key_Up: 8,
    Qt.Key.Key_PageUp: 9,
    Qt.Key.Key_Insert: 10,
}


def number_of(event: QKeyEvent) -> int | None:
    """1 to 10, or nothing. Chords mean nothing: no key needs two hands."""
    modifiers = event.modifiers()
    pad = bool(modifiers & Qt.KeyboardModifier.KeypadModifier)
    if modifiers & ~Qt.KeyboardModifier.KeypadModifier:
        return None
    key = event.key()
    if key in _F_KEYS:
        return _F_KEYS[key]
    if key in _DIGITS:
        return _DIGITS[key]
    return _PAD.get(Qt.Key(key)) if pad else None
