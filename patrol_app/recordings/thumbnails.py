"""A small copy of a photo for a screen; nothing of it is evidence and nothing of it is kept."""

from __future__ import annotations

import io
from pathlib import Path

from patrol_app.domain.errors import BadInput
from patrol_app.recordings.photos import open_photo


def thumbnail(photo: Path, longest_px: int) -> bytes | None:
    """The photo as PNG no longer than ``longest_px``, upright; ``None`` for a file that is no photo, or damaged."""
    from PIL import Image, ImageOps

    try:
        opened = open_photo(photo)
    except BadInput:
        return None
    if opened is None:
        return None
    with opened:
        try:
            # a camera's file is decoded at a fraction of its size
            opened.draft("RGB", (longest_px, longest_px))
            small = ImageOps.exif_transpose(opened).convert("RGB")
        except (OSError, ValueError, SyntaxError):
            return None
    small.thumbnail((longest_px, longest_px), Image.Resampling.BILINEAR)
    target = io.BytesIO()
    small.save(target, "PNG")
    return target.getvalue()
