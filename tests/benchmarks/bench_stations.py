"""HJ 212 packets decoded a second on one core: ``python tests/benchmarks/bench_stations.py``; a JSON line a size."""

from __future__ import annotations

import json
import time

from drivers.hj212 import packet
from drivers.station.hj212 import INSTRUMENT

WANTED_PER_S = 30_000
PACKETS, ROUNDS, READ = 20_000, 5, 65_536
FACTORS = ("a34001", "a34002", "a34004", "LA", "a01001", "a01002", "a01007", "a01008")


def stream(factors: int) -> bytes:
    """Packets of a thousand stations, each with its own time, number and values."""
    packets = []
    for index in range(PACKETS):
        at = f"20260606{index // 3600 % 24:02d}{index // 60 % 60:02d}{index % 60:02d}"
        data = ";".join(f"{code}-Rtd={index % 900 + 0.5},{code}-Flag=N" for code in FACTORS[:factors])
        head = f"QN={at}000;ST=39;CN=2011;PW=123456;MN=DEMO{index % 1000:020d};Flag=5"
        packets.append(packet(f"{head};CP=&&DataTime={at};{data}&&"))
    return b"".join(packets)


def packets_per_s(data: bytes) -> float:
    """The best of several rounds, by the processor's time."""
    best = 0.0
    for _ in range(ROUNDS):
        decoder = INSTRUMENT.decoder()
        begun = time.process_time()
        count = sum(len(decoder.feed(data[first : first + READ])) for first in range(0, len(data), READ))
        best = max(best, count / (time.process_time() - begun))
    return best


def main() -> None:
    """Print the rate for a noise-and-dust packet and for one of all eight factors."""
    for factors in (2, len(FACTORS)):
        data = stream(factors)
        line = {
            "bench": "stations",
            "factors": factors,
            "bytes": len(data) // PACKETS,
            "packets_per_s": round(packets_per_s(data)),
            "wanted_per_s": WANTED_PER_S,
        }
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
