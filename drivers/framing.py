"""Finding frames in a stream of bytes: the buffer, the offsets, damage and the way back into step.

A driver says only whether the bytes in front are a frame (``FrameDecoder.split``) or what a line says
(``LineDecoder.line``).
"""

from __future__ import annotations

import operator
import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce

from drivers.instrument import OPENED, UNANSWERED, Direction
from drivers.limits import checked
from drivers.readings import Damage, Decoded, Identity

_LONGEST_RUN = 2048


def xor(data: bytes) -> int:
    """Exclusive-or of all bytes."""
    return reduce(operator.xor, data, 0)


def bcd(data: bytes) -> int | None:
    """The number whose decimal digits are the half-bytes of ``data``; ``None`` when a digit is above 9."""
    text = data.hex()
    return int(text) if text.isdigit() else None


_NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)\s*", re.ASCII)


def number(text: str) -> float | None:
    """A plain decimal number, blanks around it allowed; ``None`` for blanks, dashes, or anything else."""
    return float(text) if _NUMBER.fullmatch(text) else None


def moment(date: str, time: str) -> str | None:
    """``YYYY-MM-DDThh:mm:ss`` from an instrument's own clock; ``None`` when there is no such day or time."""
    try:
        return datetime.strptime(f"{date}T{time}", "%Y-%m-%dT%H:%M:%S").isoformat()
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Frame:
    """The first ``length`` bytes are whole and say ``items``; ``answers`` when they answer what was asked."""

    length: int
    items: Sequence[Decoded] = ()
    answers: bool = True


@dataclass(frozen=True, slots=True)
class Noise:
    """The first ``length`` bytes are no frame.

    Noise joins the noise before it, so that one fault is told once; not so when it is ``whole`` (one damaged frame
    with a known end) or ``fresh`` (a frame with the right head and length begins here, and only its check fails).
    """

    length: int
    reason: str
    whole: bool = False
    fresh: bool = False


class FrameDecoder(ABC):
    """An incremental decoder around one question: what stands at the front of these bytes?

    ``piece`` is how many bytes are taken in at a time: each look at the front copies what is held.
    """

    piece = 512

    def __init__(self) -> None:
        self.identity: Identity | None = None
        self._buffer = bytearray()
        self._start = 0
        self._run: Damage | None = None
        self._midway = False
        self._asked = False
        self._prompted = False

    @property
    def waiting(self) -> bool:
        """A question was sent and no whole frame has come since."""
        return self._asked

    def take_prompt(self) -> bool:
        """Whether the instrument asked for something since the last call."""
        prompted, self._prompted = self._prompted, False
        return prompted

    @abstractmethod
    def split(self, data: bytes, offset: int, final: bool) -> Frame | Noise | None:
        """Say what stands at the front of ``data``, whose first byte is number ``offset`` of the stream.

        Returns ``None`` when more bytes are needed. The answer must not depend on bytes behind those that decide
        it, so that any chunking gives the same items. With ``final`` no more bytes come.
        """

    def sent(self, data: bytes) -> None:  # noqa: B027 - most instruments need not know
        """Take note of bytes that went to the instrument."""

    def forget(self) -> None:  # noqa: B027 - most ask nothing
        """Drop the question that was not answered."""

    def drop(self) -> None:
        """Pass over the bytes held back; for answers that only their length ends."""
        self._start += len(self._buffer)
        self._buffer.clear()

    def feed(self, data: bytes, direction: Direction = Direction.RECEIVED) -> list[Decoded]:
        """Take the next bytes; see ``drivers.instrument.Decoder``."""
        items: list[Decoded] = []
        if direction is Direction.EVENT:
            if data == OPENED:
                items = self.finish()
                self.identity = None
                self._midway = True
                self._asked = False
                self.forget()
            elif data == UNANSWERED:
                self._asked = False
                self.forget()
            return items
        if direction is Direction.SENT:
            self._asked = True
            self.sent(data)
            return items
        for first in range(0, len(data), self.piece):
            self._buffer += data[first : first + self.piece]
            self._drain(items, final=False)
        return items

    def finish(self) -> list[Decoded]:
        """No more bytes come: what was held back becomes a reading or damage."""
        items: list[Decoded] = []
        self._drain(items, final=True)
        self._flush(items)
        return items

    def _drain(self, items: list[Decoded], *, final: bool) -> None:
        used = 0
        while used < len(self._buffer):
            step = self.split(bytes(self._buffer[used:]), self._start + used, final)
            if step is None:
                if not final:
                    break
                step = Noise(len(self._buffer) - used, "cut off before its end")
            if isinstance(step, Frame):
                self._flush(items)
                self._midway = False
                self._asked = self._asked and not step.answers
                items.extend(map(checked, step.items))
            else:
                self._add_noise(self._start + used, step, items)
            used += step.length
        del self._buffer[:used]
        self._start += used

    def _add_noise(self, offset: int, step: Noise, items: list[Decoded]) -> None:
        if step.whole or step.fresh:
            self._flush(items)
        if step.whole:
            self._run = Damage(offset=offset, length=step.length, reason=step.reason)
            self._flush(items)
            self._midway = False
            return
        left = step.length
        while left:
            run = self._run or Damage(offset=offset, length=0, reason=step.reason)
            # A run is told when it is full, at the same byte however the stream was cut.
            taken = min(left, _LONGEST_RUN - run.length)
            self._run = Damage(offset=run.offset, length=run.length + taken, reason=run.reason)
            offset += taken
            left -= taken
            if self._run.length == _LONGEST_RUN:
                self._flush(items)
                self._midway = False

    def _flush(self, items: list[Decoded]) -> None:
        # Behind a port just opened stands the tail of a frame: that is no damage.
        if self._run is not None and not self._midway:
            items.append(self._run)
        self._run = None


class LineDecoder(FrameDecoder):
    """Text lines; a line feed or carriage return ends one, empty lines are nothing."""

    longest = 1024
    ends = b"\r\n"
    unchecked = False
    """No check in the line: then the first, perhaps partial line of a port just opened is passed over."""
    prompt = b""
    """What the instrument sends without a line end when it is ready; it is nothing."""
    open_end = False
    """A line carries its own check, so the last one of a stream may lack its line end."""

    @abstractmethod
    def line(self, text: str, offset: int, length: int) -> Frame | Noise:
        """Say what one line holds; ``text`` is without line end, other bytes than ASCII show as U+FFFD."""

    def split(self, data: bytes, offset: int, final: bool) -> Frame | Noise | None:
        """Cut off one line."""
        if data[0] in self.ends or data[0] in b"\r\n":
            return Frame(1, answers=False)
        ends = [at for at in (data.find(end, 0, self.longest) for end in self.ends) if at >= 0]
        if not ends:
            if len(data) >= self.longest:
                return Noise(self.longest, f"no line end within {self.longest} bytes")
            if not final:
                return None
            if self.prompt and not data.strip(self.prompt + b" "):
                return Frame(len(data), answers=False)
            if not self.open_end:
                return Noise(len(data), "line cut off before its end")
        length = min(ends, default=len(data))
        if self._midway and self.unchecked:
            self._midway = False
            return Frame(length, answers=False)
        return self.line(data[:length].decode("ascii", "replace"), offset, length)
