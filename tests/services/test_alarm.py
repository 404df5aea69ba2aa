"""The alarm that is heard: silent unless chosen, again until acknowledged, and never aloud before its mark."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from short_visit import ShortVisit

from drivers.errors import PortRefused
from drivers.link import SystemClock
from patrol_app.domain.errors import BadInput
from patrol_app.services.desk.alarm import AUTHOR, MARKED_S, REASON, Alarm, AlarmChoice, alarm_choice
from patrol_app.services.desk.desk import Desk
from patrol_app.services.screen_facts import Said
from patrol_app.services.snapshot import Snapshot
from patrol_app.ui import scenes
from patrol_app.ui.officer.reasons import OWN_ALARM

SECOND = 1_000_000_000


class HandClock(SystemClock):
    """A clock that a test moves by hand."""

    now_ns = 0

    def monotonic_ns(self) -> int:
        return self.now_ns


class Ear:
    """What an alarm did, in its order."""

    def __init__(self) -> None:
        self.clock = HandClock()
        self.done: list[str] = []
        self.told: list[Said] = []
        self.fault: Exception | None = None
        self.took_s = 0.5
        self.alarm = Alarm(self.clock, self.told.append, self.exclude, self.sound)

    def exclude(self, seconds: float, reason: str) -> None:
        self.done.append(f"exclude {seconds:g} {reason}")

    def sound(self, output: str) -> float:
        if self.fault is not None:
            raise self.fault
        self.done.append(f"sound {output}")
        return self.took_s

    def at(self, seconds: float, shown: Snapshot | None) -> list[str]:
        """Look at a moment; what was done by then."""
        self.clock.now_ns = round(seconds * SECOND)
        self.alarm.look(shown)
        until(lambda: not self.alarm._busy.is_set())
        return self.done


def until(come: Callable[[], object]) -> None:
    deadline = time.monotonic() + 20.0
    while not come():
        assert time.monotonic() < deadline, "never came"
        time.sleep(0.005)


@pytest.fixture
def ear() -> Iterator[Ear]:
    made = Ear()
    yield made
    made.alarm.close()


def over(**more: object) -> Snapshot:
    plain: dict[str, object] = {"run": "measuring", "unacknowledged": True, "event_count": 1}
    return replace(scenes.day(), **{**plain, **more})  # type: ignore[arg-type]


def test_nothing_sounds_unless_it_was_chosen(ear: Ear) -> None:
    assert ear.at(0, over()) == []


def test_headphones_sound_again_until_acknowledged_and_mark_nothing(ear: Ear) -> None:
    ear.alarm.choose(AlarmChoice("headphones", "耳"), try_out=False)
    assert ear.at(0, over(unacknowledged=False)) == []
    assert ear.at(1, over()) == ["sound 耳"]
    assert ear.at(5.9, over()) == ["sound 耳"]
    assert ear.at(6.0, over()) == 2 * ["sound 耳"]
    assert ear.at(60, over(unacknowledged=False)) == 2 * ["sound 耳"]
    assert ear.at(70, over(run="background")) == 2 * ["sound 耳"]
    assert ear.at(80, None) == 2 * ["sound 耳"]


def test_a_loudspeaker_marks_first_sounds_once_for_each_exceedance_and_keeps_a_break(ear: Ear) -> None:
    ear.alarm.choose(AlarmChoice("loudspeaker", "响"), try_out=False)
    once = [f"exclude {MARKED_S:g} {REASON}", "sound 响"]
    assert ear.at(1, over()) == once
    assert ear.at(40, over()) == once
    assert ear.at(41, over(event_count=2)) == 2 * once
    assert ear.at(70.9, over(event_count=3)) == 2 * once
    assert ear.at(71, over(event_count=3)) == 3 * once


def test_a_sound_that_took_longer_than_its_mark_is_marked_again(ear: Ear) -> None:
    ear.alarm.choose(AlarmChoice("loudspeaker", "响"), try_out=False)
    ear.took_s = MARKED_S + 0.1
    mark = f"exclude {MARKED_S:g} {REASON}"
    assert ear.at(1, over()) == [mark, "sound 响", mark]


def test_an_output_that_is_gone_is_told_once_and_the_night_goes_on(ear: Ear) -> None:
    ear.alarm.choose(AlarmChoice("headphones", "耳"), try_out=False)
    ear.fault = PortRefused("drivers.no_such_output", name="耳")
    ear.at(1, over())
    ear.at(20, over())
    assert [said.key for said in ear.told] == ["drivers.no_such_output"]
    ear.fault = None
    ear.alarm.choose(AlarmChoice("headphones", "耳"), try_out=True)
    until(lambda: ear.done == ["sound 耳"])


def test_a_mark_that_cannot_be_made_keeps_the_loudspeaker_silent(tmp_path: Path) -> None:
    sounded: list[str] = []

    def refuse(_seconds: float, _reason: str) -> None:
        raise BadInput("desk.alarm_kind", value="x")

    def sounds(output: str) -> float:
        sounded.append(output)
        return 0.0

    told: list[Said] = []
    alarm = Alarm(HandClock(), told.append, refuse, sounds)
    alarm.choose(AlarmChoice("loudspeaker", "响"), try_out=False)
    alarm.look(over())
    until(lambda: told)
    alarm.close()
    assert sounded == []


def test_a_choice_needs_its_output() -> None:
    assert alarm_choice("silent", "x") == AlarmChoice()
    with pytest.raises(BadInput):
        alarm_choice("headphones", " ")
    with pytest.raises(BadInput):
        alarm_choice("bell", "x")


def test_what_is_about_to_sound_is_excluded_ahead(tmp_path: Path) -> None:
    assert OWN_ALARM == REASON
    with ShortVisit(tmp_path) as visit:
        assert visit.refused("exclude_ahead", seconds=2.0, reason=REASON, author=AUTHOR).key == "session.run_closed"
        visit.walk(1)
        visit.do("begin_run")
        visit.walk(5)
        fact = visit.do("exclude_ahead", seconds=MARKED_S, reason=REASON, author=AUTHOR)
        assert (fact.start_s, fact.end_s, fact.author) == (5.0, 7.0, AUTHOR)
        visit.walk(5)
        visit.do("end_run")
        rebuilt = visit.rebuilt()
        assert rebuilt.main is not None
        (kept,) = rebuilt.main.exclusions
        assert (kept.reason, kept.start_s, kept.end_s) == (REASON, 5.0, 7.0)
        assert len(visit.noted("exclusion.added")) == 1


def test_the_desk_remembers_the_choice_and_says_what_it_means(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.start()
    try:
        until(lambda: desk.departure() is not None)
        desk.command("alarm", kind="loudspeaker", output="没有的输出")
        until(lambda: (said := desk.notice()) is not None and said.key.startswith("drivers."))
        assert desk.settings.alarm == "loudspeaker"
        until(lambda: (facts := desk.departure()) and any(one.title.key == "desk.alarm_check" for one in facts.laptop))
        desk.command("alarm", kind="headphones")
        until(lambda: (said := desk.notice()) is not None and said.key == "desk.alarm_no_output")
    finally:
        desk.close()
