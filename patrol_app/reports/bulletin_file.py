"""A bulletin as PDF, Excel or Word: the kind says which sections, the ending which writer."""

from __future__ import annotations

from importlib import import_module

from patrol_app.assets import Language
from patrol_app.domain.bulletins import Bulletin
from patrol_app.reports.bulletin_points import checked, subtitle
from patrol_app.reports.document import Document
from patrol_app.reports.said import Said


def document(found: Bulletin, language: Language = "zh") -> Document:
    """The bulletin in words."""
    said = Said("bulletin", language)
    kind = import_module(f"patrol_app.reports.{found.kind}")
    return Document(
        authority=found.authority,
        title=said(kind.TITLE),
        subtitle=subtitle(found, said),
        sections=(*kind.sections(found, said), checked(found, said)),
        foot=said("foot", visits=len(found.visits), sha256=first_sixteen(found.data_sha256)),
        watermark=said.words("common.demo") if found.simulated else "",
        note=said.words("common.demo_note") if found.simulated else "",
        made_at=found.made_at,
        language=language,
        signatures=kind.signatures(said) if hasattr(kind, "signatures") else (),
    )


def render(found: Bulletin, ending: str, *, language: Language = "zh") -> bytes:
    """The file; the same bulletin gives the same bytes. ``ending`` is ``.pdf``, ``.xlsx`` or ``.docx``."""
    made = document(found, language)
    if ending == ".xlsx":
        from patrol_app.reports.bulletin_sheet import sheets

        return sheets(made, found, Said("bulletin", language))
    if ending == ".docx":
        from patrol_app.reports.bulletin_word import word

        return word(made)
    from patrol_app.reports.bulletin_pages import pages

    return pages(made)


def first_sixteen(sha256: str) -> str:
    """The first sixteen characters in fours, as they are read aloud."""
    return " ".join(sha256[place : place + 4] for place in range(0, 16, 4)) + " …"
