"""Svantek SVAN 971, 973, 977, 979, 958A (class 1), USB-CDC or RS-232, ASCII messages ``#n,...;`` without line end.

``#2,1;`` gives all results of profile 1 as codes with values: V over, v under, P peak, M max, N min, S SPL, R Leq, U
LE, L(nn) percentiles, x date, t time; codes are read by letter, ``?`` is not available. On 977D and 979 a function
letter stands before the profile. The weightings are in the ``#1`` settings: F1 Z, F2 A, F3 C; C0 Impulse, C1 Fast, C2
Slow, each with ``:profile``, beside U type, N serial number, W firmware. ``#R`` lines are a push whose order is that
of the request. ``#1,S1;`` and ``#1,S0;`` are sent around a run; no other setting is ever sent.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from drivers.framing import Frame, FrameDecoder, Noise, moment, number
from drivers.instrument import LineSettings, ModelCard, Request, Simulated, Truth
from drivers.levels import UNKNOWN, LevelName, Mode, level_name, sound
from drivers.readings import Decoded, Identity, Reading, SoundReading, TimeWeighting, Weighting
from drivers.running import RunningLevels
from drivers.stand_in import LineAnswerer

_LONGEST = 2048
_FILTERS: dict[str, Weighting] = {"1": "Z", "2": "A", "3": "C"}
_DETECTORS: dict[str, TimeWeighting] = {"0": "I", "1": "F", "2": "S"}
_MODES: dict[str, Mode] = {"P": "peak", "M": "max", "N": "min", "S": "", "R": "eq", "U": "E"}
_CODE = re.compile(r"([A-Za-z])(?:\((\d+)\))?(.*)")
_SETTING = re.compile(r"([FC])(\d)(?::(\d))?")
_DATE = re.compile(r"(\d{2})/(\d{2})/(\d{4})")


class _Decoder(FrameDecoder):
    def __init__(self) -> None:
        super().__init__()
        self._filters: dict[str, Weighting] = {}
        self._detectors: dict[str, TimeWeighting] = {}
        self._pushed: list[tuple[str, str]] = []
        self._marks = (",", ".")

    def sent(self, data: bytes) -> None:
        text = data.decode("ascii", "replace")
        if text.startswith("#1,S"):
            self._asked = text.startswith("#1,S?")
        if text.startswith("#R,"):
            self._asked = False
            head, *wanted = text.removeprefix("#R,").rstrip(";").split(",")
            codes = [*head.split(":"), "", "", "", ""]
            self._marks = (_mark(codes[2], ","), _mark(codes[3], "."))
            self._pushed = [(each[0], (each + ":1").split(":")[1]) for each in wanted if each]

    def split(self, data: bytes, offset: int, final: bool) -> Frame | Noise | None:
        if data[0] in b"\r\n ":
            return Frame(1, answers=False)
        if data[0] != 0x23:
            return Noise(1, "no start #")
        for at in range(1, len(data)):
            if data[at] == 0x3B:
                return self._message(data[1:at].decode("ascii"), offset, at + 1)
            if data[at] == 0x23 or not (0x20 <= data[at] < 0x7F or data[at] == 0x09):
                return Noise(at, "message without its end")
        return Noise(1, f"no end within {_LONGEST} bytes") if len(data) > _LONGEST else None

    def _message(self, text: str, offset: int, length: int) -> Frame:
        kind, *fields = text.split(",") if not text.startswith("R,") else ["R", text[2:]]
        if kind == "1":
            self._settings(fields)
        if kind == "R" and fields:
            return Frame(length, self._push(fields[0].split(self._marks[0]), offset, length), answers=False)
        if kind != "2":
            return Frame(length)
        if fields and fields[0] in ("i", "c"):
            return Frame(length)  # results of another function than the sound level meter
        if fields and fields[0] == "a":
            fields = fields[1:]
        asks = len(fields) < 2 or all(field.endswith("?") for field in fields[1:])
        return Frame(
            length, [] if asks else self._results(fields[0], fields[1:], offset, length), answers=fields != ["1"]
        )

    def _settings(self, fields: Sequence[str]) -> None:
        said = {field[0]: field[1:].strip() for field in fields if field[1:].strip() not in ("", "?")}
        if serial_number := said.get("N"):
            model = f"SVAN {said['U']}" if "U" in said else None
            self.identity = Identity(serial_number=serial_number, model=model, firmware=said.get("W"))
        for field in fields:
            if found := _SETTING.fullmatch(field):
                profile = found[3] or "1"
                if found[1] == "F" and found[2] in _FILTERS:
                    self._filters[profile] = _FILTERS[found[2]]
                elif found[1] == "C" and found[2] in _DETECTORS:
                    self._detectors[profile] = _DETECTORS[found[2]]

    def _name(self, code: str, percent: str | None, profile: str) -> LevelName | None:
        weighting = self._filters.get(profile, "unknown")
        time = self._detectors.get(profile, "unknown")
        if code == "L" and percent:
            return LevelName(f"L{int(percent)}", weighting, time)
        if code not in _MODES:
            return None
        # The peak has a filter of its own, which the settings above do not tell.
        return level_name("unknown" if code == "P" else weighting, time if code != "P" else "unknown", _MODES[code])

    def _results(self, profile: str, fields: Sequence[str], offset: int, length: int) -> list[Decoded]:
        found = [match.groups() for field in fields if (match := _CODE.fullmatch(field))]
        flags = {code: value for code, percent, value in found if percent is None}
        date, time = _DATE.fullmatch(flags.get("x", "")), flags.get("t")
        when = moment(f"{date[3]}-{date[2]}-{date[1]}", time) if date and time else None
        items: list[Decoded] = []
        for code, percent, value in found:
            name, level = self._name(code, percent, profile), number(value)
            if name is not None and level is not None:
                items.append(
                    sound(
                        name,
                        level,
                        offset=offset,
                        length=length,
                        overload=_flag(flags.get("V")),
                        underrange=_flag(flags.get("v")),
                        instrument_time=when,
                    )
                )
        return items

    def _push(self, values: Sequence[str], offset: int, length: int) -> list[Decoded]:
        known = len(values) == len(self._pushed)
        items: list[Decoded] = []
        for index, text in enumerate(values):
            level = number(text.replace(self._marks[1], "."))
            code, profile = self._pushed[index] if known else ("", "")
            name = self._name(code, None, profile) if known else UNKNOWN
            if level is not None and name is not None:
                items.append(sound(name, level, offset=offset, length=length))
        return items


def _mark(code: str, usual: str) -> str:
    return chr(int(code)) if code.isdigit() and (int(code) == 9 or 0x20 <= int(code) < 0x7F) else usual


def _flag(text: str | None) -> bool | None:
    return {"0": False, "1": True}.get(text or "")


class Svantek97x:
    """The instrument file's one object."""

    card = ModelCard(
        name="svantek-97x",
        maker="Svantek",
        models=("SVAN 971", "SVAN 971A", "SVAN 973", "SVAN 977", "SVAN 977A", "SVAN 977D", "SVAN 979", "SVAN 958A"),
        kind="sound",
        sound_class=1,
        certainty="A",
        line=LineSettings(baud=115200),
        source="command pages of the SVAN 971, 958A and 977D manuals; their printed answers",
    )

    def requests(self) -> Sequence[Request]:
        """The settings each minute, all results of profile 1 each second, start and stop around a run."""
        return (
            Request(label="settings", payload=b"#1;", every_s=60.0, names_model=True),
            Request(label="results", payload=b"#2,1;", every_s=1.0),
            Request(label="start", payload=b"#1,S1;", starts_run=True, timeout_s=0.2),
            Request(label="stop", payload=b"#1,S0;", ends_run=True, timeout_s=0.2),
        )

    def decoder(self) -> _Decoder:
        """A fresh decoder."""
        return _Decoder()

    def encode(self, readings: Sequence[Reading]) -> bytes:
        """The settings that fit the first full name, then one result message with all readings."""
        sounds = [each for each in readings if isinstance(each, SoundReading)]
        if not sounds:
            return b""
        out = b""
        weighting = next((each.weighting for each in sounds if each.weighting in _FILTERS.values()), None)
        time = next((each.time_weighting for each in sounds if each.time_weighting != "unknown"), None)
        settings = [f"F{code}:1" for code, each in _FILTERS.items() if each == weighting]
        settings += [f"C{code}:1" for code, each in _DETECTORS.items() if each == time]
        if settings:
            out += f"#1,{','.join(settings)};".encode()
        fields = [f"V{int(bool(sounds[0].overload))}"] if sounds[0].overload is not None else []
        fields += [f"v{int(bool(sounds[0].underrange))}"] if sounds[0].underrange is not None else []
        for each in sounds:
            if each.quantity[1:].isdigit():
                fields.append(f"L({each.quantity[1:]}){each.value_db:.2f}")
                continue
            for code, mode in _MODES.items():
                weighted = level_name(each.weighting, each.time_weighting, mode).quantity == each.quantity
                if weighted if code != "P" else each.quantity == "Lpeak":
                    fields.append(f"{code}{each.value_db:.2f}")
                    break
        return out + f"#2,1,{','.join(fields)};".encode()

    def simulated(self, truth: Truth) -> Simulated:
        """A meter that measures A, Fast."""
        levels = RunningLevels(truth)
        shown = {"P": "LCpeak", "M": "LAFmax", "N": "LAFmin", "S": "LAF", "R": "LAeq", "U": "LAE"}

        def answer(line: str) -> bytes:
            if line == "#1":
                return b"#1,U971,N1234,W1.05.1,F2:1,C1:1,S1;"
            if line == "#1,S1":
                levels.restart()
            if line != "#2,1":
                return b"#1,S1;" if line == "#1,S?" else b""
            values = [f"{code}{levels.show(name):.2f}" for code, name in shown.items()]
            values += [f"L({each}){levels.show(f'L{each}'):.2f}" for each in (5, 10, 50, 90, 95)]
            return f"#2,1,v0,V0,T1,{','.join(values)};".encode()

        class Meter(LineAnswerer):
            def tick(self) -> bytes:
                levels.second()
                return b""

        return Meter(answer, end=b";")


INSTRUMENT = Svantek97x()
