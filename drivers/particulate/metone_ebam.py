"""Met One E-BAM and E-SAMPLER: logged mass, asked with CR CR CR CR and ``4`` (last record).

``Time,ConcRT(mg/m3),ConcHr(mg/m3),Flow(l/m),WS(m/s),WD(Deg),AT(C),RHx(%),...`` then one row, read by its header;
the E-SAMPLER's column is ``Conc``. ConcRT is taken: the inlet decides what is measured, so it is a mass and no PM
class. The line speed of the sources is that of the BAM family, 9600. Only the menu is read, nothing is set.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from drivers.header_table import TableDecoder
from drivers.instrument import LineSettings, ModelCard, Request, Simulated, Truth
from drivers.readings import ParticulateReading, Reading
from drivers.stand_in import air, dust

_MONTHS = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC"
_HEADER = "Time,ConcRT(mg/m3),ConcHr(mg/m3),Flow(l/m),AT(C),RHx(%),Alarm,Type\r\n"


class _Decoder(TableDecoder):
    masses: Mapping[str, str] = {"ConcRT": "mass_ug_m3", "Conc": "mass_ug_m3"}
    airs: Mapping[str, str] = {"AT": "temperature_c", "RHx": "humidity_pct"}


class _Monitor:
    def __init__(self, truth: Truth) -> None:
        self._truth = truth
        self._seconds = 0

    def receive(self, data: bytes) -> bytes:
        if not data.endswith(b"4"):
            return b"*\r\n"
        now = self._truth()
        minute = self._seconds // 60
        reading = ParticulateReading(
            offset=0,
            length=0,
            mass_ug_m3=dust(now, "pm10_ug_m3", 0),
            temperature_c=air(now, "temperature_c"),
            humidity_pct=float(round(air(now, "humidity_pct"))),
            instrument_time=f"2026-06-06T{minute // 60 % 24:02d}:{minute % 60:02d}:00",
        )
        return INSTRUMENT.encode([reading])

    def tick(self) -> bytes:
        self._seconds += 1
        return b""


class MetoneEbam:
    """The instrument file's one object."""

    card = ModelCard(
        name="metone-ebam",
        maker="Met One",
        models=("E-BAM", "E-SAMPLER"),
        kind="particulate",
        sound_class=None,
        certainty="B",
        line=LineSettings(baud=9600),
        source="a public driver and the answers it quotes",
        period_s=60.0,
    )

    def requests(self) -> Sequence[Request]:
        """The menu and its last record, every twenty seconds."""
        return (
            Request(label="menu", payload=b"\r\r\r\r", every_s=20.0, timeout_s=2.0, pause_s=0.5),
            Request(label="last record", payload=b"4", every_s=20.0, timeout_s=3.0, pause_s=0.5),
        )

    def decoder(self) -> _Decoder:
        """A fresh decoder."""
        return _Decoder()

    def encode(self, readings: Sequence[Reading]) -> bytes:
        """A header, then a row a reading."""
        rows = ""
        for each in readings:
            if isinstance(each, ParticulateReading):
                moment = datetime.fromisoformat(each.instrument_time or "2020-01-01T00:00:00")
                month = _MONTHS[3 * moment.month - 3 : 3 * moment.month]
                mass = f"{(each.mass_ug_m3 or 0) / 1000:.3f}"
                air_cells = f"{each.temperature_c or 0:.1f},{each.humidity_pct or 0:.0f}"
                rows += f"  {moment:%d}-{month}-{moment:%Y %H:%M:%S},{mass},{mass},16.7,{air_cells},0,1\r\n"
        return (_HEADER + rows).encode()

    def simulated(self, truth: Truth) -> Simulated:
        """A monitor with a PM10 inlet."""
        return _Monitor(truth)


INSTRUMENT = MetoneEbam()
