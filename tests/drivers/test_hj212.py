"""HJ 212: the checksum, the dialects, the answers."""

from __future__ import annotations

import csv
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from talk import CAPTURES, damage, decode, readings

from drivers.hj212 import checksum, owed_reply, packet, reply, segment_of
from drivers.readings import StationMessage
from drivers.station.hj212 import INSTRUMENT


def _one(segment: str) -> StationMessage:
    items = decode(INSTRUMENT, packet(segment))
    assert len(items) == 1
    message = items[0]
    assert isinstance(message, StationMessage)
    return message


@pytest.mark.parametrize(("text", "value"), [("Q", 0xBC81), ("QN", 0x8581), ("QN=", 0x7200), ("123456789", 0x2F80)])
def test_checksum_of_the_standard(text: str, value: int) -> None:
    assert checksum(text.encode()) == value


def _as_printed(segment: bytes) -> int:
    """The checksum as the standard prints it: bit by bit."""
    register = 0xFFFF
    for byte in segment:
        register = (register >> 8) ^ byte
        for _ in range(8):
            odd = register & 1
            register >>= 1
            if odd:
                register ^= 0xA001
    return register


@given(segment=st.binary(max_size=1200))
def test_the_quick_checksum_is_the_one_the_standard_prints(segment: bytes) -> None:
    assert checksum(segment) == _as_printed(segment)


@pytest.mark.parametrize("length", [0, 1, 2, 31, 32, 33, 34, 35, 63, 64, 65, 66, 999, 1024, 9999])
def test_the_quick_checksum_at_every_way_of_halving(length: int) -> None:
    segment = bytes((index * 37 + length) % 256 for index in range(length))
    assert checksum(segment) == _as_printed(segment)


@pytest.mark.skipif(not CAPTURES.exists(), reason="the captures are not beside this checkout")
def test_every_good_packet_and_every_bad_one() -> None:
    good = decode(INSTRUMENT, (CAPTURES / "hj212" / "packets_ok.bin").read_bytes())
    assert len(good) == len(readings(good)) == 18
    messages = [item for item in good if isinstance(item, StationMessage)]
    assert all(message.crc_ok and message.length_ok for message in messages)
    station = messages[11]
    assert station.values["a34001"] == {"Rtd": 178000.0, "Flag": "N"}
    assert station.values["LA"]["Rtd"] == 57.9
    assert station.values["a01006"]["Rtd"] == 101.38
    bad = decode(INSTRUMENT, (CAPTURES / "hj212" / "packets_bad.bin").read_bytes())
    with (CAPTURES / "hj212" / "index.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["file"] == "packets_bad.bin"]
    right = [row for row in rows if row["crc_in_packet"].upper() == row["crc_computed"].upper()]
    taken = [item for item in bad if isinstance(item, StationMessage)]
    assert len(taken) == len(right) == 2
    assert not any(message.length_ok for message in taken)
    assert len(damage(bad)) == len(rows) - len(right)


@pytest.mark.parametrize(
    ("segment", "mark"),
    [
        ("ST=22;CN=2011;PW=123456;MN=01234567890123;Flag=0;CP=&&DataTime=20260606231400&&", "qn_missing"),
        ("QN=20260606231400;ST=22;CN=2011;PW=123456;MN=01234567890123;Flag=4;CP=&&&&", "qn_form"),
        ("QN=20260606231400000CST;ST=22;CN=2011;PW=123456;MN=01234567890123;Flag=4;CP=&&&&", "qn_form"),
        ("ST=22;QN=20260606231400000;CN=2011;PW=123456;MN=01234567890123;Flag=4;CP=&&&&", "field_order"),
        ("QN=20260606231400000;ST=22;CN=2011;PW=123456;MN=01234567890123;FLAG=4;CP=&&&&", "capitals"),
        ("QN=20260606231400000;ST=22;CN=2011;PW=123456;MN=01234567890123;CP=&&&&", "flag_missing"),
        ("QN=20260606231400000;ST=22;CN=2011;PW=123456;MN=012345678;Flag=4;CP=&&&&", "mn_length"),
        ("QN=20260606231400000;ST=22;CN=2011;PW=123456789;MN=01234567890123;Flag=4;CP=&&&&", "pw_length"),
        ("QN=20260606231400000;ST=22;CN=2011;MN=01234567890123;Flag=6;PNO=1;PNUM=2;CP=&&&&", "part_order"),
        (
            "QN=20260606231400000;ST=22;CN=2011;MN=01234567890123;Flag=4;CP=&&LA-Rtd=5,LA-Flag=N;&&",
            "trailing_separator",
        ),
        ("QN=20260606231400000;ST=22;CN=2011;MN=01234567890123;Flag=4;CP=&&LA-Rtd-Rtd=5,LA-Flag=N&&", "doubled_suffix"),
        ("QN=20260606231400000;ST=22;CN=2011;MN=01234567890123;Flag=4;CP=&&LA-Rtd=0,LA-Flag=N&&", "all_zero"),
        ("QN=20260606231400000;ST=22;CN=2011;MN=01234567890123;Flag=4;CP=&&LA-Rtd=-999,LA-Flag=N&&", "filler"),
        ("QN=20260606231400000;ST=22;CN=1001;MN=01234567890123;Flag=4", "cp_missing"),
        ("QN=20260606231400000;ST=22;CN=2011;MN=01234567890123;Flag=8;CP=&&{0xE4,0x3E}tail&&", "encrypted"),
        ("QN=20260606231400000;ST=22;CN=2011;MN=01234567890123;Flag=8;CP=&&9f8a7c&&", "encrypted"),
    ],
)
def test_dialects_are_taken_and_marked(segment: str, mark: str) -> None:
    assert mark in _one(segment).marks


def test_a_message_by_the_book_has_no_marks() -> None:
    message = _one(
        "QN=20260606231400000;ST=39;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=4;"
        "CP=&&DataTime=20260606231400;a34001-Rtd=620.5,a34001-Flag=N;LA-Rtd=63.2,LA-Flag=N&&"
    )
    assert message.marks == ()
    assert message.values == {"a34001": {"Rtd": 620.5, "Flag": "N"}, "LA": {"Rtd": 63.2, "Flag": "N"}}


def test_capital_data_time_and_texts_stay_texts() -> None:
    message = _one(
        "QN=20260606231400000;ST=39;CN=2061;MN=01234567890123;Flag=4;"
        "CP=&&DATATIME=20260606230000;a34001-SampleTime=20260606230100,a34001-Avg=1e3,a34001-Flag=N&&"
    )
    assert message.data_time == "20260606230000"
    assert message.values["a34001"] == {"SampleTime": "20260606230100", "Avg": None, "Flag": "N"}
    assert "no_value" in message.marks  # 1e3 is no number of the standard's form, and a value is a number or null


def test_an_encrypted_data_area_is_kept_as_it_came() -> None:
    message = _one("QN=20260606231400000;ST=39;CN=2011;MN=01234567890123;Flag=8;CP=&&{0xE4,0x3E}tail&&")
    assert message.values == {}
    assert message.fields["CP"] == "{0xE4,0x3E}tail"


@given(
    values=st.dictionaries(
        st.sampled_from(["a34001", "a34002", "a01001", "LA", "Leq"]),
        st.fixed_dictionaries({"Rtd": st.floats(-40, 1e6).map(lambda value: round(value, 3)), "Flag": st.just("N")}),
        min_size=1,
    ),
    flags=st.sampled_from([0, 1, 4, 5, 8, 9]),
)
def test_said_and_read_again(values: dict[str, dict[str, float | str | None]], flags: int) -> None:
    message = StationMessage(
        offset=0,
        length=0,
        protocol={0: "HJ/T 212-2005", 1: "HJ 212-2017", 2: "HJ 212-2025"}[flags >> 2],
        mn="010000A8900016F000169DC0",
        st="39",
        cn="2011",
        qn="20260606231400000",
        data_time="20260606231400",
        crc_ok=True,
        length_ok=True,
        flags=flags,
        values=values,
        fields={"PW": "123456"},
    )
    assert replace(_one(segment_of(message)), offset=0, length=0, marks=()) == message


def test_answers_as_printed() -> None:
    upload = _one("QN=20160801085857223;ST=22;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&&&")
    tail = b"PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&"
    assert owed_reply(upload) == b"##0087QN=20160801085857223;ST=91;CN=9014;" + tail + b"&&3240\r\n"
    assert (
        reply(upload, "9011", "QnRtn=1") == b"##0094QN=20160801085857223;ST=91;CN=9011;" + tail + b"QnRtn=1&&1B00\r\n"
    )
    assert (
        reply(upload, "9012", "ExeRtn=1") == b"##0095QN=20160801085857223;ST=91;CN=9012;" + tail + b"ExeRtn=1&&6240\r\n"
    )


@pytest.mark.parametrize(
    ("cn", "flags", "answer"),
    [
        ("2011", 5, "9014"),
        ("2011", 4, None),
        ("2051", 9, "9014"),
        ("1013", 5, "9013"),
        ("9015", 9, "9013"),
        ("9014", 5, None),
        ("1072", 5, None),
        ("1012", 5, None),
    ],
)
def test_only_what_is_owed_is_answered(cn: str, flags: int, answer: str | None) -> None:
    message = _one(f"QN=20160801085857223;ST=22;CN={cn};PW=123456;MN=010000A8900016F000169DC0;Flag={flags};CP=&&&&")
    found = owed_reply(message)
    if answer is None:
        assert found is None
        return
    assert found is not None
    (item,) = decode(INSTRUMENT, found)
    assert isinstance(item, StationMessage)
    assert (item.cn, item.st, item.flags) == (answer, "91", flags & ~3)


def test_a_2005_station_gets_the_older_answer() -> None:
    message = _one("QN=20160801085857223;ST=22;CN=2011;PW=123456;MN=01234567890123;Flag=1;CP=&&&&")
    found = owed_reply(message)
    assert found is not None
    assert b"ST=91;CN=9014;CP=&&QN=20160801085857223;CN=2011&&" in found
