"""``patrol countersign PACK``: the supervisor's signature beside the officers', once the pack verifies as intact."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from patrol_app.cli.console import Console
from patrol_app.cli.parsing import Parser
from patrol_app.cli.passwords import read_password
from patrol_app.cli.verify_command import show_report


def define(parser: Parser) -> None:
    """The pack and the key."""
    parser.add_argument("pack", metavar="PACK", type=Path, help=parser.say("cli.verify.pack"))
    parser.add_argument("--key", metavar="KEYFILE", type=Path, required=True, help=parser.say("cli.countersign.key"))
    parser.add_argument("--password-file", metavar="FILE", type=Path, help=parser.say("cli.password.help"))


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Sign what is intact; a pack that is not prints its lines and is left alone."""
    from patrol_app.evidence.additions import countersign
    from patrol_app.evidence.keys import load_key
    from patrol_app.evidence.verify import verify_pack

    now = datetime.now(UTC)
    report = verify_pack(arguments.pack, None, now)
    if not report.intact:
        show_report(report, console)
        return report.exit_code
    supervisor = load_key(arguments.key, read_password(arguments.password_file, console))
    countersign(arguments.pack, supervisor, at=now)
    if console.as_json:
        console.fact({"name": supervisor.holder.name, "fingerprint": supervisor.fingerprint})
    else:
        console.say("cli.countersign.done", name=supervisor.holder.name, fingerprint=supervisor.fingerprint)
    return 0
