"""``patrol doctor``: what works on this laptop."""

from __future__ import annotations

import argparse

from patrol_app.cli.console import Console
from patrol_app.cli.parsing import Parser
from patrol_app.services.doctoring import examine


def define(parser: Parser) -> None:
    """Nothing more than the common options."""
    del parser


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Print a line a check; exit code 1 when one failed."""
    del arguments
    failed = False
    for check in examine():
        failed = failed or check.status == "FAIL"
        said = console.sentence(check.key, **check.data)
        if console.as_json:
            console.fact({"check": check.name, "status": check.status, "sentence": said})
        else:
            console.line(f"{check.status:<11}  {said}")
    return 1 if failed else 0
