"""Extech 407764 (class 2), 9600 8N1, a stream of five bytes ``02 st f3 f4 03``.

st: bit 7 Slow, bit 6 weighting (1 **A**, 0 C), bit 5 maximum hold, bit 4 memory full, bit 3 recording, bits 2-0 range.
f3: bit 7 over, bit 6 under, bit 5 battery, bit 4 hundreds, low half tens; f4: BCD units and tenths. ``03`` may stand
inside, so a frame is five bytes long. ``02 40 06 52 03`` = A, Fast, 65.2. The keys F, A, U, P, M, S, T change the
meter and are never sent.
"""

from __future__ import annotations

from collections.abc import Sequence

from drivers.framing import Frame, FrameDecoder, Noise, bcd
from drivers.instrument import LineSettings, ModelCard, Request, Simulated, Truth
from drivers.levels import level_name, named, sound
from drivers.readings import Reading, SoundReading
from drivers.stand_in import Streamer, level


class _Decoder(FrameDecoder):
    def split(self, data: bytes, offset: int, final: bool) -> Frame | Noise | None:
        if data[0] != 2:
            return Noise(1, "no start byte 02")
        if len(data) < 5:
            return None
        state, high, low = data[1], data[2], data[3]
        digits = bcd(data[3:4])
        if data[4] != 3:
            return Noise(1, "no end byte 03")
        if digits is None or high & 0x0F > 9 or state & 7 == 7:
            return Noise(1, "a digit above 9 or a range that does not exist")
        value = (high >> 4 & 1) * 100 + (high & 0x0F) * 10 + (low >> 4) + (low & 0x0F) / 10
        name = level_name("A" if state & 0x40 else "C", "S" if state & 0x80 else "F", "max" if state & 0x20 else "")
        reading = sound(
            name,
            round(value, 1),
            offset=offset,
            length=5,
            overload=bool(high & 0x80),
            underrange=bool(high & 0x40),
        )
        return Frame(5, (reading,))


class Extech407764:
    """The instrument file's one object."""

    card = ModelCard(
        name="extech-407764",
        maker="Extech",
        models=("407764",),
        kind="sound",
        sound_class=2,
        certainty="B",
        line=LineSettings(baud=9600),
        source="three editions of the maker's manual agree",
    )

    def requests(self) -> Sequence[Request]:
        """None: the meter streams."""
        return ()

    def decoder(self) -> _Decoder:
        """A fresh decoder."""
        return _Decoder()

    def encode(self, readings: Sequence[Reading]) -> bytes:
        """A frame a reading with A or C and Fast or Slow, in the widest range."""
        out = b""
        for reading in readings:
            parts = named(reading.quantity) if isinstance(reading, SoundReading) else None
            if not isinstance(reading, SoundReading) or parts is None or parts[1] not in ("F", "S"):
                continue
            tenths = min(round(reading.value_db * 10), 1999)
            state = (0x80 if parts[1] == "S" else 0) | (0x40 if parts[0] == "A" else 0) | 6
            state |= 0x20 if parts[2] == "max" else 0
            high = (0x80 if reading.overload else 0) | (0x40 if reading.underrange else 0)
            high |= (0x10 if tenths >= 1000 else 0) | tenths // 100 % 10
            out += bytes((2, state, high, (tenths // 10 % 10) << 4 | tenths % 10, 3))
        return out

    def simulated(self, truth: Truth) -> Simulated:
        """A meter that is not there."""
        return Streamer(
            truth,
            lambda now: [sound("LAF", level(now, "LAF"), overload=False, underrange=False)],
            self.encode,
        )


INSTRUMENT = Extech407764()
