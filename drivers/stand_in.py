"""Shared parts of instruments that are not there: what they measure comes from a ``Truth``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from drivers.instrument import Truth
from drivers.readings import Reading

Encode = Callable[[Sequence[Reading]], bytes]
Measure = Callable[[Mapping[str, float]], Sequence[Reading]]


class Streamer:
    """Sends its readings every ``every_s`` seconds and listens to nothing."""

    def __init__(self, truth: Truth, measure: Measure, encode: Encode, *, every_s: int = 1) -> None:
        self._truth, self._measure, self._encode = truth, measure, encode
        self._every_s = every_s
        self._seconds = 0

    def receive(self, data: bytes) -> bytes:
        """Nothing that comes is answered."""
        return b""

    def tick(self) -> bytes:
        """The readings, when they are due."""
        self._seconds += 1
        if self._seconds % self._every_s:
            return b""
        return self._encode(self._measure(self._truth()))


class LineAnswerer:
    """Collects text lines that end with ``end`` and answers each through ``answer``; ticks are silent."""

    def __init__(self, answer: Callable[[str], bytes], *, end: bytes = b"\n") -> None:
        self._answer, self._end = answer, end
        self._pending = b""

    def receive(self, data: bytes) -> bytes:
        """Answers to the lines that are complete now."""
        self._pending += data
        out = b""
        while self._end in self._pending:
            line, _, self._pending = self._pending.partition(self._end)
            out += self._answer(line.decode("ascii", "replace").strip())
        return out

    def tick(self) -> bytes:
        """Nothing is sent unasked."""
        return b""


def level(truth: Mapping[str, float], quantity: str, fallback: str = "LAF") -> float:
    """The level called ``quantity``, else the ``fallback`` one, else 45 dB: a stand-in always shows something.

    The result is what a display with one decimal can show, between 0 and 160 dB.
    """
    value = truth.get(quantity, truth.get(fallback, 45.0))
    return round(min(max(value, 0.0), 160.0), 1)


def dust(truth: Mapping[str, float], field: str, decimals: int = 1) -> float:
    """A mass concentration in micrograms per cubic metre, not below 0; where the truth is silent, 50."""
    return round(max(truth.get(field, 50.0), 0.0), decimals)


def air(truth: Mapping[str, float], field: str) -> float:
    """Temperature, humidity or pressure with one decimal; where the truth is silent, a mild night."""
    usual = {"temperature_c": 18.0, "humidity_pct": 60.0, "pressure_hpa": 985.0}
    return round(truth.get(field, usual.get(field, 0.0)), 1)
