"""Which instruments a visit measures with, by the numbers they say themselves, and what happens when one is exchanged.

A number heard for the first time names the unit of the register, with its certificate. Another number after it is
another instrument: the log notes it, an open run ends where the first was last there, and its calibration is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from drivers.link import Link, LinkEvent
from drivers.readings import Identity
from patrol_app.domain.instruments import InstrumentUnit
from patrol_app.services.register import found_in, same_number, with_number
from patrol_app.services.session.state import SessionState
from patrol_app.services.session.visit_log import VisitLog
from patrol_app.services.visit import mark_payload

CHANGED = "instrument_changed"
"""The mark in the sound level meter's raw file; ``since_ns`` is when the first meter was last known to be there."""
OTHER_METER = "session.other_meter"
_BREAKS = ("lost", "silent")
_TOLD_FOR_NS = 10_000_000_000


class Meters:
    """Used by the session's thread alone."""

    def __init__(
        self,
        state: SessionState,
        visit_log: VisitLog,
        links: Mapping[str, Link],
        register: Sequence[InstrumentUnit],
    ) -> None:
        self._state, self._log, self._links = state, visit_log, links
        self._register = tuple(register)
        self._units = {unit.role: unit for unit in reversed(state.facts.instruments)}
        self._heard: dict[str, Identity] = {}
        self._since_ns: dict[str, int] = {}
        self._measured = False

    def event(self, role: str, item: LinkEvent, end_run: Callable[[], object]) -> None:
        """Take an event of a link; ``end_run`` ends the run that is open."""
        if item.kind in _BREAKS:
            self._since_ns[role] = item.monotonic_ns
        if item.identity is None:
            return
        before, self._heard[role] = self._heard.get(role), item.identity
        since_ns = self._since_ns.pop(role, item.monotonic_ns)
        if before is None:
            self._first(role, item, item.identity)
        elif not same_number(before.serial_number, item.identity.serial_number):
            self._another(role, item, before, since_ns, end_run)

    def begin_run(self, role: str) -> list[dict[str, object]]:
        """What a run that begins now is measured with: each unit, and the number it said itself."""
        if role == "main":
            self._measured = False
            self._into_facts()
            self._measured = True
        return [{"unit": unit, "said": self._said(role)} for role, unit in sorted(self._units.items())]

    def calibrated(self) -> None:
        """The meter that is there was calibrated: what was asked for is done."""
        if self._state.message is not None and self._state.message[0] == OTHER_METER:
            self._state.message = None

    def _said(self, role: str) -> str | None:
        heard = self._heard.get(role)
        return heard.serial_number if heard is not None else None

    def _first(self, role: str, item: LinkEvent, identity: Identity) -> None:
        planned = self._units.get(role)  # type: ignore[call-overload]  # roles of links are roles of units
        unit = self._identified(role, item.model, identity)
        self._note("instrument.identified", role, item, {"unit": unit, "said": identity})
        if planned is not None and unit != planned:
            self._into_facts(even_after_run=True)
        if self._register and identity.engraved and found_in(self._register, item.model, identity) is None:
            self._tell("session.unregistered_meter", item, identity, for_ns=_TOLD_FOR_NS)

    def _another(
        self, role: str, item: LinkEvent, before: Identity, since_ns: int, end_run: Callable[[], object]
    ) -> None:
        identity = self._heard[role]
        unit = self._identified(role, item.model, identity)
        run = self._state.run_label
        self._note(
            "instrument.changed",
            role,
            item,
            {"unit": unit, "before": before, "said": identity, "run": run},
            weighty=True,
        )
        if role != "sound":
            self._into_facts()
            self._tell("session.other_instrument", item, identity, for_ns=_TOLD_FOR_NS)
            return
        self._links[role].mark(
            mark_payload(CHANGED, before=before.serial_number, now=identity.serial_number, since_ns=since_ns)
        )
        if run is not None:
            end_run()
        self._state.calibration = None
        self._into_facts()
        self._tell(OTHER_METER, item, identity, for_ns=1 << 62)

    def _identified(self, role: str, model: str, identity: Identity) -> InstrumentUnit | None:
        planned = self._units.get(role)  # type: ignore[call-overload]  # as above
        unit = found_in(self._register, model, identity)
        if unit is not None:
            unit = replace(unit, role=role)  # type: ignore[arg-type]  # as above
        elif planned is not None:
            unit = with_number(planned, identity) if identity.engraved else planned
        if unit is not None:
            self._units[unit.role] = unit
        return unit

    def _into_facts(self, *, even_after_run: bool = False) -> None:
        """The visit's instruments are those of its newest main run; one exchanged after that run is the log's alone."""
        facts = self._state.facts
        if self._measured and not even_after_run:
            return
        units = tuple(self._units.get(unit.role, unit) for unit in facts.instruments)
        if units != facts.instruments:
            self._state.facts = replace(facts, instruments=units)
            self._log.add("visit.instruments", {"instruments": units})

    def _note(
        self, kind: str, role: str, item: LinkEvent, body: Mapping[str, object], *, weighty: bool = False
    ) -> None:
        self._log.add(kind, {"role": role, "model": item.model, **body}, weighty=weighty)

    def _tell(self, key: str, item: LinkEvent, identity: Identity, *, for_ns: int) -> None:
        self._state.message = key, (("number", identity.serial_number), ("model", item.model))
        self._state.message_until_ns = min(item.monotonic_ns + for_ns, 1 << 62)
