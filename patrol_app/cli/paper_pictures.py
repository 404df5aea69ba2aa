"""Pictures of every paper: ``python -m patrol_app.cli.paper_pictures FOLDER [PACK]``.

Without a pack the first visit of the demonstration night is played for them. The judgement and the conformance page
are drawn as ``patrol judge --explain`` and ``patrol conformance`` lay them out.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from patrol_app import __version__
from patrol_app.cli.conformance_command import page_rows
from patrol_app.cli.console import Console
from patrol_app.cli.judge_command import page_lines
from patrol_app.domain.errors import CannotDo
from patrol_app.domain.record import VisitRecord
from patrol_app.recordings.page_sheet import side_by_side
from patrol_app.reports import preview
from patrol_app.reports.typeset import draw_pages
from patrol_app.reports.words import Words
from patrol_app.rules.book import load_rule_book
from patrol_app.services.checking.recompute import read_record
from patrol_app.services.checking.unpacking import unpacked
from patrol_app.services.demo.demo import Demo
from patrol_app.services.demo.plan import load_night
from patrol_app.services.judging import noise_case
from patrol_app.services.pack_files import files_in_pack
from patrol_app.services.papers import paper_kinds
from patrol_app.services.photographs import pictures_of
from patrol_app.services.rebuild import rebuild, series_of
from patrol_app.services.visit import facts_of

DPI = 108.0


@contextmanager
def _pack(path: Path | None) -> Iterator[Path]:
    if path is not None:
        yield path
        return
    night = load_night()
    with tempfile.TemporaryDirectory() as name:
        with Demo(Path(name) / "out", lambda number, part: None, replace(night, visit=night.visit[:1])) as demo:
            closed = demo.play()
        yield closed[0].pack.path


def draw(folder: Path, pack: Path | None = None) -> list[Path]:
    """Write ``paper-*.png`` into ``folder``, the pages of a paper side by side; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    made: list[Path] = []

    def keep(name: str, pages: tuple[bytes, ...]) -> None:
        made.append(folder / f"paper-{name}.png")
        made[-1].write_bytes(side_by_side(pages))

    with _pack(pack) as path, unpacked(path) as top:
        record = read_record(top)
        files = files_in_pack(record, top)
        series = series_of(facts_of(record), files)
        for kind, details in paper_kinds(record).values():
            pictures = pictures_of(record, files) if details is not None else None
            for language, ending in (("zh", ""), ("en", "-en")):
                pages = preview(
                    kind,
                    record,
                    series,
                    language="zh" if language == "zh" else "en",
                    details=details,
                    pictures=pictures,
                    dpi=DPI,
                )
                keep(kind.replace("_", "-") + ending, pages)
        keep("judgement", _judgement(record, top))
    keep("conformance", _conformance())
    return made


def _judgement(record: VisitRecord, top: Path) -> tuple[bytes, ...]:
    from patrol_app.reports.judgement_page import lay_out
    from patrol_app.rules.explain import explain
    from patrol_app.rules.judge import judge

    facts, files = facts_of(record), files_in_pack(record, top)
    book, console = load_rule_book(), Console()
    case = noise_case(facts, rebuild(facts, files))
    if case is None:
        raise CannotDo("session.no_meter")
    verdict = judge(case, book)
    lines = page_lines(explain(case, book, verdict), console)
    page = lay_out(lines, Words("zh"), subject=console.sentence(f"rules.kind.{case.kind}"))
    return draw_pages([page], made_at=record.left_at, dpi=DPI)


def _conformance() -> tuple[bytes, ...]:
    from patrol_app.acoustics.conformance.report import all_checks
    from patrol_app.reports.conformance_page import lay_out

    console = Console()
    subject = console.sentence("conformance.subject", version=__version__)
    page = lay_out(page_rows(list(all_checks((48_000,))), console), Words("zh"), subject=subject)
    return draw_pages([page], made_at=datetime(2026, 1, 1, tzinfo=UTC), dpi=DPI)


if __name__ == "__main__":
    for file in draw(Path(sys.argv[1]), *(Path(each) for each in sys.argv[2:3])):
        print(file)
