"""Files of captured bytes: recording frames, hex in columns, text lines, and files that are none of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers import registry
from drivers.capture import decode_capture, pack_frame, read_capture, unpack_frames
from drivers.errors import CaptureUnreadable
from drivers.instrument import Direction
from drivers.sound.bswa_308 import frame

QUESTION = frame("DSL7 1 ?")
ANSWER = frame("065.0,066.2,067.0,067.2,0", attribute=b"A")


def _write(tmp_path: Path, name: str, content: bytes | str) -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@given(
    payloads=st.lists(st.tuples(st.sampled_from(list(Direction)), st.binary(max_size=60)), max_size=8),
    times=st.integers(0, 1 << 62),
)
def test_frames_come_back_as_they_went_in(payloads: list[tuple[Direction, bytes]], times: int) -> None:
    data = b"".join(pack_frame(number, way, payload, times, -times) for number, (way, payload) in enumerate(payloads))
    found = list(unpack_frames(data))
    assert [(each.direction, each.payload, each.monotonic_ns, each.utc_ns) for each in found] == [
        (way, payload, times, -times) for way, payload in payloads
    ]


def test_a_damaged_frame_is_told_and_the_next_one_read() -> None:
    good = pack_frame(0, Direction.RECEIVED, ANSWER, 1, 2)
    bad = bytearray(good)
    bad[40] ^= 1
    found = list(unpack_frames(bytes(bad) + good + good[:-3]))
    assert [each.damage is None for each in found] == [False, True, False]
    assert b"".join(each.payload for each in found[:1]) == bytes(bad)


def test_a_recording_keeps_what_was_asked(tmp_path: Path) -> None:
    data = pack_frame(0, Direction.SENT, QUESTION, 1, 1) + pack_frame(1, Direction.RECEIVED, ANSWER, 2, 2)
    items = list(decode_capture(registry.instrument("bswa-308"), read_capture(_write(tmp_path, "port.frames", data))))
    assert [item.quantity for item in items] == ["LAeq", "LBeq", "LCeq", "LZeq"]  # type: ignore[union-attr]
    assert {item.offset for item in items} == {0}


@pytest.mark.parametrize(
    "text",
    [
        f"# note\nask\ttx\t{QUESTION.hex(' ')}\tquestion\nans\trx\t{ANSWER.hex(' ').upper()}\tLAeq 65.0\n",
        f"{QUESTION.hex(' ')} | DSL7 1 ?\n{ANSWER.hex(' ')} | LAeq\n",
        f"TX: {QUESTION.hex(' ')}\r\nRX: {ANSWER.hex(' ')}\r\n",
        f"> {QUESTION.hex()}\n< {ANSWER.hex()}\n",
        f"{(QUESTION + ANSWER).hex(' ')}\n",
        f"1,5\t{(QUESTION + ANSWER).hex()}\n",
        f"\ufeff# note\n{(QUESTION + ANSWER).hex(' ')}  # LAeq\n",
        f"23:14:05 | {(QUESTION + ANSWER).hex(' ')} | 65 dB\n",
        f"20260606 | {(QUESTION + ANSWER).hex(' ')}\n",
    ],
    ids=["tabs", "bars", "words", "arrows", "bare", "digits first", "marked", "clock first", "date first"],
)
@pytest.mark.parametrize("ending", ["hex", "txt"])
def test_hex_is_found_in_whatever_column(tmp_path: Path, text: str, ending: str) -> None:
    items = list(decode_capture(registry.instrument("bswa-308"), read_capture(_write(tmp_path, f"a.{ending}", text))))
    assert [item.quantity for item in items] == ["LAeq", "LBeq", "LCeq", "LZeq"]  # type: ignore[union-attr]
    assert {item.offset for item in items} == {len(QUESTION)}


def test_a_line_without_hex_is_damage(tmp_path: Path) -> None:
    text = f"{QUESTION.hex(' ')}\nnot hex at all\n{ANSWER.hex(' ')}\n"
    items = list(decode_capture(registry.instrument("bswa-308"), read_capture(_write(tmp_path, "a.hex", text))))
    assert [item.kind for item in items] == ["damage", "sound", "sound", "sound", "sound"]


def test_text_lines_are_the_bytes_themselves(tmp_path: Path) -> None:
    path = _write(tmp_path, "wxt.txt", "# a log\n0R0,Sm=1.4M,Ta=18.0C\n")
    assert [each.payload for each in read_capture(path)] == [b"0R0,Sm=1.4M,Ta=18.0C\r\n"]


def test_plain_bytes_stay_as_they_are(tmp_path: Path) -> None:
    path = _write(tmp_path, "a.bin", ANSWER)
    assert [each.payload for each in read_capture(path)] == [ANSWER]


@pytest.mark.parametrize("name", ["empty.bin", "empty.hex", "empty.txt", "empty.frames"])
def test_an_empty_file_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(CaptureUnreadable) as caught:
        read_capture(_write(tmp_path, name, b""))
    assert caught.value.key == "drivers.capture_empty"


def test_files_that_are_no_capture(tmp_path: Path) -> None:
    with pytest.raises(CaptureUnreadable) as fault:
        read_capture(tmp_path / "absent.bin")
    assert fault.value.key == "drivers.capture_missing"
    with pytest.raises(CaptureUnreadable) as fault:
        read_capture(_write(tmp_path, "prose.hex", "this is no hex\n"))
    assert fault.value.key == "drivers.capture_no_hex"
    with pytest.raises(CaptureUnreadable):
        read_capture(tmp_path)
