"""声级计算符合性检验报告: the engine's checks against IEC 61672-1 and 61260-1, clause by clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from patrol_app.assets import Language
from patrol_app.reports.blocks import Block, Cell, Paper, label, table, text, value
from patrol_app.reports.plain_pages import plain_page
from patrol_app.reports.typeset import typeset
from patrol_app.reports.words import Words

NAME = "conformance_page"
TITLE = "conformance.title"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConformanceRow:
    """One check: clause, what was checked, the value reached, what is allowed, and whether it passes."""

    clause: str
    description: str
    value: str
    limit: str
    passes: bool


def render(
    rows: Sequence[ConformanceRow], *, made_at: datetime, subject: str = "", foot: str = "", language: Language = "zh"
) -> bytes:
    """The checks as PDF/A-2b, with their count; failed ones carry the triangle and a heavier face.

    Args:
        rows: the checks in order of their clauses.
        made_at: the date inside the file.
        subject: engine and version, under the title.
        foot: hash of the program's sources, at the foot.
        language: the form set's language.
    """
    words = Words(language)
    made = lay_out(rows, words, subject=subject, foot=foot)
    return typeset([made], title=f"{words(TITLE)} {subject}".strip(), author="", made_at=made_at, language=language)


def lay_out(rows: Sequence[ConformanceRow], words: Words, *, subject: str = "", foot: str = "") -> Paper:
    """The page, for ``render`` and for a picture of it."""
    names = ("clause", "description", "value", "limit", "outcome")
    header: list[Cell] = [label(words(f"conformance.{name}"), center=True) for name in names]
    lines = [_line(row, words) for row in rows]
    passed = sum(row.passes for row in rows)
    summary = words("conformance.summary", count=len(rows), passed=passed, failed=len(rows) - passed)
    blocks: list[Block] = [text(summary, indent=False), table([34, -2.6, -1, -1, 22], lines, header=header, size=9)]
    return plain_page(words(TITLE), subject, blocks, words, foot=foot)


def _line(row: ConformanceRow, words: Words) -> list[Cell]:
    outcome: Cell = {
        "t": words("conformance.passes" if row.passes else "conformance.fails"),
        "mark": "tick" if row.passes else "over",
        "strong": not row.passes,
    }
    return [value(row.clause), value(row.description), value(row.value), value(row.limit), outcome]
