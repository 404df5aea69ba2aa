"""Gill MaxiMet GMX, 9600 8N1, a message a second unasked, read by the column header that it prints at its start.

Header line ``NODE,DIR,SPEED,...,CHECK``, units line ``-,DEG,MS,...``, then ``STX Q,168,000.02,... ETX hh``; the
check is the exclusive-or between STX and ETX. A message before any header is damage: the columns are a setting.
Empty columns are values that the station does not have. Settings are never sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from drivers.framing import Frame, Noise, number
from drivers.gill import GillDecoder, gill_frame
from drivers.instrument import LineSettings, ModelCard, Request, Simulated, Truth
from drivers.readings import Reading, WeatherReading
from drivers.stand_in import air

_FIELDS = {
    "DIR": "wind_direction_deg",
    "SPEED": "wind_m_s",
    "GSPEED": "wind_max_m_s",
    "PRESS": "pressure_hpa",
    "RH": "humidity_pct",
    "TEMP": "temperature_c",
    "PRECIPI": "rain_mm_h",
    "PRECIPT": "rain_mm",
}
_FACTORS: Mapping[str, float] = {
    "MS": 1.0,
    "KTS": 1852 / 3600,
    "MPH": 0.44704,
    "KPH": 1 / 3.6,
    "FPM": 0.00508,
    "DEG": 1.0,
    "HPA": 1.0,
    "MBAR": 1.0,
    "%": 1.0,
    "C": 1.0,
    "MM": 1.0,
    "MM/H": 1.0,
}
_HEADER = "NODE,DIR,SPEED,GSPEED,PRESS,RH,TEMP,STATUS,CHECK"
_UNITS = "-,DEG,MS,MS,HPA,%,C,-,-"


class _Decoder(GillDecoder):
    def __init__(self) -> None:
        super().__init__()
        self._columns: list[str] = []
        self._units: list[str] = []

    def plain(self, text: str) -> bool:
        cells = text.strip().split(",")
        if cells[0] == "NODE":
            self._columns, self._units = cells, []
            return True
        if cells[0] == "-" and len(cells) == len(self._columns):
            self._units = cells
            return True
        return text.isascii() and text.isprintable() and len(cells) < 3

    def message(self, text: str, offset: int, length: int) -> Frame | Noise:
        cells = text.split(",")
        if not self._columns or not self._units:
            return Noise(length, "message before its column header: switch the station off and on", whole=True)
        # The check stands behind ETX: the message ends with an empty cell for it.
        if len(cells) != len(self._columns):
            return Noise(length, f"{len(cells)} cells under {len(self._columns)} columns", whole=True)
        found: dict[str, float] = {}
        for column, unit, cell in zip(self._columns, self._units, cells, strict=True):
            if column not in _FIELDS or not cell:
                continue
            value = number(cell)
            if value is None or unit not in _FACTORS:
                return Noise(length, f"column {column}: {cell!r} in {unit} is no value", whole=True)
            found[_FIELDS[column]] = value * _FACTORS[unit]
        return Frame(length, (WeatherReading(offset=offset, length=length, **found),))


class _Station:
    """Prints its header first, then a message a second."""

    def __init__(self, truth: Truth) -> None:
        self._truth = truth
        self._seconds = 0

    def receive(self, data: bytes) -> bytes:
        return b""

    def tick(self) -> bytes:
        now = self._truth()
        wind = round(now.get("wind_m_s", 0.0), 2)
        reading = WeatherReading(
            offset=0,
            length=0,
            wind_m_s=wind,
            wind_max_m_s=round(wind * 1.3, 2),
            wind_direction_deg=float(round(now.get("wind_direction_deg", 0.0)) % 360),
            pressure_hpa=air(now, "pressure_hpa"),
            humidity_pct=float(round(air(now, "humidity_pct"))),
            temperature_c=air(now, "temperature_c"),
        )
        # A real station prints its header when it is switched on; ours does so every third second.
        again = self._seconds % 3 == 0
        self._seconds += 1
        return (INSTRUMENT.header() if again else b"") + INSTRUMENT.row(reading)


class GillMaximet:
    """The instrument file's one object."""

    card = ModelCard(
        name="gill-maximet",
        maker="Gill",
        models=("MaxiMet GMX500", "MaxiMet GMX600"),
        kind="weather",
        sound_class=None,
        certainty="A",
        line=LineSettings(baud=9600),
        source="MaxiMet manual; one real message recomputed",
    )

    def requests(self) -> Sequence[Request]:
        """None: the station streams."""
        return ()

    def decoder(self) -> _Decoder:
        """A fresh decoder."""
        return _Decoder()

    @staticmethod
    def header() -> bytes:
        """The two lines that name columns and units."""
        return f"{_HEADER}\r\n{_UNITS}\r\n".encode()

    @staticmethod
    def row(reading: WeatherReading) -> bytes:
        """The message of one reading."""
        cells = (
            (reading.wind_direction_deg, "03.0f"),
            (reading.wind_m_s, "06.2f"),
            (reading.wind_max_m_s, "06.2f"),
            (reading.pressure_hpa, "06.1f"),
            (reading.humidity_pct, "03.0f"),
            (reading.temperature_c, "+06.1f"),
        )
        values = ",".join("" if value is None else f"{value:{form}}" for value, form in cells)
        return gill_frame(f"Q,{values},0000,")

    def encode(self, readings: Sequence[Reading]) -> bytes:
        """The header, then a message a reading."""
        rows = [self.row(each) for each in readings if isinstance(each, WeatherReading)]
        return self.header() + b"".join(rows)

    def simulated(self, truth: Truth) -> Simulated:
        """A station in the true weather."""
        return _Station(truth)


INSTRUMENT = GillMaximet()
