"""Whether bytes have the one form that DER allows (X.690 clause 10): a freer one could hide a changed bit."""

from __future__ import annotations

_DEEPEST = 32


def is_der(data: bytes) -> bool:
    """Whether ``data`` is exactly one element with definite, shortest lengths all the way down."""
    return _end(data, 0, len(data), 0) == len(data)


def _end(data: bytes, at: int, limit: int, depth: int) -> int | None:
    """Where the element at ``at`` ends, or None if it is not in DER form."""
    if at + 2 > limit or depth > _DEEPEST or data[at] & 0x1F == 0x1F:
        return None
    constructed = bool(data[at] & 0x20)
    length = data[at + 1]
    body = at + 2
    if length & 0x80:
        octets = length & 0x7F
        length = int.from_bytes(data[body : body + octets], "big")
        if not 1 <= octets <= 4 or body + octets > limit or length < 0x80 or data[body] == 0:
            return None
        body += octets
    end = body + length
    if end > limit:
        return None
    inner: int | None = body
    while constructed and inner != end:
        inner = _end(data, inner or 0, end, depth + 1)
        if inner is None:
            return None
    return end
