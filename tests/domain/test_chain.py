from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrol_app.domain.chain import (
    FIRST_PREV,
    Checkpoint,
    Entry,
    body_text,
    read_checkpoint,
    read_entry,
    seal,
    utc_text,
)
from patrol_app.domain.codec import canonical_json
from patrol_app.domain.errors import BadInput, DamagedEvidence

text = st.text(st.characters(codec="utf-8"), max_size=20)


def make(body: object, sequence: int = 1, prev: str = FIRST_PREV, subject: str = "工地A", actor: str = "DEMO") -> Entry:
    return seal(
        id=f"id-{sequence}",
        device="np-1",
        sequence=sequence,
        kind="site",
        subject=subject,
        at_utc="2026-06-06T15:13:29.000000Z",
        clock_source="host",
        actor=actor,
        body_json=body_text(body),
        prev=prev,
    )


def test_the_hash_is_sha256_of_prev_and_canonical_json() -> None:
    entry = make({"laeq_db": 63.4, "name": "工地"})
    statement = (
        '{"actor":"DEMO","at_utc":"2026-06-06T15:13:29.000000Z","body":{"laeq_db":63.4,"name":"工地"},'
        '"clock_source":"host","corrects":null,"device":"np-1","id":"id-1","kind":"site","seq":1,"subject":"工地A"}'
    )
    assert entry.hash == hashlib.sha256((FIRST_PREV + statement).encode()).hexdigest()


@given(st.dictionaries(text, text | st.integers() | st.none() | st.floats(allow_nan=False, allow_infinity=False)), text)
def test_the_joined_line_is_canonical_json_and_reads_back(body: dict[str, object], subject: str) -> None:
    entry = make(body, subject=subject)
    assert entry.line() == canonical_json(json.loads(entry.line()))
    assert read_entry(entry.line() + b"\n") == entry


@pytest.mark.parametrize("body", [[1], "x", {"a": float("nan")}, {"a": float("inf")}, {"a": b"x"}, {"a": "\ud800"}])
def test_a_body_that_json_cannot_hold_is_refused(body: object) -> None:
    with pytest.raises(BadInput, match=r"chain\.body"):
        make(body)


def test_a_lone_surrogate_in_a_subject_is_refused() -> None:
    with pytest.raises(BadInput, match=r"chain\.body"):
        make({}, subject="\ud800")


def test_times_are_utc_of_one_length() -> None:
    cst = timezone(timedelta(hours=8))
    assert utc_text(datetime(2026, 6, 6, 23, 14, tzinfo=cst)) == "2026-06-06T15:14:00.000000Z"
    assert utc_text(datetime(2026, 6, 6, 15, 14, 0, 1, tzinfo=UTC)) == "2026-06-06T15:14:00.000001Z"
    with pytest.raises(BadInput, match="naive"):
        utc_text(datetime(2026, 6, 6))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda line: line[:-1],
        lambda line: line.replace(b'"seq":1', b'"seq": 1'),
        lambda line: line.replace(b'"seq":1', b'"seq":1.0'),
        lambda line: line.replace(b'"seq":1', b'"seq":true'),
        lambda line: line.replace(b'"seq":1', b'"seq":1,"seq":1'),
        lambda line: line.replace(b'"kind":"site"', b'"kind":5'),
        lambda line: line.replace(b'"corrects":null', b'"corrects":5'),
        lambda line: line.replace(b'{"laeq_db":63.4}', b'{"laeq_db":63.40}'),
        lambda line: line.replace(b'{"laeq_db":63.4}', b'{"laeq_db":NaN}'),
        lambda line: line.replace(b'{"laeq_db":63.4}', b"[]"),
        lambda line: line.replace(b'"actor":"DEMO",', b""),
        lambda line: line.replace(b"DEMO", b"\xff"),
        lambda line: b"[" * 100_000,
        lambda line: b"[]",
    ],
)
def test_a_line_in_any_other_form_is_damage(spoil) -> None:  # type: ignore[no-untyped-def]
    line = make({"laeq_db": 63.4}).line()
    spoiled = spoil(line)
    assert spoiled != line
    with pytest.raises(DamagedEvidence, match=r"chain\.line") as caught:
        read_entry(spoiled, 7)
    assert caught.value.data["line"] == 7


def test_a_checkpoint_line_reads_back_and_refuses_bad_base64() -> None:
    checkpoint = Checkpoint(
        device="np-1",
        sequence=3,
        head="a" * 64,
        at_utc="2026-06-06T15:14:00.000000Z",
        key_sha256="f" * 64,
        signature=b"\x00\xff",
    )
    assert read_checkpoint(checkpoint.line()) == checkpoint
    with pytest.raises(DamagedEvidence):
        read_checkpoint(checkpoint.line().replace(b"AP8=", b"A!8="))
