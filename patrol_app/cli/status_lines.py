"""A check on a line: the status word for machines and strangers, its Chinese word, the reason."""

from __future__ import annotations

from patrol_app.cli.console import Console


def status_line(console: Console, status: str, reason: str) -> None:
    """Print ``PASS``, ``FAIL`` or ``NOT CHECKED`` with its reason."""
    word = console.sentence(f"evidence.status.{status}")
    console.line("  ".join(part for part in (f"{status:<11}", word, reason) if part))
