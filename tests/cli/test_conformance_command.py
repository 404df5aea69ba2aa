from __future__ import annotations

import json
from pathlib import Path

import pytest

from patrol_app.acoustics.conformance import report, time_checks, weighting_checks
from patrol_app.cli.app import main


@pytest.fixture(autouse=True)
def _two_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bands take most of the time and have their own tests."""
    monkeypatch.setattr(report, "PARTS", (weighting_checks.checks, time_checks.checks))


def test_a_check_a_line_with_clause_value_limit_and_result(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["conformance", "--rate", "48000", "--json"]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(found) > 140
    assert {each["result"] for each in found} == {"PASS"}
    assert {each["sample_rate_hz"] for each in found} == {48000}
    first = found[0]
    assert (first["standard"], first["clause"]) == ("IEC 61672-1:2013", "5.5, Table 3")
    assert (first["weighting"], first["frequency"], first["limit"]) == ("A", 10, [None, 3.0])
    assert abs(first["value"]) < 0.01


def test_text_counts_the_checks_and_a_page_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "conformance.pdf"
    assert main(["conformance", "--rate", "44100", "--lang", "en", "--pdf", str(page)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert all(line.startswith("PASS  IEC") for line in lines[:-1])
    assert f"{len(lines) - 1} checks, 0 failed" in lines[-1]
    assert page.read_bytes().startswith(b"%PDF")
    assert list(tmp_path.iterdir()) == [page]


def test_impossible_rates(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["conformance", "--rate", "4000"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_page_that_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["conformance", "--rate", "48000", "--pdf", str(tmp_path / "none" / "a.pdf")]) == 2
    assert "a.pdf" in capsys.readouterr().err
