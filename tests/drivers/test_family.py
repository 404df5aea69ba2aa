"""Every model, walked by one file: its card, its worked frames, its captures, its stand-in, and noise."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

import pytest
from captures import CAPTURE_FILES, CaptureCase
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from talk import (
    CAPTURES,
    FRAMES,
    MODELS,
    as_bytes,
    assert_possible,
    converse,
    damage,
    decode,
    decode_chunks,
    placeless,
    readings,
    worked_frames,
)

from drivers import registry
from drivers.capture import decode_capture, read_capture
from drivers.instrument import Direction
from drivers.readings import Damage, as_plain

every_model = pytest.mark.parametrize("model", MODELS)

_TRUTH = st.fixed_dictionaries(
    {
        "LAF": st.floats(30.0, 120.0),
        "LCF": st.floats(30.0, 120.0),
        "LAeq": st.floats(30.0, 120.0),
        "pm1_ug_m3": st.integers(0, 900).map(float),
        "pm25_ug_m3": st.integers(0, 900).map(float),
        "pm4_ug_m3": st.integers(0, 900).map(float),
        "pm10_ug_m3": st.integers(0, 900).map(float),
        "tsp_ug_m3": st.integers(0, 900).map(float),
        "wind_m_s": st.integers(0, 300).map(lambda tenths: tenths / 10),
        "wind_direction_deg": st.integers(0, 359).map(float),
        "temperature_c": st.integers(-300, 450).map(lambda tenths: tenths / 10),
        "humidity_pct": st.integers(1, 99).map(float),
        "pressure_hpa": st.integers(700, 1080).map(float),
        "latitude_deg": st.floats(-89.0, 89.0),
        "longitude_deg": st.floats(-179.0, 179.0),
        "utc_s": st.integers(1_700_000_000, 1_900_000_000).map(float),
    }
)
_quick = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@every_model
def test_card_is_complete(model: str) -> None:
    instrument = registry.instrument(model)
    card = instrument.card
    assert card.name in (model, f"{model}:boling")
    assert card.maker and card.models and card.source
    assert card.kind in ("sound", "particulate", "weather", "position", "station")
    assert card.certainty in ("A", "B", "C")
    assert card.line is not None or card.kind == "station"
    assert card.sound_class in (None, 1, 2)
    assert card.sound_class is None or card.kind == "sound"
    assert card.period_s > 0
    module = registry.modules()[model.partition(":")[0]]
    text = __import__(module, fromlist=["__doc__"]).__doc__
    assert text and len(text) > 80, "the file opens with what the instrument is and what its bytes look like"


@every_model
def test_requests_are_bytes_with_a_label(model: str) -> None:
    for request in registry.instrument(model).requests():
        assert request.label and request.payload
        assert request.every_s is None or request.every_s > 0
        assert request.timeout_s > 0


@every_model
def test_has_worked_frames(model: str) -> None:
    assert (FRAMES / f"{model.partition(':')[0]}.toml").exists()
    assert worked_frames(model)


@every_model
def test_worked_frames(model: str) -> None:
    instrument = registry.instrument(model)
    for frame in worked_frames(model):
        asked = [bytes.fromhex(str(each)) for each in _list(frame.get("asked", []))]
        received = as_bytes(frame)
        items = decode(instrument, received, asked=asked)
        _assert_says(items, frame)
        assert decode(instrument, received, asked=asked, pieces=range(len(received))) == items


def _list(value: object) -> Sequence[object]:
    assert isinstance(value, list)
    return value


def _assert_says(items: Sequence[object], frame: Mapping[str, object]) -> None:
    found = [as_plain(item) for item in items if not isinstance(item, Damage)]  # type: ignore[arg-type]
    wanted = _list(frame["says"])
    assert len(found) == len(wanted), (frame.get("note"), items)
    assert len(items) - len(found) == frame.get("damage", 0), (frame.get("note"), items)
    for plain, says in zip(found, wanted, strict=True):
        assert isinstance(says, dict)
        for name, value in says.items():
            expected = None if value == "null" else tuple(value) if isinstance(value, list) else value
            if isinstance(expected, float):
                assert plain[name] == pytest.approx(expected, rel=1e-5, abs=1e-6), (name, frame.get("note"))
            else:
                assert plain[name] == expected, (name, frame.get("note"))


@every_model
def test_worked_frames_with_a_byte_damaged(model: str) -> None:
    instrument = registry.instrument(model)
    for frame in worked_frames(model):
        asked = [bytes.fromhex(str(each)) for each in _list(frame.get("asked", []))]
        received = as_bytes(frame)
        for at in range(min(len(received), 200)):
            broken = bytearray(received)
            broken[at] ^= 1 << (at % 8)
            assert_possible(decode(instrument, bytes(broken), asked=asked))
            assert_possible(decode(instrument, received[:at], asked=asked))


@every_model
@_quick
@given(truth=_TRUTH)
def test_what_the_stand_in_says_is_read_and_said_again(model: str, truth: dict[str, float]) -> None:
    instrument = registry.instrument(model)
    asks = any(request.every_s is not None for request in instrument.requests())
    chunks = converse(instrument, lambda: truth, 1 if asks else max(7, round(instrument.card.period_s)))
    items = decode_chunks(instrument, chunks)
    assert not damage(items)
    said = readings(items)
    assert said, "the stand-in says something that its own decoder reads"
    asked = [chunk.payload for chunk in chunks if chunk.direction is Direction.SENT]
    assert placeless(decode(instrument, instrument.encode(said), asked=asked)) == placeless(said)


@every_model
@_quick
@given(truth=_TRUTH, data=st.data())
def test_any_cutting_gives_the_same(model: str, truth: dict[str, float], data: st.DataObject) -> None:
    instrument = registry.instrument(model)
    chunks = converse(instrument, lambda: truth, 3)
    whole = decode_chunks(instrument, chunks)
    assert decode_chunks(instrument, chunks, step=1) == whole
    assert decode_chunks(instrument, chunks, step=data.draw(st.integers(2, 40))) == whole


@every_model
@_quick
@given(data=st.data())
def test_noise_and_mutated_frames(model: str, data: st.DataObject) -> None:
    instrument = registry.instrument(model)
    seed = data.draw(st.integers(0, 1 << 32))
    chance = random.Random(seed)
    stream = b"".join(as_bytes(frame) for frame in worked_frames(model)) * 2
    mutated = bytearray(stream)
    for _ in range(chance.randrange(1, 12)):
        at = chance.randrange(len(mutated))
        action = chance.randrange(3)
        if action == 0:
            mutated[at] = chance.randrange(256)
        elif action == 1:
            del mutated[at : at + chance.randrange(1, 4)]
        else:
            mutated[at:at] = chance.randbytes(chance.randrange(1, 5))
    asked = [request.payload for request in instrument.requests()]
    for received in (bytes(mutated), data.draw(st.binary(max_size=300)), chance.randbytes(400)):
        whole = decode(instrument, received, asked=asked)
        assert_possible(whole)
        cuts = [chance.randrange(len(received) + 1) for _ in range(9)]
        assert decode(instrument, received, asked=asked, pieces=cuts) == whole


@every_model
def test_no_bytes_say_nothing(model: str) -> None:
    assert registry.instrument(model).decoder().finish() == []


@pytest.mark.skipif(not CAPTURES.exists(), reason="the captures are not beside this checkout")
@pytest.mark.parametrize("case", CAPTURE_FILES, ids=lambda case: f"{case.model}-{case.file}")
def test_captures(case: CaptureCase) -> None:
    instrument = registry.instrument(case.model)
    chunks = case.chunks() if case.chunks else read_capture(CAPTURES / case.file)
    items = list(decode_capture(instrument, chunks))
    assert_possible(items)
    assert (len(readings(items)), len(damage(items))) == (case.readings, case.damage), items
    for index, wanted in case.says.items():
        plain = as_plain(readings(items)[index])
        for name, value in wanted.items():
            assert plain[name] == (pytest.approx(value, abs=1e-6) if isinstance(value, float) else value), (index, name)
    assert placeless(decode_chunks(instrument, [each for each in chunks if each.damage is None], step=1)) == placeless(
        [item for item in items if not (isinstance(item, Damage) and item.reason.startswith("line "))]
    )
    chance = random.Random(7)
    for _ in range(20):
        received = bytearray(b"".join(each.payload for each in chunks if each.direction is Direction.RECEIVED))
        received[chance.randrange(len(received))] ^= chance.randrange(1, 256)
        assert_possible(decode(instrument, bytes(received)))
