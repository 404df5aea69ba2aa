"""Level series of an audio file as a table on disk: CSV or Parquet."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from patrol_app.domain.errors import BadInput

Columns = Mapping[str, NDArray[np.float64]]


def write_level_table(path: Path, columns: Columns) -> None:
    """Write columns of equal length under their names; the ending ``.csv`` or ``.parquet`` decides.

    Minus infinity and NaN are empty cells. The table is made under a temporary name and renamed at the end.

    Raises:
        BadInput: another ending, or the folder cannot be written.
    """
    kind = path.suffix.lower()
    writers = {".csv": _write_csv, ".parquet": _write_parquet}
    if kind not in writers:
        raise BadInput("levels.series_ending", file=str(path))
    part = path.with_name(path.name + ".part")
    try:
        writers[kind](part, columns)
        part.replace(path)
    except OSError as fault:
        raise BadInput("levels.series_refused", file=str(path), reason=fault.strerror or str(fault)) from fault
    finally:
        part.unlink(missing_ok=True)


def _write_csv(path: Path, columns: Columns) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(columns) + "\n")
        for row in zip(*(values.tolist() for values in columns.values()), strict=True):
            file.write(",".join(f"{value:.4f}" if math.isfinite(value) else "" for value in row) + "\n")


def _write_parquet(path: Path, columns: Columns) -> None:
    import pyarrow
    from pyarrow import parquet

    arrays = {name: pyarrow.array(values, mask=~np.isfinite(values)) for name, values in columns.items()}
    parquet.write_table(pyarrow.table(arrays), path)
