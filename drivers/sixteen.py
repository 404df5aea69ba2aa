"""The sixteen characters that Lutron and Extech displays send: two layouts in one frame.

``02`` D14 ... D1 ``0D``. Lutron: D14 = ``4``, D13 = 1 upper or 2 lower display, D12 D11 unit (17 = dB), D10 sign, D9
decimals, D8..D1 digits. Extech: D14 = polarity 0 to 3, D13 lower unit, D12 D11 upper unit, D10 and D9 decimals of lower
and upper, D8..D5 lower digits, D4..D1 upper digits. They cannot be confused: D14 tells them apart.
"""

from __future__ import annotations

from collections.abc import Collection

from drivers.framing import Frame, FrameDecoder, Noise
from drivers.levels import UNKNOWN, LevelName, sound

LENGTH = 16
_DB = b"17"


class SixteenDecoder(FrameDecoder):
    """Decodes the layouts whose D14 is in ``first``."""

    def __init__(self, first: Collection[int]) -> None:
        super().__init__()
        self._first = first

    def split(self, data: bytes, offset: int, final: bool) -> Frame | Noise | None:
        """One frame of sixteen characters."""
        if data[0] != 2:
            return Noise(1, "no start byte 02")
        if len(data) > 1 and data[1] not in self._first:
            return Noise(1, "another layout")
        if not data[1:15].isdigit() and len(data) > 1:
            return Noise(1, "a character that is no digit")
        if len(data) < LENGTH:
            return None
        if data[15] != 0x0D:
            return Noise(1, "no end byte 0D")
        return self._lutron(data, offset) if data[1] == 0x34 else self._extech(data, offset)

    @staticmethod
    def _lutron(data: bytes, offset: int) -> Frame:
        if data[3:5] != _DB or data[2] not in b"12" or data[5] not in b"01" or data[6] not in b"0123":
            return Frame(LENGTH)
        value = int(data[7:15]) / 10 ** (data[6] - 0x30) * (-1 if data[5] == 0x31 else 1)
        # What the second display shows is the user's choice and is not told.
        name = LevelName("Lp") if data[2] == 0x31 else UNKNOWN
        return Frame(LENGTH, (sound(name, value, offset=offset, length=LENGTH),))

    @staticmethod
    def _extech(data: bytes, offset: int) -> Frame:
        if data[3:5] != _DB or data[6] not in b"0123":
            return Frame(LENGTH)
        value = int(data[11:15]) / 10 ** (data[6] - 0x30) * (-1 if data[1] in b"13" else 1)
        return Frame(LENGTH, (sound(LevelName("Lp"), value, offset=offset, length=LENGTH),))


def lutron_frame(value_db: float, *, lower: bool = False) -> bytes:
    """The Lutron layout with one decimal."""
    return b"\x024" + (b"2" if lower else b"1") + _DB + b"01" + f"{round(value_db * 10):08d}".encode() + b"\r"


def extech_frame(value_db: float) -> bytes:
    """The Extech layout with one decimal in the upper display and nothing in the lower."""
    return b"\x0200" + _DB + b"01" + b"0000" + f"{round(value_db * 10):04d}".encode() + b"\r"
