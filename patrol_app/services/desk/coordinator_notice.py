"""A notice as it stands in the form becomes a notice of the library, checked as a row of a table would be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from patrol_app.domain.places import ExamNotice
from patrol_app.rules.moment import local
from patrol_app.services.office.columns import CHOICES, Cells
from patrol_app.services.office.library_rows import BUILDERS
from patrol_app.services.office.table_files import Row

FIELDS = (
    "issuer", "number", "legal_basis", "valid_from", "valid_to", "daily_windows", "distance_rule", "radius_m",
    "forbidden", "exemptions",
)  # fmt: skip
"""The fields of the form, by their identifiers in ``columns.HEADINGS``; the rest of a notice stays as it was."""


def answers_of(notice: ExamNotice | None) -> dict[str, str]:
    """The form's words for a notice, empty for a new one; what comes back unchanged gives the same notice."""
    if notice is None:
        return dict.fromkeys(FIELDS, "")
    return {
        "issuer": notice.issuer,
        "number": notice.number,
        "legal_basis": notice.legal_basis,
        "valid_from": local(notice.valid_from).strftime("%Y-%m-%d %H:%M"),
        "valid_to": local(notice.valid_to).strftime("%Y-%m-%d %H:%M"),
        "daily_windows": "；".join(notice.daily_windows),
        "distance_rule": notice.distance_rule or "",
        "radius_m": f"{notice.radius_m:g}",
        "forbidden": "；".join(notice.forbidden),
        "exemptions": "；".join(notice.exemptions),
    }


def notice_from(answers: Mapping[str, object], base: ExamNotice | None) -> ExamNotice:
    """The notice that the form's words make; ``base`` is the one that was shown.

    Raises:
        BadInput: a field is missing or wrong; the sentence names it.
    """
    cells = {name: str(answers.get(name) or "").strip() for name in FIELDS}
    if base is not None and base.area is not None and cells["radius_m"] in ("", "0"):
        # the area of the notice itself is the zone; a row without a radius needs one, so the builder is given any
        made = replace(_built({**cells, "radius_m": "1"}), radius_m=0.0)
    else:
        made = _built(cells)
    if base is None:
        return made
    return replace(
        made,
        title=base.title,
        valid_from=base.valid_from if made.valid_from == base.valid_from else made.valid_from,
        valid_to=base.valid_to if made.valid_to == base.valid_to else made.valid_to,
        area=base.area,
        area_name=base.area_name,
        exam=base.exam,
        published_on=base.published_on,
        penalty_basis=base.penalty_basis,
    )


def _built(cells: dict[str, str]) -> ExamNotice:
    if cells["distance_rule"] and cells["distance_rule"] not in CHOICES["distance_rule"].values():
        cells = {**cells, "distance_rule": "unspecified"}
    made = BUILDERS["notices"](Cells("notices", Row("", 1, cells)))
    assert isinstance(made, ExamNotice)
    return made
