"""How fast and how exact the sound level meter is, beside other libraries: ``make bench``.

``bench_levels.py --peers PYTHON [--phonometry PYTHON] --to FILE.json [--hours 8]`` measures in this process, lets
``level_peers.py`` do the same work in the other environments, prints a table and writes JSON. The Makefile sets one
thread for OpenBLAS, because its own threads spin and fight with ours, and takes settings of other work away.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from numpy.typing import NDArray

from patrol_app.acoustics.band_meter import BandMeter
from patrol_app.acoustics.meter import RunningMeter
from patrol_app.acoustics.weightings import analytic_db, weighting_filter
from patrol_app.services.file_levels import levels_of_file

RATE = 48000
MINUTES = 10
THREADS = 2
TIMES = 5
TONES_HZ = (8000.0, 12500.0, 16000.0, 20000.0)
WANTED = {
    "levels_a_x": (10_000.0, 15_000.0),
    "levels_a_and_c_x": (7_500.0, 10_000.0),
    "thirds_x": (1_200.0, 2_500.0),
    "wav_16_bit_x": (6_000.0, 9_000.0),
    "flac_x": (2_000.0, 3_000.0),
}
# VmHWM, because what getrusage says about a child includes the parent's memory at the fork.
_LEVELS_AND_MEMORY = """
import sys
from pathlib import Path
from patrol_app.cli.app import main
main(["levels", sys.argv[1], "--json"])
status = Path("/proc/self/status").read_text().splitlines()
print(next(line.split()[1] for line in status if line.startswith("VmHWM")), file=sys.stderr)
"""
Signal = NDArray[np.float32]


def best_of(work: Callable[[], object], times: int = TIMES) -> float:
    """The shortest of some runs, in seconds."""
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        spent.append(time.perf_counter() - start)
    return min(spent)


def measure(samples: Signal, *, with_c: bool) -> float:
    """The running meter over everything, LAeq,1s included; returns LAeq."""
    meter = RunningMeter(RATE, reference_db=94.0, with_c=with_c, threads=THREADS)
    meter.feed(samples)
    levels = meter.levels()
    meter.laf_series()
    assert levels.laeq_db is not None
    return levels.laeq_db


def measure_with_thirds(samples: Signal) -> None:
    """The full meter and 31 third octaves side by side."""
    meter, bands = RunningMeter(RATE), BandMeter(RATE, threads=THREADS)
    with ThreadPoolExecutor(1) as pool:
        beside = pool.submit(meter.feed, samples)
        bands.feed(samples)
        beside.result()
    meter.levels()
    bands.levels()
    bands.close()


def live_block_us(samples: Signal) -> dict[str, float]:
    """Median and 99th percentile of a live block of 100 ms, once it runs; those of the quietest of some minutes."""
    found = []
    for _ in range(TIMES):
        meter = RunningMeter(RATE)
        spent = []
        for first in range(0, 60 * RATE, RATE // 10):
            start = time.perf_counter()
            meter.feed(samples[first : first + RATE // 10])
            spent.append(1e6 * (time.perf_counter() - start))
        kept = np.asarray(spent[100:])
        found.append({"median": float(np.median(kept)), "p99": float(np.percentile(kept, 99))})
    return min(found, key=lambda each: each["median"])


def long_file(folder: Path, samples: Signal, hours: float) -> dict[str, float]:
    """A long 16-bit file from disk to all levels in a process of its own, start included, and its most memory."""
    path = folder / "long.wav"
    block = np.asarray(samples[: 600 * RATE] * 32767.0, np.int16)
    with soundfile.SoundFile(path, "w", RATE, 1, "PCM_16", format="RF64") as file:
        for _ in range(round(6 * hours)):
            file.write(block)
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", _LEVELS_AND_MEMORY, str(path)], check=True, capture_output=True)
    spent = time.perf_counter() - start
    path.unlink()
    return {"hours": hours, "seconds": spent, "x": hours * 3600.0 / spent, "peak_mb": float(done.stderr) / 1024.0}


def weighting_errors() -> dict[str, Any]:
    """Error of A at the tones of the table at 48 kHz, and the largest of A and C at the usual rates."""
    weights = weighting_filter(RATE)
    at = {f"{f:g}": float(weights.response_db(f, "A")[0] - analytic_db(f, "A")) for f in TONES_HZ}
    largest = {rate: weighting_filter(rate).largest_error_db for rate in (32000, 44100, 48000, 51200, 96000)}
    return {"error_db": at, "largest_error_db": largest}


def ours(folder: Path, hours: float) -> dict[str, Any]:
    """All figures of this program; long work first, while memory is small."""
    random = np.random.default_rng(1)
    samples = random.standard_normal(MINUTES * 60 * RATE, np.float32) * np.float32(0.1)
    seconds = samples.size / RATE
    wav, flac = folder / "noise.wav", folder / "noise.flac"
    soundfile.write(wav, samples, RATE, subtype="PCM_16")
    soundfile.write(flac, samples, RATE, subtype="PCM_16")
    np.save(folder / "noise.npy", samples[: 60 * RATE])
    return {
        "laeq_db": measure(samples, with_c=False),
        "levels_a_x": seconds / best_of(lambda: measure(samples, with_c=False)),
        "levels_a_and_c_x": seconds / best_of(lambda: measure(samples, with_c=True)),
        "thirds_x": seconds / best_of(lambda: measure_with_thirds(samples), 3),
        "wav_16_bit_x": seconds / best_of(lambda: levels_of_file(wav)),
        "flac_x": seconds / best_of(lambda: levels_of_file(flac), 3),
        "live_100_ms_us": live_block_us(samples),
        **weighting_errors(),
        "long_wav": None if not hours else long_file(folder, samples, hours),
    }


def peers(python: str | None, names: list[str], signal: Path) -> dict[str, Any]:
    """What ``level_peers.py`` finds in another environment, or why it was not run."""
    if not python or not Path(python).exists():
        return {name: {"not_measured": "no interpreter for it here"} for name in names}
    script = str(Path(__file__).with_name("level_peers.py"))
    done = subprocess.run([python, script, str(signal), *names], capture_output=True, text=True, check=False)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no output"])[-1]
        return {name: {"not_measured": reason} for name in names}
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def show(mine: dict[str, Any], others: dict[str, Any]) -> None:
    """The table: times realtime, and how many times faster than each peer."""
    print(f"seconds of 48 kHz mono sound a second, {THREADS} threads; the machine's load was {os.getloadavg()[0]:.1f}")
    for key, (least, aim) in WANTED.items():
        ratios = ", ".join(
            f"{name} {peer[key]:.0f} ({mine[key] / peer[key]:.1f} times)"
            for name, peer in others.items()
            if key in peer
        )
        mark = "reached" if mine[key] >= least else "MISSED"
        print(f"  {key:<18} {mine[key]:>8.0f}   at least {least:.0f} {mark}, aim {aim:.0f}   {ratios}")
    live_us = mine["live_100_ms_us"]["median"]
    print(f"  live block of 100 ms: median {live_us:.0f} us (at most 80: {'reached' if live_us <= 80.0 else 'MISSED'})")
    long = mine["long_wav"]
    if long:
        print(f"  {long['hours']:g} h WAV by the command: {long['seconds']:.1f} s, peak {long['peak_mb']:.0f} MB")
    print(
        "error of the A weighting in dB at "
        + ", ".join(f"{f / 1000:g}" for f in TONES_HZ)
        + " kHz, and LAeq of white noise"
    )
    for name, row in {"this program": mine, **others}.items():
        if "not_measured" in row:
            print(f"  {name:<18} not measured here: {row['not_measured']}")
        else:
            errors = " ".join(f"{row['error_db'][f'{f:g}']:+8.4f}" for f in TONES_HZ)
            print(f"  {name:<18} {errors}   {row['laeq_db']:.2f}")
    print("largest error to 20 kHz:", ", ".join(f"{r} Hz {e:.4f} dB" for r, e in mine["largest_error_db"].items()))


def main() -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", help="interpreter with scipy, pyfar and acoustic-toolbox")
    parser.add_argument("--phonometry", help="interpreter with phonometry")
    parser.add_argument("--to", type=Path, required=True, help="JSON file to write")
    parser.add_argument("--hours", type=float, default=8.0, help="length of the long file; 0 leaves it out")
    given = parser.parse_args()
    given.to.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=given.to.parent) as name:
        folder = Path(name)
        mine = ours(folder, given.hours)
        others = peers(given.peers, ["scipy", "pyfar", "acoustic-toolbox"], folder / "noise.npy")
        others |= peers(given.phonometry, ["phonometry"], folder / "noise.npy")
    show(mine, others)
    given.to.write_text(json.dumps({"this_program": mine, "peers": others}, indent=1, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
