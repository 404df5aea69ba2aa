"""Mastech MS6701 and MS6700 (class 2), 2400 8N1, a stream of eighteen bytes.

Start ``A0`` to ``A6`` (low half the range), then flags, four digits ``ddd.d``, and twelve date and time digits
YYMMDDhhmmss, the first day digit with 4 added. Flags: bit 6 battery, bit 5 maximum, bit 4 full, bit 3 weighting (1 A,
0 C), bit 2 Slow, bit 1 under, bit 0 over. Stored readings begin ``80`` to ``86`` and have bit 3 inverted; ``90`` ends
them.
"""

from __future__ import annotations

from collections.abc import Sequence

from drivers.framing import Frame, FrameDecoder, Noise, moment
from drivers.instrument import LineSettings, ModelCard, Request, Simulated, Truth
from drivers.levels import level_name, named, sound
from drivers.readings import Reading, SoundReading
from drivers.stand_in import Streamer, level

_LENGTH = 18


class _Decoder(FrameDecoder):
    def split(self, data: bytes, offset: int, final: bool) -> Frame | Noise | None:
        if data[0] == 0x90:
            return Frame(1)
        stored = 0x80 <= data[0] <= 0x86
        if not stored and not 0xA0 <= data[0] <= 0xA6:
            return Noise(1, "no start byte A0 to A6")
        if len(data) > 1 and data[1] & 0x80:
            return Noise(1, "flags that do not exist")
        if any(digit > 9 for digit in data[2:_LENGTH]):
            return Noise(1, "a digit above 9")
        if len(data) < _LENGTH:
            return None
        flags = data[1] ^ (0x08 if stored else 0)
        tenths = int("".join(map(str, data[2:6])))
        when = "".join(map(str, (*data[6:10], (data[10] - 4) % 10, *data[11:18])))
        name = level_name("A" if flags & 8 else "C", "S" if flags & 4 else "F", "max" if flags & 0x20 else "")
        year, month, day, hour, minute, second = (when[at : at + 2] for at in range(0, 12, 2))
        reading = sound(
            name,
            tenths / 10,
            offset=offset,
            length=_LENGTH,
            overload=bool(flags & 1),
            underrange=bool(flags & 2),
            instrument_time=moment(f"20{year}-{month}-{day}", f"{hour}:{minute}:{second}"),
        )
        return Frame(_LENGTH, (reading,))


class MastechMs6701:
    """The instrument file's one object."""

    card = ModelCard(
        name="mastech-ms6701",
        maker="Mastech 华仪",
        models=("MS6701", "MS6700"),
        kind="sound",
        sound_class=2,
        certainty="A",
        line=LineSettings(baud=2400),
        source="a public driver with one real payload, recomputed",
    )

    def requests(self) -> Sequence[Request]:
        """None: the meter streams."""
        return ()

    def decoder(self) -> _Decoder:
        """A fresh decoder."""
        return _Decoder()

    def encode(self, readings: Sequence[Reading]) -> bytes:
        """A live frame a reading with A or C and Fast or Slow, in the widest range."""
        out = b""
        for reading in readings:
            parts = named(reading.quantity) if isinstance(reading, SoundReading) else None
            if not isinstance(reading, SoundReading) or parts is None or parts[1] not in ("F", "S"):
                continue
            flags = (0x08 if parts[0] == "A" else 0) | (0x04 if parts[1] == "S" else 0)
            flags |= (0x20 if parts[2] == "max" else 0) | (2 if reading.underrange else 0) | bool(reading.overload)
            when = "".join(mark for mark in reading.instrument_time or "2000-01-01T00:00:00" if mark.isdigit())[2:]
            digits = [int(mark) for mark in f"{round(reading.value_db * 10):04d}{when}"]
            digits[8] = (digits[8] + 4) % 10
            out += bytes((0xA6, flags, *digits))
        return out

    def simulated(self, truth: Truth) -> Simulated:
        """A meter that is not there; its own clock was never set."""
        return Streamer(
            truth,
            lambda now: [
                sound(
                    "LAF",
                    level(now, "LAF"),
                    overload=False,
                    underrange=False,
                    instrument_time="2020-01-01T00:00:00",
                )
            ],
            self.encode,
        )


INSTRUMENT = MastechMs6701()
