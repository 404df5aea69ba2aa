"""Vaisala WXT510/520/530/536 in ASCII mode, polled (``0R0``) or sending by itself.

A line: ``0R0,Dm=274D,Sm=5.8M,Sx=9.6M,Ta=17.9C,Ua=73.7P,Pa=1005.8H,Rc=13.02M,Ri=0.0M,...``. The last letter is the
unit, ``#`` marks the item invalid. There is no check, so every item must have the full form; one that has not is
dropped and told as damage, the others stand. Settings (``0XU``, ``0WU`` ...) are never sent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from drivers.framing import Frame, LineDecoder, Noise
from drivers.instrument import LineSettings, ModelCard, Request, Simulated, Truth
from drivers.limits import possible
from drivers.readings import Damage, Decoded, Reading, WeatherReading
from drivers.stand_in import LineAnswerer

_HEAD = re.compile(r"[0-9A-Za-z]R[0-9]")
_SETTINGS = re.compile(r"[0-9A-Za-z](XU|[WTRS]U)")
_ITEM = re.compile(r"([A-Z][a-z])=(-?\d+(?:\.\d+)?)([A-Za-z#])")
_IDENTITY = re.compile(r"Id=.{0,16}")
_SPEED = {"M": 1.0, "K": 1 / 3.6, "S": 0.44704, "N": 1852 / 3600}
_PRESSURE = {"H": 1.0, "B": 1000.0, "P": 0.01, "M": 1013.25 / 760, "I": 33.863886667}
_RAIN = {"M": 1.0, "I": 25.4}
_FIELDS: Mapping[str, tuple[str, Mapping[str, float]]] = {
    "Dm": ("wind_direction_deg", {"D": 1.0}),
    "Sm": ("wind_m_s", _SPEED),
    "Sx": ("wind_max_m_s", _SPEED),
    "Ua": ("humidity_pct", {"P": 1.0}),
    "Pa": ("pressure_hpa", _PRESSURE),
    "Rc": ("rain_mm", _RAIN),
    "Ri": ("rain_mm_h", _RAIN),
    "Hi": ("hail_per_cm2_h", {"M": 1.0, "I": 1 / 6.4516}),
}
_ENCODED = (
    ("wind_direction_deg", "Dm", "03.0f", "D"),
    ("wind_m_s", "Sm", ".1f", "M"),
    ("wind_max_m_s", "Sx", ".1f", "M"),
    ("temperature_c", "Ta", ".1f", "C"),
    ("humidity_pct", "Ua", ".1f", "P"),
    ("pressure_hpa", "Pa", ".1f", "H"),
    ("rain_mm", "Rc", ".2f", "M"),
    ("rain_mm_h", "Ri", ".1f", "M"),
    ("hail_per_cm2_h", "Hi", ".1f", "M"),
)


class _Decoder(LineDecoder):
    def line(self, text: str, offset: int, length: int) -> Frame | Noise:
        head, *items = text.split(",")
        if _SETTINGS.fullmatch(head):
            return Frame(length)
        if text.startswith("$"):
            return Noise(length, "NMEA sentence: set the WXT to its ASCII mode", whole=True)
        if not _HEAD.fullmatch(head):
            return Noise(length, "line without the head of a WXT message", whole=True)
        found: dict[str, float] = {}
        known = False
        damage: list[Decoded] = []
        at = offset + len(head) + 1
        for item in items:
            parts = _ITEM.fullmatch(item)
            wrong = None if _IDENTITY.fullmatch(item) else f"item {item!r} is damaged"
            if parts:
                known = known or parts[1] in _FIELDS or parts[1] == "Ta"
                wrong = self._take(parts[1], parts[2], parts[3], found)
            if wrong:
                damage.append(Damage(offset=at, length=len(item), reason=wrong))
            at += len(item) + 1
        reading: list[Decoded] = [WeatherReading(offset=offset, length=length, **found)] if known else []
        return Frame(length, reading + damage)

    @staticmethod
    def _take(key: str, text: str, unit: str, found: dict[str, float]) -> str | None:
        """Put one item into ``found``; returns what is wrong with it."""
        if unit == "#":
            return None
        value = float(text)
        if key == "Ta":
            name = "temperature_c"
            if unit not in "CF":
                return f"{key} has an unknown unit {unit!r}"
            value = value if unit == "C" else (value - 32) / 1.8
        elif key in _FIELDS:
            name, factors = _FIELDS[key]
            if unit not in factors:
                return f"{key} has an unknown unit {unit!r}"
            value *= factors[unit]
        else:
            return None
        if not possible(name, value):
            return f"{key}={text}{unit} is not possible"
        found[name] = value
        return None


class VaisalaWxt:
    """The instrument file's one object."""

    card = ModelCard(
        name="vaisala-wxt",
        maker="Vaisala",
        models=("WXT510", "WXT520", "WXT530", "WXT536"),
        kind="weather",
        sound_class=None,
        certainty="A",
        line=LineSettings(baud=19200),
        source="Vaisala WXT user guides; eight lines of real logs",
    )

    def requests(self) -> Sequence[Request]:
        """The composite message, once a second."""
        return (Request(label="composite", payload=b"0R0\r\n", every_s=1.0, names_model=True),)

    def decoder(self) -> _Decoder:
        """A fresh decoder."""
        return _Decoder()

    def encode(self, readings: Sequence[Reading]) -> bytes:
        """A composite line a reading."""
        out = b""
        for reading in readings:
            if not isinstance(reading, WeatherReading):
                continue
            items = ["0R0"]
            for name, key, form, unit in _ENCODED:
                value = getattr(reading, name)
                items.append(f"{key}=0.0#" if value is None else f"{key}={value:{form}}{unit}")
            out += ",".join(items).encode() + b"\r\n"
        return out

    def simulated(self, truth: Truth) -> Simulated:
        """A station in the true weather."""

        def answer(line: str) -> bytes:
            if line != "0R0":
                return b""
            now = truth()
            wind = now.get("wind_m_s", 0.0)
            reading = WeatherReading(
                offset=0,
                length=0,
                wind_m_s=wind,
                wind_max_m_s=now.get("wind_max_m_s", wind * 1.3),
                wind_direction_deg=now.get("wind_direction_deg", 0.0) % 360,
                rain_mm_h=now.get("rain_mm_h", 0.0),
                rain_mm=now.get("rain_mm", 0.0),
                hail_per_cm2_h=0.0,
                temperature_c=now.get("temperature_c", 18.0),
                humidity_pct=now.get("humidity_pct", 60.0),
                pressure_hpa=now.get("pressure_hpa", 985.0),
            )
            return self.encode([reading])

        return LineAnswerer(answer)


INSTRUMENT = VaisalaWxt()
