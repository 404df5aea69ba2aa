"""Convergence Instruments NSRT mk3 and mk4, USB-CDC (any speed), no class claimed.

A command is twelve bytes, little-endian: command u32 (bit 31 = read), address u32, count u32; the answer is ``count``
bare bytes. 80000010 level (float32), 80000011 Leq since the last read (float32), 80000020 weighting (0 C, 1 A, 2 Z),
80000022 time constant in seconds (float32), 80000032 serial number (32 characters, filled up with 00). Four bytes
whose question was not seen are an unknown level at best. Write commands (bit 31 clear) are never sent.
"""

from __future__ import annotations

import struct
from collections import deque
from collections.abc import Sequence
from math import isfinite

from drivers.framing import Frame, FrameDecoder, Noise
from drivers.instrument import LineSettings, ModelCard, Request, Simulated, Truth
from drivers.levels import UNKNOWN, level_name, sound
from drivers.readings import Identity, Reading, SoundReading, TimeWeighting, Weighting
from drivers.stand_in import level

_COMMAND = struct.Struct("<III")
_LEVEL, _LEQ, _WEIGHTING, _TIME = 0x80000010, 0x80000011, 0x80000020, 0x80000022
_SERIAL, _SERIAL_LENGTH = 0x80000032, 32
_WEIGHTINGS: dict[int, Weighting] = {0: "C", 1: "A", 2: "Z"}


class _Decoder(FrameDecoder):
    def __init__(self) -> None:
        super().__init__()
        self._open: deque[tuple[int, int]] = deque(maxlen=8)
        self._out = b""
        self._weighting: Weighting = "unknown"
        self._time: TimeWeighting = "unknown"

    @property
    def waiting(self) -> bool:
        return bool(self._open)

    def forget(self) -> None:
        self._open.clear()
        # What came of an answer that was never whole must not be taken for the beginning of the next one.
        self.drop()

    def sent(self, data: bytes) -> None:
        self._out += data
        while len(self._out) >= _COMMAND.size:
            command, _, count = _COMMAND.unpack_from(self._out)
            setting = not command >> 31 and 0 < count <= 64
            end = _COMMAND.size + (count if setting else 0)
            if len(self._out) < end:
                return
            self._out = self._out[end:]
            if setting:
                # Sent by another program: its value follows the command, one byte 06 answers it.
                self._open.append((command, 1))
            elif 0 < count <= 64:
                self._open.append((command, count))

    def split(self, data: bytes, offset: int, final: bool) -> Frame | Noise | None:
        if self._open:
            echo = _COMMAND.pack(self._open[0][0], 0, self._open[0][1])
            if echo.startswith(data[: len(echo)]) and not final:
                return Frame(len(echo), answers=False) if len(data) >= len(echo) else None
        elif data[1:4] == b"\x00\x00\x80":
            # A read command in a log of both directions.
            if len(data) < _COMMAND.size:
                return None
            if data[4:8] == bytes(4) and data[9:12] == bytes(3):
                self.sent(data[: _COMMAND.size])
                return Frame(_COMMAND.size, answers=False)
        command, count = self._open[0] if self._open else (0, 4)
        if len(data) < count:
            return None
        if self._open:
            self._open.popleft()
        if command and not command >> 31:
            self._weighting = "unknown" if command == _WEIGHTING & 0xFF else self._weighting
            self._time = "unknown" if command == _TIME & 0xFF else self._time
            return Frame(count)
        if command == _WEIGHTING:
            self._weighting = _WEIGHTINGS.get(int.from_bytes(data[:count], "little"), "unknown")
            return Frame(count)
        if command == _SERIAL:
            text = data[:count].partition(b"\0")[0].decode("ascii", "replace").strip()
            if not text or not text.isascii() or not text.isprintable():
                return Noise(count, "no serial number where it was asked", whole=True)
            self.identity = Identity(serial_number=text)
            return Frame(count)
        value = struct.unpack("<f", data[:4])[0] if count == 4 else None
        if value is None:
            return Frame(count)
        if command == _TIME:
            self._time = "F" if abs(value - 0.125) < 0.01 else "S" if abs(value - 1.0) < 0.05 else "unknown"
            return Frame(count)
        if command not in (_LEVEL, _LEQ, 0):
            return Frame(count)
        if not isfinite(value) or not 0 <= value <= 160 or (not command and value < 1):
            return Noise(
                count, "no level where one was asked" if command else "answer without its question", whole=True
            )
        mode = "eq" if command == _LEQ else ""
        name = level_name(self._weighting, self._time, "eq" if mode else "") if command else UNKNOWN
        return Frame(count, (sound(name, value, offset=offset, length=count),))


def _question(command: int, count: int = 4) -> bytes:
    return _COMMAND.pack(command, 0, count)


class _Meter:
    def __init__(self, truth: Truth) -> None:
        self._truth = truth
        self._in = b""

    def receive(self, data: bytes) -> bytes:
        self._in += data
        out = b""
        while len(self._in) >= _COMMAND.size:
            command, _, count = _COMMAND.unpack_from(self._in)
            self._in = self._in[_COMMAND.size :]
            now = self._truth()
            answers = {
                _LEVEL: struct.pack("<f", level(now, "LAF")),
                _LEQ: struct.pack("<f", level(now, "LAeq")),
                _WEIGHTING: b"\x01",
                _TIME: struct.pack("<f", 0.125),
                _SERIAL: b"DEMO0001".ljust(_SERIAL_LENGTH, b"\0"),
            }
            out += answers.get(command, b"")[:count]
        return out

    def tick(self) -> bytes:
        return b""


class ConvergenceNsrt:
    """The instrument file's one object."""

    card = ModelCard(
        name="convergence-nsrt",
        maker="Convergence Instruments",
        models=("NSRT_mk3", "NSRT_mk4"),
        kind="sound",
        sound_class=None,
        certainty="B",
        line=LineSettings(baud=115200),
        source="the maker's protocol document of 2025",
    )

    def requests(self) -> Sequence[Request]:
        """Weighting and time constant each minute, level and Leq each second, the serial number at opening."""
        return (
            Request(label="weighting", payload=_question(_WEIGHTING, 1), every_s=60.0),
            Request(label="time constant", payload=_question(_TIME), every_s=60.0),
            Request(label="level", payload=_question(_LEVEL), every_s=1.0),
            Request(label="Leq", payload=_question(_LEQ), every_s=1.0),
            Request(label="serial number", payload=_question(_SERIAL, _SERIAL_LENGTH), names_model=True),
        )

    def decoder(self) -> _Decoder:
        """A fresh decoder."""
        return _Decoder()

    def encode(self, readings: Sequence[Reading]) -> bytes:
        """Weighting and time constant where a reading has them, then a float32 a reading."""
        sounds = [each for each in readings if isinstance(each, SoundReading)]
        out = b""
        weighting = next(
            (code for each in sounds for code, name in _WEIGHTINGS.items() if name == each.weighting), None
        )
        if weighting is not None:
            time = next((each.time_weighting for each in sounds if each.time_weighting != "unknown"), "F")
            out += bytes((weighting,)) + struct.pack("<f", 1.0 if time == "S" else 0.125)
        return out + b"".join(struct.pack("<f", each.value_db) for each in sounds)

    def simulated(self, truth: Truth) -> Simulated:
        """A meter set to A, Fast."""
        return _Meter(truth)


INSTRUMENT = ConvergenceNsrt()
