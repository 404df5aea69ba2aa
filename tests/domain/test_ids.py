from __future__ import annotations

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from patrol_app.domain.ids import uuid7

RFC_EXAMPLE = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"


def test_rfc_9562_example() -> None:
    random = ((0xCC3 << 62) | 0x18C4DC0C0C07398F).to_bytes(10, "big")
    assert uuid7(0x017F22E279B0, random) == RFC_EXAMPLE


@given(st.integers(0, (1 << 48) - 2), st.binary(min_size=10, max_size=10), st.integers(0, (1 << 48) - 2))
def test_is_a_version_7_uuid_after_the_last_one_whatever_the_clock_says(ms: int, random: bytes, earlier: int) -> None:
    last = uuid7(earlier, random)
    following = uuid7(ms, random, after=last)
    assert UUID(following).version == 7
    assert UUID(following).variant == "specified in RFC 4122"
    assert following > last


def test_counting_on_carries_into_the_time() -> None:
    last = uuid7(5, b"\xff" * 10)
    assert uuid7(3, b"\x00" * 10, after=last) == uuid7(6, b"\x00" * 10)


def test_a_later_clock_gives_its_own_time() -> None:
    last = uuid7(5, b"\xff" * 10)
    assert uuid7(6, b"\x01" * 10, after=last) == uuid7(6, b"\x01" * 10)
