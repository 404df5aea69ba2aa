"""What people say of a visit, put in from outside a running session: checked whole, then noted in its log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from patrol_app.domain.codec import from_plain, to_plain
from patrol_app.domain.errors import BadInput
from patrol_app.services.measuring_points import check_points
from patrol_app.services.recall import CHANGEABLE, recall
from patrol_app.services.session.visit_log import VisitLog
from patrol_app.services.visit import VisitFacts
from patrol_app.store.reader import Reader
from patrol_app.store.store import Store


def said_of(facts: VisitFacts) -> dict[str, Any]:
    """Everything of a visit that people may say anew, as plain JSON."""
    return {name: to_plain(getattr(facts, name)) for name in CHANGEABLE}


def say(store: Store, number: str, changes: object, *, at: datetime, by: str | None = None) -> VisitFacts:
    """Note new facts of a visit; what is not named stays as it was.

    Args:
        store: the log.
        number: the visit.
        changes: plain JSON, an object with names of ``CHANGEABLE``; a list (``others``, ``points``, ``run_points``,
            ``sources``) is given whole.
        at: when it is said.
        by: certificate number of who says it; the recorder where left out.

    Raises:
        BadInput: no such visit, one whose pack is made and was not sent back, an unknown or wrong field, points that
            cannot be told apart.
    """
    facts = recall(store, number)
    packed, sent_back = store.latest("pack.made", number), store.latest("review.sent_back", number)
    if packed is not None and (sent_back is None or sent_back.sequence < packed.sequence):
        raise BadInput("saying.packed", number=number)
    made = _checked(changes)
    changed = replace(facts, **made)
    check_points(changed)
    _check_runs(store, changed)
    log = VisitLog.resume(store, number, actor=by or facts.recorder.certificate_number, now=lambda: at, signer=None)
    log.add("visit.observed", {name: made[name] for name in sorted(made)}, at=at)
    log.flush()
    return changed


def _checked(changes: object) -> dict[str, Any]:
    if not isinstance(changes, Mapping) or not changes:
        raise BadInput("saying.object", known="、".join(CHANGEABLE))
    for name in changes:
        if name not in CHANGEABLE:
            raise BadInput("saying.unknown", field=name, known="、".join(CHANGEABLE))
    return {name: from_plain(CHANGEABLE[name], value, name) for name, value in changes.items()}


def _check_runs(reader: Reader, facts: VisitFacts) -> None:
    """A run that nobody made has no point."""
    made = [entry.body["run"] for entry in reader.all_of_kind("run.started", facts.number)]
    for one in facts.run_points:
        if one.run not in made:
            raise BadInput("saying.no_run", run=one.run, known="、".join(made) or "—")
