from __future__ import annotations

import re
import tomllib
from decimal import Decimal

import pytest
from demo_visit import at

from patrol_app.assets import resource, sentences
from patrol_app.reports.words import Words, duration, grouped, metres, minutes, tenth, whole

FORM_SET = tomllib.loads(resource("templates", "2024-base.toml").read_text(encoding="utf-8"))
ENTRIES = [(f"{section}.{name}", words) for section, names in FORM_SET.items() for name, words in names.items()]
PLACES = re.compile(r"\{(\w+)\}")


def test_both_languages_fill_the_same_places() -> None:
    for key, (chinese, english) in ENTRIES:
        assert set(PLACES.findall(chinese)) == set(PLACES.findall(english)), key
        assert bool(chinese) == bool(english) or key in ("common.translation", "common.date_blank"), key


def test_error_sentences_fill_the_same_places() -> None:
    for key, entry in sentences().items():
        if key.startswith("reports."):
            assert set(PLACES.findall(entry["zh"])) == set(PLACES.findall(entry["en"])), key


def test_every_error_of_the_room_has_its_sentence() -> None:
    folder = resource().parent / "patrol_app" / "reports"
    used = {key for file in folder.glob("*.py") for key in re.findall(r'"(reports\.\w+)"', file.read_text("utf-8"))}
    assert used
    assert used <= set(sentences())


@pytest.mark.parametrize(
    ("value", "shown"),
    [(61.25, "61.2"), (61.35, "61.4"), (-0.04, "0.0"), (-1.0, "−1.0"), (Decimal("60.05"), "60.0"), (None, None)],
)
def test_tenths_are_rounded_half_to_even_with_a_true_minus(value: float | Decimal | None, shown: str | None) -> None:
    assert tenth(value) == shown


def test_whole_numbers_and_limits() -> None:
    assert (whole(Decimal("55")), whole(Decimal("70.0")), whole(-1), whole(None)) == ("55", "70", "−1", None)


def test_lengths_and_durations() -> None:
    assert (metres(1.0), metres(2.5), metres(211.96), metres(None)) == ("1 m", "2.5 m", "212 m", None)
    assert (duration(32.0), duration(1200.0), duration(1199.6)) == ("32 s", "20 min 0 s", "20 min 0 s")
    assert (minutes(1200.0), minutes(758.0)) == ("20 min", "12 min 38 s")
    assert grouped(18873) == "18\u2009873"


def test_times_are_beijing_s() -> None:
    words = Words("zh")
    assert words.minute(at("2026-06-06T23:08:00")) == "2026年6月6日23时08分"
    assert words.span(at("2026-06-06T23:55:00"), at("2026-06-07T00:15:00")) == "06-06 23:55:00 至 06-07 00:15:00"
