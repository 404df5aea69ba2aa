"""Papers and ledgers: lays out pages and sheets from records that others made.

Owns: the form set's words, the page layout, one file a paper, Excel ledgers. Typst and xlsxwriter live here.
Never: computes a level, judges, opens the database, reads a clock; the same input gives the same bytes.
Called by: services (closing a visit, exports), cli (report).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, cast

from patrol_app.assets import Language
from patrol_app.domain.errors import BadInput, PatrolError
from patrol_app.domain.record import VisitRecord
from patrol_app.domain.series import LevelSeries

KINDS: dict[str, str] = {
    "inspection_record": "patrol_app.reports.inspection_record",
    "noise_record": "patrol_app.reports.noise_record",
    "correction_order": "patrol_app.reports.correction_order",
    "question_record": "patrol_app.reports.question_record",
    "photo_sheet": "patrol_app.reports.photo_sheet",
    "site_plan": "patrol_app.reports.site_plan",
    "dust_record": "patrol_app.reports.dust_record",
    "stop_order": "patrol_app.reports.stop_order",
    "service_receipt": "patrol_app.reports.service_receipt",
    "evidence_registration": "patrol_app.reports.evidence_registration",
}

VISIT_KINDS = ("inspection_record", "noise_record", "correction_order", "dust_record")
"""Kinds that a visit record alone is enough for; the others want their own facts as ``details``."""

LEDGERS: dict[str, str] = {
    "night_ledger": "patrol_app.reports.night_ledger",
    "exceedance_ledger": "patrol_app.reports.exceedance_ledger",
}


def _module(kind: str) -> Any:
    if kind not in KINDS:
        raise BadInput("reports.kind", kind=kind, kinds="、".join(KINDS))
    return import_module(KINDS[kind])


def render(
    kind: str,
    record: VisitRecord,
    series: Mapping[str, LevelSeries],
    *,
    language: Language = "zh",
    practice: bool = False,
    details: object = None,
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:
    """A paper made from a visit record, as PDF/A-2b.

    Args:
        kind: a key of ``KINDS``.
        record: the visit; the file's date is the time of leaving.
        series: level series by the label of their run (``Measurement.label``); a missing one leaves its figure out.
        language: the Chinese paper, or its English reading aid.
        practice: marks every page and leaves the signature fields out.
        details: the paper's own facts (``patrol_app.domain.papers``) where its file names ``DETAILS``; for the order
            to correct, the officer's own words for what must be done.
        pictures: bytes of the photos by file name, for the photo sheet alone.

    Raises:
        BadInput: unknown kind, missing mandatory fields (listed), or a character that the font lacks.
        CannotDo: the paper may not be made from this record, or the fonts are missing.
        DamagedEvidence: a photo is not the one that was registered.
    """
    options: dict[str, Any] = {"language": language, "practice": practice, "details": details}
    if kind == "photo_sheet":
        options["pictures"] = pictures
    return cast(bytes, _module(kind).render(record, series, **options))


def obstacle(kind: str, record: VisitRecord, *, details: object = None) -> PatrolError | None:
    """Why the paper cannot be made from this record, without making it; ``None`` when it can.

    Fields that are missing, an order that has no ground but a screening value, no article in force: the caller asks
    this before it gives a paper a number. Characters that the font lacks and photos show only when it is made.
    """
    from patrol_app.reports.words import Words

    try:
        _module(kind).lay_out(record, {}, Words("zh"), details=details)
    except PatrolError as fault:
        return fault
    return None


def preview(
    kind: str,
    record: VisitRecord,
    series: Mapping[str, LevelSeries],
    *,
    language: Language = "zh",
    practice: bool = False,
    details: object = None,
    pictures: Mapping[str, bytes] | None = None,
    dpi: float = 96.0,
) -> tuple[bytes, ...]:
    """The same pages as PNG pictures for the screen; arguments and errors as for ``render``.

    A character that the font lacks is shown as an empty box here and refused by ``render``.
    """
    from patrol_app.domain.papers import PhotoSet
    from patrol_app.reports.photo_sheet import checked_pictures
    from patrol_app.reports.typeset import draw_pages
    from patrol_app.reports.words import Words

    module = _module(kind)
    made = module.lay_out(record, series, Words(language), practice=practice, details=details)
    papers = list(made) if isinstance(made, tuple) else [made]
    shown: Mapping[str, bytes] = {}
    if isinstance(details, PhotoSet):
        shown = checked_pictures(details, pictures or {}, papers[0].title)
    return draw_pages(papers, made_at=record.left_at, language=language, pictures=shown, dpi=dpi)


def ledger(kind: str, records: Sequence[VisitRecord], language: Language = "zh") -> bytes:
    """A ledger of several visits as an Excel file.

    Raises:
        BadInput: unknown kind, or no record.
    """
    if kind not in LEDGERS:
        raise BadInput("reports.kind", kind=kind, kinds="、".join(LEDGERS))
    return cast(bytes, import_module(LEDGERS[kind]).render(records, language=language))


def title(kind: str, language: Language = "zh") -> str:
    """The paper's name in the form set."""
    from patrol_app.reports.words import Words

    module = import_module(LEDGERS[kind]) if kind in LEDGERS else _module(kind)
    return Words(language)(module.TITLE)


def missing_fields(kind: str, record: VisitRecord, language: Language = "zh") -> tuple[str, ...]:
    """The mandatory fields that ``record`` lacks for ``kind``, in words; empty when the paper can be made."""
    from patrol_app.reports.frame import missing
    from patrol_app.reports.words import Words

    words = Words(language)
    return tuple(words(f"fields.{name}") for name in missing(record, _module(kind).CHECKS))
