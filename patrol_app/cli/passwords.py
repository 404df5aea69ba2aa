"""Where a password comes from: a file for scripts, else the keyboard without echo. Never the command line."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path

from patrol_app.cli.console import Console
from patrol_app.domain.errors import BadInput


def read_password(file: Path | None, console: Console, *, twice: bool = False) -> str:
    """The password: first line of ``file``, or typed (``twice`` for a new one), or a line of standard input.

    Raises:
        BadInput: the file cannot be read, or the two typed passwords differ.
    """
    if file is not None:
        try:
            return file.read_text(encoding="utf-8").split("\n", 1)[0].removesuffix("\r")
        except (OSError, UnicodeDecodeError) as fault:
            raise BadInput("cli.password.file", file=str(file)) from fault
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass(console.sentence("cli.password.ask"))
    if twice and getpass.getpass(console.sentence("cli.password.again")) != first:
        raise BadInput("cli.password.differ")
    return first
