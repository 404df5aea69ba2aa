"""Gill WindSonic, 9600 8N1, a polar message a second unasked.

``STX Q,ddd,sss.ss,U,ss, ETX hh`` CR LF: node, direction (empty near calm), speed, unit (M m/s, N knots, P mph, K
km/h, F ft/min), status, exclusive-or of the bytes between STX and ETX. A status other than 00 is a fault of the
sensor. The settings ``D``, ``U``, ``M``, ``P`` are never sent.
"""

from __future__ import annotations

from collections.abc import Sequence

from drivers.framing import Frame, Noise, number
from drivers.gill import SPEED, GillDecoder, gill_frame
from drivers.instrument import LineSettings, ModelCard, Request, Simulated, Truth
from drivers.readings import Damage, Reading, WeatherReading
from drivers.stand_in import Streamer

_GOOD = ("00", "60", "0A", "A")
"""00 good; 60 and 0A are good in heated and polled forms; A is what MaxiMet writes."""


class _Decoder(GillDecoder):
    def message(self, text: str, offset: int, length: int) -> Frame | Noise:
        fields = text.split(",")
        if len(fields) < 5 or len(fields[0]) != 1 or fields[3] not in SPEED:
            return Noise(length, "no polar wind message", whole=True)
        if fields[4] not in _GOOD:
            reason = f"the sensor tells a fault (status {fields[4]})"
            return Frame(length, (Damage(offset=offset, length=length, reason=reason),))
        direction, speed = number(fields[1]), number(fields[2])
        if (fields[1] and direction is None) or speed is None:
            return Noise(length, "a value that is no number", whole=True)
        reading = WeatherReading(
            offset=offset,
            length=length,
            wind_m_s=speed * SPEED[fields[3]],
            wind_direction_deg=direction,
        )
        return Frame(length, (reading,))


class GillWindsonic:
    """The instrument file's one object."""

    card = ModelCard(
        name="gill-windsonic",
        maker="Gill",
        models=("WindSonic",),
        kind="weather",
        sound_class=None,
        certainty="A",
        line=LineSettings(baud=9600),
        source="WindSonic manual; real frames recomputed",
    )

    def requests(self) -> Sequence[Request]:
        """None: the sensor streams."""
        return ()

    def decoder(self) -> _Decoder:
        """A fresh decoder."""
        return _Decoder()

    def encode(self, readings: Sequence[Reading]) -> bytes:
        """A message in metres per second a reading."""
        out = b""
        for each in readings:
            if isinstance(each, WeatherReading):
                direction = "" if each.wind_direction_deg is None else f"{each.wind_direction_deg:03.0f}"
                out += gill_frame(f"Q,{direction},{each.wind_m_s or 0.0:06.2f},M,00,")
        return out

    def simulated(self, truth: Truth) -> Simulated:
        """A sensor in the true wind."""
        return Streamer(
            truth,
            lambda now: [
                WeatherReading(
                    offset=0,
                    length=0,
                    wind_m_s=round(now.get("wind_m_s", 0.0), 2),
                    wind_direction_deg=float(round(now.get("wind_direction_deg", 0.0)) % 360),
                )
            ],
            self.encode,
        )


INSTRUMENT = GillWindsonic()
