"""Satellite receivers (GPS, BeiDou, mixed) that send NMEA 0183.

``$`` talker(2) type(3) ``,`` fields ``*`` hh CR LF, hh the exclusive-or between ``$`` and ``*``. The talker does not
matter (GP, GN, BD, GB ...). One fix an epoch: RMC and GGA of the same time, in either order. Stale positions
stand in sentences whose status is V or quality 0, so a position is taken only from a live one; manual (7),
simulated (8) and dead-reckoned (6) positions are shown and never valid. Nothing is sent.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from drivers.framing import Frame, LineDecoder, Noise, number, xor
from drivers.instrument import LineSettings, ModelCard, Request, Simulated, Truth
from drivers.limits import possible
from drivers.readings import Decoded, PositionFix, Reading
from drivers.stand_in import Streamer

_SENTENCE = re.compile(r"\$([A-Z]{2}[A-Z0-9]{3}|P[A-Z0-9]+|[A-Z]{5,})((?:,[^*$]*)?)\*([0-9A-Fa-f]{2})")
_KNOT_M_S = 1852 / 3600
_EVIDENCE_QUALITIES = (1, 2, 3, 4, 5, 9)


def _degrees(text: str, side: str, sides: str) -> float | None:
    """``ddmm.mmmm`` or ``dddmm.mmmm`` with its hemisphere letter, in degrees."""
    value = number(text)
    if value is None or side not in tuple(sides) or value % 100 >= 60:
        return None
    degrees = value // 100 + value % 100 / 60
    return degrees if side == sides[0] else -degrees


def _utc(date: str, time: str) -> str | None:
    """ISO 8601 with Z from ``ddmmyy`` and ``hhmmss.sss``, the fraction as the receiver gave it."""
    if not re.fullmatch(r"\d{6}", date) or not re.fullmatch(r"\d{6}(\.\d+)?", time):
        return None
    try:
        moment = datetime.strptime(date + time[:6], "%d%m%y%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    return f"{moment:%Y-%m-%dT%H:%M:%S}{time[6:]}Z"


class _Decoder(LineDecoder):
    open_end = True

    def __init__(self) -> None:
        super().__init__()
        self._clear("")

    def _clear(self, time: str) -> None:
        self._time = time
        self._rmc: list[str] = []
        self._gga: list[str] = []
        self._span = (0, 0)

    def line(self, text: str, offset: int, length: int) -> Frame | Noise:
        if text.startswith("#"):
            return Frame(length)  # a comment of a log file
        start = text.find("$")
        if start > 0:
            # Some receivers put a blank before a sentence; other bytes before it are damage.
            blank = not text[:start].strip()
            return Frame(start) if blank else Noise(start, "bytes before a sentence", whole=True)
        again = text.find("$", 1)
        if again > 0 and not _SENTENCE.fullmatch(text[:again].rstrip()):
            return Noise(again, "sentence without its end", whole=True)
        if again > 0:
            text, length = text[:again].rstrip(), again
        found = _SENTENCE.fullmatch(text.rstrip())
        if not found:
            return Noise(length, "no NMEA sentence", whole=True)
        check = xor(text[1 : text.index("*")].encode("ascii", "replace"))
        if check != int(found[3], 16):
            return Noise(length, f"check {found[3]} should be {check:02X}", whole=True)
        kind, fields = found[1][-3:], found[2].split(",")
        if found[1].startswith("P") or kind not in ("RMC", "GGA") or len(fields) < 10:
            return Frame(length)
        return Frame(length, self._epoch(kind, fields, offset, length))

    def _epoch(self, kind: str, fields: list[str], offset: int, length: int) -> list[Decoded]:
        held = self._rmc if kind == "RMC" else self._gga
        items: list[Decoded] = []
        if fields[1] != self._time or held:
            items = self._emit()
            self._clear(fields[1])
        if kind == "RMC":
            self._rmc = fields
        else:
            self._gga = fields
        self._span = (self._span[0] if self._span[1] else offset, offset + length)
        return items + (self._emit() if self._rmc and self._gga else [])

    def finish(self) -> list[Decoded]:
        return super().finish() + self._emit()

    def _emit(self) -> list[Decoded]:
        rmc, gga, span = self._rmc, self._gga, self._span
        if not rmc and not gga:
            return []
        self._clear(self._time)
        mode = rmc[12] if len(rmc) > 12 else ""
        live = bool(rmc) and rmc[2] == "A" and mode != "N"
        quality = int(gga[6]) if gga and gga[6].isdigit() and len(gga[6]) == 1 else None
        fixed = live if not gga else bool(quality) and (live or not rmc)
        latitude = longitude = None
        if fixed:
            place = gga[2:6] if gga else rmc[3:7]
            latitude, longitude = _degrees(place[0], place[1], "NS"), _degrees(place[2], place[3], "EW")
        whole = latitude is not None and longitude is not None
        return [
            PositionFix(
                offset=span[0],
                length=span[1] - span[0],
                latitude_deg=latitude if whole else None,
                longitude_deg=longitude if whole else None,
                utc=_utc(rmc[9], rmc[1]) if rmc else None,
                quality=quality,
                satellites=int(gga[7]) if gga and gga[7].isdigit() and len(gga[7]) <= 3 else None,
                hdop=_usable("hdop", gga[8] if gga else ""),
                altitude_m=_usable("altitude_m", gga[9] if gga and fixed else ""),
                speed_m_s=_usable("speed_m_s", rmc[7] if live else "", _KNOT_M_S),
                course_deg=_usable("course_deg", rmc[8] if live else ""),
                valid=whole and live and mode not in ("S", "M", "E") and quality in _EVIDENCE_QUALITIES,
            )
        ]


def _usable(name: str, text: str, factor: float = 1.0) -> float | None:
    value = number(text)
    return value * factor if value is not None and possible(name, value * factor) else None


def _sentence(text: str) -> bytes:
    return f"${text}*{xor(text.encode()):02X}\r\n".encode()


def _place(degrees: float | None, sides: str, width: int) -> str:
    if degrees is None:
        return ","
    minutes = round(abs(degrees) * 60, 5)
    return f"{int(minutes // 60):0{width}d}{minutes % 60:08.5f},{sides[degrees < 0]}"


class Nmea:
    """The instrument file's one object."""

    card = ModelCard(
        name="nmea",
        maker="多家 (various)",
        models=("GPS/北斗接收机 NMEA 0183", "Quectel L76K", "u-blox", "SiRF", "AT6558R"),
        kind="position",
        sound_class=None,
        certainty="A",
        line=LineSettings(baud=9600),
        source="NMEA 0183; two receiver logs recomputed",
    )

    def requests(self) -> Sequence[Request]:
        """None: the receiver streams."""
        return ()

    def decoder(self) -> _Decoder:
        """A fresh decoder."""
        return _Decoder()

    def encode(self, readings: Sequence[Reading]) -> bytes:
        """A GGA and an RMC sentence a fix."""
        out = b""
        for fix in readings:
            if not isinstance(fix, PositionFix):
                continue
            stamp = re.sub(r"[-:Z]", "", fix.utc or "").replace("T", "")
            date, time = (stamp[6:8] + stamp[4:6] + stamp[2:4], stamp[8:]) if stamp else ("", "")
            place = f"{_place(fix.latitude_deg, 'NS', 2)},{_place(fix.longitude_deg, 'EW', 3)}"
            quality = "" if fix.quality is None else str(fix.quality)
            satellites = "" if fix.satellites is None else f"{fix.satellites:02d}"
            hdop, altitude = ("" if each is None else f"{each:.1f}" for each in (fix.hdop, fix.altitude_m))
            out += _sentence(f"GNGGA,{time},{place},{quality},{satellites},{hdop},{altitude},M,,M,,")
            status = "A" if fix.latitude_deg is not None else "V"
            mode = "N" if status == "V" else {6: "E", 7: "M", 8: "S"}.get(fix.quality or 1, "A")
            speed = "" if fix.speed_m_s is None else f"{fix.speed_m_s / _KNOT_M_S:.2f}"
            course = "" if fix.course_deg is None else f"{fix.course_deg:.2f}"
            out += _sentence(f"GNRMC,{time},{status},{place},{speed},{course},{date},,,{mode}")
        return out

    def simulated(self, truth: Truth) -> Simulated:
        """A receiver at the true place; without a place in the truth it has no fix."""

        def measure(now: dict[str, float]) -> list[Reading]:
            moment = datetime.fromtimestamp(now.get("utc_s", 0.0), UTC)
            has_place = "latitude_deg" in now and "longitude_deg" in now
            return [
                PositionFix(
                    offset=0,
                    length=0,
                    latitude_deg=now["latitude_deg"] if has_place else None,
                    longitude_deg=now["longitude_deg"] if has_place else None,
                    utc=f"{moment:%Y-%m-%dT%H:%M:%S}.000Z",
                    quality=1 if has_place else 0,
                    satellites=11 if has_place else 0,
                    hdop=now.get("hdop", 0.9) if has_place else None,
                    altitude_m=now.get("altitude_m", 250.0) if has_place else None,
                    speed_m_s=now.get("speed_m_s", 0.0) if has_place else None,
                    course_deg=now.get("course_deg") if has_place else None,
                )
            ]

        return Streamer(truth, lambda now: measure(dict(now)), self.encode)


INSTRUMENT = Nmea()
