"""What a hand draws on the signature pad, as numbers."""

from __future__ import annotations

Strokes = tuple[tuple[tuple[float, float], ...], ...]
"""Points in parts of the pad's width and height, 0 to 1."""
LEAST_PX = 24
"""Ink that spans less than this to either side is a touch and no signature, however small somebody writes."""


def is_signature(strokes: Strokes, size: tuple[int, int]) -> bool:
    """Whether what was drawn can be a signature: not empty, no dot and no short tick, at the pad's size in pixels."""
    points = [point for stroke in strokes if len(stroke) > 1 for point in stroke]
    if not points:
        return False
    width_px = (max(x for x, _ in points) - min(x for x, _ in points)) * size[0]
    height_px = (max(y for _, y in points) - min(y for _, y in points)) * size[1]
    return max(width_px, height_px) >= LEAST_PX


def ink_of(strokes: Strokes, size: tuple[int, int]) -> str:
    """Strokes as path data in the pad's pixels: ``M`` and ``L`` with absolute coordinates to a tenth."""
    parts = []
    for stroke in strokes:
        points = [f"{across * size[0]:.1f} {down * size[1]:.1f}" for across, down in stroke]
        parts.append("M" + "L".join(points))
    return "".join(parts)
