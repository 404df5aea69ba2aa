"""Thermo pDR-1500, 19200 8N1, lines with CR: ``OUTPUT`` is answered ``>OUTPUT  conc T RH press``.

Concentration in ug/m3, temperature C, humidity %, pressure mmHg, as long as the meter's own setting is ug/m3: set
``UNITS 0`` on it before, no setting is sent from here. The cyclone decides what is measured: a mass and no PM class.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from drivers.framing import Frame, LineDecoder, Noise
from drivers.instrument import LineSettings, ModelCard, Request, Simulated, Truth
from drivers.readings import ParticulateReading, Reading
from drivers.stand_in import LineAnswerer, air, dust

_NUMBER = r"(-?\d+(?:\.\d+)?)"
_OUTPUT = re.compile(rf">?\s*OUTPUT\s+{_NUMBER}\s+{_NUMBER}\s+{_NUMBER}\s+{_NUMBER}")


class _Decoder(LineDecoder):
    def line(self, text: str, offset: int, length: int) -> Frame | Noise:
        text = text.strip()
        if text in ("OUTPUT", ">OUTPUT", ">"):
            return Frame(length, answers=False)  # our own question come back, or a prompt
        found = _OUTPUT.fullmatch(text)
        if not found:
            wrong = "OUTPUT" in text or "�" in text or any(mark < " " for mark in text)
            return Noise(length, "no OUTPUT line", whole=True) if wrong else Frame(length)
        reading = ParticulateReading(
            offset=offset,
            length=length,
            mass_ug_m3=float(found[1]),
            temperature_c=float(found[2]),
            humidity_pct=float(found[3]),
        )
        return Frame(length, (reading,))


class ThermoPdr1500:
    """The instrument file's one object."""

    card = ModelCard(
        name="thermo-pdr1500",
        maker="Thermo",
        models=("pDR-1500",),
        kind="particulate",
        sound_class=None,
        certainty="C",
        line=LineSettings(baud=19200),
        source="one public driver",
    )

    def requests(self) -> Sequence[Request]:
        """The present values, once a second."""
        return (Request(label="values", payload=b"OUTPUT\r", every_s=1.0),)

    def decoder(self) -> _Decoder:
        """A fresh decoder."""
        return _Decoder()

    def encode(self, readings: Sequence[Reading]) -> bytes:
        """A line a reading; the pressure, which no reading has, is 760 mmHg."""
        out = b""
        for each in readings:
            if isinstance(each, ParticulateReading):
                mass, temperature, humidity = each.mass_ug_m3 or 0, each.temperature_c or 0, each.humidity_pct or 0
                out += f">OUTPUT  {mass:.1f} {temperature:.1f} {humidity:.1f} 760\r\n".encode()
        return out

    def simulated(self, truth: Truth) -> Simulated:
        """A monitor that is not there."""

        def answer(line: str) -> bytes:
            now = truth()
            reading = ParticulateReading(
                offset=0,
                length=0,
                mass_ug_m3=dust(now, "pm10_ug_m3"),
                temperature_c=air(now, "temperature_c"),
                humidity_pct=air(now, "humidity_pct"),
            )
            return self.encode([reading]) if line == "OUTPUT" else b""

        return LineAnswerer(answer, end=b"\r")


INSTRUMENT = ThermoPdr1500()
