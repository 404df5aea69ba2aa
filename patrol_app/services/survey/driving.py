"""A survey that runs: ports opened, drive recorded by a visit's session, ended, closed. Needs no window."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from drivers.link import Clock, SystemClock
from drivers.registry import instrument
from patrol_app.assets import sentence
from patrol_app.domain.errors import BadInput
from patrol_app.domain.people import Authority, Officer
from patrol_app.domain.surveys import SurveyRecord, SurveySettings, SurveySurroundings
from patrol_app.evidence.signer import Signer
from patrol_app.recordings.folder import RecordingFolder
from patrol_app.recordings.reserve import DiskReserve
from patrol_app.rules.book import RuleBook
from patrol_app.rules.moment import local
from patrol_app.services.measuring import ROLE_OF_KIND, try_ports, unit_letters, units_of
from patrol_app.services.office import library
from patrol_app.services.practice import PREFIX
from patrol_app.services.recall import recorded_files
from patrol_app.services.session.audio import SessionAudio
from patrol_app.services.session.session import VisitSession
from patrol_app.services.session.visit_log import VisitLog
from patrol_app.services.survey.closing import settle_survey
from patrol_app.services.survey.facts import MARKED_IN, OPENED, SurveyFacts, session_facts
from patrol_app.services.survey.live import LiveTrack
from patrol_app.services.survey.recall import known_surveys, recall_survey
from patrol_app.services.survey.settings import check_settings
from patrol_app.services.visit import utc_of
from patrol_app.store.home import Home
from patrol_app.store.reader import Reader
from patrol_app.store.store import Store

Say = Callable[[str, Mapping[str, object]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyOrder:
    """With what to drive, for how long at most, and the chosen levels."""

    ports: Mapping[str, tuple[str, str]]
    minutes: float
    settings: SurveySettings = field(default_factory=SurveySettings)
    calibration_before_db: float | None = None
    calibration_after_db: float | None = None
    baud: int | None = None
    microphone: bool = False


def ports_on_board(sound: str | None, dust: str | None, gps: str | None) -> dict[str, tuple[str, str]]:
    """``MODEL=PORT`` words as role to model and port; a receiver may be its port alone.

    Raises:
        BadInput: no receiver, neither meter, or a word of another form or kind.
    """
    if not gps:
        raise BadInput("survey.no_gps")
    if not sound and not dust:
        raise BadInput("survey.nothing")
    found = {}
    for role, value in (("sound", sound), ("dust", dust), ("position", gps if "=" in gps else f"nmea={gps}")):
        if not value:
            continue
        model, separator, port = value.partition("=")
        if not separator or not model or not port:
            raise BadInput("measure.instrument", value=value)
        if ROLE_OF_KIND.get(instrument(model).card.kind) != role:
            raise BadInput("survey.wrong_kind", value=value)
        found[role] = model, port
    return found


def survey_number(reader: Reader, authority: Authority, at: datetime, *, practice: bool = False) -> str:
    """A survey's number: the unit's letters (in practice the word 练习), the day, S and a counter of the day."""
    prefix = f"{PREFIX if practice else unit_letters(authority)}-{local(at).strftime('%Y%m%d')}-S"
    return f"{prefix}{1 + sum(one.number.startswith(prefix) for one in known_surveys(reader)):03d}"


def survey_facts(
    ports: Mapping[str, tuple[str, str]],
    settings: SurveySettings,
    store: Store,
    authority: Authority,
    at: datetime,
    *,
    officers: Sequence[Officer] = (),
    simulated: bool = False,
    practice: bool = False,
) -> SurveyFacts:
    """The people's part of a survey that begins, from the libraries; practice is simulated and numbered as practice."""
    team = tuple(officers) or tuple(library.officers(store)[:2])
    return SurveyFacts(
        number=survey_number(store, authority, at, practice=practice),
        simulated=simulated or practice,
        authority=authority,
        officers=team,
        recorder=team[-1] if team else Officer(name="—", certificate_number="—"),
        started_at=at,
        instruments=tuple(units_of(ports, library.instruments(store))),
        settings=settings,
    )


class RunningSurvey:
    """A session on a survey's facts, with the track that grows. Commands go through ``session``."""

    def __init__(
        self,
        facts: SurveyFacts,
        *,
        home: Home,
        store: Store,
        book: RuleBook,
        clock: Clock,
        about: SurveySurroundings | None = None,
        roles: Sequence[str] = (),
        signer: Signer | None = None,
        paced: bool = False,
    ) -> None:
        self.facts = facts
        self.track = LiveTrack(
            facts.settings,
            about or SurveySurroundings(),
            has_sound="sound" in roles,
            has_dust="dust" in roles,
        )
        self._clock = clock
        self.folder = RecordingFolder.create(home.recordings, facts.number)
        self.log = VisitLog(
            store,
            facts.number,
            actor=facts.recorder.certificate_number,
            now=lambda: utc_of(clock.utc_ns()),
            signer=signer,
        )
        self._microphone: Any = None
        self._began = False
        self.session = VisitSession(
            session_facts(facts, sentence("survey.name", "zh")),
            clock=clock,
            folder=self.folder,
            visit_log=self.log,
            book=book,
            register=library.instruments(store),
            reserve=DiskReserve(home.reserve),
            paced=paced,
            opened=(OPENED, facts),
            marked_in=MARKED_IN,
            also=self.track.take,
        )

    def open(self, ports: Mapping[str, tuple[str, str]], *, baud: int | None = None) -> None:
        """Open the ports.

        Raises:
            DriverError: one is absent, busy or forbidden.
        """
        for role, (model, port) in ports.items():
            self.session.open_link(role, model, port, baud=baud if role == "sound" else None)

    def listen(self, sound_input: str = "") -> None:
        """Record sound too, from the input of that name, or from the system's own choice.

        Raises:
            DriverError: there is no microphone.
        """
        from drivers import microphone

        made = microphone.Microphone(self.session.sound, device=sound_input or None)
        made.open()
        self.session.listen(SessionAudio(self.folder.audio, sample_rate_hz=made.sample_rate_hz))
        self._microphone = made

    def begin(self) -> None:
        """The drive begins."""
        self.track.begin(self._clock.monotonic_ns(), self._clock.utc_ns())
        self.session.command("begin_run", role="main").result()
        self._began = True

    def end(self) -> None:
        """The drive is over, unless a full disk or another meter in place of the first ended it before."""
        if not self.ended_by_itself:
            self.session.command("end_run").result()
        self.track.end()

    @property
    def ended_by_itself(self) -> bool:
        """A drive that was begun is over without having been ended: the disk was full, or the meter was exchanged."""
        return self._began and not self.session.running

    def stop(self) -> None:
        """Close ports and files; a drive that was not ended is left as an interruption would leave it."""
        if self._microphone is not None:
            self._microphone.close()
        self.session.stop()
        self.log.flush()


def survey(
    order: SurveyOrder,
    *,
    home: Home,
    store: Store,
    book: RuleBook,
    authority: Authority,
    say: Say,
) -> SurveyRecord:
    """Drive in real time and return the record as it would be closed now; the keyboard's interrupt ends it early.

    Raises:
        BadInput: wrong values.
        DriverError: a port is absent, busy or forbidden.
    """
    check_settings(order.settings)
    try_ports(order.ports)
    facts = survey_facts(order.ports, order.settings, store, authority, datetime.now(UTC))
    running = RunningSurvey(facts, home=home, store=store, book=book, clock=SystemClock(), roles=tuple(order.ports))
    try:
        running.open(order.ports, baud=order.baud)
        if order.microphone:
            running.listen()
        if order.calibration_before_db is not None:
            running.session.command("calibrate", which="before", typed_db=order.calibration_before_db).result()
        say("survey.started", {"number": facts.number, "minutes": f"{order.minutes:g}"})
        running.begin()
        _drive(running, order.minutes)
        if order.calibration_after_db is not None:
            running.session.command("calibrate", which="after", typed_db=order.calibration_after_db).result()
    finally:
        running.stop()
    return settle(facts.number, home=home, store=store, visit_log=running.log)


def _drive(running: RunningSurvey, minutes: float) -> None:
    ends_at = time.monotonic() + minutes * 60.0
    try:
        while (left_s := ends_at - time.monotonic()) > 0 and not running.ended_by_itself:
            time.sleep(min(0.2, left_s))
    except KeyboardInterrupt:
        pass
    running.end()


def settle(number: str, *, home: Home, store: Store, visit_log: VisitLog | None = None) -> SurveyRecord:
    """Rebuild a survey from its recording, an interrupted one too, and note its end in the log.

    Raises:
        BadInput: no such survey.
    """
    facts = recall_survey(store, number)
    log = visit_log or VisitLog.resume(
        store, number, actor=facts.recorder.certificate_number, now=lambda: datetime.now(UTC), signer=None
    )
    files = recorded_files(store, home, number)
    return settle_survey(facts, files, log, left_at=datetime.now(UTC), reader=store).record
