"""Which one of its kind an instrument is: asked where the protocol can, told once, never mistaken."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lines import line
from talk import MODELS, converse, decode_chunks

from drivers import registry
from drivers.conversation import LinkEvent
from drivers.instrument import OPENED, Direction
from drivers.readings import Identity, as_plain
from drivers.scenarios import pour

SAY = {
    "nti-xl2": Identity(serial_number="A2A-00001-E0", model="XL2", firmware="4.80"),
    "rion-nl43": Identity(serial_number="00110001", model="NL-43"),
    "svantek-97x": Identity(serial_number="1234", model="SVAN 971", firmware="1.05.1"),
    "convergence-nsrt": Identity(serial_number="DEMO0001"),
    "sensirion-sps30": Identity(serial_number="DEMO00000000SPS1", model="SPS30"),
    "tsi-dusttrak": Identity(serial_number="8533000001"),
    "nova-sds011": Identity(serial_number="A160", engraved=False),
    "nova-sds198": Identity(serial_number="E905", engraved=False),
}


def _told(model: str, *, step: int | None = None) -> Iterator[Identity | None]:
    decoder = registry.instrument(model).decoder()
    for chunk in converse(registry.instrument(model), lambda: pour(5.0), 3):
        size = step or max(1, len(chunk.payload))
        for begin in range(0, len(chunk.payload), size if chunk.direction is Direction.RECEIVED else 1 << 20):
            piece = chunk.payload[begin : begin + size] if chunk.direction is Direction.RECEIVED else chunk.payload
            decoder.feed(piece, chunk.direction)
        yield decoder.identity


@pytest.mark.parametrize("model", MODELS)
def test_who_says_so_and_who_does_not(model: str) -> None:
    assert [None, *_told(model)][-1] == SAY.get(model)
    assert list(_told(model, step=1)) == list(_told(model))


@pytest.mark.parametrize("model", SAY)
def test_the_link_tells_it_once_after_each_opening(model: str) -> None:
    with line(model) as talk:
        talk.run(12)
        assert talk.events().count("identified") == 1
        talk.simulator.die()
        talk.run(4)
        talk.simulator.come_back()
        talk.run(14)
        told = [item for item in talk.items if isinstance(item, LinkEvent) and item.kind == "identified"]
    assert [item.identity for item in told] == [SAY[model]] * 2
    assert told[0].detail == SAY[model].serial_number


@pytest.mark.parametrize("model", SAY)
def test_no_decoded_line_holds_it(model: str) -> None:
    items = decode_chunks(registry.instrument(model), converse(registry.instrument(model), lambda: pour(5.0), 3))
    assert items
    assert all("serial_number" not in as_plain(item) for item in items)


@pytest.mark.parametrize("model", SAY)
def test_a_port_opened_again_may_have_another_instrument(model: str) -> None:
    decoder = registry.instrument(model).decoder()
    for chunk in converse(registry.instrument(model), lambda: pour(5.0), 3):
        decoder.feed(chunk.payload, chunk.direction)
    assert decoder.identity is not None
    decoder.feed(OPENED, Direction.EVENT)
    assert decoder.identity is None


@pytest.mark.parametrize("model", SAY)
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 1 << 32), step=st.integers(1, 40))
def test_damaged_bytes_name_the_same_one_however_they_are_cut(model: str, seed: int, step: int) -> None:
    chance = random.Random(seed)
    instrument = registry.instrument(model)
    whole, cut = instrument.decoder(), instrument.decoder()
    for chunk in converse(instrument, lambda: pour(5.0), 3):
        data = bytearray(chunk.payload)
        if chunk.direction is Direction.SENT:
            whole.feed(chunk.payload, Direction.SENT)
            cut.feed(chunk.payload, Direction.SENT)
            continue
        for _ in range(chance.randrange(3)):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        whole.feed(bytes(data))
        for begin in range(0, len(data), step):
            cut.feed(bytes(data[begin : begin + step]))
    assert cut.identity == whole.identity


def test_one_frame_is_not_believed_of_a_sensor_with_a_weak_sum() -> None:
    decoder = registry.instrument("nova-sds011").decoder()
    good = bytes.fromhex("AAC0D4043A0AA1601DAB")
    decoder.feed(good + good)
    assert decoder.identity == Identity(serial_number="A160", engraved=False)
    decoder.feed(bytes.fromhex("AAC0D4043A0AA2601EAB") + good)
    assert decoder.identity == Identity(serial_number="A160", engraved=False)
    decoder.feed(bytes.fromhex("AAC0D4043A0AA2601EAB") * 2)
    assert decoder.identity == Identity(serial_number="A260", engraved=False)


def test_an_answer_of_another_length_is_not_taken_for_the_next_one() -> None:
    instrument = registry.instrument("convergence-nsrt")
    asks = {request.label: request.payload for request in instrument.requests()}
    decoder = instrument.decoder()
    decoder.feed(asks["serial number"], Direction.SENT)
    assert decoder.feed(b"SN12\0") == []
    decoder.feed(b"question unanswered", Direction.EVENT)
    decoder.feed(asks["weighting"], Direction.SENT)
    decoder.feed(b"\x01")
    decoder.feed(asks["level"], Direction.SENT)
    (item,) = decoder.feed(bytes.fromhex("00007842"))
    assert (as_plain(item)["value_db"], as_plain(item)["weighting"], item.offset) == (62.0, "A", 6)
