"""What the Nova sensors share: frames ``AA`` kind ... sum ``AB`` of ten bytes, commands of nineteen.

The sum is the low byte of bytes 2 to 7 (16 in a command). After a wake command the next thirty seconds, that is
thirty frames, are warming up; before any wake was seen nobody knows. The last two of a data frame's six bytes are the
sensor's ID; two frames must agree on it, since the sum alone lets every 256th fault pass.
"""

from __future__ import annotations

from abc import abstractmethod

from drivers.framing import Frame, FrameDecoder, Noise
from drivers.readings import Identity, ParticulateReading

_WARM_UP_FRAMES = 30
_COMMAND, _ANSWER = 0xB4, 0xC5


def nova_frame(kind: int, payload: bytes) -> bytes:
    """A ten-byte frame around six bytes."""
    return bytes((0xAA, kind)) + payload + bytes((sum(payload) & 0xFF, 0xAB))


class NovaDecoder(FrameDecoder):
    """Hands the six bytes of a data frame of ``kind`` to ``measured``."""

    kind = 0xC0

    def __init__(self) -> None:
        super().__init__()
        self._warm_up: int | None = None
        self._id = b""

    @abstractmethod
    def measured(self, payload: bytes, offset: int, warming_up: bool | None) -> ParticulateReading:
        """The reading in a data frame."""

    def split(self, data: bytes, offset: int, final: bool) -> Frame | Noise | None:
        """A data frame, an answer, or a command that came back."""
        if data[0] != 0xAA:
            return Noise(1, "no start byte AA")
        if len(data) < 2:
            return None
        if data[1] not in (self.kind, _ANSWER, _COMMAND):
            return Noise(1, f"frame kind {data[1]:02X} is not this sensor's")
        length = 19 if data[1] == _COMMAND else 10
        if len(data) < length:
            return None
        total = sum(data[2 : length - 2]) & 0xFF
        if data[length - 1] != 0xAB or data[length - 2] != total:
            return Noise(
                1, f"sum {data[length - 2]:02X} should be {total:02X}, end {data[length - 1]:02X} AB", fresh=True
            )
        if data[1] != self.kind:
            if data[1] == _ANSWER and data[2:5] == b"\x06\x01\x01":
                self._warm_up = _WARM_UP_FRAMES
            return Frame(length, answers=data[1] == _ANSWER)
        if data[6:8] == self._id:
            self.identity = Identity(serial_number=self._id.hex().upper(), engraved=False)
        self._id = data[6:8]
        warming_up = None if self._warm_up is None else self._warm_up > 0
        if self._warm_up:
            self._warm_up -= 1
        return Frame(length, (self.measured(data[2:8], offset, warming_up),))
