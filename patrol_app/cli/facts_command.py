"""``patrol facts VISIT``: what people said of a visit, and the way to say it anew without the window."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from patrol_app.cli.console import Console
from patrol_app.cli.parsing import Parser
from patrol_app.domain.errors import BadInput
from patrol_app.services import workplace
from patrol_app.services.recall import recall
from patrol_app.services.saying import said_of, say


def define(parser: Parser) -> None:
    """The visit and, to change it, a file of facts."""
    parser.add_argument("number", metavar="VISIT", help=parser.say("cli.facts.number"))
    parser.add_argument("--say", dest="file", metavar="FILE", help=parser.say("cli.facts.say"))
    parser.add_argument("--by", metavar="NUMBER", help=parser.say("cli.facts.by"))


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Print the facts, or note those of the file; nothing is noted unless all of it is right."""
    if arguments.file is None:
        with workplace.reading() as (_, reader):
            plain = said_of(recall(reader, arguments.number))
        if console.as_json:
            console.fact(plain)
        else:
            console.line(json.dumps(plain, ensure_ascii=False, indent=2))
        return 0
    changes = _read(arguments.file)
    with workplace.writing() as (_, store):
        facts = say(store, arguments.number, changes, at=datetime.now(UTC), by=arguments.by)
    if console.as_json:
        console.fact(said_of(facts))
    else:
        console.say("saying.done", number=facts.number, names="、".join(changes if isinstance(changes, dict) else ()))
    return 0


def _read(name: str) -> object:
    try:
        content = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8-sig")
    except FileNotFoundError as fault:
        raise BadInput("file.missing", path=name) from fault
    except (OSError, UnicodeDecodeError) as fault:
        raise BadInput("saying.file", path=name, cause=str(fault)) from fault
    try:
        found: object = json.loads(content)
    except ValueError as fault:
        raise BadInput("saying.json", path=name, cause=str(fault)) from fault
    return found
