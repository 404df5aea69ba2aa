"""``patrol keys``: an officer's signing key, its fingerprint sheet, and the bureau's certificate for it."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from patrol_app.cli.console import Console
from patrol_app.cli.parsing import Parser
from patrol_app.cli.passwords import read_password
from patrol_app.domain.errors import BadInput

if TYPE_CHECKING:
    from patrol_app.evidence.signer import MemorySigner


def define(parser: Parser) -> None:
    """What to do, with which key file."""
    parser.add_argument(
        "action", metavar="ACTION", choices=("new", "sheet", "csr", "install"), help=parser.say("cli.keys.action")
    )
    parser.add_argument("file", metavar="KEYFILE", type=Path, help=parser.say("cli.keys.file"))
    parser.add_argument("--name", metavar="NAME", help=parser.say("cli.keys.name"))
    parser.add_argument("--number", metavar="NUMBER", help=parser.say("cli.keys.number"))
    parser.add_argument("--organisation", metavar="NAME", default="", help=parser.say("cli.keys.organisation"))
    parser.add_argument("--certificate", metavar="PEM", type=Path, help=parser.say("cli.keys.certificate"))
    parser.add_argument("--to", metavar="FILE", type=Path, help=parser.say("cli.keys.to"))
    parser.add_argument("--password-file", metavar="FILE", type=Path, help=parser.say("cli.password.help"))


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Do the action; a new key prints its sheet, so that it is signed on paper at once."""
    from patrol_app.evidence import keys
    from patrol_app.evidence.certificates import Holder

    if arguments.action == "new":
        if not arguments.name or not arguments.number:
            raise BadInput("cli.keys.who")
        password = read_password(arguments.password_file, console, twice=True)
        holder = Holder(name=arguments.name, certificate_number=arguments.number, organisation=arguments.organisation)
        signer = keys.new_key(arguments.file, password, holder, not_before=datetime.now(UTC))
        _show(signer, console)
        _give(keys.fingerprint_sheet(signer, console.language).encode(), arguments.to, console)
        return 0
    password = read_password(arguments.password_file, console)
    if arguments.action == "install":
        if arguments.certificate is None:
            raise BadInput("cli.keys.no_certificate")
        try:
            pem = arguments.certificate.read_bytes()
        except OSError as fault:
            raise BadInput("evidence.certificate_file", file=str(arguments.certificate)) from fault
        _show(keys.install_certificate(arguments.file, password, pem, str(arguments.certificate)), console)
        return 0
    signer = keys.load_key(arguments.file, password)
    if arguments.action == "csr":
        _give(keys.certificate_request(signer), arguments.to, console)
    else:
        _show(signer, console)
        _give(keys.fingerprint_sheet(signer, console.language).encode(), arguments.to, console)
    return 0


def _show(signer: MemorySigner, console: Console) -> None:
    if console.as_json:
        console.fact(
            {
                "name": signer.holder.name,
                "certificate_number": signer.holder.certificate_number,
                "fingerprint": signer.fingerprint,
                "issued_by_authority": bool(signer.chain),
            }
        )


def _give(content: bytes, target: Path | None, console: Console) -> None:
    """To a file, or to the screen; with ``--json`` the screen is for facts alone."""
    from patrol_app.evidence.files import write_new

    if target is not None:
        write_new(target, content)
    elif not console.as_json:
        console.line(content.decode().strip())
