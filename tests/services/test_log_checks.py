"""Forgeries by who holds the keys: the record changed and signed again. The log of the visit says otherwise."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from demo_night import copy_of, replace_file
from short_visit import short_pack

from patrol_app.recordings.frames import Frame, encode_frame, read_frames
from patrol_app.services.checking.recompute import recompute


@pytest.fixture
def top(tmp_path: Path) -> Path:
    return copy_of(short_pack().pack.path, tmp_path)


def failing(top: Path) -> dict[str, str]:
    return {check.where: check.name for check in recompute(top).checks if check.status == "FAIL"}


def edit(path: Path, change: Callable[[Any], None]) -> None:
    plain = json.loads(path.read_bytes())
    change(plain)
    replace_file(path, (json.dumps(plain, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode())


def test_an_untouched_pack_passes(top: Path) -> None:
    assert failing(top) == {}


def test_a_demonstration_is_not_made_real(top: Path) -> None:
    edit(top / "data/record/record.json", lambda plain: plain.update(simulated=False))
    told = {check.name for check in recompute(top).checks if (check.status, check.where) == ("FAIL", "simulated")}
    assert told == {"recompute.log_record", "recompute.log_fact"}


def test_a_program_that_is_not_the_one_that_closed_the_visit_is_named(top: Path) -> None:
    edit(top / "data/record/record.json", lambda plain: plain["software"].update(source_sha256="0" * 64))
    assert failing(top)["software.source_sha256"] == "recompute.log_record"


def test_a_dropped_exclusion_is_named(top: Path) -> None:
    edit(top / "data/record/record.json", lambda plain: plain["measurement"].update(exclusions=[]))
    assert failing(top)["N1 A"] == "recompute.log_exclusion"


def test_a_paper_slipped_in_is_named(top: Path) -> None:
    (top / "data/record/monitoring-report.pdf").write_bytes(b"%PDF-1.7")
    assert failing(top) == {"data/record/monitoring-report.pdf": "recompute.stranger"}


def test_an_excerpt_that_says_otherwise_is_named(top: Path) -> None:
    path = top / "data/instrument/calibration.json"
    edit(path, lambda plain: plain["before"].update(reading_db=93.2))
    assert failing(top) == {"data/instrument/calibration.json": "recompute.excerpt"}


def test_own_rules_are_told(top: Path) -> None:
    own = top / "data/record/rules/own"
    own.mkdir()
    source = next((top / "data/record/rules").glob("GB-3096*.toml"))
    (own / "own.toml").write_bytes(
        source.read_bytes().replace(b"GB 3096-2008", b"OWN-1").replace("全国".encode(), "演示省".encode())
    )
    told = [check for check in recompute(top).checks if check.name == "recompute.own_rules"]
    assert [check.status for check in told] == ["NOT CHECKED"]


def test_raw_bytes_that_change_no_number_are_named_by_the_seal(top: Path) -> None:
    """A meter's time stamp or an idle frame moves nothing in the record; its bytes were sealed all the same."""
    path = top / "data/raw/sound-bswa-308.frames"
    pieces = [piece for piece in read_frames(path) if isinstance(piece, Frame)]
    first = pieces[0]
    changed = encode_frame(first.sequence, first.direction, first.monotonic_ns, first.utc_ns + 1, first.payload)
    replace_file(path, changed + path.read_bytes()[first.length :])
    assert failing(top) == {"data/raw/sound-bswa-308.frames": "recompute.sealed"}


@pytest.mark.parametrize("content", [None, b"", b"no log\n", b"[]\n"])
def test_a_log_that_is_gone_or_no_log_fails(top: Path, content: bytes | None) -> None:
    path = top / "data/log/events.jsonl"
    if content is None:
        path.unlink()
    else:
        replace_file(path, content)
    assert failing(top)["data/log/events.jsonl"].startswith("recompute.log")


@pytest.mark.parametrize(
    "kind", ["run.ended", "attachment.added", "exclusion.added", "calibration.taken", "visit.opened"]
)
@pytest.mark.parametrize("body", ["null", '{"raw":[{}],"run":7}'])
def test_a_log_of_another_form_fails_and_breaks_nothing(top: Path, kind: str, body: str) -> None:
    path = top / "data/log/events.jsonl"
    line = {"kind": kind, "subject": short_pack().record.number, "body": json.loads(body), "seq": 1, "actor": "x"}
    replace_file(path, path.read_bytes() + json.dumps(line).encode() + b"\n")
    assert recompute(top).exit_code == 20


def test_a_signature_that_nobody_drew_is_named(top: Path) -> None:
    drawn = {"who": "party", "name": "演示负责人丙", "at": "2026-06-06T14:30:00+00:00", "ink": "M10.0 10.0L200.0 60.0"}
    edit(top / "data/record/record.json", lambda plain: plain.update(signatures=[drawn]))
    told = {(check.name, check.where) for check in recompute(top).checks if check.status == "FAIL"}
    assert ("recompute.log_fact", "signatures") in told
