"""Every insider's case of ``tests/packs``: signatures and sums are good, the second half of ``verify`` tells."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from insider import FORGERIES, Forgery, keys
from outside_tools import verdicts
from test_forgeries import assert_refused, case

from patrol_app.assets import sentence
from patrol_app.cli.app import main
from patrol_app.evidence.trust import TrustList, load_trust
from patrol_app.evidence.verify import verify_pack
from patrol_app.services.checking.recompute import recompute

AT = datetime(2026, 6, 20, tzinfo=UTC)


@pytest.fixture
def trust(tmp_path: Path) -> TrustList:
    folder = tmp_path / "trust"
    folder.mkdir()
    for index, each in enumerate(keys()):
        (folder / f"officer-{index}.pem").write_bytes(each.certificate_pem)
    return load_trust(folder)


def test_the_same_visit_closed_honestly_is_good(tmp_path: Path, trust: TrustList) -> None:
    top = Forgery().make(tmp_path)
    assert verify_pack(top, trust, AT).exit_code == 0
    assert recompute(top).exit_code == 0
    assert set(verdicts(top, keys()).values()) == {"ok"}


@pytest.mark.parametrize("name", FORGERIES)
def test_an_insiders_forgery_is_told(tmp_path: Path, trust: TrustList, name: str) -> None:
    wanted = case(name)
    top = FORGERIES[name].make(tmp_path)
    assert_refused(verify_pack(top, trust, AT), wanted)
    again = recompute(top)
    assert again.exit_code == wanted["recompute"]["exit_code"]
    assert sorted({each.name for each in again.checks if each.status == "FAIL"}) == wanted["recompute"]["checks"]
    for each in again.checks:
        for language in ("zh", "en"):
            said = sentence(each.name, language, where=each.where, printed=each.printed, recomputed=each.recomputed)
            assert said and not said.startswith("recompute.")
    assert verdicts(top, keys()) == {tool: word for tool, word in wanted["alone"].items() if tool != "bagit"}


def test_verify_itself_prints_the_insiders_deed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    top = FORGERIES["audio-exchanged-before-closing"].make(tmp_path)
    assert main(["verify", str(top), "--json"]) == 20
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    failed = [each["check"] for each in told if each.get("status") == "FAIL"]
    assert failed == ["recompute.sealed_audio"]


def test_the_sealed_hash_of_the_log_is_what_sha256sum_says_of_the_true_file(tmp_path: Path) -> None:
    top = Forgery().make(tmp_path)
    ended = [json.loads(line) for line in (top / "data/log/events.jsonl").read_bytes().splitlines()]
    sealed = {
        f"data/audio/{seal['file']}": seal["sha256"]
        for entry in ended
        if entry["kind"] == "run.ended"
        for seal in entry["body"]["audio"]
    }
    lines = (top / "manifest-sha256.txt").read_text().splitlines()
    listed = {line[66:]: line[:64] for line in lines}
    assert len(sealed) == 2
    assert all(listed[name] == sha256 for name, sha256 in sealed.items())
