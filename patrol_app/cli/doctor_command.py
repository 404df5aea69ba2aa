"""``patrol doctor``: what works on this laptop."""

from __future__ import annotations

import argparse

from patrol_app.cli.console import Console
from patrol_app.cli.parsing import Parser
from patrol_app.domain.errors import BadInput
from patrol_app.services.doctoring import LISTEN_S, examine

LONGEST_S = 600.0


def define(parser: Parser) -> None:
    """Which ports, and how long to listen at each speed."""
    parser.add_argument("--port", action="append", default=[], metavar="PORT")
    parser.add_argument("--ports", type=float, default=LISTEN_S, metavar="SECONDS")


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Print a line a check; exit code 1 when one failed."""
    if not 0 < arguments.ports <= LONGEST_S:
        raise BadInput("doctor.seconds", value=arguments.ports, most=LONGEST_S)
    failed = False
    for check in examine(ports=arguments.port, listen_s=arguments.ports):
        failed = failed or check.status == "FAIL"
        said = console.sentence(check.key, **check.data)
        if console.as_json:
            console.fact({"check": check.name, "status": check.status, "sentence": said})
        else:
            console.line(f"{check.status:<11}  {said}")
    return 1 if failed else 0
