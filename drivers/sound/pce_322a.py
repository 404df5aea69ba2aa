"""PCE-322A (class 2), 115200 8N1: after ``AC FF`` the meter streams thirteen bytes, ``CA FF`` ends it.

``7F hi lo b3 b4 ... 00``: value (hi lo) / 10 dB; b3 bit 0 weighting (1 C, 0 A), bit 1 Slow; b4 bits 1-0 range (0 =
30-130, 1 = 30-80, 2 = 50-100, 3 = 80-130), bit 2 maximum, bit 3 minimum. Bytes 5 to 11 are not
understood by any source.
"""

from __future__ import annotations

from collections.abc import Sequence

from drivers.framing import Frame, FrameDecoder, Noise
from drivers.instrument import LineSettings, ModelCard, Request, Simulated, Truth
from drivers.levels import LevelName, Mode, level_name, named, sound
from drivers.readings import Reading, SoundReading, TimeWeighting, Weighting
from drivers.stand_in import Streamer, level

_LENGTH = 13
_MODES: tuple[Mode | None, ...] = ("", "max", "min", None)
"""By b4 bits 3 and 2; what both together mean no source says."""
_CONNECT, _DISCONNECT = b"\xac\xff", b"\xca\xff"


class _Decoder(FrameDecoder):
    def split(self, data: bytes, offset: int, final: bool) -> Frame | Noise | None:
        if data[:2] in (_CONNECT, _DISCONNECT):
            return Frame(2, answers=False)  # our own command come back
        if data[0] in (_CONNECT[0], _DISCONNECT[0]) and len(data) < 2:
            return None
        if data[0] != 0x7F:
            return Noise(1, "no start byte 7F")
        if len(data) < _LENGTH:
            return None
        if data[12] != 0:
            return Noise(1, "no end byte 00")
        tenths = int.from_bytes(data[1:3], "big")
        if tenths > 1600:
            return Noise(1, f"level {tenths / 10} dB")
        mode = _MODES[data[4] >> 2 & 3]
        weighting: Weighting = "C" if data[3] & 1 else "A"
        time: TimeWeighting = "S" if data[3] & 2 else "F"
        name = LevelName("unknown", weighting, time) if mode is None else level_name(weighting, time, mode)
        return Frame(_LENGTH, (sound(name, tenths / 10, offset=offset, length=_LENGTH),))


class Pce322a:
    """The instrument file's one object."""

    card = ModelCard(
        name="pce-322a",
        maker="PCE",
        models=("PCE-322A",),
        kind="sound",
        sound_class=2,
        certainty="B",
        line=LineSettings(baud=115200),
        source="a public description and a driver",
        usb_ids=((0x10C4, 0xEA60),),
    )

    def requests(self) -> Sequence[Request]:
        """Connect at opening, disconnect at closing."""
        return (
            Request(label="connect", payload=_CONNECT),
            Request(label="disconnect", payload=_DISCONNECT, closing=True),
        )

    def decoder(self) -> _Decoder:
        """A fresh decoder."""
        return _Decoder()

    def encode(self, readings: Sequence[Reading]) -> bytes:
        """A frame a reading with A or C and Fast or Slow."""
        out = b""
        for reading in readings:
            parts = named(reading.quantity) if isinstance(reading, SoundReading) else None
            if not isinstance(reading, SoundReading) or parts is None or parts[1] not in ("F", "S"):
                continue
            settings = (parts[0] == "C") | (parts[1] == "S") << 1
            hold = {"max": 4, "min": 8}.get(parts[2], 0)
            out += b"\x7f" + round(reading.value_db * 10).to_bytes(2, "big") + bytes((settings, hold)) + bytes(8)
        return out

    def simulated(self, truth: Truth) -> Simulated:
        """A meter that is not there; it streams whether it was asked or not."""
        return Streamer(truth, lambda now: [sound("LAF", level(now, "LAF"))], self.encode)


INSTRUMENT = Pce322a()
