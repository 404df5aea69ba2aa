from __future__ import annotations

import hashlib
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from patrol_app.domain.chain import FIRST_PREV, Checkpoint, Entry, body_text, seal
from patrol_app.domain.chain_check import verify_chain, verify_log

KEY = "key-1"


def sign(statement: bytes) -> bytes:
    return hashlib.sha256(b"secret" + statement).digest()


def check(statement: bytes, signature: bytes, key: str) -> bool:
    return key == KEY and sign(statement) == signature


def link(count: int, *, start: int = 1, prev: str = FIRST_PREV, device: str = "np-1", mark: str = "") -> list[Entry]:
    entries = []
    for sequence in range(start, start + count):
        entry = seal(
            id=f"id-{sequence}",
            device=device,
            sequence=sequence,
            kind="levels",
            subject="M1",
            at_utc="2026-06-06T15:13:29.000000Z",
            clock_source="gnss",
            actor="DEMO",
            body_json=body_text({"laf_db": 60.0 + sequence, "mark": mark}),
            prev=prev,
        )
        prev = entry.hash
        entries.append(entry)
    return entries


def point(entry: Entry) -> Checkpoint:
    bare = Checkpoint(
        device=entry.device,
        sequence=entry.sequence,
        head=entry.hash,
        at_utc=entry.at_utc,
        key_sha256=KEY,
        signature=b"",
    )
    return replace(bare, signature=sign(bare.statement()))


def test_an_untouched_log_is_intact_and_sealed_up_to_its_last_checkpoint() -> None:
    entries = link(10)
    verdict = verify_chain(
        entries, [point(entries[4]), point(entries[7])], verify=check, expected_head=entries[-1].hash
    )
    assert verdict.intact
    assert verdict.broken_at is None
    assert (verdict.entries, verdict.first_sequence, verdict.last_sequence, verdict.from_start) == (10, 1, 10, True)
    assert (verdict.sealed_to, verdict.keys, verdict.head) == (8, (KEY,), entries[-1].hash)


def test_without_a_way_to_check_signatures_nothing_counts_as_sealed() -> None:
    entries = link(3)
    verdict = verify_chain(entries, [point(entries[2])])
    assert verdict.intact
    assert not verdict.signatures_checked
    assert verdict.sealed_to == 0


def test_an_empty_log_has_the_first_prev_as_head() -> None:
    assert verify_chain([]).head == FIRST_PREV


def test_a_stretch_from_the_middle_is_intact_but_not_from_the_start() -> None:
    entries = link(10)
    verdict = verify_chain(entries[4:], [point(entries[3])], verify=check)
    assert verdict.intact
    assert not verdict.from_start
    assert verify_chain(entries[4:], [replace(point(entries[3]), head="0" * 64)]).faults[0].fault == "checkpoint_head"


@given(st.integers(0, 9))
def test_an_edited_entry_is_named(place: int) -> None:
    entries = link(10)
    entries[place] = replace(entries[place], body_json='{"laf_db":50.0}')
    verdict = verify_chain(entries)
    assert verdict.broken_at == place + 1
    assert [fault.fault for fault in verdict.faults] == ["hash"]


@given(st.integers(1, 8))
def test_a_removed_a_doubled_and_a_swapped_entry_are_named(place: int) -> None:
    entries = link(10)
    removed = entries[:place] + entries[place + 1 :]
    assert verify_chain(removed).broken_at == place + 2
    doubled = entries[: place + 1] + entries[place:]
    assert verify_chain(doubled).broken_at == place + 1
    swapped = [*entries[:place], entries[place + 1], entries[place], *entries[place + 2 :]]
    assert verify_chain(swapped).broken_at in (place + 1, place + 2)


def test_a_chain_hashed_again_fails_against_checkpoint_and_kept_head() -> None:
    honest = link(10)
    forged = link(10, mark="forged")
    assert verify_chain(forged).intact, "the chain alone cannot see this"
    assert verify_chain(forged, [point(honest[5])], verify=check).faults[0].fault == "checkpoint_head"
    assert verify_chain(forged, expected_head=honest[-1].hash).faults[0].fault == "head"


def test_a_cut_tail_fails_against_its_checkpoints_or_the_kept_head() -> None:
    entries = link(10)
    assert verify_chain(entries[:5], [point(entries[7])], verify=check).faults[0].fault == "checkpoint_beyond"
    assert verify_chain(entries[:5], expected_head=entries[-1].hash).broken_at == 5


def test_a_forged_checkpoint_is_a_bad_signature() -> None:
    entries = link(3)
    forged = replace(point(entries[1]), at_utc="2026-06-06T16:00:00.000000Z")
    stranger = replace(point(entries[1]), key_sha256="stranger")
    for checkpoint in (forged, stranger):
        verdict = verify_chain(entries, [checkpoint], verify=check)
        assert [fault.fault for fault in verdict.faults] == ["signature"]
        assert verdict.sealed_to == 0


def test_another_device_inside_a_log_is_a_fault() -> None:
    entries = link(2)
    other = link(1, start=3, prev=entries[-1].hash, device="np-2")
    assert [fault.fault for fault in verify_chain(entries + other).faults] == ["device"]
    assert verify_chain(entries, [replace(point(entries[0]), device="np-2")]).faults[0].fault == "device"


def test_the_first_entry_begins_with_zeros_and_no_other_does() -> None:
    assert verify_chain(link(2, prev="1" * 64)).faults[0].fault == "start"
    assert verify_chain(link(2, start=5)).faults[0].fault == "start"


def test_lines_give_the_same_verdict_and_a_bad_line_is_a_fault() -> None:
    entries = link(5)
    lines = [entry.line() + b"\n" for entry in entries]
    points = [point(entries[4]).line() + b"\n"]
    assert verify_log(lines, points, verify=check) == verify_chain(entries, [point(entries[4])], verify=check)
    lines[2] = lines[2].replace(b"63.0", b"63.1")
    assert verify_log(lines).broken_at == 3
    lines[2] = b"not json\n"
    assert {fault.fault for fault in verify_log(lines, [b"{}"]).faults} == {"line", "sequence", "prev"}
