"""Rion NL-43 (class 2) and NL-53 (class 1), also NL-63, NL-42, NL-52, NL-62; USB-CDC, RS-232 or TCP.

ASCII lines with CR LF. ``Name?`` is answered by a result code ``R+0000`` and a line of data; a setting by the code
alone; ``$`` is a prompt. ``DOD?`` gives 64 fields, sixteen of the main channel first: Lp, Leq, LE, Lmax, Lmin, LN1
to LN5, Lpeak, LIeq, Leq mov, Ltm5, over, under; blank or ``-.-`` where there is none. Weightings are asked, not
assumed, and the peak's own weighting is not told. One second lies between commands. Settings, clock and stored data
are never touched; ``Measure,Start`` and ``Measure,Stop`` are sent only around a run.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence

from drivers.framing import Frame, LineDecoder, Noise, number
from drivers.instrument import LineSettings, ModelCard, Request, Simulated, Truth
from drivers.levels import LevelName, Mode, level_name, sound
from drivers.readings import Damage, Decoded, Identity, Reading, SoundReading, TimeWeighting, Weighting
from drivers.running import RunningLevels
from drivers.stand_in import LineAnswerer

_REFUSED = {"1": "command error", "2": "parameter error", "3": "specification error", "4": "not possible now"}
_WEIGHTINGS: dict[str, Weighting] = {"A": "A", "B": "B", "C": "C", "Z": "Z"}
_TIMES: dict[str, TimeWeighting] = {"F": "F", "S": "S", "I": "I"}
_MAIN: tuple[Mode | str, ...] = ("", "eq", "E", "max", "min", "LN1", "LN2", "LN3", "LN4", "LN5", "Lpeak")
_STREAM: tuple[Mode | str, ...] = ("", "eq", "max", "min", "Lpeak")
_FLAGS = {"0": False, "1": True}
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./-]{0,31}")
_SETTING = re.compile(r"[A-Z][A-Za-z ]+,[A-Z][A-Za-z]*", re.IGNORECASE)
_STOP_STREAM = b"\x1a"


class _Decoder(LineDecoder):
    ends = b"\n"
    prompt = b"$"

    def __init__(self) -> None:
        super().__init__()
        self._open: deque[str] = deque(maxlen=8)
        self._weighting: Weighting = "unknown"
        self._time: TimeWeighting = "unknown"
        self._streaming = False
        self._type: str | None = None

    @property
    def waiting(self) -> bool:
        return bool(self._open)

    def forget(self) -> None:
        self._open.clear()

    def sent(self, data: bytes) -> None:
        for line in data.decode("ascii", "replace").split("\r\n"):
            if data == _STOP_STREAM:
                self._streaming = False
            elif line:
                self._open.append(line.lower())

    def line(self, text: str, offset: int, length: int) -> Frame | Noise:
        text = text.strip().removeprefix("$").strip()
        if text.startswith("R+"):
            return self._result(text, offset, length)
        if not text or text.endswith("?") or text.lower() in self._open or _SETTING.fullmatch(text):
            # A prompt, our own command come back, or one in a log of both directions; there an older question
            # will not be answered any more.
            if text and text.lower() not in self._open:
                self._open.clear()
                self.sent(text.encode("ascii", "replace"))
            return Frame(length, answers=False)
        fields = [field.strip() for field in text.split(",")]
        asked = self._open.popleft() if self._open and not self._streaming else ""
        if len(fields) >= 4 and all(number(field) is not None or not re.search(r"[0-9]", field) for field in fields):
            return Frame(length, self._values(fields, asked, offset, length))
        if text in _WEIGHTINGS and asked in ("", "frequency weighting?"):
            self._weighting = _WEIGHTINGS[text]
        elif text in _TIMES and asked in ("", "time weighting?"):
            self._time = _TIMES[text]
        elif asked == "type?" and _WORD.fullmatch(text):
            self._type = text
        elif asked == "serial number?" and _WORD.fullmatch(text):
            self.identity = Identity(serial_number=text, model=self._type)
        elif "�" in text:
            return Noise(length, "bytes that are no text", whole=True)
        elif asked in ("dod?", "dlc?"):
            return Noise(length, "no list of levels", whole=True)
        return Frame(length)

    def _result(self, text: str, offset: int, length: int) -> Frame | Noise:
        if not re.fullmatch(r"R\+\d{4}", text):
            return Noise(length, "no result code", whole=True)
        if text == "R+0000":
            if self._open and self._open[0].startswith("drd?"):
                self._streaming = True
            if self._open and ("?" not in self._open[0] or self._streaming):
                self._set(self._open.popleft())
            return Frame(length)
        if self._open:
            self._open.popleft()
        reason = f"instrument refused: {_REFUSED.get(text[-1], 'unknown reason')} ({text})"
        return Frame(length, (Damage(offset=offset, length=length, reason=reason),))

    def _set(self, setting: str) -> None:
        """A setting was taken: what is known of the weightings is that, no longer the last answer."""
        name, _, value = setting.partition(",")
        if name == "frequency weighting":
            self._weighting = _WEIGHTINGS.get(value.strip().upper(), "unknown")
        elif name == "time weighting":
            self._time = _TIMES.get(value.strip().upper(), "unknown")

    def _values(self, fields: list[str], asked: str, offset: int, length: int) -> list[Decoded]:
        stream = self._streaming or ("." not in fields[0] and number(fields[0]) is not None)
        values, names = (fields[1:], _STREAM) if stream else (fields[:16], _MAIN)
        flags = fields[-2:] if stream else fields[14:16]
        if len(fields) < len(names) or (flags and not all(flag in ("0", "1", "", "-.-") for flag in flags)):
            flags = []
        over, under = (_FLAGS.get(flag) for flag in flags) if len(flags) == 2 else (None, None)
        items: list[Decoded] = []
        for name, text in zip(names, values, strict=False):
            value = number(text)
            if value is not None:
                named = self._name(name)
                items.append(sound(named, value, offset=offset, length=length, overload=over, underrange=under))
        return items

    def _name(self, what: Mode | str) -> LevelName:
        if what == "Lpeak":
            return LevelName("Lpeak")
        if what.startswith("LN"):
            return LevelName(what, self._weighting, self._time)
        modes: dict[str, Mode] = {"": "", "eq": "eq", "E": "E", "max": "max", "min": "min"}
        return level_name(self._weighting, self._time, modes[what])


class RionNl43:
    """The instrument file's one object."""

    card = ModelCard(
        name="rion-nl43",
        maker="Rion 理音",
        models=("NL-43", "NL-53", "NL-63", "NL-42", "NL-52", "NL-62"),
        kind="sound",
        sound_class=2,
        certainty="B",
        line=LineSettings(baud=38400),
        source="a working driver and its transcription of Rion guide 66132; NL-42/52 by likeness",
        period_s=2.0,
    )

    def requests(self) -> Sequence[Request]:
        """Weightings each minute, all levels every second second, type and serial number at opening.

        One second lies between commands.
        """
        return (
            Request(
                label="frequency weighting",
                payload=b"Frequency Weighting?\r\n",
                every_s=60.0,
                pause_s=1.0,
                timeout_s=3.0,
            ),
            Request(label="time weighting", payload=b"Time Weighting?\r\n", every_s=60.0, pause_s=1.0, timeout_s=3.0),
            Request(label="levels", payload=b"DOD?\r\n", every_s=2.0, pause_s=1.0, timeout_s=3.0),
            Request(label="start", payload=b"Measure,Start\r\n", starts_run=True, pause_s=1.0, timeout_s=3.0),
            Request(label="stop", payload=b"Measure,Stop\r\n", ends_run=True, pause_s=1.0, timeout_s=3.0),
            Request(label="type", payload=b"Type?\r\n", pause_s=1.0, timeout_s=3.0, names_model=True),
            Request(label="serial number", payload=b"Serial Number?\r\n", pause_s=1.0, timeout_s=3.0, names_model=True),
        )

    def decoder(self) -> _Decoder:
        """A fresh decoder."""
        return _Decoder()

    def encode(self, readings: Sequence[Reading]) -> bytes:
        """The answers to both weighting questions and one ``DOD?`` answer that holds all readings."""
        sounds = [each for each in readings if isinstance(each, SoundReading)]
        fields = ["-.-"] * 14 + ["0", "0"]
        letters = {"weighting": "", "time": ""}
        for each in sounds:
            short = each.quantity
            if each.weighting != "unknown" and not short.startswith("LN"):
                letters["weighting"] = each.weighting
                tail = short[2:].lstrip("FSI") if short[2:3] in ("F", "S", "I") else short[2:]
                short = {"": "Lp", "eq": "Leq", "E": "LE", "max": "Lmax", "min": "Lmin"}.get(tail, short)
            letters["time"] = each.time_weighting if each.time_weighting != "unknown" else letters["time"]
            place = ["Lp", "Leq", "LE", "Lmax", "Lmin", "LN1", "LN2", "LN3", "LN4", "LN5", "Lpeak"]
            if short in place:
                fields[place.index(short)] = f"{each.value_db:5.1f}"
            fields[14:] = ["1" if each.overload else "0", "1" if each.underrange else "0"]
        lines = [letter for letter in letters.values() if letter] + [", ".join(fields + ["-.-"] * 48)]
        return "".join(f"R+0000\r\n{line}\r\n" for line in lines).encode()

    def simulated(self, truth: Truth) -> Simulated:
        """A meter that measures A, Fast."""
        levels = RunningLevels(truth)
        names = ("LAF", "LAeq", "LAE", "LAFmax", "LAFmin", "L5", "L10", "L50", "L90", "L95", "LCpeak")

        def answer(line: str) -> bytes:
            plain = {
                "Frequency Weighting?": "A",
                "Time Weighting?": "F",
                "Type?": "NL-43",
                "Serial Number?": "00110001",
                "DOD?": ",".join(f"{levels.show(name):5.1f}" for name in names) + ", -.-, -.-, -.-,0,0",
            }
            if line == "Measure,Start":
                levels.restart()
            if line in ("Measure,Start", "Measure,Stop"):
                return b"R+0000\r\n"
            return f"R+0000\r\n{plain[line]}\r\n".encode() if line in plain else b"R+0001\r\n"

        class Meter(LineAnswerer):
            def tick(self) -> bytes:
                levels.second()
                return b""

        return Meter(answer)


INSTRUMENT = RionNl43()
