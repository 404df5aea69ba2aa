"""Met One ES-642, ES-405, ES-412: a line streamed about once a second.

``CCC.CCC,F.F,+TT.T,RRR,BBBB.B,SS,*NNNNN`` CR LF: concentration mg/m3, flow l/min, temperature C, humidity %,
pressure mbar, status, and the decimal sum of all bytes before ``*``. The inlet decides what is measured, so the
value is a mass and no PM class. No source gives the line speed: it must be given. Zero, span and K factors are
never sent.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from drivers.framing import Frame, LineDecoder, Noise
from drivers.instrument import LineSettings, ModelCard, Request, Simulated, Truth
from drivers.readings import ParticulateReading, Reading
from drivers.stand_in import Streamer, air, dust

_LINE = re.compile(r"(-?\d+\.\d+),(\d+\.\d+),([+-]\d+\.\d+),(\d+),(\d+\.\d+),([0-9A-Fa-f]+),\*(\d{5})$")


class _Decoder(LineDecoder):
    open_end = True

    def line(self, text: str, offset: int, length: int) -> Frame | Noise:
        text = text.rstrip()
        found = _LINE.search(text)
        if not found:
            return Noise(length, "no ES-642 line", whole=True)
        if found.start():
            blank = not text[: found.start()].strip()
            return Frame(found.start()) if blank else Noise(found.start(), "bytes before a line", whole=True)
        total = sum(text.split("*")[0].encode())
        if int(found[7]) != total:
            return Noise(length, f"sum {found[7]} should be {total:05d}", whole=True)
        reading = ParticulateReading(
            offset=offset,
            length=length,
            mass_ug_m3=round(float(found[1]) * 1000, 3),
            temperature_c=float(found[3]),
            humidity_pct=float(found[4]),
        )
        return Frame(length, (reading,))


class MetoneEs642:
    """The instrument file's one object."""

    card = ModelCard(
        name="metone-es642",
        maker="Met One",
        models=("ES-642", "ES-405", "ES-412"),
        kind="particulate",
        sound_class=None,
        certainty="A",
        line=LineSettings(baud=None),
        source="real lines in public code, recomputed",
    )

    def requests(self) -> Sequence[Request]:
        """None: the instrument streams."""
        return ()

    def decoder(self) -> _Decoder:
        """A fresh decoder."""
        return _Decoder()

    def encode(self, readings: Sequence[Reading]) -> bytes:
        """A line a reading."""
        out = b""
        for each in readings:
            if isinstance(each, ParticulateReading):
                mass = f"{(each.mass_ug_m3 or 0.0) / 1000:07.3f}"
                temperature, humidity = each.temperature_c or 0.0, round(each.humidity_pct or 0.0)
                body = f"{mass},2.0,{temperature:+05.1f},{humidity:03d},0985.0,00,".encode()
                out += body + f"*{sum(body):05d}\r\n".encode()
        return out

    def simulated(self, truth: Truth) -> Simulated:
        """A monitor with a TSP inlet."""
        return Streamer(
            truth,
            lambda now: [
                ParticulateReading(
                    offset=0,
                    length=0,
                    mass_ug_m3=dust(now, "tsp_ug_m3", 0),
                    temperature_c=air(now, "temperature_c"),
                    humidity_pct=float(round(air(now, "humidity_pct"))),
                )
            ],
            self.encode,
        )


INSTRUMENT = MetoneEs642()
