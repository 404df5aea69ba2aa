"""Casella Microdust Pro: after ``X`` one value a second, ``2.87`` CR LF in mg/m3; ``Z`` ends it.

The probe sees all dust that passes, so the value is a mass and no PM class. There is no check: the first, perhaps
partial line after opening is passed over. The line speed is a setting from 600 to 38400 and must be given.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from drivers.framing import Frame, LineDecoder, Noise
from drivers.instrument import LineSettings, ModelCard, Request, Simulated, Truth
from drivers.readings import ParticulateReading, Reading
from drivers.stand_in import Streamer, dust

_VALUE = re.compile(r"\d{1,4}\.\d{1,3}")


class _Decoder(LineDecoder):
    unchecked = True

    def line(self, text: str, offset: int, length: int) -> Frame | Noise:
        text = text.strip().lstrip("XZ")
        if not text:
            return Frame(length, answers=False)  # our own command come back
        if not _VALUE.fullmatch(text):
            return Noise(length, "no value in mg/m3", whole=True)
        mass = round(float(text) * 1000, 3)
        return Frame(length, (ParticulateReading(offset=offset, length=length, mass_ug_m3=mass),))


class CasellaMicrodust:
    """The instrument file's one object."""

    card = ModelCard(
        name="casella-microdust",
        maker="Casella",
        models=("Microdust Pro",),
        kind="particulate",
        sound_class=None,
        certainty="B",
        line=LineSettings(baud=None),
        source="Microdust Pro handbook",
    )

    def requests(self) -> Sequence[Request]:
        """Begin at opening, end at closing."""
        return (
            Request(label="begin", payload=b"X"),
            Request(label="end", payload=b"Z", closing=True),
        )

    def decoder(self) -> _Decoder:
        """A fresh decoder."""
        return _Decoder()

    def encode(self, readings: Sequence[Reading]) -> bytes:
        """A line a reading."""
        dusts = [each for each in readings if isinstance(each, ParticulateReading)]
        return b"".join(f"{(each.mass_ug_m3 or 0.0) / 1000:.3f}\r\n".encode() for each in dusts)

    def simulated(self, truth: Truth) -> Simulated:
        """A photometer that sends whether it was asked or not."""
        return Streamer(
            truth,
            lambda now: [ParticulateReading(offset=0, length=0, mass_ug_m3=dust(now, "tsp_ug_m3", 0))],
            self.encode,
        )


INSTRUMENT = CasellaMicrodust()
