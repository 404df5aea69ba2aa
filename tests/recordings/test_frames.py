from __future__ import annotations

import random
import threading
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers import capture, instrument
from patrol_app.domain.errors import BadInput, CannotDo
from patrol_app.recordings.disk import DurableFile
from patrol_app.recordings.frames import (
    MAX_PAYLOAD,
    Direction,
    Frame,
    FrameDamage,
    FrameWriter,
    encode_frame,
    read_frames,
    repair,
    scan_frames,
)

payloads = st.lists(st.binary(max_size=60), min_size=1, max_size=12)


def make(contents: list[bytes]) -> bytes:
    return b"".join(
        encode_frame(index, Direction(index % 3), index * 10, 1_780_000_000_000_000_000 - index, content)
        for index, content in enumerate(contents)
    )


def night(count: int = 130) -> bytes:
    """About 5 kB of frames like a sound level meter's second."""
    source = random.Random(7)
    return make([b"L%05.1f,%d\r\n" % (source.uniform(30, 90), index) for index in range(count)])


def frames_of(data: bytes) -> list[Frame]:
    return [item for item in scan_frames(data) if isinstance(item, Frame)]


def test_the_layout_is_the_one_of_the_contract() -> None:
    frame = encode_frame(5, Direction.SENT, 0x0102030405060708, -2, b"abc")
    assert frame[:4] == b"FRM1"
    assert frame[4:8] == (5).to_bytes(4, "little")
    assert frame[8] == 1
    assert frame[9:17] == bytes([8, 7, 6, 5, 4, 3, 2, 1])
    assert frame[17:25] == (-2).to_bytes(8, "little", signed=True)
    assert frame[25:29] == (3).to_bytes(4, "little")
    assert frame[29:32] == b"abc"
    assert frame[32:] == zlib.crc32(frame[:32]).to_bytes(4, "little")


def test_drivers_write_and_read_the_same_frames() -> None:
    """The instrument side stands alone and has its own code for the layout."""
    ours = encode_frame(7, Direction.SENT, 123, -456, b"\x01\x03")
    assert capture.pack_frame(7, instrument.Direction.SENT, b"\x01\x03", 123, -456) == ours
    (read,) = capture.unpack_frames(ours)
    assert (read.payload, int(read.direction), read.monotonic_ns, read.utc_ns) == (b"\x01\x03", 1, 123, -456)
    longest = encode_frame(0, Direction.RECEIVED, 0, 0, bytes(MAX_PAYLOAD))
    assert next(capture.unpack_frames(longest)).damage is None


@given(payloads)
def test_what_is_written_reads_back_without_gap_or_overlap(contents: list[bytes]) -> None:
    data = make(contents)
    found = frames_of(data)
    assert [frame.payload for frame in found] == contents
    assert [frame.sequence for frame in found] == list(range(len(contents)))
    assert sum(frame.length for frame in found) == len(data)


@settings(max_examples=300)
@given(payloads, st.data())
def test_a_flip_anywhere_never_gives_a_wrong_payload(contents: list[bytes], data: st.DataObject) -> None:
    good = make(contents)
    place = data.draw(st.integers(0, len(good) * 8 - 1))
    bad = bytearray(good)
    bad[place // 8] ^= 1 << place % 8
    items = list(scan_frames(bytes(bad)))
    honest = frames_of(good)
    found = [item for item in items if isinstance(item, Frame)]
    assert len(found) == len(contents) - 1
    assert all(frame in honest for frame in found)
    damage = [item for item in items if isinstance(item, FrameDamage)]
    assert any(item.offset <= place // 8 < item.offset + item.length for item in damage)
    assert sum(item.length for item in items) == len(good)


def test_many_random_flips_in_a_night_give_only_true_frames() -> None:
    good = night()
    honest = {(frame.offset, frame.payload) for frame in frames_of(good)}
    source = random.Random(1)
    for _ in range(40):
        bad = bytearray(good)
        for _ in range(source.randint(1, 20)):
            bad[source.randrange(len(bad))] = source.randrange(256)
        assert {(frame.offset, frame.payload) for frame in frames_of(bytes(bad))} <= honest


def test_cut_at_every_byte_of_the_last_4_kb_reads_every_whole_frame(tmp_path: Path) -> None:
    good = night()
    ends = [frame.offset + frame.length for frame in frames_of(good)]
    path = tmp_path / "a.frames"
    for length in range(len(good) - 4096, len(good)):
        items = list(scan_frames(good[:length]))
        whole = [end for end in ends if end <= length]
        assert sum(isinstance(item, Frame) for item in items) == len(whole)
        if length % 16 == 0:
            path.write_bytes(good[:length])
            done = repair(path)
            assert (done.frames, done.cut_bytes) == (len(whole), length - whole[-1])
            assert path.stat().st_size == whole[-1]


def test_missing_frames_are_told_by_the_sequence() -> None:
    data = encode_frame(0, Direction.RECEIVED, 0, 0, b"a") + encode_frame(2, Direction.RECEIVED, 0, 0, b"c")
    first, gap, second = scan_frames(data)
    assert isinstance(first, Frame)
    assert isinstance(second, Frame)
    assert gap == FrameDamage(offset=first.length, length=0, reason="frames missing")


def test_garbage_before_between_and_after_is_located() -> None:
    one, two = make([b"one"]), encode_frame(1, Direction.RECEIVED, 0, 0, b"two")
    items = list(scan_frames(b"junk" + one + b"FRM2" + two + b"FRM1\0\0"))
    assert [(item.offset, item.length, item.reason) for item in items if isinstance(item, FrameDamage)] == [
        (0, 4, "not a frame"),
        (4 + len(one), 4, "not a frame"),
        (8 + len(one) + len(two), 6, "truncated"),
    ]
    assert [item.payload for item in items if isinstance(item, Frame)] == [b"one", b"two"]


def test_repair_cuts_the_torn_end_keeps_its_bytes_and_reports_damage_inside(tmp_path: Path) -> None:
    data = bytearray(night(10))
    second = frames_of(bytes(data))[1]
    data[second.offset + 30] ^= 1
    path = tmp_path / "port.frames"
    torn = encode_frame(10, Direction.RECEIVED, 0, 0, b"torn")[:-2]
    path.write_bytes(bytes(data) + torn + bytes(100))
    done = repair(path, keep_tail=tmp_path / "tail")
    assert (done.frames, done.last_sequence, done.cut_bytes) == (9, 9, len(torn) + 100)
    assert [item.offset for item in done.damage] == [second.offset]
    assert path.read_bytes() == bytes(data)
    assert (tmp_path / "tail").read_bytes() == torn + bytes(100)
    again = repair(path, keep_tail=tmp_path / "none")
    assert again.cut_bytes == 0
    assert not (tmp_path / "none").exists()


def test_repair_of_an_empty_and_of_a_wholly_torn_file(tmp_path: Path) -> None:
    path = tmp_path / "a.frames"
    for content in (b"", b"FRM1", bytes(5000)):
        path.write_bytes(content)
        done = repair(path)
        assert (done.frames, done.last_sequence, done.cut_bytes) == (0, None, len(content))
        assert path.read_bytes() == b""


def test_a_writer_goes_on_where_a_fault_stopped_it(tmp_path: Path) -> None:
    path = tmp_path / "a.frames"
    with FrameWriter.create(path) as writer:
        assert writer.append(Direction.RECEIVED, 1, 2, b"one") == 0
        assert writer.append(Direction.EVENT, 3, 4, "重新连接".encode()) == writer.path.stat().st_size - 29 - 12 - 4
    with path.open("ab") as file:
        file.write(b"FRM1 torn")
    with FrameWriter.resume(path) as writer:
        writer.append(Direction.SENT, 5, 6, b"two")
    found = list(read_frames(path))
    assert [item.payload for item in found if isinstance(item, Frame)] == [b"one", "重新连接".encode(), b"two"]
    assert len(found) == 3
    with pytest.raises(CannotDo, match=r"recordings\.exists"):
        FrameWriter.create(path)


def test_bytes_longer_than_a_frame_holds_become_several(tmp_path: Path) -> None:
    content = bytes(range(256)) * 600
    with FrameWriter.create(tmp_path / "a.frames") as writer:
        writer.append(Direction.RECEIVED, 1, 2, content)
        writer.append(Direction.RECEIVED, 1, 2, b"")
    found = [item for item in read_frames(tmp_path / "a.frames") if isinstance(item, Frame)]
    assert b"".join(frame.payload for frame in found) == content
    assert [len(frame.payload) for frame in found] == [MAX_PAYLOAD, MAX_PAYLOAD, len(content) - 2 * MAX_PAYLOAD, 0]


class Counting(DurableFile):
    """A file that counts its syncs."""

    syncs = 0

    def sync(self) -> None:
        self.syncs += 1
        super().sync()


def test_syncs_once_an_interval_by_the_given_clock_and_not_without_need(tmp_path: Path) -> None:
    now = [100.0]
    file = Counting.create(tmp_path / "a.frames")
    writer = FrameWriter(file, clock=lambda: now[0], sync_interval_s=1.0)
    writer.append(Direction.RECEIVED, 0, 0, b"a")
    now[0] = 100.99
    writer.append(Direction.RECEIVED, 0, 0, b"b")
    assert file.syncs == 0
    now[0] = 101.0
    writer.append(Direction.RECEIVED, 0, 0, b"c")
    assert file.syncs == 1
    writer.sync()
    assert file.syncs == 1, "nothing was written since"
    writer.append(Direction.RECEIVED, 0, 0, b"d")
    writer.close()
    assert file.syncs == 2


def test_threads_may_write_to_one_file(tmp_path: Path) -> None:
    writer = FrameWriter.create(tmp_path / "a.frames")
    threads = [
        threading.Thread(
            target=lambda mark=mark: [writer.append(Direction.RECEIVED, 0, 0, b"%d-%d" % (mark, n)) for n in range(200)]
        )
        for mark in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    writer.close()
    items = list(read_frames(tmp_path / "a.frames"))
    assert all(isinstance(item, Frame) for item in items)
    found = [item for item in items if isinstance(item, Frame)]
    assert [frame.sequence for frame in found] == list(range(800))
    for mark in range(4):
        own = [frame.payload for frame in found if frame.payload.startswith(b"%d-" % mark)]
        assert own == [b"%d-%d" % (mark, n) for n in range(200)]


def test_a_full_disk_loses_nothing_written_and_takes_the_same_frame_again(tmp_path: Path) -> None:
    class Limited(DurableFile):
        room = 100

        def _write(self, data: bytes) -> int:
            count = super()._write(data[: self.room])
            self.room -= count
            return count

    file = Limited.create(tmp_path / "a.frames")
    writer = FrameWriter(file)
    writer.append(Direction.RECEIVED, 0, 0, b"first")
    with pytest.raises(CannotDo, match="disk_full"):
        writer.append(Direction.RECEIVED, 0, 0, b"x" * 80)
    file.room = 10_000
    writer.append(Direction.RECEIVED, 0, 0, b"x" * 80)
    writer.close()
    items = list(read_frames(tmp_path / "a.frames"))
    assert [item.sequence for item in items if isinstance(item, Frame)] == [0, 1]
    assert len(items) == 2


def test_a_file_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"recordings\.unreadable"):
        list(read_frames(tmp_path / "none.frames"))
