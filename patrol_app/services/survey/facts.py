"""What people say of a survey, and the same as the running session wants it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from patrol_app.domain.instruments import InstrumentUnit
from patrol_app.domain.people import Authority, Officer
from patrol_app.domain.places import Place, Site
from patrol_app.domain.record import Observation, Position
from patrol_app.domain.surveys import SurveyRecord, SurveySettings, SurveySurroundings
from patrol_app.services.visit import ExclusionFact, VisitFacts

OPENED, CLOSED = "survey.opened", "survey.closed"
"""Facts of their own: what counts visits, checks of a site or verdicts never meets a survey."""
MARKED_IN = ("sound", "position")
"""The raw file that carries the marks of the run: the sound level meter's, else the receiver's."""
_NOWHERE = Place(latitude_deg=0.0, longitude_deg=0.0)
_NEVER_DB = 999.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyFacts:
    """The people's part of a survey record."""

    number: str
    simulated: bool
    authority: Authority
    officers: tuple[Officer, ...]
    recorder: Officer
    started_at: datetime
    instruments: tuple[InstrumentUnit, ...]
    settings: SurveySettings
    exclusions: tuple[ExclusionFact, ...] = ()
    surroundings: SurveySurroundings | None = None
    """``None`` until the survey is closed: then what the libraries have about the track."""


def facts_of_survey(record: SurveyRecord) -> SurveyFacts:
    """The people's part of a finished record: what a check takes as given."""
    return SurveyFacts(
        number=record.number,
        simulated=record.simulated,
        authority=record.authority,
        officers=record.officers,
        recorder=record.recorder,
        started_at=record.started_at,
        instruments=record.instruments,
        settings=record.settings,
        exclusions=tuple(
            ExclusionFact.of(record.totals.run if record.totals is not None else "—", one) for one in record.exclusions
        ),
        surroundings=record.surroundings,
    )


def session_facts(facts: SurveyFacts, name: str) -> VisitFacts:
    """The survey as a running session takes a visit; ``name`` stands where a site's name does on screens.

    The stand-in site is shown and neither logged nor judged; no level begins an exceedance.
    """
    return VisitFacts(
        number=facts.number,
        simulated=facts.simulated,
        authority=facts.authority,
        officers=facts.officers,
        recorder=facts.recorder,
        site=Site(name=name, place=_NOWHERE, kind="other"),
        arrived_at=facts.started_at,
        position=Position(label="—", description=name),
        observation=Observation(activity=name, process="—"),
        instruments=facts.instruments,
        trigger_db=_NEVER_DB,
    )
