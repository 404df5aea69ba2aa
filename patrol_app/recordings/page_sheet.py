"""Pages side by side in one picture, for whoever looks through papers."""

from __future__ import annotations

import io
from collections.abc import Sequence

EDGE_PX = 8
_GREY = (120, 120, 120)


def side_by_side(pages: Sequence[bytes]) -> bytes:
    """PNG pages next to each other as one PNG, with a grey edge between them; at least one page."""
    from PIL import Image

    opened = [Image.open(io.BytesIO(page)).convert("RGB") for page in pages]
    width = sum(page.width for page in opened) + EDGE_PX * (len(opened) + 1)
    sheet = Image.new("RGB", (width, max(page.height for page in opened) + 2 * EDGE_PX), _GREY)
    left = EDGE_PX
    for page in opened:
        sheet.paste(page, (left, EDGE_PX))
        left += page.width + EDGE_PX
    target = io.BytesIO()
    sheet.save(target, "PNG")
    return target.getvalue()
