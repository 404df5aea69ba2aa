"""Officers, the authority they act for, and the people met on a visit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ParticipantKind = Literal[
    "housing", "urban_management", "police", "education", "ecology", "monitoring", "grid", "exam_office", "other"
]
"""What a participant's unit is for: joint enforcement counts the first four and ``ecology`` as authorities."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """An enforcement officer with a certificate number (执法证号)."""

    name: str
    certificate_number: str
    recused_sites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """The body in whose name papers are made, with the remedies its papers must name."""

    name: str
    short_name: str
    region: str
    review_body: str
    court: str
    city: str = "安康市"
    province: str = "陕西省"
    screening_only: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """Someone else who took part (其他参加人): an officer of another authority, a grid officer, monitoring staff.

    ``certificate_number`` is the enforcement certificate of another authority's officer (联合检查).
    """

    name: str
    employer: str
    kind: ParticipantKind | None = None
    certificate_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonMet:
    """The site's person in charge, as met; ``signature`` is signed, refused, cannot or absent.

    ``filmed`` is the number of the recording that shows a refusal; ``values_told`` that the measured values were told
    on the spot. Papers say either only when somebody has said it.
    """

    name: str
    post: str
    employer: str
    relation: str
    phone: str | None = None
    id_number: str | None = None
    signature: str = "signed"
    refusal_reason: str | None = None
    witness: str | None = None
    filmed: str | None = None
    values_told: bool | None = None
