"""Met One BAM-1020: hourly beta-attenuation mass, 9600 8N1, asked through its menu (CR CR CR, ``6``, ``4`` = last
data).

``Time,Conc(mg/m3),Qtot(m3),...,AT(C),E,U,M,I,L,R,N,F,P,D,C,T`` then one row; the order of the columns is a setting,
so a row is read only by its header. The inlet decides what is measured: a mass and no PM class. The menu is only
read; setting the clock, the filter or anything else is never sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from drivers.header_table import TableDecoder
from drivers.instrument import LineSettings, ModelCard, Request, Simulated, Truth
from drivers.readings import ParticulateReading, Reading
from drivers.stand_in import air, dust

_HEADER = "Time,Conc(mg/m3),Qtot(m3),RH(%),AT(C),E,U,M,I,L,R,N,F,P,D,C,T\r\n"


class _Decoder(TableDecoder):
    masses: Mapping[str, str] = {"Conc": "mass_ug_m3"}
    airs: Mapping[str, str] = {"AT": "temperature_c", "RH": "humidity_pct"}


class _Monitor:
    """Answers the menu's ``4`` with its last hour; here every minute counts as an hour."""

    def __init__(self, truth: Truth) -> None:
        self._truth = truth
        self._seconds = 0

    def receive(self, data: bytes) -> bytes:
        if data.endswith(b"\r"):
            return b"*\r\n"
        if not data.endswith(b"4"):
            return b"* 6 \r\n CSV Type Reports \r\n >\r\n"
        now = self._truth()
        hour = self._seconds // 60
        reading = ParticulateReading(
            offset=0,
            length=0,
            mass_ug_m3=dust(now, "pm10_ug_m3", 0),
            temperature_c=air(now, "temperature_c"),
            humidity_pct=float(round(air(now, "humidity_pct"))),
            instrument_time=f"2026-06-{1 + hour // 24 % 28:02d}T{hour % 24:02d}:00:00",
        )
        return INSTRUMENT.encode([reading])

    def tick(self) -> bytes:
        self._seconds += 1
        return b""


class MetoneBam1020:
    """The instrument file's one object."""

    card = ModelCard(
        name="metone-bam1020",
        maker="Met One",
        models=("BAM-1020",),
        kind="particulate",
        sound_class=None,
        certainty="B",
        line=LineSettings(baud=9600),
        source="a public driver and the answers it quotes",
        period_s=3600.0,
    )

    def requests(self) -> Sequence[Request]:
        """The menu and its last record, every five minutes."""
        steps = (("menu", b"\r\r\r"), ("CSV reports", b"6"), ("last data", b"4"))
        return tuple(
            Request(label=label, payload=payload, every_s=300.0, timeout_s=3.0, pause_s=1.0) for label, payload in steps
        )

    def decoder(self) -> _Decoder:
        """A fresh decoder."""
        return _Decoder()

    def encode(self, readings: Sequence[Reading]) -> bytes:
        """A header, then a row a reading."""
        rows = ""
        for each in readings:
            if isinstance(each, ParticulateReading):
                date, _, clock = (each.instrument_time or "2020-01-01T00:00:00").partition("T")
                when = f"{date[5:7]}/{date[8:10]}/{date[2:4]} {clock[:5]}"
                air_cells = f"{each.humidity_pct or 0:.0f},{each.temperature_c or 0:.1f}"
                rows += f" {when}, {(each.mass_ug_m3 or 0) / 1000:.3f}, 0.834,{air_cells}{',0' * 12},\r\n"
        return (_HEADER + rows).encode()

    def simulated(self, truth: Truth) -> Simulated:
        """A monitor with a PM10 inlet."""
        return _Monitor(truth)


INSTRUMENT = MetoneBam1020()
