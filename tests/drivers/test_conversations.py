"""Every model over a real pseudo-terminal and a real socket, with an instrument that misbehaves."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from lines import START_UTC_NS, line
from talk import MODELS, assert_possible, decode_chunks, placeless
from talk import readings as readings_of

from drivers import registry
from drivers.capture import CapturedBytes
from drivers.clock import ScenarioClock
from drivers.instrument import Direction
from drivers.simulate import Faults

every_model = pytest.mark.parametrize("model", MODELS)


def _seconds(model: str) -> float:
    """Long enough for five readings."""
    return max(6.0, 5 * min(registry.instrument(model).card.period_s, 300.0))


@every_model
@pytest.mark.parametrize("on", ["pty", "socket://127.0.0.1:0"], ids=["pty", "tcp"])
def test_readings_come_and_the_recording_gives_them_again(model: str, on: str) -> None:
    with line(model, on=on) as talk:
        talk.run(_seconds(model))
        assert len(talk.readings()) >= 4
        assert "damaged" not in talk.events()
        chunks = [CapturedBytes(payload=payload, direction=direction) for direction, payload, _, _ in talk.wire]
        again = decode_chunks(registry.instrument(model), chunks)
        live = talk.readings()
        assert placeless(readings_of(again))[: len(live)] == placeless(live)
        assert len(talk.bytes_of(Direction.RECEIVED)) == talk.link.received_bytes == talk.simulator.sent_bytes


@every_model
def test_an_echo_invents_nothing(model: str) -> None:
    with line(model, faults=Faults(echo=True)) as talk:
        talk.run(_seconds(model))
        echoed = placeless(talk.readings())
    with line(model) as talk:
        talk.run(_seconds(model))
        assert placeless(talk.readings()) == echoed


class Held(ScenarioClock):
    """A clock on a laden machine: the thread that follows it is held up before it sleeps, and when work is told."""

    def timeout_s(self, due_ns: int | None) -> float | None:
        time.sleep(0.01)
        return super().timeout_s(due_ns)

    def moved(self) -> None:
        super().moved()
        time.sleep(0.01)


def test_a_laden_machine_reads_the_same() -> None:
    with line("svantek-97x") as talk:
        talk.run(30.0)
        free = talk.wire
    with line("svantek-97x", clock=Held(START_UTC_NS)) as talk:
        talk.run(30.0)
        assert talk.wire == free


@every_model
def test_late_answers_are_still_right(model: str) -> None:
    with line(model, faults=Faults(delay_s=0.5)) as talk:
        talk.run(_seconds(model) + 2)
        late = {(reading.kind, getattr(reading, "quantity", "")) for reading in talk.readings()}
    with line(model) as talk:
        talk.run(_seconds(model))
        prompt = {(reading.kind, getattr(reading, "quantity", "")) for reading in talk.readings()}
    assert late <= prompt
    assert late


@every_model
def test_damaged_bytes_do_not_stop_the_link(model: str) -> None:
    with line(model, faults=Faults(damage_every=2)) as talk:
        talk.run(_seconds(model))
        assert_possible(talk.readings())
        talk.simulator.faults.damage_every = 0
        before = len(talk.readings())
        talk.run(_seconds(model))
        assert len(talk.readings()) > before
        assert talk.link.alive


@every_model
def test_silence_is_told_once_and_ends(model: str) -> None:
    with line(model) as talk:
        talk.run(_seconds(model))
        talk.simulator.faults.silent = True
        period_s = registry.instrument(model).card.period_s
        talk.run(4 * max(3.0, 3 * period_s), step_s=max(0.5, period_s / 10))
        assert talk.events().count("silent") == 1
        before = len(talk.readings())
        talk.simulator.faults.silent = False
        talk.run(_seconds(model))
        assert len(talk.readings()) > before


@every_model
@pytest.mark.parametrize("on", ["pty", "socket://127.0.0.1:0"], ids=["pty", "tcp"])
def test_unplugged_and_plugged_in_again(model: str, on: str, tmp_path: Path) -> None:
    where = f"pty:{tmp_path / 'meter'}" if on == "pty" else on
    with line(model, on=where) as talk:
        talk.run(_seconds(model))
        before = len(talk.readings())
        gone_ns = talk.clock.monotonic_ns()
        talk.simulator.die()
        talk.run(10)
        assert talk.events().count("lost") == 1
        assert len(talk.readings()) == before
        talk.simulator.come_back()
        talk.run(4)
        back_ns = talk.clock.monotonic_ns()
        talk.run(_seconds(model))
        assert talk.events().count("reconnected") == 1
        assert len(talk.readings()) > before
        stamps = [item.monotonic_ns for item in talk.items if hasattr(item, "reading")]
        assert not [stamp for stamp in stamps if gone_ns < stamp < gone_ns + 10_000_000_000]
        assert [stamp for stamp in stamps if stamp >= back_ns]
        assert "damaged" not in talk.events()


@every_model
def test_the_same_night_twice(model: str) -> None:
    nights = []
    for _ in range(2):
        with line(model) as talk:
            talk.link.start_run()
            talk.run(_seconds(model))
            nights.append(([repr(item.reading) for item in talk.items if hasattr(item, "reading")], talk.wire))
    assert nights[0][0] == nights[1][0]
    received = [[(p, m, u) for d, p, m, u in wire if d is Direction.SENT] for _, wire in nights]
    assert received[0] == received[1]
