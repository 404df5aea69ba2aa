"""The contract every instrument keeps: card, line, requests, decoder, encoder.

An instrument file exposes one name, ``INSTRUMENT``, an object with the shape of ``Instrument``. Decoding is a
function of bytes alone; ports, retries and sleeping live in ``link.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal, Protocol

from drivers.readings import Decoded, Identity, Reading

Kind = Literal["sound", "particulate", "weather", "position", "station", "audio"]
Certainty = Literal["A", "B", "C"]


class Direction(IntEnum):
    """Which way bytes went on the wire; the numbers are those of the raw frames on disk."""

    RECEIVED = 0
    SENT = 1
    EVENT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSettings:
    """Serial line: ``baud`` is ``None`` where no source gives one, then the user must say it."""

    baud: int | None
    data_bits: int = 8
    parity: Literal["N", "E", "O"] = "N"
    stop_bits: int = 1

    def __str__(self) -> str:
        return f"{self.baud or '?'} {self.data_bits}{self.parity}{self.stop_bits}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCard:
    """Who the instrument is and how sure its facts are (A own bytes recomputed, B maker's text or two sources,
    C one source).

    ``period_s`` is how often a reading is due; a port without bytes for three periods is silent.
    """

    name: str
    maker: str
    models: tuple[str, ...]
    kind: Kind
    sound_class: int | None
    certainty: Certainty
    line: LineSettings | None
    source: str
    usb_ids: tuple[tuple[int, int], ...] = ()
    period_s: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Bytes that a driver asks with: once at opening when ``every_s`` is ``None``, else again and again.

    ``starts_run`` marks bytes that begin the meter's own integration (sent when a run begins, not at opening),
    ``ends_run`` those that end it; ``closing`` bytes stop a stream that was asked for, when the port closes.
    None of these changes a setting of the meter. The next request goes out when the decoder no longer waits, or
    after ``timeout_s``, and not before ``pause_s`` have passed since this one. ``on_prompt`` bytes are sent each
    time the meter asks for them, not by the clock. ``names_model`` marks a question that may be put to a port whose
    instrument is not known: it is harmless to every instrument served, and its answer cannot be another's.
    """

    label: str
    payload: bytes
    every_s: float | None = None
    starts_run: bool = False
    ends_run: bool = False
    closing: bool = False
    timeout_s: float = 1.0
    pause_s: float = 0.0
    on_prompt: bool = False
    names_model: bool = False


OPENED = b"port opened"
"""Event payload: the bytes after it may begin inside a frame; also written when a lost port is back."""
UNANSWERED = b"question unanswered"
"""Event payload: the wait for an answer is over; the question is forgotten."""


class Decoder(Protocol):
    """Incremental: any chunking of the same bytes gives the same items.

    ``identity`` is what the instrument last said of itself since the port was opened; ``None`` where its bytes do
    not tell one from another.
    """

    identity: Identity | None

    @property
    def waiting(self) -> bool:
        """A question was sent and its answer has not come."""
        ...

    def take_prompt(self) -> bool:
        """Whether the meter asked for its ``on_prompt`` request since the last call."""
        ...

    def feed(self, data: bytes, direction: Direction = Direction.RECEIVED) -> list[Decoded]:
        """Take the next bytes of one direction.

        Sent bytes give context and no readings. Of the events ``OPENED`` and ``UNANSWERED`` matter, all others
        (marks of the user) are passed over.
        """
        ...

    def finish(self) -> list[Decoded]:
        """No more bytes come: a held-back frame becomes a reading or damage."""
        ...


Truth = Callable[[], Mapping[str, float]]
"""What a simulated instrument would measure now: quantity or field name to value, for example ``LAF`` 62.3,
``tsp_ug_m3`` 620.0, ``wind_m_s`` 1.4, ``latitude_deg`` 32.69, ``utc_s`` (seconds since 1970)."""


class Simulated(Protocol):
    """The instrument's side of the conversation."""

    def receive(self, data: bytes) -> bytes:
        """Bytes that came from the computer; returns the answer, empty when none is due yet."""
        ...

    def tick(self) -> bytes:
        """One second has passed: what the instrument sends unasked."""
        ...


class Instrument(Protocol):
    """One model, or a family that speaks the same bytes."""

    card: ModelCard

    def requests(self) -> Sequence[Request]:
        """What the computer asks, and how often; empty for an instrument that only streams."""
        ...

    def decoder(self) -> Decoder:
        """A fresh decoder at a frame boundary."""
        ...

    def encode(self, readings: Sequence[Reading]) -> bytes:
        """The bytes with which the instrument would say these readings."""
        ...

    def simulated(self, truth: Truth) -> Simulated:
        """An instrument that is not there, answering from ``truth`` with its own ``encode``."""
        ...
