"""Modbus RTU: the check, questions (function 03 and 04 only), and a decoder that keeps question and answer together.

A question and an answer can both stand in one received stream, because many RS-485 adapters echo what they send;
each is known by its own CRC. Function 06 and 16, which change an instrument, are not built.
"""

from __future__ import annotations

from abc import abstractmethod
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from drivers.framing import Frame, FrameDecoder, Noise
from drivers.readings import Damage, Decoded

_ANY_UNIT = 0xFF
"""A question that asks a lone unit for its own number; the answer comes under that number."""
_REFUSED = {1: "function not known", 2: "no such register", 3: "bad count or value", 4: "instrument fault", 6: "busy"}


def _crc_table() -> tuple[int, ...]:
    table = []
    for byte in range(256):
        value = byte
        for _ in range(8):
            value = (value >> 1) ^ (0xA001 if value & 1 else 0)
        table.append(value)
    return tuple(table)


_TABLE = _crc_table()


def crc16(data: bytes) -> int:
    """CRC-16/MODBUS (polynomial A001h reflected, start FFFFh); goes on the wire low byte first."""
    value = 0xFFFF
    for byte in data:
        value = (value >> 8) ^ _TABLE[(value ^ byte) & 0xFF]
    return value


def framed(body: bytes) -> bytes:
    """``body`` with its CRC behind it."""
    return body + crc16(body).to_bytes(2, "little")


@dataclass(frozen=True, slots=True)
class Question:
    """Read ``count`` registers from ``first`` (counted from 0) of unit ``unit``."""

    unit: int
    first: int
    count: int
    function: int = 3

    def frame(self) -> bytes:
        """The eight bytes on the wire."""
        return framed(bytes((self.unit, self.function)) + self.first.to_bytes(2, "big") + self.count.to_bytes(2, "big"))


def question(data: bytes) -> Question | None:
    """The question in eight bytes, if they are one and its CRC is right."""
    if len(data) < 8 or data[1] not in (3, 4) or crc16(data[:6]) != int.from_bytes(data[6:8], "little"):
        return None
    count = int.from_bytes(data[4:6], "big")
    return Question(data[0], int.from_bytes(data[2:4], "big"), count, data[1]) if 1 <= count <= 125 else None


def answer(unit: int, words: Sequence[int], function: int = 3) -> bytes:
    """The answer that carries ``words`` (0 to 65535)."""
    body = b"".join((word & 0xFFFF).to_bytes(2, "big") for word in words)
    return framed(bytes((unit, function, len(body))) + body)


class ModbusDecoder(FrameDecoder):
    """Hands each good answer with its question to ``words``."""

    def __init__(self, unit: int | None = None) -> None:
        super().__init__()
        self._unit = unit
        self._open: deque[Question] = deque(maxlen=8)
        self._last_sent = b""

    @abstractmethod
    def words(self, asked: Question | None, words: Sequence[int], offset: int, length: int) -> Sequence[Decoded]:
        """Say what the registers hold; ``asked`` is ``None`` when no question of that count was seen."""

    @property
    def waiting(self) -> bool:
        """A question is open."""
        return bool(self._open)

    def forget(self) -> None:
        """Drop the open questions."""
        self._open.clear()

    def sent(self, data: bytes) -> None:
        """Keep the question for its answer."""
        self._last_sent = (self._last_sent + data)[-8:]
        if asked := question(self._last_sent):
            self._open.append(asked)
            self._last_sent = b""

    def split(self, data: bytes, offset: int, final: bool) -> Frame | Noise | None:
        """An answer, a refusal or a question, each with its CRC."""
        if len(data) < 2:
            return None
        if self._unit is not None and data[0] != self._unit:
            return Noise(1, "not the unit that was asked")
        function = data[1] & 0x7F
        if function not in (3, 4) or not 1 <= data[0] <= 255:
            return Noise(1, "no Modbus answer")
        if data[1] & 0x80:
            return self._refusal(data, offset)
        if len(data) < 3:
            return None
        # One answer in 256 begins like a question with a right CRC, so the longer form is looked at first.
        length = 5 + data[2] if self._can_be_byte_count(data[2]) else 0
        if (found := self._answer_of(data, offset, length)) is not None:
            return found
        if len(data) < max(8, length) and not final:
            return None
        if asked := question(data[:8]):
            # Our own question come back (an echo), or one in a log of both directions.
            if not self._open or self._open[-1] != asked:
                self._open.append(asked)
            return Frame(8, answers=False)
        return Noise(1, "CRC does not fit")

    def _can_be_byte_count(self, count: int) -> bool:
        if self._open:
            return any(count == 2 * each.count for each in self._open)
        return count % 2 == 0 and 2 <= count <= 250

    def _answer_of(self, data: bytes, offset: int, length: int) -> Frame | None:
        if not length or len(data) < length or crc16(data[: length - 2]) != _crc_of(data, length):
            return None
        return self._answer(data[:length], offset)

    def _refusal(self, data: bytes, offset: int) -> Frame | Noise | None:
        if len(data) < 5:
            return None
        if crc16(data[:3]) != _crc_of(data, 5):
            return Noise(1, "CRC does not fit")
        if self._open:
            self._open.popleft()
        reason = f"instrument refused: {_REFUSED.get(data[2], 'unknown reason')} (exception {data[2]})"
        return Frame(5, (Damage(offset=offset, length=5, reason=reason),))

    def _answer(self, data: bytes, offset: int) -> Frame:
        words = [int.from_bytes(data[at : at + 2], "big") for at in range(3, len(data) - 2, 2)]
        asked = None
        for index, each in enumerate(self._open):
            meant = each.unit in (data[0], _ANY_UNIT)
            if meant and (each.function, each.count) == (data[1], len(words)):
                asked = each
                for _ in range(index + 1):
                    self._open.popleft()
                break
        return Frame(len(data), self.words(asked, words, offset, len(data)))


def _crc_of(data: bytes, length: int) -> int:
    return int.from_bytes(data[length - 2 : length], "little")


class ModbusUnit:
    """A unit that is not there: answers questions from ``registers()``, address to word."""

    def __init__(self, unit: int, registers: Callable[[], Mapping[int, int]]) -> None:
        self._unit = unit
        self._registers = registers
        self._in = b""

    def receive(self, data: bytes) -> bytes:
        """The answer, or exception 2 where a register does not exist."""
        self._in = (self._in + data)[-256:]
        out = b""
        while len(self._in) >= 8:
            asked = question(self._in[:8])
            if asked is None:
                self._in = self._in[1:]
                continue
            self._in = self._in[8:]
            if asked.unit != self._unit:
                continue
            held = self._registers()
            wanted = range(asked.first, asked.first + asked.count)
            if all(each in held for each in wanted):
                out += answer(self._unit, [held[each] for each in wanted], asked.function)
            else:
                out += framed(bytes((self._unit, asked.function | 0x80, 2)))
        return out

    def tick(self) -> bytes:
        """Nothing is sent unasked."""
        return b""
