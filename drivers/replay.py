"""Playing a recording into a conversation as if it came from the wire."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from drivers.capture import CapturedBytes
from drivers.conversation import Talk
from drivers.instrument import Direction


def paced(recording: Sequence[CapturedBytes], began_ns: int) -> Iterator[tuple[int, CapturedBytes]]:
    """Each chunk with the instant it is due, the first at ``began_ns``; chunks without times are due at once."""
    first_ns = next((each.monotonic_ns for each in recording if each.monotonic_ns is not None), 0)
    for chunk in recording:
        yield began_ns + (first_ns if chunk.monotonic_ns is None else chunk.monotonic_ns) - first_ns, chunk


def play(talk: Talk, chunk: CapturedBytes) -> int:
    """Hand one chunk on by its direction; returns how many bytes were received."""
    if chunk.damage is not None:
        talk.event("damaged", chunk.damage)
    elif chunk.direction is Direction.RECEIVED:
        talk.received(chunk.payload)
        return len(chunk.payload)
    elif chunk.direction is Direction.SENT:
        talk.sent(chunk.payload)
    else:
        talk.replayed_event(chunk.payload)
    return 0
