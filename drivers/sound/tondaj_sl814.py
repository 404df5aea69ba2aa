"""Tondaj SL-814, 9600 8E1, polled.

Poll ``30 ZZ 0D``, answer ``AA BB (ZZ+1) 0D``. AA: bit 7 weighting (0 A, 1 C), bits 5-4 range, bit 3 detector (0 Fast,
1 Slow), bits 2-0 with BB an eleven-bit value in tenths of a decibel. ``09 AF 02 0D`` = A, Slow, 43.1. There is no check
but the token, which is the poll's plus one, and the end byte.
"""

from __future__ import annotations

from collections.abc import Sequence

from drivers.framing import Frame, FrameDecoder, Noise
from drivers.instrument import LineSettings, ModelCard, Request, Simulated, Truth
from drivers.levels import level_name, sound
from drivers.readings import Reading, SoundReading
from drivers.stand_in import level

_TOKEN = 1
_POLL = bytes((0x30, _TOKEN, 0x0D))
_INIT = bytes((0x10, 0x04, 0x0D))


class _Decoder(FrameDecoder):
    def __init__(self) -> None:
        super().__init__()
        self._token = _TOKEN
        self._greeted = False

    def sent(self, data: bytes) -> None:
        if len(data) == 3 and data[0] == 0x30:
            self._token = data[1]
        self._greeted = data == _INIT

    def split(self, data: bytes, offset: int, final: bool) -> Frame | Noise | None:
        if self._greeted and data[:2] == b"\x05\x0d":
            self._greeted = False
            return Frame(2)
        if data[0] == 0x30 and data[2:3] == b"\x0d" and self._token + 1 & 0xFF != 0x0D:
            # Our own poll come back, or one in a log of both directions.
            self._token = data[1]
            return Frame(3, answers=False)
        if data[:3] == _INIT:
            self._greeted = True
            return Frame(3, answers=False)
        if len(data) < 3 and not final:
            return None
        if len(data) > 2 and data[2] != self._token + 1 & 0xFF:
            return Noise(1, "the token does not answer the poll")
        if len(data) < 4:
            return None
        if data[3] != 0x0D:
            return Noise(1, "no end byte 0D")
        name = level_name("C" if data[0] & 0x80 else "A", "S" if data[0] & 0x08 else "F")
        value = ((data[0] & 7) << 8 | data[1]) / 10
        return Frame(4, (sound(name, value, offset=offset, length=4),))


class _Meter:
    def __init__(self, truth: Truth) -> None:
        self._truth = truth
        self._in = b""

    def receive(self, data: bytes) -> bytes:
        self._in += data
        out = b""
        while (end := self._in.find(b"\x0d")) >= 0:
            asked, self._in = self._in[: end + 1], self._in[end + 1 :]
            if len(asked) == 3 and asked[0] == 0x30:
                out += _answer(sound("LAF", level(self._truth(), "LAF")), asked[1])
        return out

    def tick(self) -> bytes:
        return b""


def _answer(reading: SoundReading, token: int) -> bytes:
    value = round(reading.value_db * 10)
    head = (0x80 if reading.weighting == "C" else 0) | (0x08 if reading.time_weighting == "S" else 0) | value >> 8 & 7
    return bytes((head, value & 0xFF, token + 1 & 0xFF, 0x0D))


class TondajSl814:
    """The instrument file's one object."""

    card = ModelCard(
        name="tondaj-sl814",
        maker="Tondaj 通达电子",
        models=("SL-814",),
        kind="sound",
        sound_class=None,
        certainty="A",
        line=LineSettings(baud=9600, parity="E"),
        source="fourteen real answers in a public description, recomputed",
    )

    def requests(self) -> Sequence[Request]:
        """The level, twice a second."""
        return (Request(label="level", payload=_POLL, every_s=0.5),)

    def decoder(self) -> _Decoder:
        """A fresh decoder."""
        return _Decoder()

    def encode(self, readings: Sequence[Reading]) -> bytes:
        """An answer a reading, to the poll that ``requests`` sends."""
        sounds = [each for each in readings if isinstance(each, SoundReading)]
        return b"".join(_answer(each, _TOKEN) for each in sounds)

    def simulated(self, truth: Truth) -> Simulated:
        """A meter that is not there."""
        return _Meter(truth)


INSTRUMENT = TondajSl814()
