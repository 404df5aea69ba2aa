"""What the screens around the measurement show: before leaving, closing, review. Frozen, like the snapshot.

Route and site have ``place_facts``. Sentences are given as keys with data, so that a screen says them in its own
language.
"""

from __future__ import annotations

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
