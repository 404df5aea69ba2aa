"""HJ 212 online monitors (HJ/T 212-2005, HJ 212-2017, HJ 212-2025), mostly over TCP.

``##`` LLLL segment CCCC CR LF, decoded as receivers meet it: where the checksum fails at the stated length, the four
digits before the line end (or before the next ``##``) are tried; then the message stands with the mark "length_wrong".
A packet whose checksum is wrong everywhere is damage and gives no values. Units are a setting of each station and are
not guessed. A listening post sends only 9013 and 9014; commands from a station are never carried out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from drivers.framing import Frame, FrameDecoder, Noise
from drivers.hj212 import checksum, packet, segment_of, understand
from drivers.instrument import ModelCard, Request, Simulated, Truth
from drivers.readings import Reading, StationMessage
from drivers.stand_in import Streamer, level

_HEAD = 6
_SPARE = 1024
"""How far behind the stated end a line end is looked for."""
_CRC = re.compile(rb"[0-9A-Fa-f]{4}")
_NEXT = re.compile(rb"##\d{4}")


class _Decoder(FrameDecoder):
    piece = 4096

    def split(self, data: bytes, offset: int, final: bool) -> Frame | Noise | None:
        if data[0] != 0x23:
            if data[0] in b"\r\n" and self._run is None:
                return Frame(1, answers=False)
            start = data.find(b"#", 1)
            return Noise(start if start > 0 else len(data), "bytes between packets")
        if not b"##".startswith(data[:2]):
            return Noise(1, "no start ##")
        if not data[2:_HEAD].isdigit() and len(data) > 2:
            return Noise(1, "no length behind ##")
        if len(data) < _HEAD:
            return None
        stated = _HEAD + int(data[2:_HEAD])
        if len(data) >= stated + 4 and self._right(data, stated):
            return self._packet(data, stated, offset, length_ok=True)
        end = self._other_end(data[: stated + _SPARE])
        if end is None:
            if len(data) < stated + _SPARE and not final:
                return None
            end = min(len(data), stated + _SPARE)
        if len(data) < stated + 4 and end >= stated and not final:
            return None
        if end >= _HEAD + 4 and self._right(data, end - 4):
            return self._packet(data, end - 4, offset, length_ok=False)
        return Noise(end, "checksum does not fit", whole=True)

    @staticmethod
    def _other_end(data: bytes) -> int | None:
        """Where the packet ends by its line end or by the next packet's start."""
        line_end = data.find(b"\r\n", _HEAD)
        following = _NEXT.search(data, _HEAD)
        ends = [at for at in (line_end, following.start() if following else -1) if at >= 0]
        return min(ends, default=None)

    @staticmethod
    def _right(data: bytes, end: int) -> bool:
        told = data[end : end + 4]
        return _CRC.fullmatch(told) is not None and int(told, 16) == checksum(data[_HEAD:end])

    @staticmethod
    def _packet(data: bytes, end: int, offset: int, *, length_ok: bool) -> Frame:
        length = end + 4
        line_end = 2 if data[length : length + 2] == b"\r\n" else 0
        return Frame(length + line_end, (understand(data[_HEAD:end], offset, length, length_ok=length_ok),))


class Hj212:
    """The instrument file's one object."""

    card = ModelCard(
        name="hj212",
        maker="多家 (various)",
        models=("HJ/T 212-2005", "HJ 212-2017", "HJ 212-2025"),
        kind="station",
        sound_class=None,
        certainty="A",
        line=None,
        source="the three standards; eighteen packets from at least twelve sources recomputed",
        period_s=30.0,
    )

    def requests(self) -> Sequence[Request]:
        """None: a listening post asks nothing."""
        return ()

    def decoder(self) -> _Decoder:
        """A fresh decoder."""
        return _Decoder()

    def encode(self, readings: Sequence[Reading]) -> bytes:
        """A packet a message."""
        return b"".join(packet(segment_of(each)) for each in readings if isinstance(each, StationMessage))

    def simulated(self, truth: Truth) -> Simulated:
        """A construction-site dust station that sends real-time data (CN 2011) every thirty seconds, units ug/m3."""

        def measure(now: dict[str, float]) -> list[Reading]:
            local = datetime.fromtimestamp(now.get("utc_s", 0.0), UTC) + timedelta(hours=8)
            measured = {
                "a34001": now.get("tsp_ug_m3", 92.0),
                "a34002": now.get("pm10_ug_m3", 58.0),
                "a34004": now.get("pm25_ug_m3", 31.0),
                "LA": level(now, "LAF"),
                "a01001": now.get("temperature_c", 18.0),
                "a01002": now.get("humidity_pct", 60.0),
                "a01007": now.get("wind_m_s", 0.0),
                "a01008": now.get("wind_direction_deg", 0.0) % 360,
            }
            return [
                StationMessage(
                    offset=0,
                    length=0,
                    protocol="HJ 212-2017",
                    mn="010000A8900016F000169DC0",
                    st="39",
                    cn="2011",
                    qn=f"{local:%Y%m%d%H%M%S}000",
                    data_time=f"{local:%Y%m%d%H%M%S}",
                    crc_ok=True,
                    length_ok=True,
                    flags=4,
                    values={code: {"Rtd": round(value, 1), "Flag": "N"} for code, value in measured.items()},
                    fields={"PW": "123456"},
                )
            ]

        return Streamer(truth, lambda now: measure(dict(now)), self.encode, every_s=30)


INSTRUMENT = Hj212()
