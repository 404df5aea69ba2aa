"""The HJ 212 listening post: answers, repeats, parts, damage, many stations at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from drivers.clock import ScenarioClock
from drivers.errors import PortRefused
from drivers.gateway import Gateway, Parts, Received, joined
from drivers.hj212 import packet
from drivers.instrument import Direction
from drivers.readings import Damage, StationMessage
from drivers.station.hj212 import INSTRUMENT


def _upload(mn: str, second: int, *, flags: int = 5, tail: str = "LA-Rtd=63.2,LA-Flag=N") -> bytes:
    when = f"20260606231{second // 60 % 10}{second % 60:02d}"
    return packet(f"QN={when}000;ST=39;CN=2011;PW=123456;MN={mn};Flag={flags};CP=&&DataTime={when};{tail}&&")


class _Post:
    def __init__(self) -> None:
        self.kept: list[tuple[Direction, bytes]] = []
        self.received: list[Received] = []
        self.gateway = Gateway(
            clock=ScenarioClock(0),
            keep=lambda direction, payload, _m, _u: self.kept.append((direction, payload)),
            deliver=self.received.append,
        )


def _with_post(act: Callable[[_Post, str, int], Awaitable[None]]) -> _Post:
    async def main() -> _Post:
        post = _Post()
        host, port = await post.gateway.open("127.0.0.1", 0)
        try:
            await act(post, host, port)
        finally:
            await post.gateway.close()
        return post

    return asyncio.run(main())


async def _until(true: Callable[[], bool]) -> None:
    for _ in range(2000):
        if true():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it did not come about")


def test_keeps_answers_and_hands_on() -> None:
    async def act(post: _Post, host: str, port: int) -> None:
        reader, writer = await asyncio.open_connection(host, port)
        data = _upload("M1", 1)
        for at in range(0, len(data), 7):
            writer.write(data[at : at + 7])
            await writer.drain()
        answer = await reader.readuntil(b"\r\n")
        assert b"CN=9014" in answer and b"ST=91" in answer
        writer.write(_upload("M1", 2, flags=4))
        await _until(lambda: len(post.received) == 2)
        writer.close()

    post = _with_post(act)
    directions = [direction for direction, _ in post.kept]
    assert directions == [Direction.RECEIVED, Direction.SENT, Direction.RECEIVED]
    assert post.kept[0][1] + b"\r\n" == _upload("M1", 1)


def test_a_repeated_packet_is_answered_again_and_marked() -> None:
    async def act(post: _Post, host: str, port: int) -> None:
        reader, writer = await asyncio.open_connection(host, port)
        for _ in range(2):
            writer.write(_upload("M1", 1))
            await reader.readuntil(b"\r\n")
        writer.close()
        await _until(lambda: len(post.received) == 2)

    post = _with_post(act)
    assert [received.repeated for received in post.received] == [False, True]


def test_damage_is_kept_told_and_not_answered() -> None:
    bad = _upload("M1", 1).replace(b"63.2", b"93.2")

    async def act(post: _Post, host: str, port: int) -> None:
        _, writer = await asyncio.open_connection(host, port)
        writer.write(bad + _upload("M1", 2, flags=4))
        await _until(lambda: len(post.received) == 2)
        writer.close()

    post = _with_post(act)
    assert isinstance(post.received[0].item, Damage)
    assert isinstance(post.received[1].item, StationMessage)
    assert (Direction.RECEIVED, bad[:-2]) in post.kept
    assert not [direction for direction, _ in post.kept if direction is Direction.SENT]


def _part(number: int, total: int, code: str) -> StationMessage:
    segment = (
        f"QN=2026060623140000{number};ST=31;CN=2051;PW=123456;MN=M1;Flag=7;PNUM={total};PNO={number};"
        f"CP=&&DataTime=20260606231400;{code}-Avg={number},{code}-Flag=N&&"
    )
    (message,) = INSTRUMENT.decoder().feed(packet(segment))
    assert isinstance(message, StationMessage)
    return message


def test_parts_are_joined_in_any_order() -> None:
    parts = Parts()
    assert parts.add("p", _part(2, 2, "a34002"), 0) is None
    whole = parts.add("p", _part(1, 2, "a34001"), 0)
    assert whole is not None and isinstance(whole.item, StationMessage)
    assert list(whole.item.values) == ["a34001", "a34002"]
    assert (whole.item.pno, whole.item.pnum, whole.missing) == (None, 2, ())


def test_missing_parts_are_named_when_the_time_is_over() -> None:
    parts = Parts()
    parts.add("p", _part(1, 3, "a34001"), 0)
    parts.add("p", _part(3, 3, "a34004"), 0)
    assert parts.overdue(59_999_999_999) == []
    (late,) = parts.overdue(60_000_000_000)
    assert late.missing == (2,)


def test_joining_keeps_all_marks_once() -> None:
    first = replace(_part(1, 2, "a34001"), marks=("blank",))
    second = replace(_part(2, 2, "a34001"), marks=("blank", "filler"))
    assert joined({1: first, 2: second}).marks == ("blank", "filler")


def test_a_full_disk_stops_the_answers_and_is_told() -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    async def main() -> None:
        gateway = Gateway(clock=ScenarioClock(0), keep=full, deliver=lambda _: None)
        host, port = await gateway.open("127.0.0.1", 0)
        reader, writer = await asyncio.open_connection(host, port)
        writer.write(_upload("M1", 1))
        assert await reader.read() == b""
        with pytest.raises(PortRefused) as fault:
            gateway.tick()
        assert fault.value.key == "drivers.raw_refused"
        writer.close()
        await gateway.close()

    asyncio.run(main())


def test_an_address_in_use_is_refused() -> None:
    async def act(post: _Post, host: str, port: int) -> None:
        with pytest.raises(PortRefused) as fault:
            await _Post().gateway.open(host, port)
        assert fault.value.key == "drivers.socket_refused"

    _with_post(act)


def test_two_hundred_stations_lose_nothing() -> None:
    stations, packets = 200, 20

    async def station(number: int, host: str, port: int) -> int:
        reader, writer = await asyncio.open_connection(host, port)
        answers = 0
        for second in range(packets):
            writer.write(_upload(f"M{number:03d}", second))
            await reader.readuntil(b"\r\n")
            answers += 1
        writer.close()
        return answers

    async def act(post: _Post, host: str, port: int) -> None:
        answers = await asyncio.gather(*(station(number, host, port) for number in range(stations)))
        assert sum(answers) == stations * packets

    post = _with_post(act)
    assert post.gateway.packets == stations * packets
    assert len(post.received) == stations * packets
    assert not [received for received in post.received if received.repeated]
