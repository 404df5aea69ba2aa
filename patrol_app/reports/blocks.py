"""The bricks of a paper: what a paper file hands to the one layout template.

A block is a plain mapping that ``resources/templates/paper.typ`` draws; ``kind`` says which. Widths are millimetres,
0 as wide as the words, a negative number a share of what is left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Block = dict[str, Any]
Cell = str | dict[str, Any]

STRUCK = "/"
PAGE_WIDTH_MM = 170.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One paper: head, blocks, foot, signatures. All words are finished strings."""

    authority: str
    title: str
    left: str = ""
    right: str = ""
    running_left: str = ""
    running_right: str = ""
    foot_left: str = ""
    foot_right: str = ""
    page_of: str = ""
    watermark: str = ""
    case_page: bool = False
    blocks: Sequence[Block] = field(default_factory=tuple)
    signatures: Mapping[str, Any] | None = None

    def plain(self) -> dict[str, Any]:
        """The paper as JSON values for the template."""
        names = ("authority", "title", "left", "right", "running_left", "running_right", "foot_left", "foot_right")
        plain: dict[str, Any] = {name: getattr(self, name) for name in (*names, "page_of", "watermark", "case_page")}
        plain["blocks"] = list(self.blocks)
        if self.signatures is not None:
            plain["signatures"] = dict(self.signatures)
        return plain


def heading(text: str, note: str = "") -> Block:
    """A heading, with a small note behind it."""
    return {"kind": "heading", "text": text, "note": note}


def text(words: str, **options: Any) -> Block:
    """A paragraph, its first line indented by two characters unless ``indent`` is false."""
    return {"kind": "text", "text": words, **options}


def centred(words: str, **options: Any) -> Block:
    """One centred line, such as 以下空白."""
    return {"kind": "centred", "text": words, **options}


def line(label_text: str, hint: str, written: str = "") -> Block:
    """A ruled line that the other side writes on, its hint grey under it; ``written`` says why nobody will."""
    return {"kind": "line", "label": label_text, "hint": hint, "written": written}


def space(height_mm: float) -> Block:
    """Empty height."""
    return {"kind": "space", "height": height_mm}


def keep(blocks: Sequence[Block]) -> Block:
    """Blocks that stay on one page."""
    return {"kind": "keep", "blocks": list(blocks)}


def label(words: str, **options: Any) -> Cell:
    """A label cell: sans serif on pale grey."""
    return {"t": words, "label": True, **options}


def value(words: object, **options: Any) -> Cell:
    """A value cell; what is not there is struck, never left empty."""
    shown = STRUCK if words is None or words == "" else str(words)
    return {"t": shown, **options} if options else shown


def ticks(choices: Sequence[tuple[bool, str]], tail: str = "", **options: Any) -> Cell:
    """Drawn tick boxes, each with its words."""
    return {"ticks": [[on, words] for on, words in choices], **({"tail": tail} if tail else {}), **options}


def table(widths: Sequence[float], rows: Sequence[Sequence[Cell]], **options: Any) -> Block:
    """A ruled table."""
    return {"kind": "table", "widths": list(widths), "rows": [list(row) for row in rows], **options}


def drawing(height_mm: float, shapes: Sequence[Mapping[str, Any]]) -> Block:
    """Shapes placed in millimetres from the upper left corner of a block as wide as the text."""
    return {"kind": "drawing", "height": height_mm, "shapes": [dict(shape) for shape in shapes]}
