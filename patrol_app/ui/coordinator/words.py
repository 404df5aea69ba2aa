"""Head and status line of the coordinator's window; ``say`` is how its tabs speak."""

from __future__ import annotations

from datetime import datetime

from patrol_app.assets import sentence
from patrol_app.services.coordinator_facts import FrameFacts
from patrol_app.ui import figures, language
from patrol_app.ui.officer.live_words import dot
from patrol_app.ui.widgets.header import HeaderView
from patrol_app.ui.widgets.status_line import StatusItem, StatusView


def say(key: str, **data: object) -> str:
    """The words under ``office.KEY`` in the window's language."""
    return sentence(f"office.{key}", language.current(), **data)


def day_time(at: datetime) -> str:
    """``06-05 16:40`` in local time."""
    return at.astimezone(figures.LOCAL).strftime("%m-%d %H:%M")


def left_until(at: datetime, now: datetime) -> str:
    """How long it is until then: days and hours from a day on, else hours, minutes and seconds."""
    seconds = (at - now).total_seconds()
    if seconds < 86_400:
        return say("left.hours", left=figures.countdown(seconds))
    days, rest = divmod(int(seconds), 86_400)
    return say("left.days", days=days, left=f"{rest // 3600}:{rest // 60 % 60:02d}")


def head_view(frame: FrameFacts | None, steps: tuple[str, ...], current: int, now: datetime) -> HeaderView:
    """Which exam, what is in its zones, and how long until its next session."""
    clock = day_time(now)
    if frame is None:
        return HeaderView(steps=steps, current=current, place=say("opening"), clock=clock)
    counts = (
        say("head.venues", count=frame.venues),
        say("head.inside", count=frame.sources_inside),
        say("head.notices", count=frame.notices),
    )
    coming = frame.next_at
    return HeaderView(
        steps=steps,
        current=current,
        place=" ".join(part for part in (frame.region, frame.exam or say("head.no_exam")) if part),
        zone=dot(*counts),
        period=say("head.next", at=day_time(coming)) if coming else say("head.no_session"),
        change=left_until(coming, now) if coming else "",
        clock=clock,
    )


def status_view(frame: FrameFacts | None) -> StatusView:
    """Who works here, the libraries, the datum, the log, the rules, and the newest plan."""
    if frame is None:
        return StatusView(items=(StatusItem("person", say("opening")),))
    person = f"{frame.person}（{frame.number}）" if frame.number else say("status.nobody")
    lists = say("status.lists", sources=frame.sources, venues=frame.venues)
    plan = say("status.no_plan")
    if frame.night is not None:
        state = say("status.issued" if frame.night_issued else "status.not_issued")
        plan = say("status.plan", night=f"{frame.night:%m-%d}", version=frame.night_version, state=state)
    datum = "/".join(frame.datums)
    return StatusView(
        items=(
            StatusItem("person", person, sign="" if frame.number else "warn", strong=not frame.number),
            StatusItem("lists", lists, sign="tick" if frame.sources and frame.venues else "warn"),
            StatusItem("datum", say("status.datum", datum=datum) if datum else say("status.no_datum"), datum, "tick"),
            StatusItem("chain", say("status.chain", count=figures.thousands(frame.chain_length)), sign="tick"),
            StatusItem("rules", say("status.rules", count=frame.rule_sets)),
            StatusItem("plan", plan),
        )
    )
