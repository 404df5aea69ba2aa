"""Drawn signatures in the cells of a paper."""

from __future__ import annotations

import re
from typing import Any

from patrol_app.domain.record import DrawnSignature
from patrol_app.reports.words import Words

PARTY = "party"
PEN_PART = 0.012
"""The pen's width as a part of the longer side of what was written."""
_PAIR = re.compile(r"(-?[0-9.]+) (-?[0-9.]+)")
_PATH = re.compile(r"(?:[ML]-?[0-9.]+ -?[0-9.]+)+")


def ink_svg(ink: str) -> str:
    """Path data as an SVG picture of the ink alone; empty for what is no path."""
    if not _PATH.fullmatch(ink):
        return ""
    points = [(float(x), float(y)) for x, y in _PAIR.findall(ink)]
    left, top = min(x for x, _ in points), min(y for _, y in points)
    width, height = max(x for x, _ in points) - left, max(y for _, y in points) - top
    pen = max(1.0, PEN_PART * max(width, height))
    box = f"{left - pen:.1f} {top - pen:.1f} {width + 2 * pen:.1f} {height + 2 * pen:.1f}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}"><path d="{ink}" fill="none" stroke="black" '
        f'stroke-width="{pen:.1f}" stroke-linecap="round" stroke-linejoin="round"/></svg>'
    )


def signed(label: str, one: DrawnSignature | None, words: Words) -> dict[str, Any]:
    """A row or cell for a signature: with its ink and the day it was drawn, or empty to be signed by hand."""
    cell: dict[str, Any] = {"label": label}
    if one is not None and (picture := ink_svg(one.ink)):
        cell |= {"ink": picture, "date": words.day(one.at)}
    return cell
