"""``patrol recompute``: every number of a pack made again from its bytes."""

from __future__ import annotations

import argparse
from pathlib import Path

from patrol_app.assets import sentences
from patrol_app.cli.console import Console
from patrol_app.cli.parsing import Parser
from patrol_app.cli.status_lines import status_line
from patrol_app.services.checking.recompute import Recomputed, recompute


def define(parser: Parser) -> None:
    """The pack."""
    parser.add_argument("pack", metavar="PACK", type=Path, help=parser.say("cli.recompute.pack"))


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Print a line a check; exit code 20 on any difference."""
    result = recompute(arguments.pack)
    show_recomputed(console, result)
    return result.exit_code


def show_recomputed(console: Console, result: Recomputed) -> None:
    """A line a check, as JSON or as a sentence."""
    for check in result.checks:
        own = f"{check.name}.{check.status.lower().replace(' ', '_')}"
        key = own if own in sentences() else check.name
        said = console.sentence(key, where=check.where, printed=check.printed, recomputed=check.recomputed)
        if console.as_json:
            console.fact(
                {
                    "check": check.name,
                    "status": check.status,
                    "where": check.where,
                    "printed": check.printed,
                    "recomputed": check.recomputed,
                    "sentence": said,
                }
            )
        else:
            status_line(console, check.status, said)
