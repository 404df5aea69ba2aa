"""``patrol simulate``: an instrument that is not there, on a TCP port or a pseudo-terminal."""

from __future__ import annotations

import argparse
import time

from drivers import registry
from drivers.clock import SystemClock
from drivers.scenarios import SCENARIOS, truth
from drivers.simulate import Simulator
from patrol_app.cli.console import Console
from patrol_app.cli.parsing import Parser
from patrol_app.domain.errors import BadInput


def define(parser: Parser) -> None:
    """Model, where, what it measures, how long."""
    parser.add_argument("model", metavar="MODEL")
    parser.add_argument("--on", metavar="PORT", default="socket://127.0.0.1:0")
    parser.add_argument("--scenario", metavar="NAME", default="pour")
    parser.add_argument("--seconds", type=float, metavar="N")


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Print where it can be opened, then answer until the time is over."""
    if arguments.scenario not in SCENARIOS:
        raise BadInput("drivers.unknown_scenario", name=arguments.scenario, known=", ".join(SCENARIOS))
    if not arguments.on.startswith(("socket://", "pty")):
        raise BadInput("drivers.simulate_where", port=arguments.on)
    clock = SystemClock()
    simulator = Simulator(
        registry.instrument(arguments.model), truth(arguments.scenario, clock), on=arguments.on, clock=clock
    )
    try:
        simulator.start()
        if console.as_json:
            console.fact({"model": arguments.model, "port": simulator.port, "scenario": arguments.scenario})
        else:
            console.line(simulator.port)
        if arguments.seconds is not None:
            time.sleep(arguments.seconds)
        else:
            while True:
                time.sleep(3600)
    finally:
        simulator.close()
    return 0
