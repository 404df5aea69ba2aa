"""``patrol decode``: readings from captured bytes."""

from __future__ import annotations

import argparse
from pathlib import Path

from drivers import registry
from drivers.capture import decode_capture, read_capture
from drivers.readings import Damage
from patrol_app.cli.console import Console
from patrol_app.cli.parsing import Parser
from patrol_app.cli.reading_lines import show


def define(parser: Parser) -> None:
    """Model and file."""
    parser.add_argument("model", metavar="MODEL")
    parser.add_argument("file", metavar="FILE", type=Path)


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Print a line a reading; exit code 1 when bytes were damaged."""
    instrument = registry.instrument(arguments.model)
    damaged = False
    for item in decode_capture(instrument, read_capture(arguments.file)):
        damaged = damaged or isinstance(item, Damage)
        show(console, item)
    return 1 if damaged else 0
