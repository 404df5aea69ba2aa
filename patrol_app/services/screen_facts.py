"""What the screens around the measurement show: before leaving, route, closing, review. Frozen, like the snapshot.

Sentences are given as keys with data, so that a screen says them in its own language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

from patrol_app.services.snapshot import Attention, EventView, History, LegalView, LinkState

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from patrol_app.domain.people import Officer

CheckState = Literal["ok", "warn", "open"]


def _nothing(kind: str) -> NDArray[Any]:
    # Imported here: the first picture of the window needs no arrays.
    import numpy as np

    return np.empty(0, kind)


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of ``resources/i18n`` by its key, with its data."""

    key: str
    data: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFact:
    """Something that is right, wants attention, or is not done yet; ``detail`` says how much or what to do."""

    state: CheckState
    title: Said
    detail: Said | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentFact:
    """An instrument of tonight; ``value`` is its newest reading as written, ``advice`` what to do when it fails.

    ``lacks`` is what it is not ready for although it answers: no certificate, one that has ended, not registered.
    ``days_left`` counts from today to the certificate's last day.
    """

    role: str
    about: str
    serial_number: str
    port: str
    valid_to: date | None
    state: LinkState
    value: str
    age_s: float | None
    detail: Said | None = None
    advice: Said | None = None
    lacks: Said | None = None
    days_left: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationFact:
    """The tone on the meter now: ``t_s`` from -20 to 0; ``steady_s`` is how long it has been within 0.1 dB."""

    reading_db: float | None
    nominal_db: float
    allowed_db: float
    steady_s: float
    spread_db: float | None
    frequency_hz: float | None
    last_at: datetime | None
    last_db: float | None
    calibrator_serial: str
    calibrator_valid_to: date | None
    recorded: bool
    t_s: NDArray[np.float64] = field(default_factory=lambda: _nothing("float64"))
    level_db: NDArray[np.float32] = field(default_factory=lambda: _nothing("float32"))


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartureFacts:
    """Tonight's team, plan, instruments, laptop and calibration."""

    kind: Literal["loop", "full_coverage", "tour", "fixed_posts"] | None
    """The kind of tonight's plan; ``None`` without one."""
    team: str
    """The unit's short name."""
    officers: tuple[Officer, ...]
    sites: int
    leave_at: datetime | None
    instruments: tuple[InstrumentFact, ...]
    laptop: tuple[CheckFact, ...]
    calibration: CalibrationFact
    stage: Literal["leaving", "before", "after"] = "leaving"
    """Before leaving, or which calibration of the running visit is due."""
    outputs: tuple[str, ...] = ()
    """Sound outputs of this laptop by name, for the alarm."""
    team_number: int | None = None
    """Which team of the plan this is, from 1, where it has several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainLink:
    """A link from bytes to paper; ``remade`` only when it was computed again and agreed."""

    name: Literal["bytes", "readings", "levels", "verdict", "record", "signatures", "paper"]
    remade: bool
    note: Said | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueFact:
    """A labelled value of a result."""

    label: Said
    value: Said
    weighty: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureFact:
    """An officer's signature; strokes in parts of the pad's width and height, 0 to 1."""

    officer: Officer
    signed_at: datetime | None
    key_name: str | None
    strokes: tuple[tuple[tuple[float, float], ...], ...] = ()
    locked: bool = False
    """The key wants its password before it can sign."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeFact:
    """The verdict as it stands on the closing and review screens."""

    outcome: Literal["exceeds", "complies", "indicative", "cannot_be_judged"]
    title: Said
    detail: Said
    reasons: tuple[Said, ...] = ()
    """Every reason, of the other verdicts of the visit too; ``detail`` is the first of the leading one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterFact:
    """A printer that this laptop knows."""

    name: str
    state: Literal["ready", "printing", "stopped", "unknown"]
    default: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintPaper:
    """A paper of the visit: its file's name in the pack, and its title."""

    name: str
    title: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintingFacts:
    """What can be printed, and where; the default printer first."""

    printers: tuple[PrinterFact, ...]
    papers: tuple[PrintPaper, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingFacts:
    """Verdict and record, signatures, pack: the order of work at the end of a visit."""

    case_number: str
    outcome: OutcomeFact
    values: tuple[ValueFact, ...]
    record_pages: int
    record: tuple[CheckFact, ...]
    signatures: tuple[SignatureFact, ...]
    party_name: str
    party_post: str
    party_state: Literal["waiting", "signed", "refused", "absent"]
    pack: tuple[CheckFact, ...]
    pack_bytes: int
    chain_sha256: str
    target: str | Said
    pack_wants: Said | None
    pack_made: bool
    chain: tuple[ChainLink, ...]
    busy: Said | None = None
    """What is being worked on; buttons wait until it is done."""
    printing: PrintingFacts | None = None
    """Asked for and found: each time it was asked for it is another one."""
    site: str = ""
    party_reason: str = ""
    party_witness: str = ""
    """Why the party did not sign and who saw it, as noted."""
    practice: bool = False
    """Nobody signs, and no pack is made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedFact:
    """A measuring point or a source of noise; ``at_m`` is east and north of the site's own place, if anybody said it.

    ``runs`` were measured at a point; ``chosen`` is where the next run is measured.
    """

    label: str
    name: str
    at_m: tuple[float, float] | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    runs: tuple[str, ...] = ()
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherFact:
    """Someone else who took part in the visit."""

    name: str
    employer: str
    kind: str
    certificate_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExhibitFact:
    """A photo, a film, a voice note or another file that was taken in: what it proves, who made it, when and where."""

    label: str
    kind: Literal["photo", "video", "voice", "other"]
    what: str
    maker: str
    at: datetime
    where: Said
    small: bytes | None = None
    """The photo small, as PNG; ``None`` where there is none to be seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFacts:
    """What people said of the running visit: the answers of its forms by form, and rows to read."""

    number: str
    site: str
    answers: Mapping[str, Mapping[str, object]]
    rows: tuple[CheckFact, ...]
    photos: tuple[ExhibitFact, ...] = ()
    """What was taken in, the oldest first."""
    others: tuple[OtherFact, ...] = ()
    points: tuple[PlacedFact, ...] = ()
    sources: tuple[PlacedFact, ...] = ()
    outline_m: tuple[tuple[tuple[float, float], ...], ...] = ()
    corners_m: tuple[tuple[float, float], ...] = ()
    """Corners of the boundary that is being drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopFact:
    """A stop of the route; east and north in metres from the map's centre."""

    number: int
    name: str
    kind: Literal["construction", "factory", "fixed_post", "other"]
    arrive_at: datetime | None
    east_m: float
    north_m: float
    state: Literal["open", "complies", "over", "seen", "outside_plan", "inside"]
    """``seen`` was visited and neither found over a limit nor to comply."""
    level_db: float | None = None
    distance_m: float | None = None
    inside_zone: bool = False
    facts: tuple[ValueFact, ...] = ()
    about: Said | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneShape:
    """An exam venue and the outline of its zone; drawn for the eye, judged by geodesic distance."""

    venue: str
    east_m: float
    north_m: float
    outline_m: tuple[tuple[float, float], ...]
    area: bool = False
    """A zone of the notice's own area, without a venue in its middle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundShape:
    """A piece of the base map: a road's line or the water's area."""

    kind: Literal["road", "minor_road", "water"]
    points_m: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteFacts:
    """The night's stops in order, where we are and where we walked."""

    title: Said
    stops: tuple[StopFact, ...]
    next_number: int | None
    selected: int | None
    zones: tuple[ZoneShape, ...]
    ground: tuple[GroundShape, ...]
    walked_m: tuple[tuple[float, float], ...]
    here_m: tuple[float, float] | None
    accuracy_m: float | None
    heading_deg: float | None
    length_m: float
    duration_s: float
    plan: str | None = None
    """The number of tonight's plan, if the coordinator made one."""
    team: int = 1
    teams: int = 1
    addable: tuple[StopFact, ...] = ()
    """Sites of the library that are not on tonight's route, the nearest first."""
    here_picked: bool = False
    """The own place was picked by hand on the map; no receiver says it."""
    origin: tuple[float, float] = (0.0, 0.0)
    """Latitude and longitude (WGS-84) of the map's centre."""
    here_since: datetime | None = None
    """No receiver says the own place now; it is that of this moment. ``None`` also where there was never one."""
    legal: LegalView | None = None
    """The hours of the law in the unit's city, for the head while no visit runs."""
    practice: bool = False
    """The data folder in use is that of practice, whether a visit is open or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewItem:
    """A line of the supervisor's list."""

    case_number: str
    site: str
    at: datetime
    measured: str
    limit: str
    excess: str
    attention: Attention
    judged: bool
    state: Said
    decided_by: str = ""
    decided_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SentBackFact:
    """A closed visit that a supervisor sent back: what is to be put right, by whom it was said and when."""

    number: str
    site: str
    remark: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectionFact:
    """A stretch that was marked in the plot, in seconds of the run, and its levels where the meter said them."""

    start_s: float
    end_s: float
    laeq_db: float | None
    lafmax_db: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExclusionFact:
    """An excluded part as reviewed: from, to, why, who, and LAeq before and after it is left out."""

    label: str
    start_at: datetime
    end_at: datetime
    reason: str
    author: str
    laeq_db: float | None
    without_db: float | None
    at: datetime | None = None
    """When it was excluded; ``at_the_site`` by an officer while the run went on, else in review."""
    at_the_site: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFacts:
    """One case under review, recomputed."""

    items: tuple[ReviewItem, ...]
    selected: int
    started_at: datetime
    ended_at: datetime
    officers: tuple[str, ...]
    sent_at: datetime
    legal: LegalView
    history: History
    events: tuple[EventView, ...]
    exclusions: tuple[ExclusionFact, ...]
    outcome: OutcomeFact
    values: tuple[ValueFact, ...]
    checks: tuple[CheckFact, ...]
    chain: tuple[ChainLink, ...]
    chain_check: CheckFact
    peaks: NDArray[np.float32] = field(default_factory=lambda: _nothing("float32"))
    playing_s: float | None = None
    selection: SelectionFact | None = None
    reviewer: str = ""
    key: Literal["none", "locked", "open"] = "open"
    locked: bool = False
    """The reviewer has a key, and it wants its password."""
    can_listen: bool = True
    gain_db: float = 0.0
    """By how much the sound is made louder for listening; the recording itself is not touched."""
    obstacle: Said | None = None
    """Why the visit cannot be accepted."""
    faults: tuple[Said, ...] = ()
    """Every line at which the pack fails, in full."""
    busy: Said | None = None
    shown: str = "waiting"
    """How the visits of the list stand: ``all``, ``waiting``, ``sent_back`` or ``accepted``."""
