"""The same work done by other libraries; run by ``bench_levels.py`` with the interpreter of an environment of its own.

``level_peers.py SIGNAL.npy`` prints one JSON object: for each peer, seconds of each piece of work (best of three), the
LAeq it finds, and the error of its A weighting. Imports nothing of this program.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

RATE = 48000
TONES_HZ = (8000.0, 12500.0, 16000.0, 20000.0)
REFERENCE_DB = 94.0
Weigh = Callable[[Any, str], Any]


def analytic_a_db(f: float) -> float:
    """A weighting re 1 kHz (IEC 61672-1 Annex E)."""

    def gain(hz: float) -> float:
        square = hz * hz
        low = square * square / ((square + 20.598997**2) * np.sqrt((square + 107.65265**2) * (square + 737.86223**2)))
        return float(20.0 * np.log10(low / (square + 12194.217**2)))

    return gain(f) - gain(1000.0)


def scipy_bilinear() -> Weigh:
    """The usual recipe: the analogue poles through a bilinear transform, then ``sosfilt``."""
    signal = importlib.import_module("scipy.signal")
    found = {}
    for name in ("A", "C"):
        poles = [-2 * np.pi * 20.598997] * 2 + [-2 * np.pi * 12194.217] * 2
        zeros = [0.0, 0.0]
        if name == "A":
            poles += [-2 * np.pi * 107.65265, -2 * np.pi * 737.86223]
            zeros += [0.0, 0.0]
        z, p, k = signal.bilinear_zpk(zeros, poles, 1.0, RATE)
        at_1_khz = abs(signal.freqz_zpk(z, p, k, worN=[1000.0], fs=RATE)[1][0])
        found[name] = signal.zpk2sos(z, p, k / at_1_khz).astype(np.float32)
    return lambda x, name: signal.sosfilt(found[name], x)


def pyfar() -> Weigh:
    """pyfar's least-squares weighting filter."""
    pf = importlib.import_module("pyfar")
    design = importlib.import_module("pyfar.dsp.filter.frequency_weighting")
    filters = {name: design.frequency_weighting_filter(None, name, sampling_rate=RATE) for name in ("A", "C")}
    return lambda x, name: filters[name].process(pf.Signal(x, RATE)).time[0]


def acoustic_toolbox() -> Weigh:
    """acoustic-toolbox's ``Signal.weigh``."""
    toolbox = importlib.import_module("acoustic_toolbox")
    return lambda x, name: np.asarray(toolbox.Signal(x, RATE).weigh(name))


def phonometry() -> Weigh:
    """phonometry's weighting filter in its default, most exact form."""
    library = importlib.import_module("phonometry")
    return lambda x, name: library.weighting_filter(x, RATE, curve=name)


PEERS = {"scipy": scipy_bilinear, "pyfar": pyfar, "acoustic-toolbox": acoustic_toolbox, "phonometry": phonometry}


def detector(x: Any, seconds: float) -> Any:
    """F or S, sample by sample."""
    signal = importlib.import_module("scipy.signal")
    decay = np.exp(-1.0 / (RATE * seconds))
    return signal.lfilter([1.0 - decay], [1.0, -decay], np.square(x))


def levels_a(weigh: Weigh, x: Any) -> float:
    """LAF each 10 ms, LAeq,1s, LAFmax, LN; returns LAeq."""
    a = weigh(x, "A")
    fast = detector(a, 0.125)
    np.percentile(10.0 * np.log10(fast[RATE - 1 :: 480]), [95, 90, 50, 10, 5])
    fast.max()
    seconds = np.square(a[: a.size // RATE * RATE].reshape(-1, RATE)).mean(axis=1)
    return float(REFERENCE_DB + 10.0 * np.log10(seconds.mean()))


def levels_a_and_c(weigh: Weigh, x: Any) -> float:
    """The same with C, S, LAE and the C peak on the samples."""
    found = levels_a(weigh, x)
    detector(weigh(x, "A"), 1.0).max()
    c = weigh(x, "C")
    np.abs(c).max()
    np.square(c).mean()
    return found


def thirds(x: Any) -> None:
    """31 third octaves as Butterworth sections of order 4 at the full rate."""
    signal = importlib.import_module("scipy.signal")
    for index in range(-17, 14):
        middle = 1000.0 * 10.0 ** (0.1 * index)
        sos = signal.butter(
            4, [middle * 10.0**-0.05, min(middle * 10.0**0.05, 23900.0)], "bandpass", fs=RATE, output="sos"
        )
        np.square(signal.sosfilt(sos, x)).mean()


def best_of(work: Callable[[], object], times: int = 3) -> float:
    """The shortest of some runs, in seconds."""
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        spent.append(time.perf_counter() - start)
    return min(spent)


def weighting_errors(weigh: Weigh) -> dict[str, float]:
    """Error of A at the tones, from the spectrum of the filter's impulse response, relative to 1 kHz."""
    impulse = np.zeros(1 << 16)
    impulse[100] = 1.0
    response = np.abs(np.fft.rfft(weigh(impulse, "A")))
    at = {f: float(np.interp(f, np.fft.rfftfreq(impulse.size, 1.0 / RATE), response)) for f in (1000.0, *TONES_HZ)}
    return {f"{f:g}": 20.0 * np.log10(at[f] / at[1000.0]) - analytic_a_db(f) for f in TONES_HZ}


def main(path: str, names: list[str]) -> None:
    """Measure each peer that can be imported; the others say why not."""
    x = np.load(path)
    found: dict[str, Any] = {}
    for name in names:
        try:
            weigh = PEERS[name]()
            seconds = x.size / RATE
            found[name] = {
                "laeq_db": levels_a(weigh, x),
                "levels_a_x": seconds / best_of(partial(levels_a, weigh, x)),
                "levels_a_and_c_x": seconds / best_of(partial(levels_a_and_c, weigh, x)),
                "error_db": weighting_errors(weigh),
            }
        except Exception as fault:
            found[name] = {"not_measured": f"{type(fault).__name__}: {fault}"}
    if "scipy" in found:
        start = time.perf_counter()
        thirds(x[: 20 * RATE])
        more = min(20.0, x.size / RATE) / (time.perf_counter() - start)
        found["scipy"]["thirds_x"] = 1.0 / (1.0 / more + 1.0 / found["scipy"]["levels_a_and_c_x"])
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
