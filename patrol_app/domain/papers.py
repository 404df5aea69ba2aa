"""What papers need beyond the visit record: answers, photos, the plan of the place, service, goods, measures.

All are facts that officers note or other rooms give; a paper prints them and adds nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from patrol_app.domain.people import Officer
from patrol_app.domain.places import Place

Signature = Literal["signed", "refused", "cannot", "absent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonQuestioned:
    """The person of a question record; ``None`` is struck on the paper."""

    name: str
    sex: str | None = None
    age: int | None = None
    id_number: str | None = None
    employer: str | None = None
    post: str | None = None
    phone: str | None = None
    relation: str | None = None
    address: str | None = None
    postcode: str | None = None
    signature: Signature = "signed"
    refusal_reason: str | None = None
    witness: str | None = None
    filmed: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One question and its answer as said; an empty answer is left as lines to be written by hand."""

    question: str
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionSession:
    """One person, one session, one day (调查询问笔录)."""

    started_at: datetime
    ended_at: datetime
    place: str
    person: PersonQuestioned
    exchanges: tuple[Exchange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A photo as evidence: what it proves, when, where and by whom it was taken, and the hash of the original.

    The last fields say how far the camera's facts are off; they are as in ``patrol_app.domain.record.Attachment``.
    """

    label: str
    file: str
    sha256: str
    proves: str
    taken_at: datetime
    place: str
    taken_by: str
    original_kept: str
    device: str | None = None
    position: Place | None = None
    source: Literal["phone", "drone", "camera"] | None = None
    stated: bool = False
    zone_stated: bool = True
    outside_visit_s: float | None = None
    camera_clock_s: float | None = None
    distance_m: float | None = None
    level_db: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoSet:
    """Photos of a visit; the bytes are handed to the paper by file name."""

    photos: tuple[Photo, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOutline:
    """A closed outline on the plan with its name: the site's boundary, a building.

    ``schematic`` is one whose shape and place nobody measured; only the distance to it was said.
    """

    name: str
    corners: tuple[Place, ...]
    kind: Literal["site", "sensitive", "venue", "road", "other"] = "other"
    schematic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPoint:
    """A measuring point, source or fixed reference on the plan."""

    label: str
    name: str
    place: Place
    kind: Literal["point", "source", "reference"] = "source"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDistance:
    """A distance that was measured or computed elsewhere, drawn between two places."""

    start: Place
    end: Place
    distance_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePlan:
    """The plan of the place (现场勘察平面图); ``notes`` name what nobody gave a place."""

    drawn_at: datetime
    drawn_by: str
    outlines: tuple[PlanOutline, ...]
    points: tuple[PlanPoint, ...] = ()
    distances: tuple[PlanDistance, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DustPoint:
    """One dust point: upwind reference or downwind, in micrograms per cubic metre."""

    label: str
    where: str
    upwind: bool
    started_at: datetime
    duration_s: float
    mean_ug_m3: float | None
    min_ug_m3: float | None = None
    max_ug_m3: float | None = None
    boundary_distance_m: float | None = None
    height_m: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DustMeasure:
    """One measure against dust: ``kind`` is a row of the form, ``ok`` is None when it was not looked at."""

    kind: Literal["fence", "cover", "wet", "wash", "road", "truck", "sign", "plan", "monitor", "waste"]
    ok: bool | None
    amount: str = ""
    photos: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DustSheet:
    """What the dust record asks for beyond the means in the visit record."""

    quantity: str = "TSP"
    points: tuple[DustPoint, ...] = ()
    measures: tuple[DustMeasure, ...] = ()
    k_value: float | None = None
    k_source: str | None = None
    flow_before_l_min: float | None = None
    flow_after_l_min: float | None = None
    zero_check: str | None = None
    wind_steady: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StopOrder:
    """An order to stop work; it stands on an order to correct that was served and a recheck that proves refusal."""

    number: str
    kind: Literal["pause", "rectify"]
    made_on: date
    earlier_order: str
    earlier_served_on: date
    recheck_record: str
    rechecked_at: datetime
    recheck_found: str
    scope: str
    period: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedPaper:
    """A paper that is served."""

    name: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Serving papers (送达); ``None`` times are written by hand."""

    papers: tuple[ServedPaper, ...]
    place: str
    method: Literal["direct", "left", "entrusted", "post", "electronic"]
    made_at: datetime
    received_at: datetime | None = None
    receiver: str | None = None
    receiver_relation: str | None = None
    refusal_reason: str | None = None
    witness: str | None = None
    filmed: str | None = None
    remark: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Good:
    """One thing registered as evidence."""

    name: str
    count: str
    model: str | None = None
    made: str | None = None
    maker: str | None = None
    remark: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRegistration:
    """Registering and keeping evidence (先行登记保存, Penalty Law art. 56): at most seven working days."""

    number: str
    made_at: datetime
    cause: str
    reason: Literal["may_vanish", "hard_later"]
    in_place: bool
    place: str
    from_day: date
    to_day: date
    goods: tuple[Good, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewItem:
    """One line of the review of a case file (案卷评查): ``met`` is None where a person has to look.

    ``points`` is None for a point of legality, where any fault brings the whole file to nothing. ``place`` is where the
    answer comes from: a path in record.json, or a paper.
    """

    group: str
    item: str
    points: float | None
    met: bool | None = None
    applies: bool = True
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCover:
    """Cover, index remarks and end sheet of a case file."""

    case_name: str
    decision: str
    result: str
    handlers: tuple[Officer, ...]
    retention: str
    made_at: datetime
    filed_on: date | None = None
    closed_on: date | None = None
    archived_on: date | None = None
    archive_numbers: tuple[str, str, str] | None = None
    situation: str = ""
    defects: str = ""
    compiled_by: str | None = None
    reviewed_by: str | None = None
