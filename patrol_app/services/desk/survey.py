"""The survey at the officer's desk: open, drive, park, close into pack and files, hot spots into the night's plan."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from drivers.errors import DriverError
from drivers.readings import PositionFix
from patrol_app.domain.errors import BadInput, CannotDo
from patrol_app.domain.people import Officer
from patrol_app.domain.surveys import HotSpot, SurveySettings, SurveySurroundings, shown_quantity
from patrol_app.planning.hot_spots import surroundings
from patrol_app.services.desk import survey_practice as practising
from patrol_app.services.desk.departure import said
from patrol_app.services.desk.shelf import two_officers
from patrol_app.services.desk.survey_end import add_to_night, is_good, pack_survey, save_track
from patrol_app.services.desk.survey_facts import (
    Stage,
    SurveyFacts,
    fix_of,
    gap_ends,
    ground_of,
    pieces_of,
    spot_facts,
)
from patrol_app.services.recall import KnownVisit
from patrol_app.services.screen_facts import Said
from patrol_app.services.survey.driving import RunningSurvey, settle, survey_facts
from patrol_app.services.survey.live import EMPTY_VIEW, TrackView
from patrol_app.services.survey.recall import recall_survey
from patrol_app.services.survey.settings import chosen_settings

if TYPE_CHECKING:
    from patrol_app.services.desk.officer import OfficerHands

Data = Mapping[str, Any]
OPENING_S = 8.0
EVERY_NS = 1_000_000_000
REACH_M = 5000.0
"""What the libraries have within this of the drive's begin is drawn beside hot spots."""
CALIBRATE_S = 15.0
LISTEN_S = 11.0
"""The reading is of the last 10 s, so the tone must have been heard for longer."""


class SurveyDeeds:
    """Used by the officer's worker; ``beat``, ``pass_on`` and ``active`` by any thread."""

    def __init__(self, hands: OfficerHands) -> None:
        self._hands = hands
        self.running: RunningSurvey | None = None
        self._stage: Stage = "ready"
        self._number: str | None = None
        self._officers: tuple[Officer, ...] = ()
        self._settings = SurveySettings()
        self._view: TrackView = EMPTY_VIEW
        self._spots: tuple[HotSpot, ...] = ()
        self._added: dict[str, str] = {}
        self._opened_ns = 0
        self._lay_after_s = 0.0
        self._began_ns: int | None = None
        self._ended_ns: int | None = None
        self._excluding = False
        self._pack: Path | None = None
        self._good: bool | None = None
        self._geojson: Path | None = None
        self._shown = False
        self._asked_ns = 0
        self._asked = False

    def deeds(self) -> dict[str, Callable[[Data], None]]:
        """The commands by name."""
        return {
            "survey_look": lambda _: self._look(),
            "survey_begin": lambda _: self._begin(),
            "survey_end": lambda _: self._end(),
            "survey_calibrate": lambda _: self._calibrate(),
            "survey_close": lambda _: self._close(),
            "survey_unlock": self._unlock,
            "survey_add": self._add,
            "survey_leave": lambda _: self._leave(),
        }

    @property
    def active(self) -> bool:
        """The survey holds the instruments, so no visit can begin."""
        return self.running is not None

    @property
    def driving(self) -> bool:
        """A drive is being recorded."""
        return self._stage == "driving"

    def fix(self) -> PositionFix | None:
        """The newest point as the route takes a receiver's fix."""
        return fix_of(self.running.track.newest if self.running is not None else None)

    def beat(self, now_ns: int) -> None:
        """Once a second, while looked at or running, make new facts."""
        if (self._shown or self.active) and not self._asked and now_ns - self._asked_ns >= EVERY_NS:
            self._asked_ns, self._asked = now_ns, True
            self._hands.desk.worker.do(self.show)

    def pass_on(self, name: str, data: Data) -> bool:
        """Marks and excluded parts go straight into the session's queue."""
        running = self.running
        if running is None or self._stage != "driving":
            return False
        if name == "stop":
            self._hands.desk.worker.do(self._end)
        elif name == "survey_mark":
            running.session.command("mark")
        elif name == "survey_exclude_begin":
            self._excluding = True
            running.session.command("exclude_begin")
        elif name == "survey_exclude_end":
            self._excluding = False
            running.session.command("exclude_end", reason=str(data["reason"]))
        else:
            return False
        return True

    def refuse_visit(self) -> None:
        """A visit cannot have the instruments that a survey has.

        Raises:
            CannotDo: a survey has them.
        """
        if self.active:
            raise CannotDo("survey.open")

    def take_over(self, left: Sequence[KnownVisit]) -> list[str]:
        """Of what a kill or a power cut left, the newest survey can be closed here; gives back the visits' numbers."""
        for one in left:
            if one.kind == "survey":
                facts = recall_survey(self._hands.shelf.store, one.number)
                self._number, self._officers, self._stage = one.number, facts.officers, "parked"
                self._settings = facts.settings
                self._hands.desk.tell(said("survey.left", number=one.number))
        return [one.number for one in left if one.kind == "visit"]

    def shut(self) -> None:
        """The window closes: the recording ends properly and can be closed later."""
        if self.running is not None:
            if self._stage == "driving":
                self.running.end()
            self.running.stop()
            self.running = None

    def leave_practice(self) -> None:
        """Practice is left: its survey ends in its own folder, and the next one begins like the first."""
        if self._hands.practice is None:
            return
        self._hands.awake.end()
        self.shut()
        shown = self._shown
        self.__init__(self._hands)  # type: ignore[misc]  # the next survey begins like the first
        self._shown = shown
        self._hands.desk.published.survey = None

    # -- facts ---------------------------------------------------------------------------------------------------

    def show(self) -> None:
        """Publish the facts of this moment."""
        self._asked = False
        hands = self._hands
        route = hands.looked
        if self._stage == "ready" and not self._shown:
            hands.desk.published.survey = None
            return
        if self._stage == "driving" and self.running is not None and self.running.ended_by_itself:
            self._end()
            return
        began_s = time.perf_counter()
        if self.running is not None and began_s >= self._lay_after_s:
            self._view = self.running.track.lay()
            self._spots = self._view.hot_spots
            # a drive of hours takes its time to lay: never more than a twentieth of the laptop's
            self._lay_after_s = began_s + 20.0 * (time.perf_counter() - began_s)
        if route is None:
            return
        newest = self.running.track.newest if self.running is not None else None
        newest = newest or (self._view.points[-1] if self._view.points else None)
        here = newest.place if newest is not None else None
        usable = sum(1 for point in self._view.points if point.usable)
        hands.desk.published.survey = SurveyFacts(
            stage=self._stage,
            number=self._number,
            ground=ground_of(hands.desk.published.route),
            settings=self._settings,
            shown=shown_quantity(self._view.points) if self._view.points else "laeq",
            pieces=pieces_of(self._view.points, route.metres),
            gap_ends_m=gap_ends(self._view, route.metres),
            spots=spot_facts(self._spots, route.metres, lambda spot: self._added.get(spot.label)),
            newest=newest if self._stage == "driving" else None,
            here_m=route.metres(here) if here is not None else None,
            elapsed_s=self._elapsed_s(),
            length_m=self._view.length_m,
            points=len(self._view.points),
            usable=usable,
            gaps=len(self._view.gaps),
            excluding=self._excluding,
            snapshot=practising.shown(hands, self.running.session.latest() if self.running is not None else None),
            wants=self._wants(),
            locked=tuple((one.certificate_number, one.name) for one in self._locked()),
            pack=str(self._pack) if self._pack is not None else None,
            pack_good=self._good,
            geojson=str(self._geojson) if self._geojson is not None else None,
            practice=hands.practice is not None,
        )

    def _elapsed_s(self) -> float:
        if self._began_ns is None:
            return 0.0
        return ((self._ended_ns or self._hands.desk.clock.monotonic_ns()) - self._began_ns) / 1e9

    def _locked(self) -> list[Officer]:
        if self._stage not in ("parked", "closing") or self._hands.practice is not None:
            return []
        return [one for one in self._officers if one.certificate_number not in self._hands.desk.keys]

    def _wants(self) -> Said | None:
        """What is missing before the drive can begin."""
        return practising.wanted(self._hands, ready=self._stage == "ready")

    # -- deeds ---------------------------------------------------------------------------------------------------

    def _look(self) -> None:
        """The screen was opened."""
        self._shown = True
        if self._stage == "ready":
            self._settings = chosen_settings(self._hands.shelf.home)
        self.show()

    def _leave(self) -> None:
        """The screen was left; a finished survey is put away."""
        self._shown = False
        if self._stage in ("ready", "open", "packed"):
            self._put_away()

    def _put_away(self) -> None:
        number, shelf = self._number, self._hands.shelf
        if self.running is not None and number is not None:
            self._stop_running()
            # ports were opened and nothing was driven: the log says that it is over
            settle(number, home=shelf.home, store=shelf.store)
        self.__init__(self._hands)  # type: ignore[misc]  # the next survey begins like the first
        self._hands.desk.published.survey = None

    def _open(self) -> RunningSurvey:
        """The instruments of the bench become the survey's."""
        if self.running is not None:
            return self.running
        hands = self._hands
        missing = self._wants()
        if missing is None and hands.practice is not None:
            practising.make_room(hands)
            if hands.bench is not None:
                hands.bench.opened.wait(OPENING_S)
            missing = self._wants()
        if missing is not None or hands.bench is None:
            raise CannotDo("desk.not_open") if missing is None else CannotDo(missing.key, **dict(missing.data))
        shelf, desk = hands.shelf, hands.desk
        officers = two_officers(shelf)
        hands.bench.opened.wait(OPENING_S)
        plugged = {one.role: one for one in hands.bench.plugged.values() if one.role in ("sound", "dust", "position")}
        here = hands.here()
        hands.drop_bench()
        ports = {role: (one.model, one.port) for role, one in plugged.items()}
        practice = hands.practice is not None
        facts = survey_facts(
            ports, self._settings, shelf.store, shelf.authority, desk.at(), officers=officers, practice=practice
        )
        about = SurveySurroundings()
        if here is not None:
            about = surroundings([here], shelf.sites, shelf.venues, shelf.notices, reach_m=REACH_M)
        running = RunningSurvey(
            facts,
            home=shelf.home,
            store=shelf.store,
            book=shelf.book,
            clock=desk.clock,
            about=about,
            roles=tuple(ports),
            signer=None if practice else next(iter(desk.keys.values()), None),
        )
        self.running, self._opened_ns = running, desk.clock.monotonic_ns()
        self._number, self._officers, self._stage = facts.number, officers, "open"
        try:
            for role, one in plugged.items():
                running.session.open_link(role, one.model, one.port, baud=one.baud)
            if shelf.unit("microphone") is not None and not practice:
                with contextlib.suppress(DriverError):
                    running.listen(desk.settings.microphone)
        except Exception:
            self._put_away()
            raise
        hands.awake.begin()
        return running

    def _begin(self) -> None:
        if self._stage not in ("ready", "open"):
            raise CannotDo("survey.not_now")
        running = self._open()
        self._began_ns, self._ended_ns = self._hands.desk.clock.monotonic_ns(), None
        practising.set_off(self._hands)
        running.begin()
        self._stage = "driving"
        self._hands.desk.tell(said("survey.driving", number=running.facts.number))
        self.show()

    def _end(self) -> None:
        if self.running is None or self._stage != "driving":
            raise CannotDo("survey.not_driving")
        self.running.end()
        practising.park(self._hands)
        self._lay_after_s = 0.0
        self._ended_ns, self._stage, self._excluding = self._hands.desk.clock.monotonic_ns(), "parked", False
        self._hands.desk.tell(said("survey.parked"))
        self.show()

    def _calibrate(self) -> None:
        """Before the drive or after it, on the calibrator; the reading is that of the last 10 s."""
        which = {"ready": "before", "open": "before", "parked": "after"}.get(self._stage)
        if which is None or (which == "after" and self.running is None):
            raise CannotDo("survey.not_now")
        running = self._open()
        listened_s = (self._hands.desk.clock.monotonic_ns() - self._opened_ns) / 1e9
        if listened_s < LISTEN_S:
            self.show()
            raise CannotDo("survey.calibrate_wait", seconds=round(LISTEN_S - listened_s) + 1)
        check = running.session.command("calibrate", which=which).result(CALIBRATE_S)
        self._hands.desk.tell(said(f"desk.calibrated.{which}", level=f"{check.reading_db:.1f}"))
        self.show()

    def _stop_running(self) -> None:
        running, self.running = self.running, None
        if running is not None:
            running.stop()
        self._hands.awake.end()
        self._hands.visit_over()

    def _close(self) -> None:
        """Settle the survey, save its GeoJSON and, with both keys, make and check its pack."""
        number = self._number
        if number is None or self._stage not in ("parked", "closing"):
            raise CannotDo("survey.not_now")
        desk, shelf = self._hands.desk, self._hands.shelf
        desk.doing(said("survey.closing"))
        try:
            if self._stage == "parked":
                self._stop_running()
                record = settle(number, home=shelf.home, store=shelf.store)
                self._spots, self._stage = record.hot_spots, "closing"
            if self._hands.practice is not None:
                self._view, self._stage = practising.practised_track(shelf, number), "packed"
            else:
                self._view, self._geojson = save_track(shelf, number)
            self._spots = self._view.hot_spots
            if self._stage == "closing" and not self._locked():
                self._make_pack(number)
        finally:
            desk.doing(None)
            self.show()
        if self._hands.practice is not None:
            desk.tell(practising.REFUSED)
        elif locked := self._locked():
            desk.tell(said("survey.locked", names="、".join(one.name for one in locked)))

    def _make_pack(self, number: str) -> None:
        desk = self._hands.desk
        desk.doing(said("desk.packing"))
        closed = pack_survey(self._hands.shelf, number, self._officers, desk.keys)
        self._pack, self._spots = closed.pack.path, closed.record.hot_spots
        desk.doing(said("desk.checking"))
        self._good, self._stage = is_good(closed.pack.path, desk.at()), "packed"
        desk.tell(said("desk.packed" if self._good else "desk.packed_but", number=number))

    def _unlock(self, data: Data) -> None:
        """A key opens; when it was the last, the pack is made."""
        self._hands.end.deeds()["unlock"](data)
        if self._stage == "closing" and not self._locked():
            self._close()
        else:
            self.show()

    def _add(self, data: Data) -> None:
        """A hot spot becomes a stop of tonight: the site near it, or the place itself."""
        spot = next((one for one in self._spots if one.label == data.get("label")), None)
        hands, route = self._hands, self._hands.looked
        if spot is None or route is None or self._number is None:
            raise BadInput("survey.no_spot")
        if spot.label in self._added:
            raise CannotDo("survey.added_before", label=spot.label, site=self._added[spot.label])
        self._added[spot.label] = add_to_night(hands, route, self._number, spot)
        self.show()
