"""Naming what is plugged in without a word."""

from __future__ import annotations

import random

import pytest
from talk import converse

from drivers import registry
from drivers.clock import SystemClock
from drivers.instrument import Direction
from drivers.recognise import listen_to, models_in
from drivers.scenarios import pour
from drivers.simulate import Simulator

STREAMING = [
    name
    for name in registry.names()
    if name not in ("modbus-station", "casella-microdust", "gill-maximet") and not registry.instrument(name).requests()
]


def _stream(model: str) -> bytes:
    instrument = registry.instrument(model)
    chunks = converse(instrument, lambda: pour(5.0), max(20, round(instrument.card.period_s * 3)))
    return b"".join(chunk.payload for chunk in chunks if chunk.direction is Direction.RECEIVED)


@pytest.mark.parametrize("model", STREAMING)
def test_a_stream_is_named_even_from_its_middle(model: str) -> None:
    assert model in models_in(_stream(model)[5:])


def test_two_meters_with_the_same_bytes_are_both_named() -> None:
    assert set(models_in(_stream("lutron-sl4023sd"))) == {"lutron-sl4023sd", "extech-sdl600"}


def test_noise_is_nobody() -> None:
    for seed in range(5):
        assert models_in(random.Random(seed).randbytes(3000)) == ()
    assert models_in(b"") == ()
    assert models_in(b"12.3\r\n" * 50) == ()


def test_listening_sends_nothing() -> None:
    clock = SystemClock()
    simulator = Simulator(registry.instrument("nmea"), lambda: pour(1.0), on="pty", clock=clock)
    simulator.start()
    try:
        heard = listen_to(simulator.port, clock=clock, seconds=2.4, bauds=(9600,))
    finally:
        simulator.close()
    assert heard.models == ("nmea",)
    assert simulator.received_bytes == 0
