"""Grimm 1.108, 1.109 and EDM 180, 9600 8N1, lines with CR.

Each minute a ``P:`` line (state), then every six seconds ``N0`` to ``N9`` with PM10, PM2.5, PM1 in 0.1 ug/m3, and
``C`` lines with counts. The instrument echoes commands. ``R`` (start) and ``S`` (stop) are sent only around a run;
nothing else is sent.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from drivers.framing import Frame, LineDecoder, Noise
from drivers.instrument import LineSettings, ModelCard, Request, Simulated, Truth
from drivers.readings import ParticulateReading, Reading
from drivers.stand_in import Streamer, dust

_MASS = re.compile(r"N\d\s*[,:;]?\s*(\d+)[ ,]+(\d+)[ ,]+(\d+)")
_OTHER = re.compile(r"[PCc]\d?[:;].*|[A-Za-z!@].*")


class _Decoder(LineDecoder):
    def line(self, text: str, offset: int, length: int) -> Frame | Noise:
        text = text.strip()
        found = _MASS.fullmatch(text)
        if found:
            pm10, pm25, pm1 = (int(each) / 10 for each in found.groups())
            reading = ParticulateReading(offset=offset, length=length, pm1_ug_m3=pm1, pm25_ug_m3=pm25, pm10_ug_m3=pm10)
            return Frame(length, (reading,))
        if text.startswith("N") or not _OTHER.fullmatch(text) or "�" in text:
            return Noise(length, "no Grimm line", whole=True)
        return Frame(length)


class Grimm1108:
    """The instrument file's one object."""

    card = ModelCard(
        name="grimm-1108",
        maker="Grimm",
        models=("1.108", "1.109", "EDM 180"),
        kind="particulate",
        sound_class=None,
        certainty="B",
        line=LineSettings(baud=9600),
        source="maker's description as used by a public acquisition program",
        period_s=6.0,
    )

    def requests(self) -> Sequence[Request]:
        """Start and stop around a run; the lines come unasked."""
        return (
            Request(label="start", payload=b"R\r", starts_run=True),
            Request(label="stop", payload=b"S\r", ends_run=True),
        )

    def decoder(self) -> _Decoder:
        """A fresh decoder."""
        return _Decoder()

    def encode(self, readings: Sequence[Reading]) -> bytes:
        """An ``N`` line a reading, numbered 0 to 9."""
        out = b""
        for count, each in enumerate(each for each in readings if isinstance(each, ParticulateReading)):
            values = (each.pm10_ug_m3, each.pm25_ug_m3, each.pm1_ug_m3)
            out += f"N{count % 10}, {' '.join(f'{round((value or 0.0) * 10):5d}' for value in values)}\r".encode()
        return out

    def simulated(self, truth: Truth) -> Simulated:
        """A spectrometer that is measuring."""
        return Streamer(
            truth,
            lambda now: [
                ParticulateReading(
                    offset=0,
                    length=0,
                    pm1_ug_m3=dust(now, "pm1_ug_m3"),
                    pm25_ug_m3=dust(now, "pm25_ug_m3"),
                    pm10_ug_m3=dust(now, "pm10_ug_m3"),
                )
            ],
            self.encode,
            every_s=6,
        )


INSTRUMENT = Grimm1108()
