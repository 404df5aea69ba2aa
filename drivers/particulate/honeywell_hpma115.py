"""Honeywell HPMA115S0 (PM2.5, PM10) and HPMA115C0 (PM1, PM2.5, PM4, PM10), 9600 8N1, asked or streaming.

Question ``68 len cmd [data] CK``, answer ``40 len cmd [data] CK``, CK = (65536 - sum of the other bytes) mod 256;
ug/m3, big-endian. ``A5 A5`` is yes, ``96 96`` no. After power-up the sensor streams ``42 4D 00 1C`` frames: PM2.5
at byte 6, PM10 at byte 8, sum last. Start, stop, auto-send and coefficient are settings and never sent.
"""

from __future__ import annotations

from collections.abc import Sequence

from drivers.framing import Frame, FrameDecoder, Noise
from drivers.instrument import LineSettings, ModelCard, Request, Simulated, Truth
from drivers.readings import Damage, ParticulateReading, Reading
from drivers.stand_in import dust

_READ = b"\x68\x01\x04\x93"
_STREAM = b"\x42\x4d\x00\x1c"


def _check(body: bytes) -> int:
    return -sum(body) & 0xFF


class _Decoder(FrameDecoder):
    def split(self, data: bytes, offset: int, final: bool) -> Frame | Noise | None:
        if data[0] == _STREAM[0]:
            return self._streamed(data, offset)
        if data[0] in (0xA5, 0x96):
            return self._yes_or_no(data, offset)
        if data[0] not in (0x40, 0x68):
            return Noise(1, "no start byte 40")
        if len(data) < 2:
            return None
        if not 1 <= data[1] <= 16:
            return Noise(1, f"length {data[1]} does not exist")
        length = data[1] + 3
        if len(data) < length:
            return None
        check = _check(data[: length - 1])
        if data[length - 1] != check:
            return Noise(1, f"check {data[length - 1]:02X} should be {check:02X}", fresh=True)
        if data[0] == 0x68 or data[2] != 4 or data[1] not in (5, 13):
            return Frame(length, answers=data[0] == 0x40)
        values = [float(int.from_bytes(data[at : at + 2], "big")) for at in range(3, 7 if data[1] == 5 else 11, 2)]
        pm1, pm25, pm4, pm10 = (None, values[0], None, values[1]) if data[1] == 5 else values
        reading = ParticulateReading(
            offset=offset, length=length, pm1_ug_m3=pm1, pm25_ug_m3=pm25, pm4_ug_m3=pm4, pm10_ug_m3=pm10
        )
        return Frame(length, (reading,))

    @staticmethod
    def _yes_or_no(data: bytes, offset: int) -> Frame | Noise | None:
        if len(data) < 2:
            return None
        if data[1] != data[0]:
            return Noise(1, "half an acknowledgement")
        refused = Damage(offset=offset, length=2, reason="instrument refused")
        return Frame(2, (refused,) if data[0] == 0x96 else ())

    @staticmethod
    def _streamed(data: bytes, offset: int) -> Frame | Noise | None:
        if not _STREAM.startswith(data[:4]):
            return Noise(1, "no start 42 4D 00 1C")
        if len(data) < 32:
            return None
        total = sum(data[:30])
        if int.from_bytes(data[30:32], "big") != total:
            return Noise(1, f"sum should be {total:04X}")
        reading = ParticulateReading(
            offset=offset,
            length=32,
            pm25_ug_m3=float(int.from_bytes(data[6:8], "big")),
            pm10_ug_m3=float(int.from_bytes(data[8:10], "big")),
        )
        return Frame(32, (reading,), answers=False)


class _Sensor:
    def __init__(self, truth: Truth) -> None:
        self._truth = truth
        self._in = b""

    def receive(self, data: bytes) -> bytes:
        self._in += data
        asked = self._in.count(_READ)
        self._in = self._in[self._in.rfind(_READ) + 4 :] if asked else self._in[-3:]
        now = self._truth()
        reading = ParticulateReading(
            offset=0,
            length=0,
            pm1_ug_m3=dust(now, "pm1_ug_m3", 0),
            pm25_ug_m3=dust(now, "pm25_ug_m3", 0),
            pm4_ug_m3=dust(now, "pm4_ug_m3", 0),
            pm10_ug_m3=dust(now, "pm10_ug_m3", 0),
        )
        return INSTRUMENT.encode([reading]) * asked

    def tick(self) -> bytes:
        return b""


class HoneywellHpma115:
    """The instrument file's one object."""

    card = ModelCard(
        name="honeywell-hpma115",
        maker="Honeywell",
        models=("HPMA115S0", "HPMA115C0"),
        kind="particulate",
        sound_class=None,
        certainty="A",
        line=LineSettings(baud=9600),
        source="Honeywell datasheet; real answers recomputed",
    )

    def requests(self) -> Sequence[Request]:
        """A reading a second."""
        return (Request(label="read", payload=_READ, every_s=1.0, names_model=True),)

    def decoder(self) -> _Decoder:
        """A fresh decoder."""
        return _Decoder()

    def encode(self, readings: Sequence[Reading]) -> bytes:
        """A C0 answer for a reading with PM1, else an S0 answer."""
        out = b""
        for each in readings:
            if not isinstance(each, ParticulateReading):
                continue
            all_four = (each.pm1_ug_m3, each.pm25_ug_m3, each.pm4_ug_m3, each.pm10_ug_m3)
            values = all_four if each.pm1_ug_m3 is not None else (each.pm25_ug_m3, each.pm10_ug_m3)
            data = b"".join(round(value or 0.0).to_bytes(2, "big") for value in values)
            data += bytes(4) if len(values) == 4 else b""
            body = bytes((0x40, len(data) + 1, 4)) + data
            out += body + bytes((_check(body),))
        return out

    def simulated(self, truth: Truth) -> Simulated:
        """A C0 that is not there."""
        return _Sensor(truth)


INSTRUMENT = HoneywellHpma115()
