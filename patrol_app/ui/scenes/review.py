"""The invented morning after: six cases wait, the first is open."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from patrol_app.services.screen_facts import (
    CheckFact,
    CheckState,
    ExclusionFact,
    OutcomeFact,
    ReviewFacts,
    ReviewItem,
    Said,
    ValueFact,
)
from patrol_app.services.snapshot import EventView
from patrol_app.ui.scenes.closing import chain, say
from patrol_app.ui.scenes.nights import local, night
from patrol_app.ui.scenes.traces import history

START, END = local(23, 13, 29), local(23, 33, 29)


def _since(hour: int, minute: int, second: int) -> float:
    return (local(hour, minute, second) - START).total_seconds()


_LOUD = (
    ((23, 17, 12), 24, 73.0),
    ((23, 19, 36), 56, 76.9),
    ((23, 22, 27), 52, 75.6),
    ((23, 24, 47), 82, 74.9),
    ((23, 28, 29), 60, 74.0),
    ((23, 30, 50), 46, 75.0),
)


def _events() -> tuple[EventView, ...]:
    found = [
        EventView(
            label="", kind="over", start_s=_since(*at), end_s=_since(*at) + seconds, at=local(*at), lafmax_db=level
        )
        for at, seconds, level in _LOUD
    ]
    for label, at, seconds, reason in (("A", (23, 21, 7), 32, "过路车辆"), ("B", (23, 31, 40), 30, "人声")):
        start_s = _since(*at)
        found.append(
            EventView(
                label=label,
                kind="exclusion",
                start_s=start_s,
                end_s=start_s + seconds,
                at=local(*at),
                lafmax_db=64.8,
                reason=reason,
            )
        )
    return tuple(found)


def _items() -> tuple[ReviewItem, ...]:
    waiting, indicative, unjudged = say("review.waiting"), say("review.indicative"), say("review.cannot")

    def item(number: int, site: str, at: tuple[int, int, int], *words: str, state: Said = waiting) -> ReviewItem:
        measured, limit, excess = words
        attention = "over" if state is waiting else "near"
        return ReviewItem(
            case_number=f"DEMO-20260606-{number:02d}",
            site=site,
            at=local(*at, day=6 if at[0] > 12 else 7),
            measured=measured,
            limit=limit,
            excess=excess,
            attention=attention,  # type: ignore[arg-type]
            judged=state is not unjudged,
            state=state,
        )

    return (
        item(3, "演示一号工地", (23, 24, 47), "60", "55", "+5"),
        item(2, "演示五号工地", (22, 31, 20), "63", "55", "+8"),
        item(7, "演示八号工地", (1, 18, 5), "58", "55", "+3"),
        item(9, "演示九号工地", (2, 40, 51), "55", "55", "0", state=indicative),
        item(1, "演示二号工地", (21, 20, 0), "0.84", "0.80", "+0.04"),
        item(10, "演示十号工地", (2, 11, 32), "", "", "", state=unjudged),
    )


def _value(key: str, text: str, *, weighty: bool = False) -> ValueFact:
    return ValueFact(label=say(f"review.{key}"), value=say("close.text", text=text), weighty=weighty)


def _check(key: str, text: str, state: CheckState = "ok") -> CheckFact:
    return CheckFact(state=state, title=say(f"review.check.{key}"), detail=say("close.text", text=text))


def review() -> ReviewFacts:
    """Two exclusions, one of them by the reviewer; both values stay over the limit."""
    rises = tuple((_since(*at), _since(*at) + seconds, 6.0) for at, seconds, _ in _LOUD)
    peaks = tuple((_since(*at) + seconds * 0.4, level) for at, seconds, level in _LOUD)
    random = np.random.default_rng(5)
    wave = np.abs(random.normal(0, 0.09, 1200))
    for start, end, _ in rises:
        wave[int(start) : int(end)] *= 2.6
    exclusions = (
        ExclusionFact(
            label="A", start_at=local(23, 21, 7), end_at=local(23, 21, 39), reason="过路车辆",
            author="演示员甲 · 当场", laeq_db=61.2, without_db=61.2,
        ),
        ExclusionFact(
            label="B", start_at=local(23, 31, 40), end_at=local(23, 32, 10), reason="人声",
            author="复核人丁 · 现在", laeq_db=61.2, without_db=61.3,
        ),
    )  # fmt: skip
    return ReviewFacts(
        items=_items(),
        selected=0,
        started_at=START,
        ended_at=END,
        officers=("演示员甲", "演示员乙"),
        sent_at=local(7, 40, day=7),
        legal=night().legal,
        history=history(1200, 54.6, rises, peaks),
        events=_events(),
        exclusions=exclusions,
        outcome=OutcomeFact(
            outcome="exceeds",
            title=say("close.title.short.exceeds", excess=5),
            detail=say("close.detail.short", measured=60, limit=55, maximum=77, maximum_limit=70),
        ),
        values=(
            _value("whole", "61.2 / 61.2"),
            _value("without", "61.2 / 61.3"),
            _value("background", "51.0"),
            _value("difference", "10 / −1"),
            _value("reported", "60 / 60"),
            ValueFact(label=say("review.result"), value=say("review.both_over", limit=55), weighty=True),
        ),
        checks=(
            _check("duration", "20:00 · 10:00"),
            _check("calibration", "0.1"),
            _check("weather", "1.4"),
            _check("overload", "0"),
            _check("certificates", "3"),
            CheckFact(state="warn", title=say("review.check.humidity"), detail=say("review.check.humidity.doubt")),
            _check("officers", "2"),
            CheckFact(state="ok", title=say("review.check.party"), detail=say("review.check.party.signed")),
        ),
        chain=(
            *chain(3)[:5],
            chain(3)[5].__class__(name="signatures", remade=True, note=say("chain.signatures.valid", count=3)),
            chain(3)[6].__class__(name="paper", remade=True, note=say("chain.paper", count=4)),
        ),
        chain_check=CheckFact(
            state="ok",
            title=say("review.chain.whole", first="18\u00a0204", last="18\u00a0873"),
            detail=say("review.chain.checkpoints", count=30),
        ),
        peaks=wave.astype(np.float32).clip(0, 1),
        playing_s=(local(23, 25, 15) - START) / timedelta(seconds=1),
        reviewer="复核人丁（DEMO-0009）",
    )
