"""An officer's night at the desk: before leaving, route, measuring; closing is in ``desk.end``."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from drivers.errors import DriverError
from patrol_app.domain.errors import BadInput, CannotDo
from patrol_app.domain.places import Place
from patrol_app.services.awake import Awake
from patrol_app.services.desk.alarm import Alarm, AlarmChoice
from patrol_app.services.desk.alarm_deeds import choose_alarm, exclude_alarm, note_alarm
from patrol_app.services.desk.bench import Bench
from patrol_app.services.desk.departure import Laptop, at_site, departure_facts, look_around, said
from patrol_app.services.desk.end import EndDeeds
from patrol_app.services.desk.practice import PracticeBench
from patrol_app.services.desk.practice_deeds import enter_practice, leave_practice
from patrol_app.services.desk.route import Route, fix_now
from patrol_app.services.desk.route_deeds import RouteDeeds
from patrol_app.services.desk.shelf import UNIT_FIELDS, Shelf, open_shelf, read_shelf, save_unit
from patrol_app.services.desk.site_deeds import SiteDeeds
from patrol_app.services.desk.site_places import PlaceDeeds
from patrol_app.services.desk.survey import SurveyDeeds
from patrol_app.services.desk.visit import DeskVisit
from patrol_app.services.desk.worker import sentence_of
from patrol_app.services.recall import recover
from patrol_app.services.screen_facts import DepartureFacts
from patrol_app.services.snapshot import Snapshot

if TYPE_CHECKING:
    from patrol_app.services.desk.desk import Desk

ROUTE_NS = 1_000_000_000
OPENING_S = 8.0
CHECK_VALID_S = 12 * 3600.0
_FORWARDED = ("mark", "exclude_begin", "exclude_end", "acknowledge")


class OfficerHands:
    """The work behind an officer's window."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.real: Shelf | None = None
        self.practice_shelf: Shelf | None = None
        self.practice: PracticeBench | None = None
        self.bench: Bench | None = None
        self.visit: DeskVisit | None = None
        self.laptop: Laptop | None = None
        self.looked: Route | None = None
        self.checked: tuple[datetime, float] | None = None
        self.awake = Awake()
        self.alarm = Alarm(desk.clock, desk.tell, partial(exclude_alarm, self))
        self.end, self.route, self.places = EndDeeds(self), RouteDeeds(self), PlaceDeeds(self)
        self.site, self.survey = SiteDeeds(self), SurveyDeeds(self)
        self._finder: threading.Thread | None = None
        self._route_ns = 0
        self._route_asked = False
        self._left: DepartureFacts | None = None

    # -- opening and closing -----------------------------------------------------------------------------------

    @property
    def shelf(self) -> Shelf:
        """The data folder in use: the real one, or that of practice."""
        found = self.practice_shelf or self.real
        if found is None:
            raise CannotDo("desk.not_open")
        return found

    def shelf_read(self, shelf: Shelf) -> None:
        """Take the data folder as it was read anew; between visits its instruments are looked for again."""
        if self.practice_shelf is None:
            self.real = shelf
        self._recheck()

    def open(self) -> None:
        """Open the data folder, set right what a kill left, and look for instruments."""
        desk = self.desk
        desk.doing(said("desk.opening"))
        try:
            self.real = open_shelf(desk.folder)
            left = list(recover(self.real.home, self.real.store, desk.at()))
        finally:
            desk.doing(None)
        self.alarm.choose(AlarmChoice(desk.settings.alarm, desk.settings.alarm_output), try_out=False)
        self.begin_evening()
        self.end.take_up(self.survey.take_over(left))
        self.end.look_back()

    def begin_evening(self) -> None:
        """The route, the unit and the instruments of the data folder in use."""
        self.looked = self.route.begin()
        self.desk.published.unit = {name: getattr(self.shelf.authority, name) for name in UNIT_FIELDS}
        self._new_bench()
        self._look_around()
        self.show_route()

    def _new_bench(self) -> None:
        self.drop_bench()
        units = tuple(self.practice.units) if self.practice is not None else self.shelf.units
        bench = Bench(self.shelf.home.path / "bench", units, self.desk.clock)
        self.bench = bench
        self._finder = threading.Thread(target=self._find, args=(bench,), name="finder", daemon=True)
        self._finder.start()

    def _find(self, bench: Bench) -> None:
        bench.find(listen=self.practice is None)
        self.desk.worker.do(self._look_around)

    def drop_bench(self) -> None:
        """Let go of the instruments, so that a visit can open them."""
        bench, self.bench, self._finder = self.bench, None, None
        if bench is not None:
            bench.close()

    def _look_around(self) -> None:
        looking = self._finder is not None and self._finder.is_alive()
        self.laptop = look_around(self.shelf, self.desk.keys, looking=looking)

    def _look_for_outputs(self) -> None:
        """Headphones may have been plugged in since: what the alarm can be chosen from is looked for again."""
        self._look_around()
        if self._left is not None and self.laptop is not None:
            self._left = replace(self._left, outputs=self.laptop.outputs)

    def close(self) -> None:
        """End the recording and let go of everything."""
        self.alarm.close()
        if self.visit is not None:
            self.visit.end()
        self.survey.shut()
        self.awake.end()
        self.drop_bench()
        if self.practice is not None:
            self.practice.close()
        for shelf in (self.practice_shelf, self.real):
            if shelf is not None:
                shelf.store.close()

    # -- the beat ------------------------------------------------------------------------------------------------

    def beat(self) -> None:
        """New facts before leaving, ten times a second; the route once a second in the worker."""
        desk, bench, laptop, visit = self.desk, self.bench, self.laptop, self.visit
        now_ns = desk.clock.monotonic_ns()
        if visit is not None:
            shown = visit.latest()
            if shown is not None and not visit.ended:
                self.alarm.look(shown)
                if self._left is not None:
                    which = visit.calibration_due()
                    desk.published.departure = at_site(
                        self._left,
                        shown,
                        visit.facts.instruments,
                        which,
                        recorded=which in visit.calibrated,
                        ports=visit.ports,
                    )
        elif bench is not None and laptop is not None:
            facts = departure_facts(
                self.shelf,
                bench,
                laptop,
                now_ns,
                desk.at(),
                self._fresh_check(),
                self.alarm.choice,
                self.looked.tonight if self.looked is not None else None,
                self.looked.team if self.looked is not None else 1,
            )
            desk.published.departure = self._left = facts
        self.survey.beat(now_ns)
        if now_ns - self._route_ns >= ROUTE_NS and not self._route_asked:
            self._route_ns, self._route_asked = now_ns, True
            desk.worker.do(self.show_route)

    def _fresh_check(self) -> tuple[datetime, float] | None:
        if self.checked is None or (self.desk.at() - self.checked[0]).total_seconds() > CHECK_VALID_S:
            return None
        return self.checked

    def show_route(self) -> None:
        """Publish the route of this moment."""
        self._route_asked = False
        route, bench = self.looked, self.bench
        if route is None:
            return
        now_ns, visit = self.desk.clock.monotonic_ns(), self.visit
        fix = self.survey.fix()
        if bench is not None:
            fix = fix_now(bench.books, now_ns)
        elif visit is not None and not visit.ended:
            fix = fix_now(visit.session.books, now_ns)
        facts = route.facts(fix, self.desk.at())
        self.desk.published.route = facts if self.practice is None else replace(facts, practice=True)

    def snapshot(self) -> Snapshot | None:
        """The running visit's newest picture, with the sentences of the surroundings."""
        return None if self.visit is None else self.visit.latest()

    def note(self, kind: str, body: dict[str, object]) -> None:
        """A fact of the visit that runs, written in the worker's turn."""
        visit = self.visit
        if visit is not None:
            number, actor, at = visit.number, visit.facts.recorder.certificate_number, self.desk.at()
            self.desk.worker.do(
                lambda: void(self.shelf.store.append(kind, number, body, actor=actor, at=at, clock_source="host"))
            )

    # -- commands ------------------------------------------------------------------------------------------------

    def pass_on(self, name: str, data: Mapping[str, Any]) -> bool:
        """What belongs to the session goes straight into its queue."""
        visit = self.visit
        if visit is None or visit.ended:
            return self.survey.pass_on(name, data)
        if name in _FORWARDED:
            self._heard(visit.session.command(name, **data))
        elif name in ("start", "background"):
            if self.practice is not None:
                self.practice.world.calibrator = False
                self.practice.world.begin_run()
            self._heard(visit.start("main" if name == "start" else "background"))
        elif name == "stop":
            asked = visit.session.command("end_run")
            asked.add_done_callback(lambda _done: self._run_over())
            self._heard(asked)
        else:
            return False
        return True

    def _run_over(self) -> None:
        if self.practice is not None:
            self.practice.world.end_run()
            self.practice.world.calibrator = True

    def _heard(self, asked: Future[Any]) -> None:
        """A refusal of the session is told like any other."""

        def told(done: Future[Any]) -> None:
            fault = done.exception()
            if isinstance(fault, Exception):
                self.desk.tell(sentence_of(fault))

        asked.add_done_callback(told)

    def work(self, name: str, data: Mapping[str, Any]) -> None:
        """A command for the worker; an unknown one is told."""
        deeds: dict[str, Callable[[Mapping[str, Any]], None]] = {
            "recheck": lambda _: self._recheck(),
            "calibrate": lambda _: self._calibrate(),
            "arrive": self.arrive,
            "start": self._arrive_and_start,
            "unit": self._unit,
            "alarm": lambda data: choose_alarm(self, data),
            "outputs": lambda _: self._look_for_outputs(),
            "enter_practice": lambda _: enter_practice(self),
            "leave_practice": lambda _: leave_practice(self),
            **self.end.deeds(),
            **self.route.deeds(),
            **self.survey.deeds(),
            **self.site.deeds(),
            **self.places.deeds(),
        }
        deed = deeds.get(name)
        if deed is None:
            raise BadInput("desk.command", name=name)
        deed(data)

    def _recheck(self) -> None:
        if self.visit is None and not self.survey.active:
            self._new_bench()
        self._look_around()
        self.desk.tell(said("desk.rechecking"))

    def _calibrate(self) -> None:
        desk, visit = self.desk, self.visit
        if visit is not None and not visit.ended:
            which = visit.calibration_due()
            check = visit.calibrate().result(10.0)
            desk.tell(said(f"desk.calibrated.{which}", level=f"{check.reading_db:.1f}"))
            if self.practice is not None:
                self.practice.world.calibrator = False
            return
        facts = desk.published.departure
        if facts is None or facts.calibration.reading_db is None:
            raise CannotDo("session.calibration_silent")
        tone, at = facts.calibration, desk.at()
        body = {
            "reading_db": tone.reading_db,
            "nominal_db": tone.nominal_db,
            "spread_db": tone.spread_db,
            "calibrator_serial": tone.calibrator_serial,
        }
        self.shelf.store.append("calibration.checked", "bench", body, actor=self.actor(), at=at)
        self.checked = at, float(tone.reading_db or 0.0)
        desk.tell(said("desk.calibrated.leaving", level=f"{tone.reading_db:.1f}"))

    def here(self) -> Place | None:
        """The newest own place."""
        route = self.looked
        return None if route is None else route.picked or (route.walked[-1] if route.walked else None)

    def actor(self) -> str:
        """In whose name facts are written: the first officer of the team."""
        return self.shelf.team[0].certificate_number if self.shelf.team else "officer"

    def arrive(self, data: Mapping[str, Any]) -> None:
        """A visit begins at the chosen site, with the instruments of the bench."""
        if self.visit is not None:
            raise CannotDo("desk.visit_open", number=self.visit.number)
        self.survey.refuse_visit()
        route, bench = self.looked, self.bench
        site = None if route is None else route.site(data.get("number"), self.here(), data.get("site"))
        if route is None or bench is None or site is None:
            raise CannotDo("desk.no_site")
        # who arrives right after plugging in has the meter too; a port that does not open gives up by itself
        bench.opened.wait(OPENING_S)
        plugged = tuple(bench.plugged.values())
        self.end.forget()
        self.end.look_back()
        self.drop_bench()
        signer = next(iter(self.desk.keys.values()), None)
        try:
            self.visit = DeskVisit(
                self.shelf, site, plugged, clock=self.desk.clock, signer=signer, practice=self.practice is not None,
                picked=route.picked, sound_input=self.desk.settings.microphone,
            )  # fmt: skip
        except (DriverError, BadInput, CannotDo):
            self._new_bench()
            raise
        if self.practice is not None:
            self.practice.world.calibrator = True
        refused = self.visit.refused
        held = self.awake.begin()
        if self.alarm.choice.kind != "silent":
            note_alarm(self)
        self.site.show()
        if refused is not None:
            self.desk.tell(sentence_of(refused))
            return
        key = {"held": "desk.arrived", "but_lid": "desk.arrived_but_lid", "not_held": "desk.arrived_may_sleep"}[held]
        self.desk.tell(said(key, number=self.visit.number, site=site.name))

    def _arrive_and_start(self, data: Mapping[str, Any]) -> None:
        if self.visit is None:
            self.arrive(data)
        self.pass_on("start", {})

    def _unit(self, data: Mapping[str, Any]) -> None:
        save_unit(self.shelf.home, {name: str(value) for name, value in data["answers"].items()})
        self.reload()
        self.desk.tell(said("desk.unit_saved"))

    def reload(self) -> None:
        """Read the data folder again."""
        fresh = read_shelf(self.shelf.home, self.shelf.store)
        if self.practice_shelf is not None:
            self.practice_shelf = fresh
        else:
            self.real = fresh
        if self.looked is not None:
            self.looked.take(fresh, self.looked.tonight)
        self.desk.published.unit = {name: getattr(fresh.authority, name) for name in UNIT_FIELDS}

    def visit_over(self) -> None:
        """Back to the route, with the instruments on the bench again."""
        self.visit = None
        self.desk.published.site = None
        self._new_bench()
        self._look_around()
        self.route.look_back()
        self.show_route()


def void(_value: object) -> None:
    """A work's answer that nobody wants."""
