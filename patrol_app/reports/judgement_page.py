"""判定过程: the steps of a judgement on paper, line by line as the law engine explains them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from patrol_app.assets import Language
from patrol_app.reports.blocks import Paper, text
from patrol_app.reports.plain_pages import plain_page
from patrol_app.reports.typeset import typeset
from patrol_app.reports.words import Words

NAME = "judgement_page"
TITLE = "judgement.title"


def render(
    lines: Sequence[str], *, made_at: datetime, subject: str = "", foot: str = "", language: Language = "zh"
) -> bytes:
    """The lines as PDF/A-2b; a line that begins with blanks is set further in.

    Args:
        lines: finished sentences; an empty one leaves a gap.
        made_at: the date inside the file, as a rule the moment that was judged.
        subject: what was judged, under the title.
        foot: version or hash of the rules, at the foot.
        language: the form set's language.
    """
    words = Words(language)
    made = lay_out(lines, words, subject=subject, foot=foot)
    return typeset([made], title=f"{words(TITLE)} {subject}".strip(), author="", made_at=made_at, language=language)


def lay_out(lines: Sequence[str], words: Words, *, subject: str = "", foot: str = "") -> Paper:
    """The page, for ``render`` and for a picture of it."""
    blocks = [text(words("judgement.note"), size=9, sans=True, indent=False)]
    for each in lines:
        deep = len(each) - len(each.lstrip())
        if each.strip():
            blocks.append(text(each.strip(), size=10, indent=False, inset=min(deep, 12) * 2.2))
        else:
            blocks.append({"kind": "space", "height": 2})
    return plain_page(words(TITLE), subject, blocks, words, foot=foot)
