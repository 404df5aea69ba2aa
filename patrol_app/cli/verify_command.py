"""``patrol verify PACK``: a line a check, then the conclusion; the exit code is the worst line's."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from patrol_app.cli.console import Console
from patrol_app.cli.parsing import Parser
from patrol_app.cli.status_lines import status_line
from patrol_app.domain.errors import BadInput

if TYPE_CHECKING:
    from patrol_app.evidence.checks import VerifyReport


def define(parser: Parser) -> None:
    """The pack, whom to trust, and the moment of checking."""
    parser.add_argument("pack", metavar="PACK", type=Path, help=parser.say("cli.verify.pack"))
    parser.add_argument("--trust", metavar="DIR", type=Path, help=parser.say("cli.verify.trust"))
    parser.add_argument("--at", metavar="TIME", help=parser.say("cli.verify.at"))
    parser.add_argument("--require-time", action="store_true", help=parser.say("cli.verify.require_time"))
    parser.add_argument("--no-recompute", action="store_true", help=parser.say("cli.verify.no_recompute"))


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Verify and print; 0, 10, 11, 20, 21 or 30, and 2 when the call itself is wrong."""
    from patrol_app.evidence.trust import load_trust
    from patrol_app.evidence.verify import verify_pack

    trust = None if arguments.trust is None else load_trust(arguments.trust)
    report = verify_pack(arguments.pack, trust, _moment(arguments.at), require_time=arguments.require_time)
    _show_checks(report, console)
    code, unchecked = report.exit_code, False
    if report.intact and not arguments.no_recompute:
        found = _numbers(arguments.pack, console)
        code, unchecked = max(code, found or 0), found is None
    _show_conclusion(report, console, code, unchecked=unchecked)
    return code


def _numbers(pack: Path, console: Console) -> int | None:
    """Whoever signed, the numbers must follow from the bytes: decode, integrate, judge and print again.

    Returns:
        0 or 20; ``None`` where the record is of a kind that this version does not know.
    """
    from patrol_app.cli.recompute_command import show_recomputed
    from patrol_app.services.checking.recompute import recompute

    try:
        again = recompute(pack)
    except BadInput as fault:
        # intact, but not a visit record that this version can read: the signatures stand, the numbers are not checked
        reason = console.sentence(fault.key, **fault.data)
        if console.as_json:
            console.fact({"check": "recompute", "status": "NOT CHECKED", "reason": reason})
        else:
            status_line(console, "NOT CHECKED", reason)
        return None
    show_recomputed(console, again)
    return again.exit_code


def show_report(report: VerifyReport, console: Console) -> None:
    """Print the lines of a verification and its conclusion."""
    _show_checks(report, console)
    _show_conclusion(report, console, report.exit_code)


def _show_checks(report: VerifyReport, console: Console) -> None:
    for check in report.checks:
        reason = check.reason(console.language)
        if console.as_json:
            console.fact(
                {
                    "check": check.key,
                    "status": check.status.value,
                    "exit_code": check.exit_code,
                    "path": check.path,
                    "expected": check.expected,
                    "found": check.found,
                    "reason": reason,
                }
            )
        else:
            status_line(console, check.status.value, reason)


def _show_conclusion(report: VerifyReport, console: Console, exit_code: int, *, unchecked: bool = False) -> None:
    conclusion = report.conclusion(console.language)
    if unchecked:
        conclusion += console.sentence("verify.numbers_unchecked")
    if exit_code > report.exit_code:
        conclusion = console.sentence("verify.numbers_differ")
    if console.as_json:
        console.fact(
            {
                "check": "conclusion",
                "number": report.number,
                "exit_code": exit_code,
                "intact": report.intact,
                "reason": conclusion,
                "signers": [
                    {
                        "role": each.role,
                        "name": each.name,
                        "certificate_number": each.certificate_number,
                        "fingerprint": each.fingerprint,
                        "claimed_at": each.claimed_at,
                        "token_at": each.token_at,
                        "trusted": each.trusted,
                    }
                    for each in report.signers
                ],
            }
        )
    else:
        console.line(conclusion)


def _moment(text: str | None) -> datetime:
    if text is None:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as fault:
        raise BadInput("cli.verify.bad_time", value=text) from fault
    if moment.tzinfo is None:
        raise BadInput("cli.verify.bad_time", value=text)
    return moment
