"""Met One Aerocet 531S: mass of PM1, PM2.5, PM4, PM7, PM10 and TSP, one sample a minute, asked with ``4`` (last
record).

Rows are read by the header ``Time,PM1(ug/m3),...,TSP(ug/m3),AT(C),RH(%),Location,Seconds,Status``, which comes only
with several records; a row without one has the columns of the manual. A row asked twice is one reading. Status bit
32 is a sensor fault. No source gives the line speed: it must be given. Clock, id, K factors and clearing are never
sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from drivers.header_table import Column, TableDecoder
from drivers.instrument import LineSettings, ModelCard, Request, Simulated, Truth
from drivers.readings import ParticulateReading, Reading
from drivers.stand_in import LineAnswerer, air, dust

_MASSES = {
    "PM1": "pm1_ug_m3",
    "PM2.5": "pm25_ug_m3",
    "PM4": "pm4_ug_m3",
    "PM10": "pm10_ug_m3",
    "TSP": "tsp_ug_m3",
}
_COLUMNS = (
    Column("Time", None),
    *(Column(name, "ug/m3") for name in ("PM1", "PM2.5", "PM4", "PM7", "PM10", "TSP")),
    Column("AT", "C"),
    Column("RH", "%"),
    *(Column(name, None) for name in ("Location", "Seconds", "Status")),
)
_SENSOR_FAULT = 32


class _Decoder(TableDecoder):
    masses = _MASSES
    airs: Mapping[str, str] = {"AT": "temperature_c", "RH": "humidity_pct"}
    first = _COLUMNS

    def refused(self, values: Mapping[str, str]) -> str | None:
        status = values.get("Status", "0")
        fault = status.isdigit() and int(status) & _SENSOR_FAULT
        return f"instrument tells a sensor fault (status {status})" if fault else None


class _Sampler(LineAnswerer):
    """Answers every line with its newest one-minute sample."""

    def __init__(self, truth: Truth) -> None:
        super().__init__(self._last, end=b"\r")
        self._truth = truth
        self._seconds = 0

    def _last(self, line: str) -> bytes:
        now = self._truth()
        minute = self._seconds // 60
        reading = ParticulateReading(
            offset=0,
            length=0,
            pm1_ug_m3=dust(now, "pm1_ug_m3"),
            pm25_ug_m3=dust(now, "pm25_ug_m3"),
            pm4_ug_m3=dust(now, "pm4_ug_m3"),
            pm10_ug_m3=dust(now, "pm10_ug_m3"),
            tsp_ug_m3=dust(now, "tsp_ug_m3"),
            temperature_c=float(round(air(now, "temperature_c"))),
            humidity_pct=float(round(air(now, "humidity_pct"))),
            instrument_time=f"2026-06-06T{minute // 60 % 24:02d}:{minute % 60:02d}:00",
        )
        return INSTRUMENT.encode([reading]) if line.startswith("4") else b""

    def tick(self) -> bytes:
        self._seconds += 1
        return b""


class MetoneAerocet531s:
    """The instrument file's one object."""

    card = ModelCard(
        name="metone-aerocet531s",
        maker="Met One",
        models=("Aerocet 531S",),
        kind="particulate",
        sound_class=None,
        certainty="B",
        line=LineSettings(baud=None),
        source="Aerocet 531S manual rev H",
        period_s=60.0,
    )

    def requests(self) -> Sequence[Request]:
        """The last record, every ten seconds."""
        return (Request(label="last record", payload=b"4\r", every_s=10.0, timeout_s=3.0),)

    def decoder(self) -> _Decoder:
        """A fresh decoder."""
        return _Decoder()

    def encode(self, readings: Sequence[Reading]) -> bytes:
        """A row a reading; PM7, which no reading has, repeats PM10."""
        out = b""
        for each in readings:
            if isinstance(each, ParticulateReading):
                pm = (each.pm1_ug_m3, each.pm25_ug_m3, each.pm4_ug_m3, each.pm10_ug_m3, each.pm10_ug_m3, each.tsp_ug_m3)
                masses = ",".join(f"{value or 0.0:05.1f}" for value in pm)
                when = (each.instrument_time or "2020-01-01T00:00:00").replace("T", " ")
                temperature = "" if each.temperature_c is None else f"{each.temperature_c:+04.0f}"
                humidity = "" if each.humidity_pct is None else f"{each.humidity_pct:03.0f}"
                out += f"{when},{masses},{temperature},{humidity},001,060,000\r\n".encode()
        return out

    def simulated(self, truth: Truth) -> Simulated:
        """An instrument that takes a sample a minute."""
        return _Sampler(truth)


INSTRUMENT = MetoneAerocet531s()
