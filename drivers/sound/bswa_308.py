"""BSWA 308 (class 1) and 309 (class 2), the same bytes as PCE-428/430/432 and Sauter SW 1000/2000.

Frame, both ways: ``02 ID ATTR body 03 BCC 0D 0A``; ATTR is C command, A answer, 06 ACK, 15 NAK; BCC is the
exclusive-or from 02 to 03 and can be any byte, so a frame is never cut at a line end. Open without XON/XOFF.

An answer does not repeat its question. DMA, TPR and DLN answers name filter, detector and mode; DSL answers are
bare values, told apart by the commands seen before. Groups of one shape (max and min have twelve values each)
pushed at once could not be told apart, so only ``DSL7`` (Leq) is pushed; max and min are asked in turn, one open
question at a time.

Never sent: CAL, RES, MEM, STS, BRT, IDX and everything else that changes a setting.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Sequence
from itertools import product

from drivers.framing import Frame, FrameDecoder, Noise, xor
from drivers.instrument import LineSettings, ModelCard, Request, Simulated, Truth
from drivers.levels import UNKNOWN, LevelName, Mode, level_name, named, sound
from drivers.readings import Damage, Decoded, Reading, SoundReading, TimeWeighting, Weighting
from drivers.running import RunningLevels

_REFUSED = {b"0001": "unknown command", b"0002": "bad parameter", b"0003": "not available in the current state"}
_WEIGHTINGS: tuple[Weighting, ...] = ("A", "B", "C", "Z")
_TIMES: tuple[TimeWeighting, ...] = ("F", "S", "I")
_MODES: tuple[Mode, ...] = ("", "peak", "eq", "max", "min")
_DSL_MODES: dict[str, Mode] = {"0": "", "2": "E", "4": "max", "5": "min", "6": "peak", "7": "eq"}
_DSL_COUNTS = {"0": 12, "1": 12, "2": 4, "3": 4, "4": 12, "5": 12, "6": 4, "7": 4, "8": 10}
_VALUE = re.compile(r"\d{1,3}\.\d{1,2}")
_NO_TEXT = re.compile(rb"[^\x20-\x7e]")
_LONGEST = 600

Named = list[tuple[LevelName, str]]


def frame(body: str, *, attribute: bytes = b"C", device: int = 1) -> bytes:
    """A frame with its check byte."""
    head = bytes((2, device)) + attribute + body.encode("ascii") + b"\x03"
    return head + bytes((xor(head),)) + b"\r\n"


class _Questions:
    """What was asked and is still open, what is pushed, and the ten percentages when they were seen."""

    def __init__(self) -> None:
        self.open: deque[str] = deque(maxlen=8)
        self._pushed: list[str] = []
        self.percents: list[str] = []

    def note(self, command: str) -> None:
        """A command went out."""
        name, *parameters = command.split(" ")
        if parameters[-1:] != ["?"]:
            self.open.append(name)
            if name.startswith("STS") and len(parameters) >= 11:
                self.percents = parameters[-10:]
            return
        group, how = (name, parameters[0]) if name.startswith("DSL") else (name[:-1], name[-1:])
        self._pushed = [each for each in self._pushed if each != group]
        if how == "1":
            self.open.append(group)
        elif how in ("2", "3"):
            self._pushed.append(group)

    def answered(self, fits: Callable[[str], bool]) -> str | None:
        """Close and return the oldest open question that ``fits``; older ones stay without an answer."""
        for index, name in enumerate(self.open):
            if fits(name):
                for _ in range(index + 1):
                    self.open.popleft()
                return name
        return None

    def names_of(self, count: int) -> Sequence[LevelName]:
        """Names for ``count`` bare values; empty when the answer has no levels (spectra, deviations, exposures)."""
        asked = self.answered(lambda name: _fits(name, count))
        meanings = {name for name in (asked, *self._pushed) if name and _fits(name, count)}
        if len(meanings) != 1:
            return [UNKNOWN] * count
        group = meanings.pop()
        if group[:3] != "DSL" or group[3] in "13":
            return []
        if group[3] == "8":
            percents = self.percents or [f"N{index}" for index in range(1, 11)]
            return [LevelName(f"L{percent}") for percent in percents]
        mode = _DSL_MODES[group[3]]
        if count == 4:
            return [level_name(each, "unknown", mode) for each in _WEIGHTINGS]
        return [level_name(each, time, mode) for each, time in product(_WEIGHTINGS, _TIMES)]


def _fits(group: str, count: int) -> bool:
    if group.startswith("DSL"):
        return _DSL_COUNTS.get(group[3:4]) == count
    return group in ("DOT", "DTT", "DCU") and count not in (4, 12)


def _self_named(parts: list[str], valued: list[int]) -> Named | None:
    """DMA, TPR and DLN answers: filter, detector and mode stand in them by number; ``None`` for another form."""
    codes = [part for index, part in enumerate(parts) if index not in valued]
    if not all(code.isdigit() and code.isascii() and len(code) < 4 for code in codes):
        return None
    percentiles = valued[0] == 4 and len(parts) % 2 == 1 and valued == list(range(4, len(parts), 2))
    profiles = valued[0] == 3 and len(parts) in (4, 12) and valued == list(range(3, len(parts), 4))
    if not percentiles and not profiles:
        return None
    found: Named = []
    for first in (0,) if percentiles else range(0, len(parts), 4):
        weighting, detector, mode = (int(part) for part in parts[first : first + 3])
        if weighting > 3 or detector > 2 or mode > 4:
            return None
        if profiles:
            found.append((level_name(_WEIGHTINGS[weighting], _TIMES[detector], _MODES[mode]), parts[first + 3]))
            continue
        for percent, value in zip(parts[3::2], parts[4::2], strict=True):
            found.append((LevelName(f"L{int(percent)}", _WEIGHTINGS[weighting], _TIMES[detector]), value))
    return found


class _Decoder(FrameDecoder):
    def __init__(self) -> None:
        super().__init__()
        self._questions = _Questions()
        self._out = b""

    @property
    def waiting(self) -> bool:
        return bool(self._questions.open)

    def forget(self) -> None:
        self._questions.open.clear()

    def sent(self, data: bytes) -> None:
        self._out = (self._out + data)[-_LONGEST:]
        while (end := self._out.find(b"\x03")) >= 0:
            start = self._out.rfind(b"\x02", 0, max(end - 3, 0))
            if start >= 0 and self._out[start + 2 : start + 3] == b"C":
                self._questions.note(self._out[start + 3 : end].decode("ascii", "replace"))
            self._out = self._out[end + 1 :]

    def split(self, data: bytes, offset: int, final: bool) -> Frame | Noise | None:
        if data[0] != 2:
            return Noise(1, "no start byte 02")
        if len(data) < 3:
            return None
        if data[2] not in b"CA\x06\x15":
            return Noise(1, "no such kind of frame")
        end = data.find(b"\x03", 3, _LONGEST)
        if _NO_TEXT.search(data, 3, end if end >= 0 else _LONGEST):
            return Noise(1, "byte that is no text inside a frame")
        if end < 0:
            return Noise(1, "no end byte 03") if len(data) >= _LONGEST else None
        check = xor(data[: end + 1])
        if len(data) > end + 1 and data[end + 1] != check and not (data[2] == 0x43 and data[end + 1] == 0):
            return Noise(1, f"check byte {data[end + 1]:02X} should be {check:02X}", fresh=True)
        if not b"\r\n".startswith(data[end + 2 : end + 4]):
            return Noise(1, "no line end behind the check byte")
        if len(data) < end + 4:
            return None
        return self._frame(data[2], data[3:end].decode("ascii"), offset, end + 4)

    def _frame(self, attribute: int, text: str, offset: int, length: int) -> Frame:
        questions = self._questions
        if attribute == 0x43:
            # An adapter that echoes shows our own question a second time.
            if not questions.open or not text.startswith(questions.open[-1]):
                questions.note(text)
            return Frame(length, answers=False)
        if attribute == 0x06:
            questions.answered(lambda name: not name.startswith("D"))
            return Frame(length)
        if attribute == 0x15:
            questions.answered(lambda name: True)
            cause = _REFUSED.get(text.encode(), "unknown reason")
            return self._damaged(offset, length, f"instrument refused: {cause} (NAK {text})")
        return self._answer(text.split(","), offset, length)

    @staticmethod
    def _damaged(offset: int, length: int, reason: str) -> Frame:
        return Frame(length, (Damage(offset=offset, length=length, reason=reason),))

    def _answer(self, parts: list[str], offset: int, length: int) -> Frame:
        valued = [index for index, part in enumerate(parts) if "." in part]
        if not valued:
            # States, switches and lists of settings: an answer, but no level.
            self._questions.answered(lambda name: not name.startswith("D"))
            if len(parts) == 12 and all(part.isdigit() for part in parts):
                self._questions.percents = parts[-10:]
            return Frame(length)
        over = under = None
        if valued[-1] < len(parts) - 1:
            flag = parts.pop()
            if flag not in ("0", "1", "2", "3", "4"):
                return self._damaged(offset, length, f"overload flag {flag!r} is not known")
            over, under = flag in "13", flag in "24"
        if valued[0] == 0:
            names = self._questions.names_of(len(parts))
            pairs: Named | None = list(zip(names, parts, strict=True)) if names else []
        else:
            pairs = _self_named(parts, valued)
            self._questions.answered(lambda name: name in ("DMA", "TPR", "DLN"))
        if pairs is None:
            return self._damaged(offset, length, "answer of unknown form")
        items: list[Decoded] = []
        for name, text in pairs:
            if _VALUE.fullmatch(text):
                value = float(text)
                items.append(sound(name, value, offset=offset, length=length, overload=over, underrange=under))
            elif any(mark.isdigit() for mark in text):
                items.append(Damage(offset=offset, length=length, reason=f"{text!r} is no level"))
        return Frame(length, items)


class _Meter:
    """The meter's side: keeps a running Leq, maximum, minimum and percentiles since ``STA1``."""

    def __init__(self, truth: Truth) -> None:
        self._levels = RunningLevels(truth)
        self._in = b""
        self._pushed: list[str] = []

    def receive(self, data: bytes) -> bytes:
        self._in += data
        out = b""
        while (end := self._in.find(b"\r\n")) >= 0:
            command, self._in = self._in[:end], self._in[end + 2 :]
            command = command[max(0, command.find(b"\x02")) :]
            if len(command) > 5 and command[0] == 2 and xor(command[:-1]) in (command[-1], 0):
                out += self._reply(command[3:-2].decode("ascii", "replace"))
        return out

    def _reply(self, text: str) -> bytes:
        name, *parameters = text.split(" ")
        if name == "STA1":
            self._levels.restart()
        if name in ("STA0", "STA1", "STA2", "STA3"):
            return frame("", attribute=b"\x06")
        if name == "STA?":
            return frame("1", attribute=b"A")
        if parameters[-1:] == ["?"] and name[:3] in ("DMA", "TPR", "DLN", "DSL"):
            group, how = (name, parameters[0]) if name.startswith("DSL") else (name[:-1], name[-1:])
            if how == "1":
                return self._say(group)
            self._pushed = [each for each in self._pushed if each != group] + ([group] if how == "2" else [])
            return b""
        return frame("0001", attribute=b"\x15")

    def _say(self, group: str) -> bytes:
        show = self._levels.show
        if group == "DMA":
            return frame(f"0,0,0,{show('LAF'):05.1f},0", attribute=b"A")
        if group == "TPR":
            body = ",".join(f"{code},0,0,{show(f'L{_WEIGHTINGS[code]}F'):05.1f}" for code in (0, 2, 3))
            return frame(f"{body},0", attribute=b"A")
        if group == "DLN":
            body = ",".join(f"{each},{show(f'L{each}'):05.1f}" for each in (5, 10, 20, 30, 40, 50, 60, 70, 90, 95))
            return frame(f"0,0,0,{body},0", attribute=b"A")
        if group[3:] not in _DSL_MODES:
            return frame("0002", attribute=b"\x15")
        mode = _DSL_MODES[group[3:]]
        times: tuple[TimeWeighting, ...] = _TIMES if _DSL_COUNTS[group[3:]] == 12 else ("unknown",)
        names = [level_name(each, time, mode).quantity for each, time in product(_WEIGHTINGS, times)]
        return frame(",".join(f"{show(name):05.1f}" for name in names) + ",0", attribute=b"A")

    def tick(self) -> bytes:
        self._levels.second()
        return b"".join(map(self._say, self._pushed))


class Bswa308:
    """The instrument file's one object."""

    card = ModelCard(
        name="bswa-308",
        maker="BSWA 声望",
        models=("BSWA 308", "BSWA 309", "PCE-428", "PCE-430", "PCE-432", "Sauter SW 1000", "Sauter SW 2000"),
        kind="sound",
        sound_class=1,
        certainty="A",
        line=LineSettings(baud=9600),
        source="BSWA 308/309 user manual v3.16; PCE interface protocol v1.0; 26 printed frames recomputed",
    )

    def requests(self) -> Sequence[Request]:
        """LAF twice a second, Leq pushed, max each second, min and percentiles every five."""
        return (
            Request(label="LAF", payload=frame("DMA1 ?"), every_s=0.5, names_model=True),
            Request(label="Leq", payload=frame("DSL7 2 ?")),
            Request(label="max", payload=frame("DSL4 1 ?"), every_s=1.0, timeout_s=2.0),
            Request(label="min", payload=frame("DSL5 1 ?"), every_s=5.0, timeout_s=2.0),
            Request(label="LN", payload=frame("DLN1 ?"), every_s=5.0),
            Request(label="start", payload=frame("STA1"), starts_run=True),
            Request(label="stop", payload=frame("STA0"), ends_run=True),
            Request(label="end of Leq", payload=frame("DSL7 0 ?"), closing=True),
        )

    def decoder(self) -> _Decoder:
        """A fresh decoder."""
        return _Decoder()

    def encode(self, readings: Sequence[Reading]) -> bytes:
        """Main-screen answers, percentiles as a DLN answer; names that the meter has no number for are left out."""
        out = b""
        for reading in readings:
            if not isinstance(reading, SoundReading):
                continue
            flag = 1 if reading.overload else 2 if reading.underrange else 0
            if (parts := named(reading.quantity)) and parts[2] != "E":
                time = 0 if parts[1] == "unknown" else _TIMES.index(parts[1])
                codes = f"{_WEIGHTINGS.index(parts[0])},{time},{_MODES.index(parts[2])}"
                out += frame(f"{codes},{reading.value_db:05.1f},{flag}", attribute=b"A")
            elif reading.quantity[1:].isdigit() and reading.weighting != "unknown":
                time = 0 if reading.time_weighting == "unknown" else _TIMES.index(reading.time_weighting)
                codes = f"{_WEIGHTINGS.index(reading.weighting)},{time},0,{reading.quantity[1:]}"
                out += frame(f"{codes},{reading.value_db:05.1f},{flag}", attribute=b"A")
        return out

    def simulated(self, truth: Truth) -> Simulated:
        """A meter that is not there."""
        return _Meter(truth)


INSTRUMENT = Bswa308()
