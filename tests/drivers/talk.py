"""Talking to instruments without a port, and comparing what came out."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from drivers import registry
from drivers.capture import CapturedBytes
from drivers.instrument import Direction, Instrument, Truth
from drivers.limits import LIMITS
from drivers.readings import Damage, Decoded, Reading, StationMessage, as_plain

ROOT = Path(__file__).resolve().parents[2]
FRAMES = ROOT / "tests" / "frames"
CAPTURES = ROOT.parent / "shared" / "captures"

NO_DEFAULT = ("modbus-station",)
MODELS = [
    full
    for name in registry.names()
    for full in [*([] if name in NO_DEFAULT else [name]), *(f"{name}:{each}" for each in registry.profiles(name))]
]


def worked_frames(model: str) -> list[dict[str, object]]:
    path = FRAMES / f"{model.partition(':')[0]}.toml"
    frames: list[dict[str, object]] = tomllib.loads(path.read_text(encoding="utf-8"))["frame"]
    return [frame for frame in frames if frame.get("profile", "") in ("", model.partition(":")[2])]


def as_bytes(frame: Mapping[str, object]) -> bytes:
    if "hex" in frame:
        return bytes.fromhex(str(frame["hex"]))
    return str(frame["text"]).encode("latin-1")


def decode(
    instrument: Instrument, received: bytes, *, asked: Sequence[bytes] = (), pieces: Sequence[int] = ()
) -> list[Decoded]:
    """Decode received bytes after questions; ``pieces`` are the places where the bytes are cut."""
    decoder = instrument.decoder()
    for question in asked:
        decoder.feed(question, Direction.SENT)
    cuts = [0, *sorted({cut for cut in pieces if 0 < cut < len(received)}), len(received)]
    items = [item for begin, end in pairwise(cuts) for item in decoder.feed(received[begin:end])]
    return items + decoder.finish()


def decode_chunks(instrument: Instrument, chunks: Sequence[CapturedBytes], *, step: int | None = None) -> list[Decoded]:
    """Decode a conversation; with ``step`` each received chunk is cut into pieces of that size."""
    decoder = instrument.decoder()
    items: list[Decoded] = []
    for chunk in chunks:
        size = step if step and chunk.direction is Direction.RECEIVED else max(1, len(chunk.payload))
        for begin in range(0, len(chunk.payload), size):
            items += decoder.feed(chunk.payload[begin : begin + size], chunk.direction)
    return items + decoder.finish()


def converse(instrument: Instrument, truth: Truth, seconds: int) -> list[CapturedBytes]:
    """Ask a simulated instrument everything it may be asked, once a second, and keep both directions."""
    meter = instrument.simulated(truth)
    chunks: list[CapturedBytes] = []
    for second in range(seconds):
        unasked = meter.tick()
        if unasked:
            chunks.append(CapturedBytes(payload=unasked))
        for request in instrument.requests():
            if request.closing or request.ends_run or (second and request.every_s is None and not request.on_prompt):
                continue
            chunks.append(CapturedBytes(payload=request.payload, direction=Direction.SENT))
            answer = meter.receive(request.payload)
            if answer:
                chunks.append(CapturedBytes(payload=answer))
    return chunks


def readings(items: Sequence[Decoded]) -> list[Reading]:
    return [item for item in items if not isinstance(item, Damage)]


def damage(items: Sequence[Decoded]) -> list[Damage]:
    return [item for item in items if isinstance(item, Damage)]


def placeless(items: Sequence[Decoded]) -> list[Decoded]:
    return [replace(item, offset=0, length=0) for item in items]


def assert_possible(items: Sequence[Decoded]) -> None:
    for item in items:
        assert item.offset >= 0 and item.length >= 0
        if isinstance(item, Damage | StationMessage):
            continue
        for name, value in as_plain(item).items():
            if name in LIMITS and value is not None:
                assert isinstance(value, float | int)
                low, high = LIMITS[name]
                assert low <= value <= high, (name, value)
