"""The link by itself: refused ports, events, runs, marks, the same device after a loss, real time."""

from __future__ import annotations

import os
import pty
import queue
import threading
import tty
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lines import line

from drivers import link as link_module
from drivers import registry
from drivers.capture import pack_frame
from drivers.clock import SystemClock
from drivers.errors import PortRefused
from drivers.instrument import OPENED, Direction, LineSettings
from drivers.link import Link, LinkEvent, PortFound, StampedReading, check_port
from drivers.ports import found_again
from drivers.sound.bswa_308 import frame

DMA = frame("0,0,0,063.2,0", attribute=b"A")


def _nothing(*_: object) -> None:
    return


def test_absent_port_says_so() -> None:
    with pytest.raises(PortRefused) as fault:
        check_port("/dev/tty-that-is-not-there")
    assert fault.value.key == "drivers.port_absent"


def test_busy_port_names_its_user() -> None:
    master, slave = pty.openpty()
    tty.setraw(slave)
    name = os.ttyname(slave)
    instrument = registry.instrument("bswa-308")
    first = Link(instrument, name, clock=SystemClock(), tee=_nothing, deliver=_nothing)
    first.open()
    try:
        with pytest.raises(PortRefused) as fault:
            check_port(name)
        assert fault.value.key == "drivers.port_busy"
        assert str(os.getpid()) in str(fault.value.data["user"])
    finally:
        first.close()
        os.close(master)
        os.close(slave)


def test_forbidden_port_names_the_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(PortRefused) as fault:
        check_port("/dev/ttyUSB0")
    assert fault.value.key == "drivers.port_forbidden"


@pytest.mark.parametrize("port", ["socket://", "socket://nowhere", "socket://127.0.0.1:x"])
def test_badly_formed_socket(port: str) -> None:
    with pytest.raises(PortRefused) as fault:
        check_port(port)
    assert fault.value.key == "drivers.port_name"


def test_nobody_listens() -> None:
    with pytest.raises(PortRefused) as fault:
        check_port("socket://127.0.0.1:1")
    assert fault.value.key == "drivers.socket_refused"


def test_unknown_speed_must_be_given(monkeypatch: pytest.MonkeyPatch) -> None:
    instrument = registry.instrument("bswa-308")

    monkeypatch.setattr(instrument, "card", replace(instrument.card, line=LineSettings(baud=None)))
    link = Link(instrument, "/dev/ttyUSB0", clock=SystemClock(), tee=_nothing, deliver=_nothing)
    with pytest.raises(PortRefused) as fault:
        link.open()
    assert fault.value.key == "drivers.baud_unknown"
    link.close()


def test_a_run_begins_and_ends_on_the_wire_once() -> None:
    with line("bswa-308") as talk:
        talk.run(2)
        assert frame("STA1") not in talk.bytes_of(Direction.SENT)
        talk.link.start_run()
        talk.run(2)
        assert talk.bytes_of(Direction.SENT).count(frame("STA1")) == 1
        talk.link.end_run()
        talk.run(1)
        assert talk.bytes_of(Direction.SENT).count(frame("STA0")) == 1


def test_closing_stops_the_pushed_stream() -> None:
    with line("bswa-308") as talk:
        talk.run(1)
    assert talk.bytes_of(Direction.SENT).endswith(frame("DSL7 0 ?"))


def test_a_mark_stands_in_the_recording_at_its_place() -> None:
    with line("bswa-308") as talk:
        talk.run(1)
        talk.link.mark(b"officer: gate opened")
        talk.run(1)
        marks = [(payload, at) for way, payload, at, _ in talk.wire if way is Direction.EVENT]
        assert marks[0][0] == OPENED
        assert (b"officer: gate opened", 1_000_000_000) in marks


def test_bytes_are_in_the_recording_before_they_are_decoded() -> None:
    order: list[str] = []
    instrument = registry.instrument("bswa-308")
    master, slave = pty.openpty()
    tty.setraw(slave)
    came = threading.Event()

    def tee(direction: Direction, payload: bytes, _m: int, _u: int) -> None:
        if direction is Direction.RECEIVED:
            order.append("tee")

    def deliver(item: object) -> None:
        if isinstance(item, StampedReading):
            order.append("reading")
            came.set()

    link = Link(instrument, os.ttyname(slave), clock=SystemClock(), tee=tee, deliver=deliver)
    link.open()
    try:
        os.write(master, DMA)
        assert came.wait(10)
        assert order[:2] == ["tee", "reading"]
    finally:
        link.close()
        os.close(master)
        os.close(slave)


def test_the_partial_first_frame_of_an_open_port_is_no_damage() -> None:
    decoder = registry.instrument("bswa-308").decoder()
    decoder.feed(OPENED, Direction.EVENT)
    items = decoder.feed(DMA[5:] + DMA)
    assert [item.kind for item in items] == ["sound"]
    assert [item.kind for item in decoder.feed(DMA[5:] + DMA)] == ["damage", "sound"]


def test_a_failing_recorder_stops_the_link_and_says_so() -> None:
    instrument = registry.instrument("bswa-308")
    master, slave = pty.openpty()
    tty.setraw(slave)
    items: queue.Queue[StampedReading | LinkEvent] = queue.Queue()
    full = threading.Event()

    def tee(direction: Direction, *_: object) -> None:
        if direction is Direction.RECEIVED:
            full.set()
        if full.is_set() and direction is Direction.RECEIVED:
            raise OSError(28, "No space left on device")

    link = Link(instrument, os.ttyname(slave), clock=SystemClock(), tee=tee, deliver=items.put)
    link.open()
    try:
        os.write(master, DMA)
        kinds = []
        while "lost" not in kinds:
            item = items.get(timeout=10)
            assert isinstance(item, LinkEvent)
            kinds.append(item.kind)
        assert isinstance(link.fault, OSError)
    finally:
        link.close()
        os.close(master)
        os.close(slave)


def test_after_a_loss_only_the_same_usb_device_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    link = Link(registry.instrument("bswa-308"), "/dev/ttyUSB0", clock=SystemClock(), tee=_nothing, deliver=_nothing)
    link._adapter = PortFound(device="/dev/ttyUSB0", description="", usb_id=(1, 2), serial_number="A10X")
    other = PortFound(device="/dev/ttyUSB0", description="", usb_id=(1, 2), serial_number="B7")
    same = PortFound(device="/dev/ttyUSB1", description="", usb_id=(1, 2), serial_number="A10X")
    monkeypatch.setattr(link_module, "find_ports", lambda: [other])
    with pytest.raises(PortRefused):
        link._same_device()
    monkeypatch.setattr(link_module, "find_ports", lambda: [other, same])
    assert link._same_device() == "/dev/ttyUSB1"
    link.close()


CH340 = (0x1A86, 0x7523)


def _adapter(device: str, socket: str | None = None, usb_id: tuple[int, int] | None = CH340) -> PortFound:
    return PortFound(device=device, description="", usb_id=usb_id, serial_number=None, socket=socket)


@pytest.mark.parametrize(
    ("others", "present", "found"),
    [
        # the system gave it another name
        ([], [_adapter("/dev/ttyUSB1", "1-2")], "/dev/ttyUSB1"),
        # two of a kind have changed names: the socket tells them apart
        (["/dev/ttyUSB1"], [_adapter("/dev/ttyUSB0", "1-3"), _adapter("/dev/ttyUSB1", "1-2")], "/dev/ttyUSB1"),
        # put into another socket, beside another of the kind that was there before
        (["/dev/ttyUSB1"], [_adapter("/dev/ttyUSB1", "1-3"), _adapter("/dev/ttyUSB2", "1-4")], "/dev/ttyUSB2"),
        # only the other one is there, or another kind has its name
        (["/dev/ttyUSB1"], [_adapter("/dev/ttyUSB1", "1-3")], None),
        ([], [_adapter("/dev/ttyUSB0", "1-2", (0x0403, 0x6001))], None),
        # two new ones, neither in its socket: nobody can tell
        ([], [_adapter("/dev/ttyUSB1", "1-3"), _adapter("/dev/ttyUSB2", "1-4")], None),
    ],
)
def test_an_adapter_without_a_number_is_found_again_or_nothing_is_taken(
    others: list[str], present: list[PortFound], found: str | None
) -> None:
    was = _adapter("/dev/ttyUSB0", "1-2")
    if found is None:
        with pytest.raises(PortRefused):
            found_again(was, others, present)
    else:
        assert found_again(was, others, present).device == found


def test_an_adapter_that_comes_back_under_another_name_is_read_on(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = os.openpty(), os.openpty()
    names = [os.ttyname(first[1]), os.ttyname(second[1])]
    for _, slave in (first, second):
        tty.setraw(slave)
    monkeypatch.setattr(link_module, "find_ports", lambda: [_adapter(names[0], "1-2")])
    monkeypatch.setattr(link_module, "_RETRY_NS", 50_000_000)
    items: queue.Queue[Any] = queue.Queue()
    link = Link(registry.instrument("nmea"), names[0], clock=SystemClock(), tee=_nothing, deliver=items.put)
    link.open()
    try:
        monkeypatch.setattr(link_module, "find_ports", lambda: [_adapter(names[1], "1-2")])
        os.close(first[0])
        os.close(first[1])
        kinds: list[str] = []
        while "reconnected" not in kinds:
            item = items.get(timeout=10)
            kinds.append(getattr(item, "kind", "reading"))
        assert "lost" in kinds
        os.write(second[0], b"$GPGGA,141200.00,3241.4,N,10901.2,E,1,08,1.0,245.0,M,0.0,M,,*6D\r\n")
        while not link.received_bytes:
            assert link.alive
            items.get(timeout=10)
    finally:
        link.close()
        os.close(second[0])
        os.close(second[1])


def test_replay_gives_the_readings_at_their_recorded_distance(tmp_path: Path) -> None:
    with line("bswa-308") as talk:
        talk.run(3)
        live = [repr(item.reading) for item in talk.items if isinstance(item, StampedReading)]
        recording = b"".join(
            pack_frame(number, way, payload, at // 100, utc) for number, (way, payload, at, utc) in enumerate(talk.wire)
        )
    path = tmp_path / "port.frames"
    path.write_bytes(recording)
    items: queue.Queue[StampedReading | LinkEvent] = queue.Queue()
    link = Link(registry.instrument("bswa-308"), f"replay:{path}", clock=SystemClock(), tee=_nothing, deliver=items.put)
    link.open()
    found: list[StampedReading] = []
    while True:
        item = items.get(timeout=10)
        if isinstance(item, StampedReading):
            found.append(item)
        elif item.kind == "lost":
            break
    link.close()
    assert [repr(item.reading) for item in found][: len(live)] == live
    assert found[-1].monotonic_ns - found[0].monotonic_ns >= 20_000_000
