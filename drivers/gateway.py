"""Receives HJ 212 packets from many stations at once and answers what their Flag asks; never sends anything else.

Bytes are kept before they are understood. Devices that send a packet again get their answer again, and the message is
handed on once. Divided messages are joined over (MN, CN, DataTime, PNUM), not over QN, which each part may have for
itself.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from drivers.clock import Clock
from drivers.errors import PortRefused
from drivers.hj212 import owed_reply
from drivers.instrument import Direction
from drivers.readings import Damage, Decoded, StationMessage
from drivers.station.hj212 import INSTRUMENT

IDLE_S = 600.0
PARTS_WAIT_S = 60.0
_LONGEST_BUFFER = 1 << 20
_REMEMBERED = 20_000
_CHUNK = 65536

Keep = Callable[[Direction, bytes, int, int], None]
"""Takes direction, a whole packet (or the bytes that were none), monotonic_ns, utc_ns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A message, or damage, with where it came from.

    ``repeated``: the same (MN, CN, DataTime, PNO) was handed on before. ``missing`` names the parts that did not come
    in time.
    """

    peer: str
    item: StationMessage | Damage
    repeated: bool = False
    missing: tuple[int, ...] = ()


class Parts:
    """Divided messages that are not whole yet; times are monotonic nanoseconds."""

    def __init__(self) -> None:
        self._held: OrderedDict[tuple[object, ...], tuple[int, str, dict[int, StationMessage]]] = OrderedDict()

    def add(self, peer: str, message: StationMessage, now_ns: int) -> Received | None:
        """Take a part; returns the joined message when it is the last that was missing."""
        key = (message.mn, message.cn, message.data_time, message.pnum)
        _, _, parts = self._held.setdefault(key, (now_ns, peer, {}))
        parts[message.pno or 0] = message
        if message.pnum is None or any(number not in parts for number in range(1, message.pnum + 1)):
            return None
        del self._held[key]
        return Received(peer=peer, item=joined(parts))

    def overdue(self, now_ns: int) -> list[Received]:
        """Messages whose other parts did not come in time, as far as they came."""
        late = []
        for key, (since_ns, peer, parts) in list(self._held.items()):
            if now_ns - since_ns < PARTS_WAIT_S * 1e9 and len(self._held) <= _REMEMBERED:
                break
            del self._held[key]
            total = next(iter(parts.values())).pnum or 0
            missing = tuple(number for number in range(1, total + 1) if number not in parts)
            late.append(Received(peer=peer, item=joined(parts), missing=missing))
        return late


def joined(parts: Mapping[int, StationMessage]) -> StationMessage:
    """One message from its parts, in their order; ``pno`` is ``None``, ``pnum`` stays."""
    ordered = [parts[number] for number in sorted(parts)]
    values: dict[str, Mapping[str, float | str | None]] = {}
    fields: dict[str, str] = {}
    for part in ordered:
        for code, held in part.values.items():
            values[code] = {**values.get(code, {}), **held}
        fields.update(part.fields)
    marks = tuple(dict.fromkeys(mark for part in ordered for mark in part.marks))
    return replace(ordered[0], values=values, fields=fields, marks=marks, pno=None)


class Gateway:
    """A listening post; everything runs in one event loop."""

    def __init__(self, *, clock: Clock, keep: Keep, deliver: Callable[[Received], None]) -> None:
        self._clock, self._keep, self._deliver = clock, keep, deliver
        self._seen: OrderedDict[tuple[object, ...], None] = OrderedDict()
        self._parts = Parts()
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self._fault: OSError | None = None
        self.packets = 0

    async def open(self, host: str, port: int) -> tuple[str, int]:
        """Begin to listen; returns the address in use (port 0 takes any free one).

        Raises:
            PortRefused: the address cannot be used.
        """
        try:
            self._server = await asyncio.start_server(self._serve, host, port, limit=_LONGEST_BUFFER, backlog=1024)
        except OSError as fault:
            raise PortRefused("drivers.socket_refused", port=f"{host}:{port}", reason=fault.strerror) from fault
        name = self._server.sockets[0].getsockname()
        return str(name[0]), int(name[1])

    async def close(self) -> None:
        """Stop listening, close every connection, hand on what is left of divided messages."""
        if self._server is not None:
            self._server.close()
        for writer in list(self._writers):
            writer.close()
        await asyncio.sleep(0)
        for late in self._parts.overdue(1 << 62):
            self._deliver(late)

    def tick(self) -> None:
        """Give up divided messages that are overdue; call it every few seconds.

        Raises:
            PortRefused: packets could not be kept (disk full); then nothing more is answered either.
        """
        if self._fault is not None:
            reason = self._fault.strerror or str(self._fault)
            raise PortRefused("drivers.raw_refused", file=self._fault.filename or "-", reason=reason) from self._fault
        for late in self._parts.overdue(self._clock.monotonic_ns()):
            self._deliver(late)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        name = writer.get_extra_info("peername")
        peer = f"{name[0]}:{name[1]}" if name else "?"
        decoder = INSTRUMENT.decoder()
        held = bytearray()
        first = 0
        try:
            while data := await asyncio.wait_for(reader.read(_CHUNK), IDLE_S):
                held += data
                first = self._understand(decoder.feed(data), held, first, peer, writer)
                if len(held) > _LONGEST_BUFFER:
                    break
                await writer.drain()
            self._understand(decoder.finish(), held, first, peer, writer)
        except (TimeoutError, OSError):
            return
        finally:
            self._writers.discard(writer)
            writer.close()

    def _understand(
        self, items: Sequence[Decoded], held: bytearray, first: int, peer: str, writer: asyncio.StreamWriter
    ) -> int:
        """Keep, answer and hand on; returns the stream offset of the first byte still held."""
        for item in items:
            if not isinstance(item, StationMessage | Damage):
                continue
            begin, end = item.offset - first, item.offset - first + item.length
            self._store(Direction.RECEIVED, bytes(held[begin:end]))
            del held[:end]
            first += end
            if isinstance(item, Damage):
                self._deliver(Received(peer=peer, item=item))
                continue
            self.packets += 1
            answer = owed_reply(item)
            if answer is not None:
                self._store(Direction.SENT, answer)
                writer.write(answer)
            self._hand_on(item, peer)
        return first

    def _store(self, direction: Direction, payload: bytes) -> None:
        try:
            self._keep(direction, payload, self._clock.monotonic_ns(), self._clock.utc_ns())
        except OSError as fault:
            self._fault = fault
            raise

    def _hand_on(self, message: StationMessage, peer: str) -> None:
        key = (message.mn, message.cn, message.data_time or message.qn, message.pno)
        repeated = key in self._seen
        self._seen[key] = None
        self._seen.move_to_end(key)
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        if message.pnum is not None and message.pnum > 1 and not repeated:
            whole = self._parts.add(peer, message, self._clock.monotonic_ns())
            if whole is not None:
                self._deliver(whole)
            return
        self._deliver(Received(peer=peer, item=message, repeated=repeated))
