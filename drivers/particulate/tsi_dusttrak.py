"""TSI DustTrak II 8530 and DRX 8533 over TCP port 3602 (``socket://ADDRESS:3602``), ASCII, command and CR.

``RMMEAS`` is answered, between line ends, by ``n,PM1,PM2.5,RESP,PM10,TOTAL,`` in mg/m3 on a DRX and by ``n,value,``
on an 8530, whose inlet decides what it measures. The same n twice is the same sample. RESP is the respirable
fraction, PM4; TOTAL is about PM15 and never called TSP. ``RDSN`` is answered by the serial number. ``FAIL`` is a
refusal. ``MSTART`` and ``MSTOP`` are sent only around a run; zeroing, shutdown and everything that begins with W are
never sent.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from drivers.framing import Frame, LineDecoder, Noise, number
from drivers.instrument import LineSettings, ModelCard, Request, Simulated, Truth
from drivers.readings import Damage, Identity, ParticulateReading, Reading
from drivers.stand_in import LineAnswerer, dust

_WHO = b"RDSN\r"
_LISTS = ("RMMEASSTATS", "RMMESSAGES", "RMLOGINFO", "RMZEROING")
"""Answers of one or more lines that are no measurement."""
_COMMAND = re.compile(r"[RMW][A-Z]{3,}")


class _Decoder(LineDecoder):
    def __init__(self) -> None:
        super().__init__()
        self._last: str | None = None
        self._asks_number = False
        self._asks_lists = False

    def sent(self, data: bytes) -> None:
        self._ask(data.decode("ascii", "replace").strip())

    def _ask(self, command: str) -> None:
        self._asks_number = command == "RDSN"
        self._asks_lists = command in _LISTS

    def line(self, text: str, offset: int, length: int) -> Frame | Noise:
        text = text.strip()
        if text == "FAIL":
            return Frame(length, (Damage(offset=offset, length=length, reason="instrument refused (FAIL)"),))
        if _COMMAND.fullmatch(text):
            # Our own command come back, or one in a log of both directions.
            self._ask(text)
            return Frame(length, answers=False)
        if self._asks_lists:
            return Frame(length)
        if self._asks_number and re.fullmatch(r"[A-Z0-9-]{4,20}", text):
            self._asks_number = False
            self.identity = Identity(serial_number=text)
            return Frame(length)
        cells = text.rstrip(",").split(",")
        values = [number(cell) for cell in cells]
        if len(cells) not in (2, 6) or not cells[0].isdigit():
            looks_like_one = "," in text and cells[0].isdigit()
            wrong = looks_like_one or any(mark < " " or mark == "�" for mark in text)
            return Noise(length, "no answer of a DustTrak", whole=True) if wrong else Frame(length)
        if any(value is None for value in values):
            return Noise(length, "a value that is no number", whole=True)
        if text == self._last:
            return Frame(length)
        self._last = text
        micro = [round((value or 0.0) * 1000, 3) for value in values[1:]]
        if len(micro) == 1:
            return Frame(length, (ParticulateReading(offset=offset, length=length, mass_ug_m3=micro[0]),))
        reading = ParticulateReading(
            offset=offset,
            length=length,
            pm1_ug_m3=micro[0],
            pm25_ug_m3=micro[1],
            pm4_ug_m3=micro[2],
            pm10_ug_m3=micro[3],
            total_ug_m3=micro[4],
        )
        return Frame(length, (reading,))


class TsiDusttrak:
    """The instrument file's one object."""

    card = ModelCard(
        name="tsi-dusttrak",
        maker="TSI",
        models=("DustTrak II 8530", "DustTrak DRX 8533"),
        kind="particulate",
        sound_class=None,
        certainty="B",
        line=LineSettings(baud=115200),
        source="public drivers and one real answer",
    )

    def requests(self) -> Sequence[Request]:
        """The present values each second; start and stop around a run; the serial number at opening."""
        return (
            Request(label="values", payload=b"RMMEAS\r", every_s=1.0),
            Request(label="start", payload=b"MSTART\r", starts_run=True),
            Request(label="stop", payload=b"MSTOP\r", ends_run=True),
            Request(label="serial number", payload=_WHO),
        )

    def decoder(self) -> _Decoder:
        """A fresh decoder."""
        return _Decoder()

    def encode(self, readings: Sequence[Reading]) -> bytes:
        """A DRX answer a reading, or an 8530 one for a bare mass; samples are counted from 1."""
        out = b""
        for count, each in enumerate((each for each in readings if isinstance(each, ParticulateReading)), 1):
            out += self.say(count, each)
        return out

    @staticmethod
    def say(count: int, reading: ParticulateReading) -> bytes:
        """The answer for sample number ``count``."""
        channels = (
            reading.pm1_ug_m3,
            reading.pm25_ug_m3,
            reading.pm4_ug_m3,
            reading.pm10_ug_m3,
            reading.total_ug_m3,
        )
        values = (reading.mass_ug_m3,) if reading.mass_ug_m3 is not None else channels
        return f"\r\n{count},{''.join(f'{(value or 0.0) / 1000:.3f},' for value in values)}\r\n".encode()

    def simulated(self, truth: Truth) -> Simulated:
        """A DRX that is measuring; its TOTAL is the true TSP."""
        seconds = 0

        def answer(line: str) -> bytes:
            if line == "RDSN":
                return b"\r\n8533000001\r\n"
            if line != "RMMEAS":
                return b"\r\nOK\r\n" if line in ("MSTART", "MSTOP") else b"\r\nFAIL\r\n"
            now = truth()
            pm1, pm25, pm4, pm10 = (dust(now, f"{name}_ug_m3", 0) for name in ("pm1", "pm25", "pm4", "pm10"))
            reading = ParticulateReading(
                offset=0,
                length=0,
                pm1_ug_m3=pm1,
                pm25_ug_m3=pm25,
                pm4_ug_m3=pm4,
                pm10_ug_m3=pm10,
                total_ug_m3=dust(now, "tsp_ug_m3", 0),
            )
            return self.say(seconds, reading)

        class Photometer(LineAnswerer):
            def tick(self) -> bytes:
                nonlocal seconds
                seconds += 1
                return b""

        return Photometer(answer, end=b"\r")


INSTRUMENT = TsiDusttrak()
