"""Long runs in several threads: pieces side by side, joined in order of time.

A filter forgets, so a piece can begin in the state that the samples just before it leave, whatever came earlier.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from typing import TYPE_CHECKING

from patrol_app.acoustics.block_filter import BlockFilter, ChunkEnergies
from patrol_app.acoustics.block_walk import Samples

if TYPE_CHECKING:
    from patrol_app.acoustics.meter import RunningMeter

CHUNK_STEPS = 1000

# First sample and count to one array a channel; called from several threads at once.
Source = Callable[[int, int], Sequence[Samples]]


def feed_side_by_side(
    meters: Sequence[RunningMeter],
    read: Source,
    samples: int,
    *,
    threads: int,
    chunks: int = 1,
    progress: Callable[[float], None] = lambda share: None,
) -> None:
    """Give samples to meters, one a channel, that have none waiting for the end of a step.

    Args:
        meters: all of the same sample rate and kind.
        read: where the samples come from.
        samples: how many, whole steps.
        threads: pieces at once.
        chunks: chunks of 1000 steps in a piece; more where it costs time to read from another place. What a piece
            finds waits in memory for those before it, 15 kB a second.
        progress: told the share done, 0 to 1.

    Raises:
        BadInput: what ``read`` raises, or a sample that is no finite number.
    """
    first = meters[0]
    lanes: SimpleQueue[BlockFilter] = SimpleQueue()
    for _ in range(threads):
        lanes.put(BlockFilter(first.sample_rate_hz, CHUNK_STEPS, first.with_c))
    length = chunks * CHUNK_STEPS * first.step
    joined = 0

    def measure(start: int) -> list[list[ChunkEnergies]]:
        lane = lanes.get()
        try:
            return _piece(lane, meters, read, start, min(length, samples - start))
        finally:
            lanes.put(lane)

    with ThreadPoolExecutor(threads) as pool:
        ahead: deque[Future[list[list[ChunkEnergies]]]] = deque()

        def join_next() -> None:
            nonlocal joined
            for meter, chunk_energies in zip(meters, ahead.popleft().result(), strict=True):
                for energies in chunk_energies:
                    meter.join(energies)
            joined = min(samples, joined + length)
            progress(joined / samples)

        try:
            for start in range(0, samples, length):
                ahead.append(pool.submit(measure, start))
                if len(ahead) > threads + 1:
                    join_next()
            while ahead:
                join_next()
        finally:
            for future in ahead:
                future.cancel()


def _piece(
    lane: BlockFilter, meters: Sequence[RunningMeter], read: Source, start: int, count: int
) -> list[list[ChunkEnergies]]:
    """Energies of the chunks of one piece, for each channel; read chunk by chunk."""
    chunk = CHUNK_STEPS * lane.tools.grid.step
    warm = lane.warm_samples if start else 0
    carried = [meter.carried for meter in meters]
    found: list[list[ChunkEnergies]] = [[] for _ in meters]
    for first in range(start, start + count, chunk):
        size = min(chunk, start + count - first)
        for channel, samples in enumerate(read(first - warm, warm + size)):
            before = lane.carry(samples[:warm]) if warm else carried[channel]
            energies = lane.run(samples[warm:], before, meters[channel].squared_peak)
            carried[channel] = energies.carried
            found[channel].append(energies)
        warm = 0
    return found
