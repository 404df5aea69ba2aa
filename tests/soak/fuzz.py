"""Mutated frames for every decoder: ``SOAK_S=600 python tests/soak/fuzz.py`` (seconds in all, default 120).

Each decoder gets up to ten million bytes, its share of the time at most. What may not happen: an exception, a value
outside physical limits, another result when the bytes are cut in another way.
"""

from __future__ import annotations

import os
import random
import sys
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "drivers"))

from talk import MODELS, as_bytes, assert_possible, decode, worked_frames

from drivers import registry
from drivers.readings import Damage

MOST_BYTES = 10_000_000
_STREAM = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class FuzzResult:
    """What one decoder was given and what came out."""

    model: str
    bytes_fed: int
    readings: int
    damage: int


def mutated(frames: list[bytes], chance: random.Random) -> bytes:
    """A stream of frames in any order with bytes changed, lost, doubled and invented."""
    stream = bytearray()
    while len(stream) < _STREAM:
        stream += chance.choice(frames)
    for _ in range(chance.randrange(1, 60)):
        at = chance.randrange(len(stream))
        action = chance.randrange(4)
        if action == 0:
            stream[at] ^= 1 << chance.randrange(8)
        elif action == 1:
            del stream[at : at + chance.randrange(1, 12)]
        elif action == 2:
            stream[at:at] = stream[max(0, at - chance.randrange(1, 30)) : at]
        else:
            stream[at:at] = chance.randbytes(chance.randrange(1, 40))
    return bytes(stream)


def fuzz(model: str, seconds: float, seed: int) -> FuzzResult:
    """Feed one decoder for so long."""
    instrument = registry.instrument(model)
    frames = [as_bytes(frame) for frame in worked_frames(model)]
    questions = [request.payload for request in instrument.requests()]
    chance = random.Random(f"{seed} {model}")
    fed = readings = damage = 0
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and fed < MOST_BYTES:
        data = mutated(frames, chance)
        asked = [chance.choice(questions) for _ in range(chance.randrange(6))] if questions else []
        items = decode(instrument, data, asked=asked)
        assert_possible(items)
        cuts = [chance.randrange(len(data)) for _ in range(30)]
        if decode(instrument, data, asked=asked, pieces=cuts) != items:
            raise AssertionError(f"{model}, seed {seed}: cut at {sorted(cuts)} the bytes give another result")
        fed += len(data)
        damaged = sum(isinstance(item, Damage) for item in items)
        damage += damaged
        readings += len(items) - damaged
    return FuzzResult(model=model, bytes_fed=fed, readings=readings, damage=damage)


def main() -> int:
    """Fuzz every decoder in turn; a line each."""
    seconds = float(os.environ.get("SOAK_S", "120"))
    seed = int(os.environ.get("SOAK_SEED", "1"))
    total = 0
    for model in MODELS:
        result = fuzz(model, seconds / len(MODELS), seed)
        total += result.bytes_fed
        print(f"{model:<24} {result.bytes_fed:>10} bytes  {result.readings:>8} readings  {result.damage:>7} damaged")
    print(f"all decoders: {total} bytes, no exception, no impossible value, no dependence on the cutting")
    return 0


if __name__ == "__main__":
    sys.exit(main())
