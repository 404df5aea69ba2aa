"""Plantower PMS1003, PMS3003, PMS5003, PMS7003, PMSA003 (and 5003T, 5003ST), 9600 8N1, a frame every 1 to 2.3 s
unasked.

``42 4D`` length words ... sum, big-endian; length 0014, 001C or 0024; the sum is that of all bytes before it. Words
1 to 3 are "CF=1", words 4 to 6 PM1, PM2.5, PM10 in the atmosphere, in ug/m3: those are taken. A PMS5003T sends the
same 32 bytes with temperature and humidity in words 11 and 12, which nobody can tell from particle counts: ask for
``plantower-pms:5003t``. Passive mode and sleep are settings and never sent.
"""

from __future__ import annotations

from collections.abc import Sequence

from drivers.errors import UnknownModel
from drivers.framing import Frame, FrameDecoder, Noise
from drivers.instrument import LineSettings, ModelCard, Request, Simulated, Truth
from drivers.readings import ParticulateReading, Reading
from drivers.stand_in import Streamer, air, dust

_LENGTHS = (0x0014, 0x001C, 0x0024)
_WARM_UP_FRAMES = 30
_COMMANDS = (0xE1, 0xE2, 0xE4)


class _Decoder(FrameDecoder):
    def __init__(self, has_air: bool) -> None:
        super().__init__()
        self._has_air = has_air
        self._warm_up: int | None = None

    def split(self, data: bytes, offset: int, final: bool) -> Frame | Noise | None:
        if not b"\x42\x4d".startswith(data[:2]):
            return Noise(1, "no start 42 4D")
        if len(data) < 3:
            return None
        if data[2] in _COMMANDS:
            return self._fixed(data, 7)
        if len(data) < 4:
            return None
        size = int.from_bytes(data[2:4], "big")
        if size == 4:
            found = self._fixed(data, 8)
            if isinstance(found, Frame) and data[4:6] == b"\xe4\x01":
                self._warm_up = _WARM_UP_FRAMES
            return found
        if size not in _LENGTHS:
            return Noise(1, f"length {size:04X} does not exist", fresh=True)
        found = self._fixed(data, size + 4)
        if not isinstance(found, Frame):
            return found
        words = [int.from_bytes(data[at : at + 2], "big") for at in range(4, size + 2, 2)]
        return Frame(found.length, (self._reading(words, offset, found.length),))

    @staticmethod
    def _fixed(data: bytes, length: int) -> Frame | Noise | None:
        """A frame whose last word is the sum of the bytes before it."""
        if len(data) < length:
            return None
        total = sum(data[: length - 2])
        if int.from_bytes(data[length - 2 : length], "big") != total:
            return Noise(1, f"sum should be {total:04X}", fresh=True)
        return Frame(length, answers=length == 8)

    def _reading(self, words: list[int], offset: int, length: int) -> ParticulateReading:
        warming_up = None if self._warm_up is None else self._warm_up > 0
        if self._warm_up:
            self._warm_up -= 1
        at = 13 if length == 40 else 10 if self._has_air and length == 32 else None
        temperature = None if at is None else (words[at] ^ 0x8000) - 0x8000
        return ParticulateReading(
            offset=offset,
            length=length,
            pm1_ug_m3=float(words[3]),
            pm25_ug_m3=float(words[4]),
            pm10_ug_m3=float(words[5]),
            temperature_c=None if temperature is None else temperature / 10,
            humidity_pct=None if at is None else words[at + 1] / 10,
            warming_up=warming_up,
        )


class PlantowerPms:
    """The instrument file's object; ``has_air``: words 11 and 12 are temperature and humidity."""

    def __init__(self, *, has_air: bool = False) -> None:
        self._has_air = has_air
        self.card = ModelCard(
            name="plantower-pms:5003t" if has_air else "plantower-pms",
            maker="Plantower 攀藤",
            models=("PMS5003T",) if has_air else ("PMS1003", "PMS3003", "PMS5003", "PMS7003", "PMSA003", "PMS5003ST"),
            kind="particulate",
            sound_class=None,
            certainty="A",
            line=LineSettings(baud=9600),
            source="Plantower datasheets; real frames recomputed",
            period_s=2.3,
        )

    def requests(self) -> Sequence[Request]:
        """None: the sensor streams."""
        return ()

    def decoder(self) -> _Decoder:
        """A fresh decoder."""
        return _Decoder(self._has_air)

    def encode(self, readings: Sequence[Reading]) -> bytes:
        """A 32-byte frame a reading."""
        out = b""
        for each in readings:
            if not isinstance(each, ParticulateReading):
                continue
            pm = [round(value or 0.0) for value in (each.pm1_ug_m3, each.pm25_ug_m3, each.pm10_ug_m3)]
            extra = [0, 0]
            if self._has_air and each.temperature_c is not None and each.humidity_pct is not None:
                extra = [round(each.temperature_c * 10) & 0xFFFF, round(each.humidity_pct * 10)]
            words = [0x1C, *pm, *pm, 0, 0, 0, 0, *extra, 0x9700]
            body = b"\x42\x4d" + b"".join(word.to_bytes(2, "big") for word in words)
            out += body + sum(body).to_bytes(2, "big")
        return out

    def simulated(self, truth: Truth) -> Simulated:
        """A sensor that is not there."""
        return Streamer(
            truth,
            lambda now: [
                ParticulateReading(
                    offset=0,
                    length=0,
                    pm1_ug_m3=dust(now, "pm1_ug_m3", 0),
                    pm25_ug_m3=dust(now, "pm25_ug_m3", 0),
                    pm10_ug_m3=dust(now, "pm10_ug_m3", 0),
                    temperature_c=air(now, "temperature_c") if self._has_air else None,
                    humidity_pct=air(now, "humidity_pct") if self._has_air else None,
                )
            ],
            self.encode,
        )


def profiles() -> list[str]:
    """The variants whose bytes look the same and mean something else."""
    return ["5003t"]


def with_profile(name: str) -> PlantowerPms:
    """The variant called ``name``."""
    if name != "5003t":
        raise UnknownModel("drivers.profile_unknown", name=name, known="plantower-pms:5003t")
    return PlantowerPms(has_air=True)


INSTRUMENT = PlantowerPms()
