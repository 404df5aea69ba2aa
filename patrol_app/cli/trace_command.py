"""``patrol trace PACK FIGURE``: from a figure on paper to the bytes it was made of."""

from __future__ import annotations

import argparse
from pathlib import Path

from patrol_app.cli.console import Console
from patrol_app.cli.parsing import Parser
from patrol_app.services.checking.tracing import trace


def define(parser: Parser) -> None:
    """The pack and the figure."""
    parser.add_argument("pack", metavar="PACK", type=Path, help=parser.say("cli.trace.pack"))
    parser.add_argument("figure", metavar="FIGURE", help=parser.say("cli.trace.figure"))


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Print a line a link, from the paper down."""
    found = trace(arguments.pack, arguments.figure)
    if not console.as_json:
        console.say("trace.head", number=found.number, figure=found.figure, value=found.value)
    for link in found.links:
        said = console.sentence(f"trace.{link.step}", file=link.file, **link.data)
        if console.as_json:
            console.fact({"figure": found.figure, "link": link.step, "file": link.file, **link.data, "sentence": said})
        else:
            console.line(said)
    return 0
