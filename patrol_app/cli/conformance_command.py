"""``patrol conformance``: the engine against IEC 61672-1 and IEC 61260-1, clause by clause."""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from patrol_app import __version__
from patrol_app.cli.console import Console
from patrol_app.cli.parsing import Parser
from patrol_app.cli.progress import ProgressBar
from patrol_app.domain.errors import BadInput

if TYPE_CHECKING:
    from patrol_app.acoustics.conformance.checks import Check
    from patrol_app.reports.conformance_page import ConformanceRow

_ROUGHLY_PER_RATE = 220


def define(parser: Parser) -> None:
    """Which sample rates, and whether a page is wanted."""
    parser.add_argument("--rate", metavar="HZ", type=int, action="append", help=parser.say("cli.conformance.rate"))
    parser.add_argument("--pdf", metavar="FILE", type=Path, help=parser.say("cli.conformance.pdf"))


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Run every check and print it; exit code 1 if one fails."""
    from patrol_app.acoustics.conformance.checks import USUAL_RATES_HZ
    from patrol_app.acoustics.conformance.report import all_checks

    rates = tuple(arguments.rate or USUAL_RATES_HZ)
    found: list[Check] = []
    with ProgressBar(console.err, "conformance") as bar:
        for check in all_checks(rates):
            found.append(check)
            bar.clear()
            if console.as_json:
                console.fact(_plain(check, console))
            else:
                console.line(_line(check, console))
            bar.show(min(0.99, len(found) / (_ROUGHLY_PER_RATE * len(rates))))
    failed = sum(not check.passes for check in found)
    if not console.as_json:
        console.say("conformance.total", count=len(found), failed=failed)
    if arguments.pdf is not None:
        _write_page(arguments.pdf, found, console)
    return 1 if failed else 0


def _describe(check: Check, console: Console) -> str:
    data = {name: f"{value:g}" if isinstance(value, float) else value for name, value in check.data.items()}
    return console.sentence(check.what, **data)


def _value(check: Check) -> str:
    return f"{check.value:+.3f} {check.unit}" if check.unit else f"{check.value:g}"


def _limit(check: Check) -> str:
    if check.lower == check.upper:
        return f"{check.lower:g}"
    if math.isinf(check.upper):
        return f"≥ {check.lower:g} {check.unit}"
    if math.isinf(check.lower):
        return f"≤ {check.upper:+g} {check.unit}"
    if check.lower == -check.upper:
        return f"±{check.upper:g} {check.unit}"
    return f"{check.lower:g} … {check.upper:g} {check.unit}"


def _result(check: Check) -> str:
    return "PASS" if check.passes else "FAIL"


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _plain(check: Check, console: Console) -> dict[str, object]:
    return {
        "standard": check.standard,
        "clause": check.clause,
        "check": check.what.removeprefix("conformance."),
        "description": _describe(check, console),
        **check.data,
        "sample_rate_hz": check.sample_rate_hz,
        "value": _finite(check.value),
        "limit": [_finite(check.lower), _finite(check.upper)],
        "unit": check.unit,
        "result": _result(check),
    }


def _line(check: Check, console: Console) -> str:
    place = f"{check.standard} {check.clause}"
    value = _value(check)
    head = f"{_result(check)}  {place:<32} {check.sample_rate_hz:>6} Hz  {value:>14}"
    return f"{head}  ({_limit(check)})  {_describe(check, console)}"


def page_rows(found: Sequence[Check], console: Console) -> list[ConformanceRow]:
    """The checks as the page shows them."""
    from patrol_app.reports.conformance_page import ConformanceRow

    return [
        ConformanceRow(
            clause=f"{check.standard} {check.clause}",
            description=f"{_describe(check, console)} ({check.sample_rate_hz} Hz)",
            value=_value(check),
            limit=_limit(check),
            passes=check.passes,
        )
        for check in found
    ]


def _write_page(path: Path, found: list[Check], console: Console) -> None:
    from patrol_app.reports.conformance_page import render

    rows = page_rows(found, console)
    subject = console.sentence("conformance.subject", version=__version__)
    page = render(rows, made_at=datetime.now(UTC).replace(microsecond=0), subject=subject, language=console.language)
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(page)
        part.replace(path)
    except OSError as fault:
        raise BadInput("levels.series_refused", file=str(path), reason=fault.strerror or str(fault)) from fault
    finally:
        part.unlink(missing_ok=True)
