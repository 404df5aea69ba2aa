"""``patrol demo``: a whole simulated night through real protocol bytes."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

from patrol_app.cli.console import Console, Window
from patrol_app.cli.parsing import Parser
from patrol_app.cli.recompute_command import show_recomputed
from patrol_app.cli.verify_command import show_report
from patrol_app.evidence.trust import TrustList, load_trust
from patrol_app.evidence.verify import verify_pack
from patrol_app.services.checking.recompute import recompute
from patrol_app.services.closing import ClosedVisit
from patrol_app.services.demo.demo import TRUST, Demo
from patrol_app.services.demo.source import NightSource

PICTURE = "live.png"


def define(parser: Parser) -> None:
    """Where the result goes, and whether a window shows the night."""
    parser.add_argument("--out", type=Path, default=Path("demo-out"), metavar="DIR", help=parser.say("cli.demo.out"))
    parser.add_argument("--headless", action="store_true", help=parser.say("cli.demo.headless"))
    parser.add_argument("--close", action="store_true", help=parser.say("cli.demo.close"))


def has_display() -> bool:
    """Whether a window can be shown here."""
    if platform.system() == "Linux":
        return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return True


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Play the night, then check each pack as a stranger would."""
    # the night's threads hand over to each other thousands of times a second
    sys.setswitchinterval(0.0005)
    window = console.window if has_display() and not arguments.headless else None
    console.say("demo.begins", out=arguments.out)
    began = time.monotonic()
    progress = _Progress(console)
    with Demo(arguments.out, progress) as demo:
        source = NightSource(demo.player)
        if window is not None:
            window.load()
            closed = _in_window(arguments, console, window, demo, source)
        else:
            closed = demo.play()
    progress.finish()
    worst = 0
    for visit in closed:
        worst = max(worst, _report(console, visit, load_trust(arguments.out / TRUST)))
    console.say("demo.done", seconds=f"{time.monotonic() - began:.0f}", out=arguments.out)
    return worst


def _in_window(
    arguments: argparse.Namespace, console: Console, window: Window, demo: Demo, source: NightSource
) -> list[ClosedVisit]:
    closed: list[ClosedVisit] = []
    faults: list[BaseException] = []

    def play() -> None:
        try:
            closed.extend(demo.play())
        except BaseException as fault:  # it is raised again in the main thread
            faults.append(fault)

    night = threading.Thread(target=play, name="night")
    night.start()
    done = (lambda: not night.is_alive()) if arguments.close else None
    window.show(source, console.language, done=done, picture=arguments.out / PICTURE)
    demo.player.stop()
    night.join()
    if faults:
        raise faults[0]
    return closed


def _report(console: Console, visit: ClosedVisit, trust: TrustList) -> int:
    """Verdicts and checks of one visit; 0 when its pack is intact and every number agrees."""
    console.line()
    console.say("demo.visit", number=visit.record.number, site=visit.record.site.name)
    for verdict in visit.record.verdicts:
        kind = console.sentence(f"verdict.kind.{verdict.kind}")
        console.say("demo.verdict", kind=kind, outcome=console.sentence(f"verdict.outcome.{verdict.outcome}"))
        for reason in verdict.reasons:
            console.line(f"    · {reason.zh if console.language == 'zh' else reason.en}")
    result = verify_pack(visit.pack.path, trust, datetime.now(UTC))
    show_report(result, console)
    again = recompute(visit.pack.path)
    show_recomputed(console, again)
    return max(result.exit_code, again.exit_code)


class _Progress:
    """One line that moves on a terminal, a line a visit elsewhere."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._terminal = console.err.isatty()
        self._number = ""
        self._shown = 0.0

    def __call__(self, number: str, part: float) -> None:
        if not self._terminal:
            if number != self._number:
                self._number = number
                self._console.say("demo.plays", number=number)
            return
        now = time.monotonic()
        if now - self._shown > 0.1 or number != self._number:
            self._shown, self._number = now, number
            bar = "█" * int(part * 30)
            print(f"\r{number} {bar:<30} {part:4.0%}", end="", file=self._console.err, flush=True)

    def finish(self) -> None:
        """Leave the line."""
        if self._terminal:
            print(file=self._console.err)
