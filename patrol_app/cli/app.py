"""The list of commands, and the one place where errors of all rooms become a sentence and an exit code."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Protocol, cast

from drivers.errors import DriverError
from patrol_app import __version__
from patrol_app.assets import Language, sentence
from patrol_app.cli.console import Console, Window, drop_output
from patrol_app.cli.parsing import Parser
from patrol_app.domain.errors import PatrolError

COMMANDS = (
    "demo",
    "doctor",
    "instruments",
    "listen",
    "decode",
    "simulate",
    "gateway",
    "levels",
    "calibrate",
    "conformance",
    "judge",
    "import",
    "sites",
    "venues",
    "notices",
    "zones",
    "plan",
    "draw",
    "measure",
    "survey",
    "survey-export",
    "visits",
    "close",
    "attach",
    "facts",
    "export",
    "verify",
    "countersign",
    "stamp",
    "keys",
    "ca",
    "recompute",
    "trace",
    "report",
    "print",
)


class Command(Protocol):
    """A command file: what it takes and what it does."""

    def define(self, parser: Parser) -> None:
        """Add the command's arguments."""
        ...

    def run(self, arguments: argparse.Namespace, console: Console) -> int:
        """Do it; returns the exit code."""
        ...


def command(name: str) -> Command:
    """The command file of ``name``; imported only when asked for, so that every door opens fast."""
    return cast(Command, import_module(f"patrol_app.cli.{name.replace('-', '_')}_command"))


def _language(arguments: Sequence[str]) -> Language:
    for index, argument in enumerate(arguments):
        if argument == "--lang" and index + 1 < len(arguments) and arguments[index + 1] == "en":
            return "en"
        if argument == "--lang=en":
            return "en"
    return "zh"


def _common(parser: argparse.ArgumentParser, language: Language) -> None:
    parser.add_argument("--lang", choices=("zh", "en"), default="zh", help=sentence("cli.help.lang", language))
    parser.add_argument("--json", action="store_true", help=sentence("cli.help.json", language))
    parser.add_argument("--home", metavar="DIR", help=sentence("cli.help.home", language))
    parser.add_argument("--trace", action="store_true", help=sentence("cli.help.trace", language))


def _build(name: str | None, language: Language) -> Parser:
    if name is None:
        rows = "\n".join(f"  {each:<12} {sentence(f'cli.{each}.help', language)}" for each in COMMANDS)
        parser = Parser(
            language=language,
            prog="patrol",
            description=sentence("cli.help.program", language),
            epilog=rows,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        parser.add_argument("--version", action="version", version=f"patrol {__version__}")
        parser.add_argument("command", nargs="?", metavar="COMMAND")
        _common(parser, language)
        return parser
    parser = Parser(
        language=language,
        prog=f"patrol {name}",
        description=sentence(f"cli.{name}.help", language),
        epilog=sentence("cli.help.example", language, example=sentence(f"cli.{name}.example", language)),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _common(parser, language)
    command(name).define(parser)
    return parser


def main(arguments: Sequence[str], window: Window | None = None) -> int:
    """Run one command line, without the program's name; ``window`` is for commands that show something in it."""
    language = _language(arguments)
    name, rest = _split(arguments)
    if name is None:
        _build(None, language).parse_args(arguments)
        _build(None, language).print_help()
        return 0
    if name not in COMMANDS:
        print(sentence("cli.unknown_command", language, name=name), file=sys.stderr)
        return 2
    return _run(name, rest, language, window)


def _split(arguments: Sequence[str]) -> tuple[str | None, list[str]]:
    """The command, which may stand behind common options, and everything else."""
    index = 0
    while index < len(arguments):
        if arguments[index] in ("--lang", "--home"):
            index += 2
        elif arguments[index].startswith("-"):
            index += 1
        else:
            return arguments[index], [*arguments[:index], *arguments[index + 1 :]]
    return None, list(arguments)


def _run(name: str, rest: list[str], language: Language, window: Window | None) -> int:
    namespace = _build(name, language).parse_args(rest)
    if namespace.home:
        os.environ["PATROL_HOME"] = namespace.home
    console = Console(language=language, as_json=namespace.json, window=window)
    try:
        return command(name).run(namespace, console)
    except PatrolError as fault:
        if namespace.trace:
            raise
        console.warn(fault.key, **fault.data)
        return fault.exit_code
    except DriverError as fault:
        if namespace.trace:
            raise
        console.warn(fault.key, **fault.data)
        return 2
    except BrokenPipeError:
        drop_output()
        return 0
    except KeyboardInterrupt:
        return 130
