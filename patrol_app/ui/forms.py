"""The forms of the window: which fields each has, and what is sent when it is filled in. Words come from ``desk.*``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from patrol_app.assets import sentence
from patrol_app.domain.bulletins import BULLETINS
from patrol_app.domain.places import Datum
from patrol_app.rules.cases import SIX_MEASURES
from patrol_app.services.supervisor_facts import OUTCOMES
from patrol_app.ui import language

FieldKind = Literal[
    "text", "password", "yes_no", "met", "source", "file", "new_file", "folder", "site_kind", "datum", "bulletin",
    "standing", "signed", "outcome",
]  # fmt: skip
DATUMS: tuple[str, ...] = get_args(Datum)


@dataclass(frozen=True, slots=True)
class Field:
    """One field; kinds with ``choices`` are chosen from buttons, files and folders may be looked for."""

    name: str
    kind: FieldKind = "text"


POINT = (
    Field("description"), Field("boundary_distance_m"), Field("height_m"), Field("wall_height_m"),
    Field("reflecting_distance_m"), Field("sensitive_building"), Field("sensitive_distance_m"),
    Field("windscreen", "yes_no"), Field("indoor", "yes_no"),
)  # fmt: skip
"""A measuring point: where, how high, how far from what."""
SOUGHT = (
    Field("outcome", "outcome"), Field("site_like"), Field("officer"), Field("date_from"), Field("date_to"),
)  # fmt: skip
"""What a list of visits is filtered by, beside words and how they stand."""
FORMS: dict[str, tuple[Field, ...]] = {
    "observation": (
        Field("process"), Field("activity"), Field("machines"), Field("working", "yes_no"),
        Field("permit_shown", "yes_no"), Field("permit_posted", "yes_no"), Field("exempt_work", "yes_no"),
        Field("statement"),
    ),
    "ban": (
        Field("process"), Field("working", "yes_no"), Field("exempt_work", "yes_no"), Field("permit_shown", "yes_no"),
        Field("statement"),
    ),
    "position": POINT,
    "point": POINT,
    "other": (Field("name"), Field("employer"), Field("certificate_number")),
    "source": (Field("source_name"),),
    "person": (
        Field("name"), Field("post"), Field("employer"), Field("relation"), Field("phone"), Field("id_number"),
        Field("values_told", "yes_no"),
    ),
    "dust": tuple(Field(name, "met") for name in (*SIX_MEASURES, "board", "plan")),
    "weather": (Field("wind_m_s"), Field("wind_meter"), Field("rain", "yes_no"), Field("read_by")),
    "help": (Field("problem"), Field("advice"), Field("hazards_removed")),
    "law_talk": (Field("audience"), Field("people"), Field("materials"), Field("articles")),
    "photo": (
        Field("path", "file"), Field("what"), Field("maker"), Field("source", "source"), Field("taken_now", "yes_no"),
    ),
    "place": (Field("site_name"), Field("site_kind", "site_kind"), Field("reason")),
    "place_typed": (
        Field("latitude_deg"), Field("longitude_deg"), Field("datum", "datum"), Field("site_name"),
        Field("site_kind", "site_kind"), Field("reason"),
    ),
    "here_typed": (Field("latitude_deg"), Field("longitude_deg"), Field("datum", "datum")),
    "visits_filter": (Field("text"), Field("shown", "standing"), *SOUGHT),
    "orders_filter": (Field("text"), Field("shown", "signed"), *SOUGHT),
    "skip": (Field("reason"),),
    "unlock": (Field("password", "password"),),
    "unit": tuple(
        Field(name) for name in ("name", "short_name", "region", "review_body", "court", "city", "province")
    ),
    "reviewer": (Field("reviewer_name"), Field("reviewer")),
    "coordinator": (Field("coordinator_name"), Field("coordinator")),
    "data_folder": (Field("data_folder", "folder"),),
    "import_list": (Field("path", "file"),),
    "key": (
        Field("name"), Field("certificate_number"), Field("password", "password"), Field("password_again", "password"),
    ),
    "template": (Field("template", "new_file"),),
    "add_site": (Field("site"),),
    "export_plan": (Field("folder", "folder"),),
    "report_new": (Field("report_kind", "bulletin"), Field("period_start"), Field("period_end")),
    "report_period": (Field("period_start"), Field("period_end")),
    "report_file": (Field("report_file", "new_file"),),
    "draw": (
        Field("draw_count"), Field("seed_one"), Field("seed_two"), Field("seed_source"), Field("folder", "folder"),
    ),
}  # fmt: skip
SITE_FORMS = (
    "observation", "ban", "position", "plan", "person", "dust", "weather", "photo", "help", "law_talk",
)  # fmt: skip
"""What belongs to the visit that is open, as buttons; all but the plan of the place are forms or lead to one."""

_CHOICES: dict[str, tuple[str, ...]] = {
    "yes_no": ("yes", "no"),
    "met": ("met", "not_met"),
    "source": ("phone", "camera", "drone"),
    "site_kind": ("construction", "factory", "other"),
    "datum": DATUMS,
    "bulletin": BULLETINS,
    "standing": ("all", "waiting", "sent_back", "accepted"),
    "signed": ("all", "unsigned"),
    "outcome": ("any", *OUTCOMES),
}


def choices(kind: FieldKind) -> tuple[str, ...]:
    """The values of a field that is chosen from buttons; empty for one that is written."""
    return _CHOICES.get(kind, ())


def choice_word(value: str) -> str:
    """What stands on a choice's button; a datum has one name in every language."""
    if value in DATUMS:
        return value
    return sentence(f"ui.choice.{value}", language.current())


def title(form: str) -> str:
    """The form's heading."""
    return sentence(f"desk.form.{form}", language.current())


def label(field: str) -> str:
    """The field's label."""
    return sentence(f"desk.field.{field}", language.current())
