"""Forms that the protocol descriptions name and that no capture holds: echoes, prompts, settings, joined lines."""

from __future__ import annotations

import struct

import pytest

from drivers import registry
from drivers.instrument import Direction
from drivers.modbus import framed
from drivers.readings import Damage, Decoded, ParticulateReading, PositionFix, SoundReading, StationMessage

Talk = tuple[tuple[Direction, bytes], ...]
SENT, GOT = Direction.SENT, Direction.RECEIVED


def told(model: str, *talk: tuple[Direction, bytes]) -> list[Decoded]:
    """What a talk says; each byte of an answer fed alone must say the same."""
    results = []
    for size in (1, 4096):
        decoder = registry.instrument(model).decoder()
        items: list[Decoded] = []
        for direction, payload in talk:
            step = len(payload) if direction is SENT else size
            for first in range(0, len(payload), max(step, 1)):
                items += decoder.feed(payload[first : first + step], direction)
        results.append(items + decoder.finish())
    assert results[0] == results[1]
    return results[1]


def heard(model: str, data: bytes | str) -> list[Decoded]:
    return told(model, (GOT, data if isinstance(data, bytes) else data.encode()))


def levels(items: list[Decoded]) -> list[tuple[str, float]]:
    assert not [each for each in items if isinstance(each, Damage)]
    return [(each.quantity, each.value_db) for each in items if isinstance(each, SoundReading)]


def damages(items: list[Decoded]) -> list[tuple[int, int]]:
    return [(each.offset, each.length) for each in items if isinstance(each, Damage)]


def aihua(text: str) -> bytes:
    body = text.encode()
    return body + (sum(body) & 0xFFFF).to_bytes(2, "little")


class TestAihua:
    def test_both_heads_hold_a_level_and_a_finished_calibration_none(self) -> None:
        talk = aihua("AWAA, 56.3dBA,") + aihua("AWAV, 57.1dBA,") + aihua("AWAV,E,0, 93.8dB,")
        assert levels(heard("aihua-awa5636", talk)) == [("Lp", 56.3), ("Lp", 57.1)]

    @pytest.mark.parametrize(("echo", "damaged"), [(b"AWA0", []), (b"AWAA", [(0, 4)])])
    def test_a_question_come_back_does_not_swallow_the_reply(self, echo: bytes, damaged: list[tuple[int, int]]) -> None:
        items = heard("aihua-awa5636", echo + aihua("AWAA, 56.3dBA,"))
        assert damages(items) == damaged
        assert [each.value_db for each in items if isinstance(each, SoundReading)] == [56.3]

    @pytest.mark.parametrize(("field", "damaged"), [(" -6.3dBA", 1), (" 5#.3dBA", 1), (" --.-dBA", 0)])
    def test_what_is_no_level_is_damage_unless_the_meter_says_it_has_none(self, field: str, damaged: int) -> None:
        items = heard("aihua-awa5636", aihua(f"AWAA,{field},"))
        assert len(damages(items)) == len(items) == damaged

    def test_a_day_that_does_not_exist_is_no_time(self) -> None:
        for day, expected in (("2024-02-29", "2024-02-29T23:15:45"), ("2023-02-29", None)):
            (reading,) = heard("aihua-awa5636", aihua(f"AWAA, 56.3dBA,{day},23:15:45,"))
            assert isinstance(reading, SoundReading)
            assert reading.instrument_time == expected


RION = " 56.3, 55.1, 72.9, 61.0, 48.7, 60.1, 58.2, 54.4, 50.6, 49.1, 71.4, -.-, -.-, -.-,{},{}\r\n"


class TestRion:
    def test_a_prompt_behind_the_last_reply_is_nothing(self) -> None:
        assert levels(heard("rion-nl43", "$R+0000\r\n" + RION.format(0, 0) + "$"))[0] == ("Lp", 56.3)

    @pytest.mark.parametrize(
        ("over", "under", "expected"), [("1", "0", (True, False)), ("", "-.-", (None, None)), ("0", "", (False, None))]
    )
    def test_a_flag_that_is_blank_is_unknown(self, over: str, under: str, expected: tuple[object, object]) -> None:
        first = heard("rion-nl43", "R+0000\r\n" + RION.format(over, under))[0]
        assert isinstance(first, SoundReading)
        assert (first.overload, first.underrange) == expected

    def test_a_setting_replaces_the_weighting_that_was_told_before(self) -> None:
        talk: Talk = (
            (SENT, b"Frequency Weighting?\r\n"),
            (GOT, b"R+0000\r\nC\r\n"),
            (SENT, b"Time Weighting?\r\n"),
            (GOT, b"R+0000\r\nF\r\n"),
            (SENT, b"Frequency Weighting,A\r\n"),
            (GOT, b"R+0000\r\n"),
            (SENT, b"DOD?\r\n"),
            (GOT, b"R+0000\r\n" + RION.format(0, 0).encode()),
        )
        assert levels(told("rion-nl43", *talk))[:2] == [("LAF", 56.3), ("LAeq", 55.1)]
        log = b"".join(payload for _, payload in talk)
        assert levels(heard("rion-nl43", log))[:2] == [("LAF", 56.3), ("LAeq", 55.1)]

    def test_a_setting_that_was_refused_changes_nothing(self) -> None:
        talk = "Frequency Weighting?\r\nR+0000\r\nC\r\nFrequency Weighting,A\r\nR+0004\r\nDOD?\r\nR+0000\r\n"
        items = heard("rion-nl43", talk + RION.format(0, 0))
        assert next(each.weighting for each in items if isinstance(each, SoundReading)) == "C"


class TestXl2:
    def test_values_owed_to_an_older_question_do_not_name_the_next(self) -> None:
        log = "MEAS:SLM:123? LAF LAS\r\n53.8 dB, OK\r\nMEAS:SLM:123? LCEQ\r\n50.0 dB, OK\r\n"
        assert levels(heard("nti-xl2", log)) == [("LAF", 53.8), ("LCeq", 50.0)]

    def test_an_echo_of_what_was_sent_is_no_second_question(self) -> None:
        ask = b"MEAS:SLM:123? LAF LAEQ\r\n"
        items = told("nti-xl2", (SENT, ask), (GOT, ask + b"53.8 dB, OK\r\n50.0 dB, OK\r\n"))
        assert levels(items) == [("LAF", 53.8), ("LAeq", 50.0)]


class TestSvantek:
    @pytest.mark.parametrize(("function", "expected"), [("a", [("Leq", 64.5)]), ("i", []), ("c", [])])
    def test_only_the_acoustic_function_gives_levels(self, function: str, expected: list[tuple[str, float]]) -> None:
        assert levels(heard("svantek-97x", f"#2,{function},1,T3,V0,R64.5;")) == expected

    def test_a_push_may_be_parted_by_tabs(self) -> None:
        items = told("svantek-97x", (SENT, b"#R,1:1:9:44,P:1,R:1;"), (GOT, b"#R,79,97\t43,91;\n"))
        assert levels(items) == [("Lpeak", 79.97), ("Leq", 43.91)]


def test_the_answer_to_who_is_there_is_no_level() -> None:
    who, answer = framed(bytes.fromhex("FF0307D00001")), framed(bytes.fromhex("0103020001"))
    level = framed(bytes.fromhex("01030201F1"))
    assert levels(heard("modbus-noise", who + answer + level)) == [("Lp", 49.7)]


@pytest.mark.parametrize(("day", "expected"), [("71", "2026-07-31T23:14:05"), ("11", None)])
def test_mastech_gives_a_time_only_when_it_exists(day: str, expected: str | None) -> None:
    digits = bytes(int(mark) for mark in f"06522607{day}231405")
    (reading,) = heard("mastech-ms6701", bytes((0xA6, 0x08)) + digits)
    assert isinstance(reading, SoundReading)
    assert (reading.value_db, reading.instrument_time) == (65.2, expected)


class TestTondaj:
    def test_greeting_and_any_poll_may_stand_in_the_log(self) -> None:
        log = bytes.fromhex("10040D 050D 30050D 09AF060D 30010D 09AF020D")
        assert levels(heard("tondaj-sl814", log)) == [("LAS", 43.1), ("LAS", 43.1)]

    def test_a_reply_to_another_poll_is_damage(self) -> None:
        assert damages(heard("tondaj-sl814", bytes.fromhex("30050D 09AF020D"))) == [(3, 4)]


@pytest.mark.parametrize(
    ("bits", "quantity"), [(0, "LAF"), (4, "LAFmax"), (8, "LAFmin"), (12, "unknown"), (15, "unknown")]
)
def test_pce_maximum_and_minimum_at_once_is_not_guessed(bits: int, quantity: str) -> None:
    assert levels(heard("pce-322a", b"\x7f" + (652).to_bytes(2, "big") + bytes((0, bits)) + bytes(8))) == [
        (quantity, 65.2)
    ]


def test_nsrt_settings_of_another_program_keep_the_answers_in_step() -> None:
    read, write = (struct.Struct("<III").pack(command, 0, 4) for command in (0x80000010, 0x00000020))
    weighting = struct.pack("<III", 0x80000020, 0, 4)
    level = struct.pack("<f", 65.5)
    talk: Talk = (
        (SENT, weighting),
        (GOT, b"\x01\0\0\0"),
        (SENT, read),
        (GOT, level),
        (SENT, write + b"\x02\0\0\0"),
        (GOT, b"\x06"),
        (SENT, read),
        (GOT, level),
    )
    readings = [each for each in told("convergence-nsrt", *talk) if isinstance(each, SoundReading)]
    assert [(each.value_db, each.weighting) for each in readings] == [(65.5, "A"), (65.5, "unknown")]


AEROCET = "2013-01-22 11:23:27,001.1,003.8,005.2,005.9,006.2,008.2,+020,026,001,060,000\r\n"


class TestDust:
    @pytest.mark.parametrize(("unit", "factor"), [("ug/m3", 1), ("mg/m3", 1000)])
    def test_one_unit_behind_the_masses_holds_for_all(self, unit: str, factor: int) -> None:
        header = f"Time,PM1,PM2.5,PM4,PM7,PM10,TSP({unit}),AT(C),RH(%),Location,Seconds,Status\r\n"
        (reading,) = heard("metone-aerocet531s", header + AEROCET)
        assert isinstance(reading, ParticulateReading)
        assert (reading.pm1_ug_m3, reading.tsp_ug_m3) == (1.1 * factor, 8.2 * factor)

    def test_a_row_with_a_day_that_does_not_exist_is_told(self) -> None:
        row = AEROCET.replace("2013-01-22", "2013-13-41")
        assert damages(heard("metone-aerocet531s", row)) == [(0, len(row) - 2)]

    def test_lists_that_another_question_asked_for_are_no_damage(self) -> None:
        values = "\r\n2,0.013,0.013,0.014,0.025,0.074,\r\n"
        log = "RMMESSAGES\r\n" + "0," * 15 + "1\r\nRMMEAS\r" + values
        (reading,) = heard("tsi-dusttrak", log)
        assert isinstance(reading, ParticulateReading)
        assert reading.total_ug_m3 == 74.0
        assert len(damages(heard("tsi-dusttrak", "0," * 15 + "1\r\n"))) == 1

    def test_bytes_before_a_whole_line_do_not_cost_the_line(self) -> None:
        noise, reading = heard("metone-es642", b"\xff\x00000.069,1.5,+30.4,027,0944.4,40,*01561\r\n")
        assert isinstance(noise, Damage)
        assert isinstance(reading, ParticulateReading)
        assert (noise.offset, noise.length, reading.offset, reading.mass_ug_m3) == (0, 2, 2, 69.0)


RMC = b"$GNRMC,074155.799,A,3114.8770,N,12135.2463,E,0.30,4.94,250215,,,A*76"


class TestNmea:
    @pytest.mark.parametrize("end", [b"\r\n", b"\r", b"\n", b""])
    def test_a_sentence_begins_at_its_dollar_whatever_ended_the_last(self, end: bytes) -> None:
        later = RMC.replace(b"155.799", b"156.799").replace(b"*76", b"*75")
        fixes = [each for each in heard("nmea", RMC + end + later + end) if isinstance(each, PositionFix)]
        assert [each.utc for each in fixes] == ["2015-02-25T07:41:55.799Z", "2015-02-25T07:41:56.799Z"]

    def test_a_cut_sentence_does_not_take_the_next_with_it(self) -> None:
        items = heard("nmea", RMC[:30] + RMC + b"\r\n")
        assert damages(items) == [(0, 30)]
        assert [each.offset for each in items if isinstance(each, PositionFix)] == [30]


def test_the_settings_of_a_wxt_are_no_damage_and_its_nmea_mode_is_named() -> None:
    assert heard("vaisala-wxt", "0XU\r\n0XU,A=0,M=P,T=0,C=2,I=0,B=19200,D=8,P=N,S=1,L=25,N=WXT520,V=1.00\r\n") == []
    (damage,) = heard("vaisala-wxt", "$WIXDR,A,057,D,1,S,1.5,M,1*00\r\n")
    assert isinstance(damage, Damage)
    assert "ASCII" in damage.reason


def test_hj212_reads_names_in_gb2312_and_drops_blanks_around_a_flag() -> None:
    from drivers.hj212 import checksum

    head = b"QN=20260606231405123;ST=39;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&"
    body = head + "Name=安康工地;a34001-Rtd=5,a34001-Flag= N&&".encode("gb2312")
    (message,) = heard("hj212", b"##%04d" % len(body) + body + b"%04X\r\n" % checksum(body))
    assert isinstance(message, StationMessage)
    assert message.fields["Name"] == "安康工地"
    assert message.values == {"a34001": {"Rtd": 5.0, "Flag": "N"}}
    assert {"text_not_utf8", "blank"} <= set(message.marks)
