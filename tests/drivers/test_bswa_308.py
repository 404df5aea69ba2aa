"""BSWA: what is asked decides what a bare answer is."""

from __future__ import annotations

import pytest

from drivers.instrument import UNANSWERED, Direction
from drivers.readings import Decoded, SoundReading
from drivers.sound.bswa_308 import INSTRUMENT, frame

TWELVE = frame(",".join(f"{60 + index}.0" for index in range(12)) + ",0", attribute=b"A")
FOUR = frame("065.0,066.2,067.0,067.2,0", attribute=b"A")


def _ask(*commands: str, answer: bytes) -> list[Decoded]:
    decoder = INSTRUMENT.decoder()
    for command in commands:
        decoder.feed(frame(command), Direction.SENT)
    return decoder.feed(answer) + decoder.finish()


def _names(items: list[Decoded]) -> list[str]:
    return [item.quantity for item in items if isinstance(item, SoundReading)]


@pytest.mark.parametrize(
    ("group", "first", "last"),
    [(0, "LAF", "LZI"), (4, "LAFmax", "LZImax"), (5, "LAFmin", "LZImin")],
)
def test_twelve_values(group: int, first: str, last: str) -> None:
    names = _names(_ask(f"DSL{group} 1 ?", answer=TWELVE))
    assert (len(names), names[0], names[-1]) == (12, first, last)


@pytest.mark.parametrize(("group", "names"), [(2, "E"), (6, "peak"), (7, "eq")])
def test_four_values(group: int, names: str) -> None:
    assert _names(_ask(f"DSL{group} 1 ?", answer=FOUR)) == [f"L{each}{names}" for each in "ABCZ"]


@pytest.mark.parametrize("group", [1, 3])
def test_deviation_and_exposure_are_no_levels(group: int) -> None:
    assert _ask(f"DSL{group} 1 ?", answer=TWELVE if group == 1 else FOUR) == []


@pytest.mark.parametrize("command", ["DOT1 ?", "DTT1 ?", "DCU1 ?"])
def test_spectra_are_no_levels(command: str) -> None:
    assert _ask(command, answer=frame("040.1,041.2,042.3,043.4,044.5", attribute=b"A")) == []


def test_two_pushed_groups_of_one_shape_cannot_be_told_apart() -> None:
    assert set(_names(_ask("DSL4 2 ?", "DSL5 2 ?", answer=TWELVE))) == {"unknown"}
    assert _names(_ask("DSL4 2 ?", "DSL5 2 ?", "DSL4 0 ?", answer=TWELVE))[0] == "LAFmin"


def test_a_pushed_and_an_asked_group_of_one_shape_cannot_be_told_apart() -> None:
    assert set(_names(_ask("DSL7 2 ?", "DSL6 1 ?", answer=FOUR))) == {"unknown"}


def test_an_asked_group_of_another_shape_is_not_disturbed_by_a_push() -> None:
    assert _names(_ask("DSL7 2 ?", "DSL4 1 ?", answer=FOUR + TWELVE)) == [
        *("LAeq", "LBeq", "LCeq", "LZeq"),
        *(f"L{weighting}{time}max" for weighting in "ABCZ" for time in "FSI"),
    ]


def test_waits_for_the_answer_and_no_longer() -> None:
    decoder = INSTRUMENT.decoder()
    decoder.feed(frame("DSL4 1 ?"), Direction.SENT)
    assert decoder.waiting
    decoder.feed(FOUR)
    assert decoder.waiting, "a push is no answer"
    decoder.feed(TWELVE)
    assert set(_names(decoder.feed(TWELVE))) == {"unknown"}, "nothing is open any more"


def test_a_question_given_up_names_nothing() -> None:
    decoder = INSTRUMENT.decoder()
    decoder.feed(frame("DSL4 1 ?"), Direction.SENT)
    decoder.feed(UNANSWERED, Direction.EVENT)
    assert not decoder.waiting
    assert set(_names(decoder.feed(TWELVE))) == {"unknown"}


def test_ten_ln_are_named_by_the_settings_seen() -> None:
    ten = frame(",".join(f"{70 - index}.0" for index in range(10)), attribute=b"A")
    assert _names(_ask("DSL8 1 ?", answer=ten))[0] == "LN1"
    settings = frame("1,2,10,20,30,40,50,60,70,80,90,99", attribute=b"A")
    assert _names(_ask("STS?", "DSL8 1 ?", answer=settings + ten))[0] == "L10"


def test_overload_flags_and_the_older_form_without_one() -> None:
    for flag, over, under in (("0", False, False), ("1", True, False), ("2", False, True), ("3", True, False)):
        (item,) = _ask(answer=frame(f"0,0,0,065.2,{flag}", attribute=b"A"))
        assert isinstance(item, SoundReading)
        assert (item.overload, item.underrange) == (over, under)
    (item,) = _ask(answer=frame("0,0,0,065.2", attribute=b"A"))
    assert isinstance(item, SoundReading)
    assert item.overload is None


@pytest.mark.parametrize(
    ("body", "quantity"),
    [("2,1,0,065.2,0", "LCS"), ("2,0,1,065.2,0", "LCpeak"), ("0,0,2,065.2,0", "LAeq"), ("3,2,3,065.2,0", "LZImax")],
)
def test_main_screen_names(body: str, quantity: str) -> None:
    assert _names(_ask(answer=frame(body, attribute=b"A"))) == [quantity]


@pytest.mark.parametrize("body", ["0,0,0,160.0,0", "0,0,0,000.0,0"])
def test_limits_from_inside(body: str) -> None:
    assert [item.kind for item in _ask(answer=frame(body, attribute=b"A"))] == ["sound"]


@pytest.mark.parametrize("body", ["0,0,0,160.1,0", "4,0,0,065.2,0", "0,3,0,065.2,0", "0,0,5,065.2,0", "0,0,0,065.2,7"])
def test_limits_from_outside(body: str) -> None:
    assert [item.kind for item in _ask(answer=frame(body, attribute=b"A"))] == ["damage"]


def test_a_check_byte_may_look_like_a_start_or_an_end() -> None:
    bodies = [f"0,0,0,{value / 10:05.1f},0" for value in range(300, 1300)]
    frames = [frame(body, attribute=b"A", device=device) for body in bodies for device in (1, 2, 3, 10, 13)]
    assert {each[-3] for each in frames} >= {0x6F, 0x6E}
    decoder = INSTRUMENT.decoder()
    assert len(decoder.feed(b"".join(frames))) == len(frames)


def test_nothing_that_changes_a_setting_is_ever_sent() -> None:
    sent = b" ".join(request.payload for request in INSTRUMENT.requests())
    for command in (b"CAL", b"RES", b"MEM", b"STS", b"BRT", b"IDX", b"XON", b"ALM", b"OUT", b"PWO"):
        assert command not in sent
