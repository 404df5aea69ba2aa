"""What the program writes for the office, with names that an office program likes to change."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "reports"))

from demo_visit import RUN, VISIT, series, visit
from plan_papers import made

from patrol_app.assets import Language
from patrol_app.domain.bulletins import BULLETINS, Bulletin, BulletinKind
from patrol_app.domain.record import VisitRecord
from patrol_app.reports import bulletin_file, exceedance_ledger, night_ledger, series_sheet
from patrol_app.services.office import library
from patrol_app.services.office.library_template import write_template

LANGUAGES: tuple[Language, ...] = ("zh", "en")
AWKWARD = (
    "=1+1", "00123", "1E5", "2026-06-06", "06-07", "+8613900000000", "1/2", "12:30", "TRUE", "#N/A", "'单引号",
    '带"引号"的，工地', "行一\n行二", "中间有  两个空格", "<b>&amp;</b>", "-5", "演示𠮷工地", "@SUM(A1)",
    "91610000000000000X", "100%", "１２３", "演" * 300,
)  # fmt: skip
"""Text that spreadsheets take for formulas, numbers, dates or faults, and text that files lose."""


def records() -> list[VisitRecord]:
    """A visit for each awkward name."""
    return [
        visit(number=f"DEMO-{number:03d}", site=replace(VISIT.site, name=name, address=name))
        for number, name in enumerate(AWKWARD)
    ]


def awkward(kind: BulletinKind) -> Bulletin:
    """A bulletin whose sites, parties and orders have such names."""
    found = made(kind)
    names = cycle(AWKWARD)
    visits = tuple(replace(one, site=next(names), party=next(names), order_number=next(names)) for one in found.visits)
    return replace(found, visits=visits, complaints=tuple((name, 3) for name in AWKWARD[:8]))


def exported(folder: Path) -> Iterator[Path]:
    """Every Excel and Word file, written into ``folder``."""
    for language in LANGUAGES:
        files = {
            f"night_ledger-{language}.xlsx": night_ledger.render(records(), language=language),
            f"exceedance_ledger-{language}.xlsx": exceedance_ledger.render(records(), language=language),
            f"series-{language}.xlsx": series_sheet.render(
                VISIT, RUN, series(120.0, gap=(20.0, 30.0)), language=language
            ),
        }
        for kind in BULLETINS:
            for ending in (".xlsx", ".docx"):
                files[f"{kind}-{language}{ending}"] = bulletin_file.render(awkward(kind), ending, language=language)
        for name, content in files.items():
            (folder / name).write_bytes(content)
            yield folder / name
        for name in library.kinds():
            path = folder / f"template_{name}-{language}.xlsx"
            write_template(name, path, language)
            yield path
