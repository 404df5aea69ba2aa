"""What Gill instruments share: ``STX text ETX`` and two hex digits, the exclusive-or of the bytes between."""

from __future__ import annotations

from abc import abstractmethod

from drivers.framing import Frame, FrameDecoder, Noise, xor

SPEED = {"M": 1.0, "N": 1852 / 3600, "P": 0.44704, "K": 1 / 3.6, "F": 0.00508}
"""Metres per second in one unit, by its letter."""
_LONGEST = 1024


def gill_frame(text: str) -> bytes:
    """A frame with its check and line end."""
    body = text.encode("ascii")
    return b"\x02" + body + b"\x03" + f"{xor(body):02X}".encode() + b"\r\n"


class GillDecoder(FrameDecoder):
    """Hands the text between STX and ETX to ``message``; lines outside a frame to ``plain``."""

    @abstractmethod
    def message(self, text: str, offset: int, length: int) -> Frame | Noise:
        """What a frame with a right check says."""

    def plain(self, text: str) -> bool:
        """Take note of a line outside a frame; false when it cannot be one."""
        return False

    def split(self, data: bytes, offset: int, final: bool) -> Frame | Noise | None:
        """A frame, or a line outside one."""
        if data[0] in b"\r\n":
            return Frame(1, answers=False)
        if data[0] != 2:
            return self._outside(data, final)
        end = data.find(b"\x03", 1, _LONGEST)
        again = data.find(b"\x02", 1, end if end >= 0 else _LONGEST)
        if again >= 0:
            return Noise(again, "frame without its end", whole=True)
        if end < 0:
            return Noise(1, f"no end byte within {_LONGEST} bytes") if len(data) >= _LONGEST else None
        if len(data) < end + 3:
            return None
        check = f"{xor(data[1:end]):02X}"
        told = data[end + 1 : end + 3].decode("ascii", "replace").upper()
        if told != check:
            return Noise(end + 3, f"check {told!r} should be {check}", whole=True)
        return self.message(data[1:end].decode("ascii", "replace"), offset, end + 3)

    def _outside(self, data: bytes, final: bool) -> Frame | Noise | None:
        for at in range(min(len(data), _LONGEST)):
            if data[at] in b"\r\n":
                known = self.plain(data[:at].decode("ascii", "replace"))
                return Frame(at, answers=False) if known else Noise(at, "bytes outside a frame", whole=True)
            if data[at] == 2:
                return Noise(at, "bytes outside a frame", whole=True)
        if len(data) >= _LONGEST:
            return Noise(_LONGEST, "bytes outside a frame")
        return Noise(len(data), "bytes outside a frame") if final else None
