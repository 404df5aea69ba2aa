"""A thousand HJ 212 stations on loopback, a packet a second each: ``SOAK_S=60 python tests/soak/stations.py``.

The stations run in a process of their own. Counted are packets lost, repeats invented, and how the receiver's memory
grows; over the second half it must stay where it is.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from drivers.capture import pack_frame
from drivers.clock import SystemClock
from drivers.gateway import Gateway, Received
from drivers.hj212 import packet
from drivers.instrument import Direction

LONG_S, MOST_KIB = 60, 2048
"""From a minute on the list of what was handed on before is full by half the time; then only its table is laid out anew
once more. A byte a packet kept by mistake would be seen in an hour, a packet kept in the first minute."""
STATIONS = int(os.environ.get("SOAK_STATIONS", "1000"))


async def _station(number: int, port: int, seconds: int) -> int:
    await asyncio.sleep(number % 1000 / 1000)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answered = 0
    for second in range(seconds):
        when = f"20260606{second // 3600:02d}{second // 60 % 60:02d}{second % 60:02d}"
        data = f"DataTime={when};a34001-Rtd=620.5,a34001-Flag=N;LA-Rtd=63.2,LA-Flag=N"
        writer.write(packet(f"QN={when}000;ST=39;CN=2011;PW=123456;MN=DEMO{number:020d};Flag=5;CP=&&{data}&&"))
        await reader.readuntil(b"\r\n")
        answered += 1
        await asyncio.sleep(1.0)
    writer.close()
    return answered


async def stations(port: int, seconds: int) -> int:
    """All stations; returns how many packets were answered."""
    return sum(await asyncio.gather(*(_station(number, port, seconds) for number in range(STATIONS))))


def memory_kib() -> int:
    """Resident memory of this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024


async def receive(seconds: int) -> int:
    """The listening post, with its packets on disk; prints what it saw."""
    messages = repeats = 0

    def deliver(received: Received) -> None:
        nonlocal messages, repeats
        messages += 1
        repeats += received.repeated

    with tempfile.TemporaryFile() as file:
        sequence = 0

        def keep(direction: Direction, payload: bytes, monotonic_ns: int, utc_ns: int) -> None:
            nonlocal sequence
            file.write(pack_frame(sequence, direction, payload, monotonic_ns, utc_ns))
            sequence += 1

        gateway = Gateway(clock=SystemClock(), keep=keep, deliver=deliver)
        _, port = await gateway.open("127.0.0.1", 0)
        process = subprocess.Popen(
            [sys.executable, __file__, "stations", str(port), str(seconds)], stdout=subprocess.PIPE, text=True
        )
        early = middle = 0
        for second in range(10 * seconds + 60):
            if process.poll() is not None:
                break
            if second == max(3, seconds // 4):
                early = memory_kib()
            if second == max(4, seconds // 2):
                middle = memory_kib()
            await asyncio.sleep(1.0)
            gateway.tick()
        late = memory_kib()
        answered = int(process.communicate()[0] or 0)
        await gateway.close()
    wanted = STATIONS * seconds
    print(f"{wanted} packets sent, {answered} answered, {messages} received, {repeats} called repeats")
    print(f"memory {early} KiB after a quarter, {middle} KiB after half, {late} KiB at the end")
    flat = seconds < LONG_S or late - middle < MOST_KIB
    return 0 if answered == messages == wanted and repeats == 0 and flat else 1


def main() -> int:
    """Receive, or be the stations when started by the receiver."""
    if sys.argv[1:2] == ["stations"]:
        print(asyncio.run(stations(int(sys.argv[2]), int(sys.argv[3]))))
        return 0
    return asyncio.run(receive(int(os.environ.get("SOAK_S", "60"))))


if __name__ == "__main__":
    sys.exit(main())
