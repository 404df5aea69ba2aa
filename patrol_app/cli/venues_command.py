"""``patrol venues``: the library of venues."""

from __future__ import annotations

import argparse

from patrol_app.cli.console import Console
from patrol_app.cli.library_lines import show_library
from patrol_app.cli.parsing import Parser


def define(parser: Parser) -> None:
    """Nothing more than the common options."""
    del parser


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Print a line an entry."""
    del arguments
    return show_library("venues", console)
