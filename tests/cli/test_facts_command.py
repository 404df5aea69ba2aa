"""What people say of a visit, by the command line: printed as it can be given back, refused in one sentence."""

from __future__ import annotations

import io
import json
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from patrol_app.assets import resource
from patrol_app.cli.app import main
from patrol_app.services.office import library

OTHER = {"name": "演示民警", "employer": "演示区公安分局", "kind": "police", "certificate_number": "DEMO-P-01"}


@pytest.fixture
def number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> str:
    """A visit that was measured from a replayed capture and not closed with a pack."""
    from patrol_app.recordings.frames import Direction, encode_frame

    monkeypatch.setenv("PATROL_HOME", str(tmp_path / "data"))
    for kind in library.kinds():
        assert main(["import", str(resource("demo", f"{kind}.csv")), "--kind", kind]) == 0
    capture = tmp_path / "quiet.frames"
    capture.write_bytes(encode_frame(0, Direction.RECEIVED, 1_000_000_000, 1_780_000_000_000_000_000, b"\x00"))
    words = ["measure", "演示一号工地", "--instrument", f"bswa-308=replay:{capture}", "--minutes", "0.01", "--json"]
    assert main(words) in (0, 1)
    capsys.readouterr()
    assert main(["visits", "--json"]) == 0
    return str(json.loads(capsys.readouterr().out)["number"])


def test_facts_are_printed_so_that_they_can_be_given_back(number: str, tmp_path: Path, capsys: Any) -> None:
    assert main(["facts", number]) == 0
    said = json.loads(capsys.readouterr().out)
    said["others"] = [OTHER]
    said["points"] = [{"label": "N2", "description": "东围墙外"}]
    path = tmp_path / "said.json"
    path.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8-sig")  # as Notepad saves it
    assert main(["facts", number, "--say", str(path)]) == 0
    assert "others" in capsys.readouterr().out
    assert main(["facts", number, "--json"]) == 0
    again = json.loads(capsys.readouterr().out)
    assert again["others"] == [OTHER]
    assert again["points"][0]["label"] == "N2" and again["observation"] == said["observation"]


def test_facts_come_from_standard_input_too(number: str, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(json.dumps({"others": [OTHER]})))
    assert main(["facts", number, "--say", "-", "--by", "DEMO-0001", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["others"] == [OTHER]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"{bad", "不是 JSON"),
        (b"\xff\xfe\x00", "读不出来"),
        (b"[]", "JSON 对象"),
        (b'{"number": "X"}', "不认识"),
        (b'{"others": [{"name": "x"}]}', "employer"),
    ],
)
def test_wrong_files_are_one_sentence_and_change_nothing(
    number: str, tmp_path: Path, capsys: Any, content: bytes, sentence: str
) -> None:
    path = tmp_path / "said.json"
    path.write_bytes(content)
    assert main(["facts", number, "--say", str(path)]) == 2
    told = capsys.readouterr().err.strip()
    assert sentence in told and "\n" not in told
    assert main(["facts", number, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["others"] == []


def test_a_visit_or_file_that_is_not_there(number: str, capsys: Any) -> None:
    assert main(["facts", "NONE"]) == 2
    assert main(["facts", number, "--say", "/nowhere.json"]) == 2


def test_the_time_of_a_visit_is_told_as_clocks_at_the_site_show_it(number: str, capsys: Any) -> None:
    assert main(["visits", "--json"]) == 0
    arrived = datetime.fromisoformat(json.loads(capsys.readouterr().out)["arrived_at"])
    assert main(["visits"]) == 0
    assert f"{arrived.astimezone(timezone(timedelta(hours=8))):%Y-%m-%d %H:%M}" in capsys.readouterr().out
    assert number
