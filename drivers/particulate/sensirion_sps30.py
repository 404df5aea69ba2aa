"""Sensirion SPS30 on its UART, SHDLC, 115200 8N1, asked each second.

``7E addr cmd len data CK 7E`` out, ``7E addr cmd state len data CK 7E`` back; CK is the inverted low byte of the sum
between the marks before stuffing; 7E, 7D, 11, 13 are stuffed as 7D and the byte xor 20. An answer to read has ten
big-endian floats: PM1, PM2.5, PM4, PM10 in ug/m3, five counts, size; none when nothing is new. Command D0 with 03 is
answered by the serial number, text that ends with 00. State bit 7 is a device fault. For thirty seconds after the
start the sensor warms up. Cleaning and reset are never sent.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from math import isfinite

from drivers.framing import Frame, FrameDecoder, Noise
from drivers.instrument import LineSettings, ModelCard, Request, Simulated, Truth
from drivers.readings import Damage, Identity, ParticulateReading, Reading
from drivers.stand_in import dust

_WARM_UP_READINGS = 30
_LONGEST = 600
_START, _STOP, _READ, _WHO = 0x00, 0x01, 0x03, 0xD0
_WRONG_STATE = 0x43
_REFUSED = {2: "unknown command", 3: "no access", 4: "bad parameter", _WRONG_STATE: "not in this state"}


def _stuffed(body: bytes) -> bytes:
    whole = body + bytes((~sum(body) & 0xFF,))
    for byte in (0x7D, 0x7E, 0x11, 0x13):
        whole = whole.replace(bytes((byte,)), bytes((0x7D, byte ^ 0x20)))
    return b"\x7e" + whole + b"\x7e"


def _unstuffed(content: bytes) -> bytes:
    out = bytearray()
    bytes_left = iter(content)
    for byte in bytes_left:
        out.append(byte if byte != 0x7D else next(bytes_left, 0) ^ 0x20)
    return bytes(out)


class _Decoder(FrameDecoder):
    def __init__(self) -> None:
        super().__init__()
        self._asked_last = b""
        self._warm_up: int | None = None

    def sent(self, data: bytes) -> None:
        self._asked_last = data

    def split(self, data: bytes, offset: int, final: bool) -> Frame | Noise | None:
        if data[0] != 0x7E:
            return Noise(1, "no start mark 7E")
        if len(data) < 2:
            return None
        if data[1] == 0x7E:
            # The end mark of a damaged frame, or two marks between frames.
            return Noise(1, "a mark without a frame")
        end = data.find(b"\x7e", 1, _LONGEST)
        if end < 0:
            return Noise(1, f"no end mark within {_LONGEST} bytes") if len(data) >= _LONGEST else None
        if data[: end + 1] == self._asked_last:
            return Frame(end + 1, answers=False)  # our own question come back
        body = _unstuffed(data[1:end])
        if len(body) < 4 or body[-1] != ~sum(body[:-1]) & 0xFF:
            return Noise(end, "check does not fit")
        # In a log of both directions a question can also look like an answer with an error state.
        if len(body) == body[2] + 4:
            return Frame(end + 1, answers=False)
        if len(body) == body[3] + 5:
            return self._answer(body, offset, end + 1)
        return Noise(end, "length does not fit")

    def _answer(self, body: bytes, offset: int, length: int) -> Frame:
        command, state, values = body[1], body[2], body[4:-1]
        refused = state & 0x7F
        if command == _START and refused in (0, _WRONG_STATE):
            self._warm_up = _WARM_UP_READINGS if refused == 0 else self._warm_up
            return Frame(length)
        if refused or state & 0x80:
            cause = _REFUSED.get(refused, f"code {refused:02X}") if refused else "device fault"
            return Frame(length, (Damage(offset=offset, length=length, reason=f"instrument refused: {cause}"),))
        if command == _WHO:
            text = values.partition(b"\0")[0].decode("ascii", "replace").strip()
            if text and text.isascii() and text.isprintable():
                self.identity = Identity(serial_number=text, model="SPS30")
            return Frame(length)
        if command != _READ or len(values) != 40:
            return Frame(length)
        pm = struct.unpack(">4f", values[:16])
        if not all(map(isfinite, pm)):
            return Frame(length, (Damage(offset=offset, length=length, reason="a value that is no number"),))
        warming_up = None if self._warm_up is None else self._warm_up > 0
        if self._warm_up:
            self._warm_up -= 1
        reading = ParticulateReading(
            offset=offset,
            length=length,
            pm1_ug_m3=pm[0],
            pm25_ug_m3=pm[1],
            pm4_ug_m3=pm[2],
            pm10_ug_m3=pm[3],
            warming_up=warming_up,
        )
        return Frame(length, (reading,))


class _Sensor:
    def __init__(self, truth: Truth) -> None:
        self._truth = truth
        self._in = b""

    def receive(self, data: bytes) -> bytes:
        self._in += data
        out = b""
        while (start := self._in.find(b"\x7e")) >= 0 and (end := self._in.find(b"\x7e", start + 1)) >= 0:
            body, self._in = _unstuffed(self._in[start + 1 : end]), self._in[end + 1 :]
            if len(body) > 2 and body[1] == _READ:
                out += INSTRUMENT.encode([self._reading()])
            elif len(body) > 2 and body[1] == _WHO:
                text = b"DEMO00000000SPS1\0"
                out += _stuffed(bytes((0, _WHO, 0, len(text))) + text)
            elif len(body) > 2:
                out += _stuffed(bytes((0, body[1], 0, 0)))
        return out

    def _reading(self) -> ParticulateReading:
        now = self._truth()
        pm1, pm25, pm4, pm10 = (dust(now, f"{name}_ug_m3") for name in ("pm1", "pm25", "pm4", "pm10"))
        return ParticulateReading(offset=0, length=0, pm1_ug_m3=pm1, pm25_ug_m3=pm25, pm4_ug_m3=pm4, pm10_ug_m3=pm10)

    def tick(self) -> bytes:
        return b""


class SensirionSps30:
    """The instrument file's one object."""

    card = ModelCard(
        name="sensirion-sps30",
        maker="Sensirion",
        models=("SPS30",),
        kind="particulate",
        sound_class=None,
        certainty="A",
        line=LineSettings(baud=115200),
        source="Sensirion datasheet; real answers recomputed",
    )

    def requests(self) -> Sequence[Request]:
        """Serial number and start at opening, a reading a second, stop at closing."""
        return (
            Request(label="start", payload=_stuffed(bytes((0, _START, 2, 1, 3)))),
            Request(label="read", payload=_stuffed(bytes((0, _READ, 0))), every_s=1.0),
            Request(label="stop", payload=_stuffed(bytes((0, _STOP, 0))), closing=True),
            Request(label="serial number", payload=_stuffed(bytes((0, _WHO, 1, 3))), names_model=True),
        )

    def decoder(self) -> _Decoder:
        """A fresh decoder."""
        return _Decoder()

    def encode(self, readings: Sequence[Reading]) -> bytes:
        """An answer to read a reading, behind the answer to start where it says it warms up."""
        out = b""
        for each in readings:
            if isinstance(each, ParticulateReading):
                pm = (each.pm1_ug_m3, each.pm25_ug_m3, each.pm4_ug_m3, each.pm10_ug_m3)
                values = struct.pack(">10f", *(value or 0.0 for value in pm), 0, 0, 0, 0, 0, 0)
                out += _stuffed(bytes((0, _START, 0, 0))) if each.warming_up else b""
                out += _stuffed(bytes((0, _READ, 0, 40)) + values)
        return out

    def simulated(self, truth: Truth) -> Simulated:
        """A sensor that is not there."""
        return _Sensor(truth)


INSTRUMENT = SensirionSps30()
