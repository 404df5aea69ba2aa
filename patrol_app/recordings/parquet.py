"""Apache Parquet, as much of it as a table of numbers needs: one row group, plain doubles, nothing compressed.

Layout and field numbers: Apache Parquet format 2.9, parquet.thrift; metadata in Thrift's compact protocol.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

_MAGIC = b"PAR1"
_DOUBLE, _OPTIONAL, _PLAIN, _RLE, _UNCOMPRESSED, _DATA_PAGE = 5, 1, 0, 3, 0, 0
_I32, _I64, _TEXT, _LIST, _STRUCT = 5, 6, 8, 9, 12
_CREATED_BY = b"night-patrol"

Field = tuple[int, int, bytes]


def parquet_table(columns: Mapping[str, NDArray[np.float64]]) -> bytes:
    """A whole file with the columns under their names; what is not finite is null. All columns are equally long."""
    rows = len(next(iter(columns.values()), np.empty(0)))
    body = bytearray(_MAGIC)
    chunks = []
    for name, values in columns.items():
        page = _page(values)
        chunks.append(_chunk(name, rows, offset=len(body), size=len(page)))
        body += page
    schema = [_struct((4, _TEXT, _text(b"schema")), (5, _I32, _integer(len(columns))))]
    schema += [
        _struct((1, _I32, _integer(_DOUBLE)), (3, _I32, _integer(_OPTIONAL)), (4, _TEXT, _text(name.encode())))
        for name in columns
    ]
    group = _struct(
        (1, _LIST, _list(_STRUCT, chunks)),
        (2, _I64, _integer(len(body) - len(_MAGIC))),
        (3, _I64, _integer(rows)),
    )
    footer = _struct(
        (1, _I32, _integer(1)),
        (2, _LIST, _list(_STRUCT, schema)),
        (3, _I64, _integer(rows)),
        (4, _LIST, _list(_STRUCT, [group] if rows else [])),
        (6, _TEXT, _text(_CREATED_BY)),
    )
    return bytes(body) + footer + struct.pack("<I", len(footer)) + _MAGIC


def _page(values: NDArray[np.float64]) -> bytes:
    """A data page with its header: which values there are, in runs, then these values."""
    there = np.isfinite(values)
    levels = _runs(there)
    data = struct.pack("<I", len(levels)) + levels + values[there].astype("<f8").tobytes()
    header = _struct(
        (1, _I32, _integer(_DATA_PAGE)),
        (2, _I32, _integer(len(data))),
        (3, _I32, _integer(len(data))),
        (
            5,
            _STRUCT,
            _struct(
                (1, _I32, _integer(len(values))),
                (2, _I32, _integer(_PLAIN)),
                (3, _I32, _integer(_RLE)),
                (4, _I32, _integer(_RLE)),
            ),
        ),
    )
    return header + data


def _chunk(name: str, rows: int, *, offset: int, size: int) -> bytes:
    meta = _struct(
        (1, _I32, _integer(_DOUBLE)),
        (2, _LIST, _list(_I32, [_integer(_PLAIN), _integer(_RLE)])),
        (3, _LIST, _list(_TEXT, [_text(name.encode())])),
        (4, _I32, _integer(_UNCOMPRESSED)),
        (5, _I64, _integer(rows)),
        (6, _I64, _integer(size)),
        (7, _I64, _integer(size)),
        (9, _I64, _integer(offset)),
    )
    return _struct((2, _I64, _integer(offset)), (3, _STRUCT, meta))


def _runs(there: NDArray[np.bool_]) -> bytes:
    """Definition levels of one bit as repeated runs."""
    edges = np.flatnonzero(np.diff(there)) + 1
    starts = [0, *edges.tolist()] if len(there) else []
    ends = [*edges.tolist(), len(there)]
    return b"".join(
        _varint((end - start) << 1) + bytes((int(there[start]),)) for start, end in zip(starts, ends, strict=False)
    )


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _integer(value: int) -> bytes:
    return _varint(value << 1)  # zigzag; nothing here is negative


def _text(value: bytes) -> bytes:
    return _varint(len(value)) + value


def _list(kind: int, items: Sequence[bytes]) -> bytes:
    head = bytes((len(items) << 4 | kind,)) if len(items) < 15 else bytes((0xF0 | kind,)) + _varint(len(items))
    return head + b"".join(items)


def _struct(*fields: Field) -> bytes:
    """Fields by rising number, each told by its distance from the one before; a zero ends them."""
    out, last = b"", 0
    for number, kind, value in fields:
        out += bytes((number - last << 4 | kind,)) + value
        last = number
    return out + b"\0"
