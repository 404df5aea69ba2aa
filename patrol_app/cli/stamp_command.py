"""``patrol stamp``: time tokens for a pack's signatures, over the network or carried by hand."""

from __future__ import annotations

import argparse
import secrets
from pathlib import Path

from patrol_app.cli.console import Console
from patrol_app.cli.parsing import Parser
from patrol_app.domain.errors import BadInput

_TIMEOUT_S = 20.0


def define(parser: Parser) -> None:
    """The pack, and how the tokens come."""
    parser.add_argument("pack", metavar="PACK", type=Path, help=parser.say("cli.verify.pack"))
    parser.add_argument("--authority", metavar="URL", help=parser.say("cli.stamp.authority"))
    parser.add_argument("--queries", metavar="DIR", type=Path, help=parser.say("cli.stamp.queries"))
    parser.add_argument("--reply", metavar="ROLE=FILE", action="append", help=parser.say("cli.stamp.reply"))


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Ask, write out what is to be asked, or put replies in; the pack is replaced only by a whole one."""
    from patrol_app.evidence.additions import add_token, signature_files
    from patrol_app.evidence.files import write_new
    from patrol_app.evidence.timestamps import fetch_token, request

    if not (arguments.authority or arguments.queries or arguments.reply):
        raise BadInput("cli.stamp.how")
    for reply in arguments.reply or []:
        role, _, name = reply.partition("=")
        try:
            content = Path(name).read_bytes()
        except OSError as fault:
            raise BadInput("cli.stamp.reply_file", file=name) from fault
        add_token(arguments.pack, role, content)
        _tell(console, "cli.stamp.added", role=role)
    for role, signature in signature_files(arguments.pack).items():
        if arguments.queries:
            target = arguments.queries / f"{role}.tsq"
            write_new(target, request(signature))
            _tell(console, "cli.stamp.query", role=role, file=str(target))
        elif arguments.authority:
            token = fetch_token(arguments.authority, signature, nonce=secrets.randbits(63), timeout_s=_TIMEOUT_S)
            add_token(arguments.pack, role, token)
            _tell(console, "cli.stamp.added", role=role)
    return 0


def _tell(console: Console, key: str, **data: object) -> None:
    if console.as_json:
        console.fact(data)
    else:
        console.say(key, **data)
