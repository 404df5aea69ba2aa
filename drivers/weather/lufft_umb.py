"""Lufft / OTT stations that speak UMB binary: 19200 8N1 on RS-485, asked.

``01 10`` to from LEN ``02`` CMD VER payload ``03`` CRC ``04``, words low byte first; LEN counts CMD to payload; CRC-16/
MCRF4XX from 01 to 03. 23h asks one channel, 2Fh several. Channels: 100 air temperature, 200 humidity, 300 and 305
pressure, 400 and 401 wind m/s, 440 gust, 500 and 501 direction, 600 and 620 rain mm, 700 precipitation type. Address =
class << 12 | id: weather station 7001h, computer F001h. Nothing is ever set.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from math import isfinite

from drivers.framing import Frame, FrameDecoder, Noise
from drivers.instrument import LineSettings, ModelCard, Request, Simulated, Truth
from drivers.readings import Damage, Reading, WeatherReading
from drivers.stand_in import air

_STATION, _COMPUTER = 0x7001, 0xF001
_ONE, _SEVERAL = 0x23, 0x2F
_FIELDS = {
    100: "temperature_c",
    200: "humidity_pct",
    300: "pressure_hpa",
    305: "pressure_hpa",
    400: "wind_m_s",
    401: "wind_m_s",
    440: "wind_max_m_s",
    500: "wind_direction_deg",
    501: "wind_direction_deg",
    600: "rain_mm",
    620: "rain_mm",
}
_ASKED = (100, 200, 300, 400, 440, 500, 600)
_TYPES = {0x10: "<B", 0x11: "<b", 0x12: "<H", 0x13: "<h", 0x14: "<I", 0x15: "<i", 0x16: "<f", 0x17: "<d"}


def _crc(data: bytes) -> int:
    value = 0xFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = (value >> 1) ^ (0x8408 if value & 1 else 0)
    return value


def _frame(to: int, sender: int, command: int, payload: bytes) -> bytes:
    head = b"\x01\x10" + struct.pack("<HHB", to, sender, len(payload) + 2)
    body = head + b"\x02" + bytes((command, 0x10)) + payload + b"\x03"
    return body + _crc(body).to_bytes(2, "little") + b"\x04"


def _question(channels: Sequence[int]) -> bytes:
    payload = bytes((len(channels),)) + b"".join(each.to_bytes(2, "little") for each in channels)
    return _frame(_STATION, _COMPUTER, _SEVERAL, payload)


class _Decoder(FrameDecoder):
    def split(self, data: bytes, offset: int, final: bool) -> Frame | Noise | None:
        if not b"\x01\x10".startswith(data[:2]):
            return Noise(1, "no start 01 10")
        if len(data) < 8:
            return None
        length = data[6] + 12
        if data[6] < 2 or data[7] != 2:
            return Noise(1, "no start of text where one belongs")
        if len(data) < length:
            return None
        if data[length - 4] != 3 or data[length - 1] != 4:
            return Noise(1, "no end where one belongs")
        if _crc(data[: length - 3]) != int.from_bytes(data[length - 3 : length - 1], "little"):
            return Noise(1, "CRC does not fit", fresh=True)
        if int.from_bytes(data[4:6], "little") >> 12 == 0xF:
            return Frame(length, answers=False)  # a computer's question, in an echo or a log of both directions
        return self._answer(data[8], data[10 : length - 4], offset, length)

    def _answer(self, command: int, payload: bytes, offset: int, length: int) -> Frame:
        if not payload or payload[0] != 0:
            reason = f"instrument refused (status {payload[0]:02X})" if payload else "answer without a status"
            return Frame(length, (Damage(offset=offset, length=length, reason=reason),))
        values: list[tuple[int, bytes]] = []
        if command == _ONE and len(payload) >= 4:
            values = [(int.from_bytes(payload[1:3], "little"), payload[3:])]
        elif command == _SEVERAL and len(payload) >= 2:
            at = 2
            while at < len(payload) and at + 1 + payload[at] <= len(payload) and payload[at] >= 3:
                item = payload[at + 1 : at + 1 + payload[at]]
                if item[0] == 0:
                    values.append((int.from_bytes(item[1:3], "little"), item[3:]))
                at += 1 + payload[at]
        found: dict[str, float] = {}
        for channel, coded in values:
            form = _TYPES.get(coded[0]) if coded else None
            if channel not in _FIELDS or form is None or len(coded) - 1 != struct.calcsize(form):
                continue
            value = float(struct.unpack(form, coded[1:])[0])
            if isfinite(value):
                found.setdefault(_FIELDS[channel], value)
        return Frame(length, (WeatherReading(offset=offset, length=length, **found),) if found else ())


class _Station:
    def __init__(self, truth: Truth) -> None:
        self._truth = truth
        self._in = b""

    def receive(self, data: bytes) -> bytes:
        self._in += data
        out = b""
        while len(self._in) >= 12 and len(self._in) >= self._in[6] + 12:
            asked, self._in = self._in[: self._in[6] + 12], self._in[self._in[6] + 12 :]
            if asked[8] == _SEVERAL:
                out += INSTRUMENT.encode([self._weather()])
        return out

    def _weather(self) -> WeatherReading:
        now = self._truth()
        wind = round(now.get("wind_m_s", 0.0), 1)
        return WeatherReading(
            offset=0,
            length=0,
            temperature_c=air(now, "temperature_c"),
            humidity_pct=air(now, "humidity_pct"),
            pressure_hpa=air(now, "pressure_hpa"),
            wind_m_s=wind,
            wind_max_m_s=round(wind * 1.3, 1),
            wind_direction_deg=round(now.get("wind_direction_deg", 0.0) % 360, 1),
            rain_mm=round(now.get("rain_mm", 0.0), 1),
        )

    def tick(self) -> bytes:
        return b""


class LufftUmb:
    """The instrument file's one object."""

    card = ModelCard(
        name="lufft-umb",
        maker="Lufft / OTT",
        models=("WS500-UMB", "WS600-UMB", "WS601-UMB", "Ventus-UMB"),
        kind="weather",
        sound_class=None,
        certainty="A",
        line=LineSettings(baud=19200),
        source="UMB specification as quoted in public code; four CRCs recomputed",
    )

    def requests(self) -> Sequence[Request]:
        """Seven channels in one question, once a second."""
        return (Request(label="channels", payload=_question(_ASKED), every_s=1.0, names_model=True),)

    def decoder(self) -> _Decoder:
        """A fresh decoder."""
        return _Decoder()

    def encode(self, readings: Sequence[Reading]) -> bytes:
        """An answer with the asked channels that a reading has, as float32."""
        out = b""
        for each in readings:
            if not isinstance(each, WeatherReading):
                continue
            items = b""
            count = 0
            for channel in _ASKED:
                value = getattr(each, _FIELDS[channel])
                if value is not None:
                    coded = b"\x00" + channel.to_bytes(2, "little") + b"\x16" + struct.pack("<f", value)
                    items += bytes((len(coded),)) + coded
                    count += 1
            out += _frame(_COMPUTER, _STATION, _SEVERAL, bytes((0, count)) + items)
        return out

    def simulated(self, truth: Truth) -> Simulated:
        """A station in the true weather."""
        return _Station(truth)


INSTRUMENT = LufftUmb()
