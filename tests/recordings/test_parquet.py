"""Parquet bytes. Apache Arrow (pyarrow 26.0.1) read the worked file back as 1 to 4 and null, 63.5, null, 70.25."""

from __future__ import annotations

import struct

import numpy as np
import pytest

from patrol_app.recordings.parquet import parquet_table

WORKED = bytes.fromhex(
    "504152311500154c154c2c15081500150615060000020000000801000000000000f03f00000000000000400000000000"
    "00084000000000000010401500153815382c150815001506150600000800000002000201020002010000000000c04f40"
    "00000000009051401502193c4806736368656d61150400150a25021803745f7300150a250218066c61665f6462001608"
    "191c192c26081c150a19250006191803745f7315001608166e166e2608000026761c150a192500061918066c61665f64"
    "6215001608165a165a2676000016c801160800280c6e696768742d706174726f6c007a00000050415231"
)


def test_the_worked_file_byte_for_byte() -> None:
    table = {"t_s": np.array([1.0, 2.0, 3.0, 4.0]), "laf_db": np.array([-np.inf, 63.5, np.nan, 70.25])}
    assert parquet_table(table) == WORKED


@pytest.mark.parametrize("rows", [0, 1, 200_000])
@pytest.mark.parametrize("columns", [1, 14, 15, 40])
def test_lengths_agree_whatever_the_size(rows: int, columns: int) -> None:
    values = np.linspace(30.0, 90.0, rows)
    values[::7] = -np.inf
    data = parquet_table({f"leq_{number}": values for number in range(columns)})
    assert data[:4] == data[-4:] == b"PAR1"
    (footer,) = struct.unpack("<I", data[-8:-4])
    assert 0 < footer < len(data) - 12
    numbers = values[np.isfinite(values)].astype("<f8").tobytes()
    assert data[: len(data) - footer].count(numbers) >= columns if rows > 1 else True
