"""Met One 831: four mass channels, 38400 8N1, one sample a minute, asked with ``4 2`` (the last two records).

Two records come with their header, and only by it is a row read: no source prints the columns of this model, so a row
without a header is damage. A row asked twice is one reading. Clock, id, K factors and clearing are never sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from drivers.header_table import TableDecoder
from drivers.instrument import LineSettings, ModelCard, Request, Simulated, Truth
from drivers.readings import ParticulateReading, Reading
from drivers.stand_in import LineAnswerer, dust

_MASSES = {
    "PM1": "pm1_ug_m3",
    "PM2.5": "pm25_ug_m3",
    "PM4": "pm4_ug_m3",
    "PM10": "pm10_ug_m3",
    "TSP": "tsp_ug_m3",
}
_HEADER = "Time,PM1(ug/m3),PM2.5(ug/m3),PM4(ug/m3),PM10(ug/m3),Location,Status\r\n"


class _Decoder(TableDecoder):
    masses = _MASSES
    airs: Mapping[str, str] = {"AT": "temperature_c", "RH": "humidity_pct"}


class _Monitor(LineAnswerer):
    def __init__(self, truth: Truth) -> None:
        super().__init__(self._answer, end=b"\r")
        self._truth = truth
        self._seconds = 0

    def _answer(self, line: str) -> bytes:
        now = self._truth()
        minute = self._seconds // 60
        pm1, pm25, pm4, pm10 = (dust(now, f"{name}_ug_m3") for name in ("pm1", "pm25", "pm4", "pm10"))
        reading = ParticulateReading(
            offset=0,
            length=0,
            pm1_ug_m3=pm1,
            pm25_ug_m3=pm25,
            pm4_ug_m3=pm4,
            pm10_ug_m3=pm10,
            instrument_time=f"2026-06-06T{minute // 60 % 24:02d}:{minute % 60:02d}:00",
        )
        return INSTRUMENT.encode([reading]) if line.startswith("4") else b""

    def tick(self) -> bytes:
        self._seconds += 1
        return b""


class Metone831:
    """The instrument file's one object."""

    card = ModelCard(
        name="metone-831",
        maker="Met One",
        models=("831",),
        kind="particulate",
        sound_class=None,
        certainty="B",
        line=LineSettings(baud=38400),
        source="831 manual (commands); rows by their own header",
        period_s=60.0,
    )

    def requests(self) -> Sequence[Request]:
        """The last two records, every ten seconds."""
        return (Request(label="last records", payload=b"4 2\r", every_s=10.0, timeout_s=3.0, names_model=True),)

    def decoder(self) -> _Decoder:
        """A fresh decoder."""
        return _Decoder()

    def encode(self, readings: Sequence[Reading]) -> bytes:
        """A header, then a row a reading."""
        rows = ""
        for each in readings:
            if isinstance(each, ParticulateReading):
                pm = (each.pm1_ug_m3, each.pm25_ug_m3, each.pm4_ug_m3, each.pm10_ug_m3)
                when = (each.instrument_time or "2020-01-01T00:00:00").replace("T", " ")
                rows += f"{when},{','.join(f'{value or 0.0:.1f}' for value in pm)},001,000\r\n"
        return (_HEADER + rows).encode()

    def simulated(self, truth: Truth) -> Simulated:
        """A monitor that is not there."""
        return _Monitor(truth)


INSTRUMENT = Metone831()
