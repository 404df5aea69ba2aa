"""How a sample rate is cut into 10 ms steps and these into blocks of at most 1 ms."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

_BEST_BLOCK = 32  # the matrix product over blocks is fastest here


@dataclass(frozen=True, slots=True)
class StepGrid:
    """``step`` = ``parts`` x ``block`` samples last 10 ms, or within 2 percent of it where 10 ms is no whole number.

    Levels are kept a step; maxima of time-weighted levels are looked for at the end of each block.
    """

    sample_rate_hz: int
    block: int
    parts: int

    @property
    def step(self) -> int:
        """Samples a step."""
        return self.block * self.parts

    @property
    def step_s(self) -> float:
        """Seconds a step."""
        return self.step / self.sample_rate_hz


@lru_cache(maxsize=32)
def step_grid(sample_rate_hz: int) -> StepGrid:
    """The grid of a rate: the step nearest to 10 ms that splits into blocks between 0.3 (or 32 samples) and 1 ms."""
    exact = sample_rate_hz / 100.0
    longest = sample_rate_hz // 1000
    shortest = min(_BEST_BLOCK, sample_rate_hz / 3000.0)
    reach = max(4, round(exact / 100))
    for step in sorted(range(round(exact) - reach, round(exact) + reach + 1), key=lambda n: abs(n - exact)):
        blocks = [n for n in range(1, longest + 1) if step % n == 0 and n >= shortest]
        if blocks:
            block = min(blocks, key=lambda n: abs(n - _BEST_BLOCK))
            return StepGrid(sample_rate_hz, block, step // block)
    raise AssertionError(sample_rate_hz)  # every rate from 8 to 192 kHz has a grid; a test walks them
