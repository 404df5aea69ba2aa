"""The command line as programs of their own, in real time: an office's laptop with keys, instruments, waiting."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from office_laptop import new_home

from drivers.clock import SystemClock
from drivers.registry import instrument
from drivers.scenarios import truth
from drivers.simulate import Simulator
from patrol_app.evidence.certificates import Holder
from patrol_app.evidence.keys import new_key
from patrol_app.store.home import Home

ROOT = Path(__file__).parents[2]
PASSWORD = "demo-demo-demo"
TCP = "socket://127.0.0.1:0"


def home_with_keys(path: Path) -> Path:
    """The office's laptop with both officers' keys."""
    home = new_home(path)
    for name, number in (("演示员甲", "DEMO-0001"), ("演示员乙", "DEMO-0002")):
        holder = Holder(name=name, certificate_number=number, organisation="演示")
        new_key(Home(home).keys / f"{number}.p12", PASSWORD, holder, not_before=datetime(2026, 6, 1, tzinfo=UTC))
    return home


@contextmanager
def simulated(
    models: Mapping[str, str], scenario: str, on: Mapping[str, str] | None = None
) -> Iterator[dict[str, str]]:
    """Instruments that are not there, in real time; the port of each by its role."""
    clock = SystemClock()
    with ExitStack() as stack:
        found = {}
        for role, model in models.items():
            made = Simulator(instrument(model), truth(scenario, clock), on=(on or {}).get(role, TCP), clock=clock)
            simulator = stack.enter_context(closing(made))
            simulator.start()
            found[role] = simulator.port
        yield found


def start(home: Path, *arguments: str) -> subprocess.Popen[str]:
    """``patrol`` as a program that runs."""
    return subprocess.Popen(
        [sys.executable, "-m", "patrol_app", *arguments],
        cwd=ROOT,
        env={**os.environ, "PATROL_HOME": str(home), "PATROL_KEY_PASSWORD": PASSWORD},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def patrol(home: Path, *arguments: str) -> tuple[int, str, str]:
    """``patrol`` until it has ended: its exit code and what it printed."""
    with start(home, *arguments) as process:
        out, err = process.communicate(timeout=120)
        return process.returncode, out, err


def wait_for(happened: Callable[[], bool]) -> None:
    for _ in range(1200):
        if happened():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen")
