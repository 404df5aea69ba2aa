"""The two plain pages that are no papers of a case: how a judgement was made, and the conformance of the engine."""

from __future__ import annotations

from patrol_app.reports.blocks import Paper
from patrol_app.reports.words import Words


def plain_page(title: str, subtitle: str, blocks: list[dict[str, object]], words: Words, *, foot: str) -> Paper:
    """A page without signature fields: title, a small line, blocks, a foot."""
    return Paper(
        authority="",
        title=title,
        left=subtitle,
        running_left=title,
        foot_left=foot,
        page_of=words("common.page_of"),
        blocks=blocks,
    )
