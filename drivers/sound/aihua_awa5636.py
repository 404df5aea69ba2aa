"""Hangzhou Aihua AWA5636 (class 2), polled over RS-232.

Request: the four bytes ``AWA0``, no line end. Reply: ``AWAA,`` level as text with ``dB`` and the weighting letter,
further fields, then the 16-bit sum of all bytes before it, low byte first. The sum may be any byte, so a reply ends
where the sum fits. Of the further fields only a date and a time are taken, wherever they stand: public sources do
not agree on their order. ``AWAV`` replies have the same form; that of a finished calibration has ``E`` in place of the
level. Never sent: ``AWAO1`` (calibrate).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from drivers.framing import Frame, FrameDecoder, Noise, moment
from drivers.instrument import LineSettings, ModelCard, Request, Simulated, Truth
from drivers.levels import LevelName, sound
from drivers.readings import Damage, Reading, SoundReading, Weighting
from drivers.stand_in import level

_ASK = b"AWA0"
_HEADS = (b"AWAA,", b"AWAV,")
_LONGEST = 160
_LEVEL = re.compile(r" *(-?\d{1,3}\.\d+)dB\(?([ABCZ]?)")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"\d{2}:\d{2}:\d{2}")
_WEIGHTINGS: dict[str, Weighting] = {"A": "A", "B": "B", "C": "C", "Z": "Z", "": "unknown"}


class _Decoder(FrameDecoder):
    def split(self, data: bytes, offset: int, final: bool) -> Frame | Noise | None:
        head = data[:5]
        if head[:4] == _ASK:
            # Our own question come back, or one in a log of both directions.
            return Frame(len(_ASK), answers=False)
        if not any(each.startswith(head) for each in (*_HEADS, _ASK)):
            return Noise(1, "no start AWAA")
        total = sum(data[:6])
        for end in range(6, min(len(data) - 1, _LONGEST)):
            if data[end : end + 2] == total.to_bytes(2, "little"):
                return self._reply(data[:end], offset, end + 2)
            following = data[end - 1 : end + 4]
            if following in _HEADS:
                return Noise(end - 1, "sum does not fit", whole=True)
            if not final and any(each.startswith(following) for each in _HEADS):
                return None
            total += data[end]
        return Noise(1, f"no fitting sum within {_LONGEST} bytes") if len(data) > _LONGEST else None

    @staticmethod
    def _reply(body: bytes, offset: int, length: int) -> Frame:
        fields = body.decode("ascii", "replace").split(",")
        found = _LEVEL.match(fields[1])
        if not found:
            unread = re.search(r"\d", fields[1]) is not None
            reason = f"{fields[1].strip()!r} is no level"
            return Frame(length, (Damage(offset=offset, length=length, reason=reason),) if unread else ())
        date = next((each for each in fields if _DATE.fullmatch(each)), None)
        time = next((each for each in fields if _TIME.fullmatch(each)), None)
        reading = sound(
            LevelName("Lp", _WEIGHTINGS[found[2]]),
            float(found[1]),
            offset=offset,
            length=length,
            instrument_time=moment(date, time) if date and time else None,
        )
        return Frame(length, (reading,))


class _Meter:
    def __init__(self, truth: Truth) -> None:
        self._truth = truth
        self._in = b""

    def receive(self, data: bytes) -> bytes:
        self._in += data
        asked, out = self._in.count(_ASK), b""
        self._in = self._in[self._in.rfind(_ASK) + 4 :] if asked else self._in[-3:]
        for _ in range(asked):
            out += INSTRUMENT.encode([sound(LevelName("Lp", "A"), level(self._truth(), "LAF"))])
        return out

    def tick(self) -> bytes:
        return b""


class AihuaAwa5636:
    """The instrument file's one object."""

    card = ModelCard(
        name="aihua-awa5636",
        maker="杭州爱华 (Aihua)",
        models=("AWA5636",),
        kind="sound",
        sound_class=2,
        certainty="C",
        line=LineSettings(baud=9600),
        source="three public drivers; no capture, the order of the fields behind the level is not certain",
    )

    def requests(self) -> Sequence[Request]:
        """The level, once a second."""
        return (Request(label="level", payload=_ASK, every_s=1.0, names_model=True),)

    def decoder(self) -> _Decoder:
        """A fresh decoder."""
        return _Decoder()

    def encode(self, readings: Sequence[Reading]) -> bytes:
        """A reply a reading."""
        out = b""
        for reading in readings:
            if isinstance(reading, SoundReading):
                letter = "" if reading.weighting == "unknown" else reading.weighting
                when = "".join(f"{each}," for each in (reading.instrument_time or "").split("T") if each)
                body = f"AWAA,{reading.value_db:5.1f}dB{letter},{when}5.5V,".encode()
                out += body + (sum(body) & 0xFFFF).to_bytes(2, "little")
        return out

    def simulated(self, truth: Truth) -> Simulated:
        """A meter that is not there."""
        return _Meter(truth)


INSTRUMENT = AihuaAwa5636()
