"""Files of a draw: the sheet for the file and the list for publication, as PDF."""

from __future__ import annotations

from pathlib import Path

from patrol_app.assets import Language
from patrol_app.domain.draws import DrawSheet
from patrol_app.domain.errors import BadInput
from patrol_app.planning.draw import rule_words
from patrol_app.recordings.disk import write_whole
from patrol_app.reports import draw_publication, draw_sheet


def write_draw_sheet(sheet: DrawSheet, target: Path, language: Language) -> None:
    """Write the sheet with lists, rule, seed and result.

    Raises:
        BadInput: the folder is not there.
        CannotDo: the disk does not take it; nothing half-made is left.
    """
    _write(target, draw_sheet.render(sheet, rule=rule_words(sheet.rule), language=language))


def write_publication(sheet: DrawSheet, target: Path, language: Language) -> None:
    """Write the list for publication; errors as for the sheet."""
    _write(target, draw_publication.render(sheet, rule=rule_words(sheet.rule), language=language))


def draw_pages(sheet: DrawSheet, language: Language) -> tuple[bytes, ...]:
    """The pages of the sheet as PNG pictures for the screen."""
    return draw_sheet.draw(sheet, rule=rule_words(sheet.rule), language=language)


def _write(target: Path, content: bytes) -> None:
    if not target.parent.is_dir():
        raise BadInput("report.write", path=target, cause=str(target.parent))
    write_whole(target, content)
