"""Turns laid-out papers into PDF/A-2b with the shipped Chinese fonts and nothing else of the machine.

The words go in as data, never as markup, so a name such as ``#image("x")`` prints as it is written. The date is an
argument: the same papers give the same bytes on every machine.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from patrol_app.assets import resource
from patrol_app.domain.errors import BadInput, CannotDo
from patrol_app.reports.blocks import Block, Paper
from patrol_app.reports.words import CHINA

if TYPE_CHECKING:
    import typst

_NO_GLYPH = re.compile(r'the text `?"(.+?)"`? could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u00(?:0[0-8b-f]|1[0-9a-f])|\x7f|\\[bfr]")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_TEMPLATES = ("paper.typ", "drawing.typ")
_lock = threading.Lock()


def typeset(
    papers: Sequence[Paper],
    *,
    title: str,
    author: str,
    made_at: datetime,
    language: str = "zh",
    front_pages: int = 0,
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:
    """The PDF/A-2b file of ``papers``, one after the other.

    Args:
        papers: at least one.
        title: title of the document, in its metadata.
        author: the authority.
        made_at: the date inside the file; with an offset. Taken from the record, never from a clock.
        language: ``zh`` or ``en``.
        front_pages: pages before page 1 of a case file (cover and index carry no number).
        pictures: bytes of JPEG or PNG files by the name that the blocks use.

    Raises:
        BadInput: a character that the shipped fonts lack, or a control character.
        CannotDo: the fonts are missing or a picture cannot be read.
    """
    plain = _plain(papers, title=title, author=author, made_at=made_at, language=language, front_pages=front_pages)
    # the typesetter takes whole seconds alone; a real visit ends at some microsecond
    stamp = made_at.astimezone(UTC).replace(microsecond=0)
    made = _compile(plain, pictures or {}, form="pdf", pdf_standards=["a-2b"], timestamp=stamp)
    if not isinstance(made, bytes):
        raise CannotDo("reports.typeset", title=title, detail="no file")
    return made


def draw_pages(
    papers: Sequence[Paper],
    *,
    made_at: datetime,
    language: str = "zh",
    pictures: Mapping[str, bytes] | None = None,
    dpi: float = 96.0,
) -> tuple[bytes, ...]:
    """The pages as PNG pictures for the screen; a missing character is an empty box here, never an error.

    Raises:
        BadInput: a control character.
        CannotDo: the fonts are missing or a picture cannot be read.
    """
    plain = _plain(papers, title="", author="", made_at=made_at, language=language, front_pages=0)
    made = _compile(plain, pictures or {}, form="png", ppi=dpi)
    return (made,) if isinstance(made, bytes) else tuple(made or ())


def draw_figure(figure: Block, *, width_mm: float, language: str = "zh", dpi: float = 220.0) -> bytes:
    """One drawing block as a PNG picture of its own size, for files that are not pages; the same block gives the same
    bytes.

    Raises:
        BadInput: a control character.
        CannotDo: the fonts are missing.
    """
    plain = {"title": "", "width": width_mm, "drawing": dict(figure), "language": language}
    made = _compile(plain, {}, main="figure.typ", form="png", ppi=dpi)
    if not isinstance(made, bytes):
        raise CannotDo("reports.typeset", title="figure", detail="no file")
    return made


def _plain(
    papers: Sequence[Paper], *, title: str, author: str, made_at: datetime, language: str, front_pages: int
) -> dict[str, Any]:
    moment = made_at.astimezone(CHINA)
    return {
        "title": title,
        "author": author,
        "date": [moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second],
        "language": language,
        "front_pages": front_pages,
        "papers": [paper.plain() for paper in papers],
    }


def _compile(
    plain: Mapping[str, Any],
    pictures: Mapping[str, bytes],
    *,
    form: Literal["pdf", "png"],
    main: str = "paper.typ",
    **options: Any,
) -> bytes | list[bytes] | None:
    import typst

    data = json.dumps(plain, ensure_ascii=False, allow_nan=False)
    if _ESCAPED.search(data):  # a cheap look first: large files hold a million values
        _refuse_control_characters(plain)
    with tempfile.TemporaryDirectory(prefix="patrol-paper-") as folder:
        root = _sources(Path(folder), pictures)
        try:
            with _lock:
                made: bytes | list[bytes] | None = typst.compile(
                    str(root / main),
                    root=str(root),
                    font_paths=_fonts(),
                    ignore_system_fonts=True,
                    format=form,
                    sys_inputs={"data": data},
                    **options,
                )
        except typst.TypstError as fault:
            raise _explained(fault, plain) from fault
    return made


def _sources(folder: Path, pictures: Mapping[str, bytes]) -> Path:
    """The folder of the templates; pictures need one of their own, since Typst reads below it only."""
    if not pictures:
        return resource("templates")
    for name in _TEMPLATES:
        shutil.copyfile(resource("templates", name), folder / name)
    for name, content in pictures.items():
        (folder / name).write_bytes(content)
    return folder


@cache
def _fonts() -> typst.Fonts:
    """The two shipped faces; no system font, and none of the Latin faces inside Typst."""
    import pylopdf_fonts_zh_cn
    import typst

    faces = [Path(pylopdf_fonts_zh_cn.serif_path()), Path(pylopdf_fonts_zh_cn.sans_path())]
    for face in faces:
        if not face.is_file():
            raise CannotDo("reports.font", file=str(face))
    folders = sorted({str(face.parent) for face in faces})
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for item in value.values() for text in _strings(item)]
    if isinstance(value, list | tuple):
        return [text for item in value for text in _strings(item)]
    return []


def _refuse_control_characters(plain: Mapping[str, Any]) -> None:
    for text in _strings(plain):
        found = _FORBIDDEN.search(text)
        if found:
            where = text.replace(found[0], "□")[:40]
            raise BadInput("reports.control", code=f"U+{ord(found[0]):04X}", text=where, title=plain["title"])


def _explained(fault: typst.TypstError, plain: Mapping[str, Any]) -> BadInput | CannotDo:
    found = _NO_GLYPH.search(str(fault.message)) or _NO_GLYPH.search(str(fault.diagnostic))
    if found is None:
        return CannotDo("reports.typeset", title=plain["title"], detail=str(fault.message))
    lacking = found[1]
    text = next((each for each in _strings(plain) if lacking in each), lacking)
    codes = " ".join(f"U+{ord(character):04X}" for character in lacking)
    return BadInput("reports.glyph", character=lacking, code=codes, text=text[:60], title=plain["title"])
