"""``patrol ca``: the office's own small certificate authority, on a computer kept offline."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from patrol_app.cli.console import Console
from patrol_app.cli.parsing import Parser
from patrol_app.cli.passwords import read_password
from patrol_app.domain.codec import to_plain
from patrol_app.domain.errors import BadInput

if TYPE_CHECKING:
    from patrol_app.evidence.authority import Authority


def define(parser: Parser) -> None:
    """What to do, in which authority's folder."""
    actions = ("init", "issue", "revoke", "crl", "trust", "list")
    parser.add_argument("action", metavar="ACTION", choices=actions, help=parser.say("cli.ca.action"))
    parser.add_argument("folder", metavar="FOLDER", type=Path, help=parser.say("cli.ca.folder"))
    parser.add_argument("--name", metavar="NAME", help=parser.say("cli.ca.name"))
    parser.add_argument("--request", metavar="CSR", type=Path, help=parser.say("cli.ca.request"))
    parser.add_argument("--serial", metavar="HEX", help=parser.say("cli.ca.serial"))
    parser.add_argument("--reason", metavar="TEXT", help=parser.say("cli.ca.reason"))
    parser.add_argument("--require-time", action="store_true", help=parser.say("cli.ca.require_time"))
    parser.add_argument("--to", metavar="PATH", type=Path, help=parser.say("cli.ca.to"))
    parser.add_argument("--password-file", metavar="FILE", type=Path, help=parser.say("cli.password.help"))


def _needed(arguments: argparse.Namespace, option: str) -> object:
    value = getattr(arguments, option)
    if value is None:
        raise BadInput("cli.ca.needs", action=arguments.action, option=f"--{option}")
    return value


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Do the action; every change is in the authority's register before anything is handed out."""
    from patrol_app.evidence.authority import Authority, make_authority
    from patrol_app.evidence.files import write_new

    now = datetime.now(UTC)
    if arguments.action == "init":
        name = str(_needed(arguments, "name"))
        signer = make_authority(
            arguments.folder, read_password(arguments.password_file, console, twice=True), name, not_before=now
        )
        _tell(console, "cli.ca.made", name=name, fingerprint=signer.fingerprint)
        return 0
    wanted = {"issue": ("request", "to"), "revoke": ("serial", "reason"), "crl": ("to",), "trust": ("to",)}
    for option in wanted.get(arguments.action, ()):
        _needed(arguments, option)
    authority = Authority(arguments.folder, read_password(arguments.password_file, console))
    if arguments.action == "issue":
        try:
            request = arguments.request.read_bytes()
        except OSError as fault:
            raise BadInput("evidence.ca_request", file=str(arguments.request)) from fault
        write_new(arguments.to, authority.issue(request, str(arguments.request), at=now))
        entry = authority.issued[-1]
        _tell(console, "cli.ca.issued", name=entry.name, serial=entry.serial_number, file=str(arguments.to))
    elif arguments.action == "revoke":
        entry = authority.revoke(arguments.serial, at=now, reason=arguments.reason)
        _tell(console, "cli.ca.revoked", name=entry.name, serial=entry.serial_number, reason=arguments.reason)
    elif arguments.action == "crl":
        write_new(arguments.to, authority.revocation_list(at=now), replace=True)
        _tell(console, "cli.ca.list_written", file=str(arguments.to))
    elif arguments.action == "trust":
        authority.write_trust(arguments.to, at=now, require_time=arguments.require_time)
        _tell(console, "cli.ca.trust_written", file=str(arguments.to), count=len(authority.issued))
    else:
        _list(authority, console)
    return 0


def _tell(console: Console, key: str, **data: object) -> None:
    if console.as_json:
        console.fact(data)
    else:
        console.say(key, **data)


def _list(authority: Authority, console: Console) -> None:
    for each in authority.issued:
        if console.as_json:
            console.fact(to_plain(each))
        else:
            gone = "—" if each.revoked_at is None else f"{each.revoked_at:%Y-%m-%d %H:%M}Z {each.reason}"
            console.say(
                "cli.ca.row",
                serial=each.serial_number,
                name=each.name,
                number=each.certificate_number,
                to=f"{each.valid_to:%Y-%m-%d}",
                revoked=gone,
            )
