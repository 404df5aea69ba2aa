"""What a meter that is not there shows besides the sound level: Leq, maxima, minima and percentiles of its run."""

from __future__ import annotations

import re
from bisect import insort
from math import log10

from drivers.instrument import Truth


class RunningLevels:
    """Takes the true level once a second and keeps what a meter would; a quantity named in the truth wins."""

    def __init__(self, truth: Truth) -> None:
        self._truth = truth
        self.restart()

    def restart(self) -> None:
        """The run begins anew."""
        self._ranked: list[float] = []
        self._energy = 0.0

    def second(self) -> None:
        """One second has passed."""
        level = self._level("LAF")
        insort(self._ranked, level)
        self._energy += 10 ** (level / 10)

    def _level(self, quantity: str) -> float:
        truth = self._truth()
        return truth.get(quantity, truth.get("LAF", 45.0))

    def show(self, quantity: str) -> float:
        """The value under a name such as LCSmax, LAeq or L90 as a display has it: one decimal, 0 to 160 dB."""
        return round(min(max(self._value(quantity), 0.0), 160.0), 1)

    def _value(self, quantity: str) -> float:
        truth = self._truth()
        if quantity in truth or not self._ranked:
            return self._level(quantity)
        # Between true values of another weighting the difference of the moment stands for that of the run.
        shift = self._level(f"L{quantity[1]}F") - self._level("LAF")
        if percent := re.fullmatch(r"L(\d+)", quantity):
            return self._ranked[-1 - min(len(self._ranked) * int(percent[1]) // 100, len(self._ranked) - 1)]
        if quantity.endswith("max"):
            return max(self._ranked[-1], self._level("LAF")) + shift
        if quantity.endswith("min"):
            return min(self._ranked[0], self._level("LAF")) + shift
        if quantity.endswith("peak"):
            return self._ranked[-1] + shift + 12.0
        if quantity.endswith("eq"):
            return 10 * log10(self._energy / len(self._ranked)) + shift
        if quantity.endswith("E"):
            return 10 * log10(self._energy) + shift
        return self._level(quantity)
