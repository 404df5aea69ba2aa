from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrol_app.domain.errors import BadInput, CannotDo, DamagedEvidence
from patrol_app.domain.series import LevelSeries
from patrol_app.recordings.series import (
    LEVEL_COLUMNS,
    Column,
    SeriesWriter,
    level_rows,
    number_text,
    read_levels,
    read_series,
    repair,
    series_text,
    write_series,
)

ROWS = [(0.0, 63.254, None), (0.1, 63.255, 63.2), (0.2, -0.001, 60.0)]
TEXT = "t_s,laf_db,laeq_db\n0.000,63.25,\n0.100,63.26,63.20\n0.200,0.00,60.00\n"
CLOCK = "seconds from 2026-06-06T15:13:29Z, host clock"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (63.4, "63.40"),
        (63.125, "63.12"),
        (-0.001, "0.00"),
        (-0.006, "-0.01"),
        (None, ""),
        (float("nan"), ""),
        (float("-inf"), ""),
        (1e6, "1000000.00"),
    ],
)
def test_a_number_has_one_text(value: float | None, text: str) -> None:
    assert number_text(value, 2) == text


def test_the_text_depends_on_the_numbers_alone() -> None:
    assert series_text(LEVEL_COLUMNS, ROWS) == TEXT


def test_writing_row_by_row_and_at_once_gives_the_same_bytes(tmp_path: Path) -> None:
    write_series(tmp_path / "once.csv", LEVEL_COLUMNS, ROWS, CLOCK)
    with SeriesWriter(tmp_path / "live.csv", LEVEL_COLUMNS, CLOCK) as writer:
        writer.append(ROWS[0])
        assert writer.path.read_text() == "t_s,laf_db,laeq_db\n0.000,63.25,\n"
        writer.append(*ROWS[1:])
    assert (tmp_path / "once.csv").read_bytes() == (tmp_path / "live.csv").read_bytes() == TEXT.encode()
    assert (tmp_path / "once.json").read_bytes() == (tmp_path / "live.json").read_bytes()
    plain = json.loads((tmp_path / "once.json").read_text())
    assert plain["clock"] == CLOCK
    assert plain["columns"][1] == {
        "name": "laf_db",
        "unit": "dB",
        "decimals": 2,
        "meaning": "A-weighted level, time weighting Fast",
    }


@given(st.lists(st.tuples(*[st.none() | st.floats(-200, 1e9) for _ in range(3)]), max_size=20))
def test_what_is_read_writes_the_same_text_again(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[float | None, ...]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "again.csv"
    write_series(path, LEVEL_COLUMNS, rows, CLOCK)
    table = read_series(path)
    assert table.columns == LEVEL_COLUMNS
    assert len(table.rows) == len(rows)
    assert series_text(table.columns, table.rows).encode() == path.read_bytes()


def test_a_level_series_reads_back_as_papers_draw_it(tmp_path: Path) -> None:
    series = LevelSeries(t_s=[0.0, 0.1, 5.0], laf_db=[60.0, 61.25, 59.5], laeq_db=[None, 60.5, 60.25])
    write_series(tmp_path / "a.csv", LEVEL_COLUMNS, level_rows(series), CLOCK)
    assert read_levels(tmp_path / "a.csv") == series


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("0.100", "0.1", 3),
        ("63.26", "nan", 3),
        ("63.26", "6e1", 3),
        ("63.26", " 3.26", 3),
        ("0.00,60.00", "0.00", 4),
        ("0.00,60.00", "-0.00,60.00", 4),
        ("laf_db", "laf", 1),
        ("60.00\n", "60.00", 4),
        ("\n0.100", "\r\n0.100", 2),
        ("63.25", "6\u06325", 2),
    ],
)
def test_any_other_text_is_damage_with_its_line(tmp_path: Path, old: str, new: str, line: int) -> None:
    write_series(tmp_path / "a.csv", LEVEL_COLUMNS, ROWS, CLOCK)
    assert old in TEXT
    (tmp_path / "a.csv").write_bytes(TEXT.replace(old, new, 1).encode())
    with pytest.raises(DamagedEvidence) as caught:
        read_series(tmp_path / "a.csv")
    assert caught.value.data["line"] == line


def test_a_missing_or_broken_description_is_told(tmp_path: Path) -> None:
    write_series(tmp_path / "a.csv", LEVEL_COLUMNS, ROWS, CLOCK)
    for content in (b"{}", b"[]", b"not json", b'{"format":"night-patrol/series/1","columns":[{"name":1}],"clock":""}'):
        (tmp_path / "a.json").write_bytes(content)
        with pytest.raises(DamagedEvidence):
            read_series(tmp_path / "a.csv")
    (tmp_path / "a.json").unlink()
    with pytest.raises(BadInput, match="unreadable"):
        read_series(tmp_path / "a.csv")


def test_another_series_is_no_level_series_and_an_unknown_level_is_damage(tmp_path: Path) -> None:
    columns = (Column(name="t_s", unit="s", decimals=0, meaning=""), Column(name="x", unit="", decimals=0, meaning=""))
    write_series(tmp_path / "a.csv", columns, [(1, 2)], CLOCK)
    with pytest.raises(BadInput, match="no_levels"):
        read_levels(tmp_path / "a.csv")
    write_series(tmp_path / "b.csv", LEVEL_COLUMNS, [(1.0, None, None)], CLOCK)
    with pytest.raises(DamagedEvidence):
        read_levels(tmp_path / "b.csv")


def test_a_row_of_another_length_is_refused_and_nothing_written(tmp_path: Path) -> None:
    with SeriesWriter(tmp_path / "a.csv", LEVEL_COLUMNS, CLOCK) as writer:
        with pytest.raises(BadInput, match="series_row"):
            writer.append((1.0, 2.0, 3.0), (1.0, 2.0))
        assert writer.path.read_text() == "t_s,laf_db,laeq_db\n"
    with pytest.raises(CannotDo, match="exists"):
        SeriesWriter(tmp_path / "a.csv", LEVEL_COLUMNS, CLOCK)


def test_cut_at_every_byte_keeps_every_whole_line(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_series(path, LEVEL_COLUMNS, ROWS, CLOCK)
    for length in range(len(TEXT) + 1):
        for zeros in (0, 50):
            path.write_bytes(TEXT[:length].encode() + bytes(zeros))
            done = repair(path)
            kept = TEXT[: TEXT[:length].rfind("\n") + 1]
            assert path.read_text() == kept
            assert done.cut_bytes == length + zeros - len(kept)
            assert done.rows == max(0, kept.count("\n") - 1)
    path.write_bytes(TEXT.encode() + bytes(30) + b"9.9\n1,2,3\n")
    assert repair(path).rows == 3
    assert path.read_text() == TEXT
