"""An exam coordinator's day at the desk: the tabs of the window, each with hands of its own in the desk's one worker.

A tab plugs in as one entry of ``TAB_HANDS``: the module and class of its hands. ``read`` makes the facts that the tab
shows; ``deeds`` are its commands, which the window sends as ``TAB.VERB`` (``zones.save_notice``). Nothing is imported
or read before the tab is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol, cast

from patrol_app.domain.errors import BadInput, CannotDo
from patrol_app.services.coordinator_facts import FrameFacts
from patrol_app.services.desk.coordinator_frame import frame_facts
from patrol_app.services.desk.departure import said
from patrol_app.services.desk.shelf import UNIT_FIELDS, Shelf, open_shelf, read_shelf, save_unit
from patrol_app.services.snapshot import Snapshot

if TYPE_CHECKING:
    from patrol_app.services.desk.desk import Desk

Data = Mapping[str, Any]
Deed = Callable[[Data], None]
PLAN = "plan"
LOOK_AGAIN_NS = 60_000_000_000
FRAME = "frame"
"""The name under which head and status line's facts are published, beside the tabs'."""


class TabHands(Protocol):
    """The work behind one tab. Everything runs in the worker."""

    def read(self) -> object:
        """The facts that the tab shows now, a frozen record."""
        ...

    def deeds(self) -> Mapping[str, Deed]:
        """The tab's commands by their verb."""
        ...


TAB_HANDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "zones": ("coordinator_zones", "ZoneHands"),
        "plan": ("coordinator_plan", "PlanHands"),
        "reports": ("coordinator_reports", "ReportHands"),
        "library": ("coordinator_library", "LibraryHands"),
    }
)
"""Module (in this package) and class of each tab's hands, which are made with the ``CoordinatorHands``."""


class CoordinatorHands:
    """The work behind a coordinator's window."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._shelf: Shelf | None = None
        self._tabs: dict[str, TabHands] = {}
        self._begun: datetime | None = None
        self._looked_ns = desk.clock.monotonic_ns()

    def shelf_read(self, shelf: Shelf) -> None:
        """Take the data folder as it was read anew."""
        self._shelf = shelf

    @property
    def shelf(self) -> Shelf:
        """The data folder."""
        if self._shelf is None:
            raise CannotDo("desk.not_open")
        return self._shelf

    @property
    def actor(self) -> str:
        """Who writes facts: the certificate number of the coordinator.

        Raises:
            BadInput: none was given yet.
        """
        number = self.desk.settings.coordinator
        if not number:
            raise BadInput("desk.no_coordinator")
        return number

    def open(self) -> None:
        """Open the data folder; tabs are read when they are looked at."""
        self.desk.doing(said("desk.opening"))
        try:
            self._shelf = open_shelf(self.desk.folder)
            self._publish_unit()
            self.publish_frame()
        finally:
            self.desk.doing(None)

    def frame(self) -> FrameFacts:
        """Head and status line's facts of now."""
        settings = self.desk.settings
        return frame_facts(self.shelf, self.desk.at(), settings.coordinator_name, settings.coordinator)

    def publish_frame(self) -> None:
        """Head and status line anew."""
        self.publish(FRAME, self.frame())

    def publish(self, name: str, facts: object) -> None:
        """Let the window see a tab's facts."""
        self.desk.published.office = {**self.desk.published.office, name: facts}

    def tab(self, name: str) -> TabHands:
        """The hands of a tab, made when first wanted.

        Raises:
            BadInput: there is no such tab.
        """
        if name not in self._tabs:
            if name not in TAB_HANDS:
                raise BadInput("desk.command", name=name)
            module, kind = TAB_HANDS[name]
            made = getattr(import_module(f"patrol_app.services.desk.{module}"), kind)
            self._tabs[name] = cast(TabHands, made(self))
        return self._tabs[name]

    def look(self, name: str) -> None:
        """Read a tab's facts and publish them."""
        self.desk.doing(said("desk.reading"))
        try:
            self.publish(name, self.tab(name).read())
        finally:
            self.desk.doing(None)

    def changed(self) -> None:
        """Libraries or plans changed: read everything again that has been looked at."""
        self._shelf = read_shelf(self.shelf.home, self.shelf.store)
        self.publish_frame()
        for name in tuple(self._tabs):
            self.look(name)

    def beat(self) -> None:
        """The next exam session is another one once this has begun, and planned stops become missed ones."""
        desk = self.desk
        frame = desk.published.office.get(FRAME)
        if isinstance(frame, FrameFacts) and frame.next_at is not None and desk.at() >= frame.next_at != self._begun:
            self._begun = frame.next_at
            desk.worker.do(self.publish_frame)
        now_ns = desk.clock.monotonic_ns()
        if now_ns - self._looked_ns >= LOOK_AGAIN_NS:
            self._looked_ns = now_ns
            if PLAN in self._tabs:
                desk.worker.do(lambda: self.publish(PLAN, self.tab(PLAN).read()))

    def snapshot(self) -> Snapshot | None:
        """No measurement runs at a coordinator's desk."""
        return None

    def pass_on(self, name: str, data: Data) -> bool:
        """Everything is for the worker."""
        return False

    def close(self) -> None:
        """Close the data folder."""
        if self._shelf is not None:
            self._shelf.store.close()

    def work(self, name: str, data: Data) -> None:
        """A command: ``unit`` and ``coordinator``, or ``TAB.VERB``; an unknown one is told."""
        own: dict[str, Deed] = {"unit": self._unit, "coordinator": self._coordinator}
        if name in own:
            own[name](data)
            return
        tab, _, verb = name.partition(".")
        if verb == "look":
            self.look(tab)
            return
        deed = self.tab(tab).deeds().get(verb)
        if deed is None:
            raise BadInput("desk.command", name=name)
        deed(data)

    def _publish_unit(self) -> None:
        self.desk.published.unit = {name: getattr(self.shelf.authority, name) for name in UNIT_FIELDS}

    def _unit(self, data: Data) -> None:
        save_unit(self.shelf.home, {name: str(value) for name, value in data["answers"].items()})
        self.changed()
        self._publish_unit()
        self.desk.tell(said("desk.unit_saved"))

    def _coordinator(self, data: Data) -> None:
        answers = data["answers"]
        number, name = str(answers.get("coordinator", "")).strip(), str(answers.get("coordinator_name", "")).strip()
        if not number or not name:
            raise BadInput("desk.no_coordinator")
        self.desk.remember(coordinator=number, coordinator_name=name)
        self.publish_frame()
