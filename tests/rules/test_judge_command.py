import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from rule_cases import NOISE

from patrol_app.cli.app import main

CASE = json.dumps(dict(NOISE))


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATROL_HOME", str(tmp_path / "home"))


def case_file(tmp_path: Path, text: str = CASE) -> str:
    path = tmp_path / "case.json"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_json_is_one_compact_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["judge", case_file(tmp_path), "--json"]) == 0
    out = capsys.readouterr().out
    assert out.count("\n") == 1 and ": " not in out.split('"reasons"')[0]
    plain = json.loads(out)
    assert plain["outcome"] == "exceeds"
    assert list(plain)[:2] == ["kind", "outcome"]


@pytest.mark.parametrize(("language", "word"), [("zh", "结论：超标"), ("en", "Outcome: exceeds")])
def test_words_in_both_languages(tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, word: str) -> None:
    assert main(["judge", case_file(tmp_path), "--lang", language]) == 0
    assert capsys.readouterr().out.splitlines()[0] == word


def test_standard_input(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(CASE.encode())))
    assert main(["judge", "-", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["outcome"] == "exceeds"


@pytest.mark.parametrize("facts", [{"rain": True}, {"duration_s": 60}, {"laeq_db": 40.0}, {"place": "无此地"}])
def test_any_outcome_is_exit_code_0(tmp_path: Path, facts: dict[str, Any]) -> None:
    assert main(["judge", case_file(tmp_path, json.dumps({**NOISE, **facts})), "--json"]) == 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"kind":"construction_noise",\n"when":}',
        json.dumps({**NOISE, "laeq": 5}),
        json.dumps({**NOISE, "laeq_db": 161}),
        json.dumps({**NOISE, "duration_s": -1}),
        json.dumps({**NOISE, "when": "2026-06-06T23:14:00"}),
        json.dumps({**NOISE, "laeq_db": float("nan")}),
        CASE[:-1] + ',"rain":true}',
        "[" * 100_000,
        CASE.replace("1200", "1" + "0" * 5000, 1),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    assert main(["judge", case_file(tmp_path, text), "--json"]) == 2
    caught = capsys.readouterr()
    assert caught.out == ""
    assert caught.err.count("\n") == 1 and len(caught.err) < 1200


def test_a_missing_file_and_wrong_bytes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["judge", str(tmp_path / "none.json")]) == 2
    assert "none.json" in capsys.readouterr().err
    (tmp_path / "gbk.json").write_bytes('{"place":"安康"}'.encode("gbk"))
    assert main(["judge", str(tmp_path / "gbk.json")]) == 2
    assert main(["judge", str(tmp_path)]) == 2


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "bom.json").write_bytes(b"\xef\xbb\xbf" + CASE.encode())
    assert main(["judge", str(tmp_path / "bom.json")]) == 0


def test_explain_as_text_and_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["judge", case_file(tmp_path), "--explain"]) == 0
    assert "63.4 − 51 = 12.4 → 12 dB" in capsys.readouterr().out
    assert main(["judge", case_file(tmp_path), "--explain", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {"part", "zh", "en"} == set(lines[0])


def test_the_reasoning_as_a_pdf_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.pdf"
    assert main(["judge", case_file(tmp_path), "--pdf", str(page)]) == 0
    assert page.read_bytes().startswith(b"%PDF-")
    assert [each.name for each in tmp_path.glob("*.p*")] == ["page.pdf"]
    assert main(["judge", case_file(tmp_path), "--pdf", str(tmp_path / "none" / "page.pdf")]) == 2
    assert "none" in capsys.readouterr().err


def test_a_bureaus_rules_in_the_data_folder_are_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules = tmp_path / "home" / "rules"
    rules.mkdir(parents=True)
    (rules / "confirmations.toml").write_text(
        '[[confirmation]]\nrule_set = "GB 12523-2025"\nclause = "limits"\n'
        'confirmed_by = "演示局"\nconfirmed_on = 2026-11-20\n',
        encoding="utf-8",
    )
    assert main(["judge", case_file(tmp_path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["findings"][0]["confidence"] == "confirmed"
    assert main(["judge", case_file(tmp_path), "--json", "--rules", str(tmp_path / "none")]) == 2
    assert "none" in capsys.readouterr().err
    (rules / "broken.toml").write_text("kind =\n", encoding="utf-8")
    assert main(["judge", case_file(tmp_path), "--json"]) == 2
    assert "broken.toml" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "这里应有一个值"),
        ('{"a": 1,}', "这里应有带双引号的名称"),
        ("{} {}", "内容之后还有多余的字"),
        ("[" * 100_000, "层数太多"),
        ("9" * 5000, "有位数过多的数字"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_in_chinese(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    assert main(["judge", case_file(tmp_path, text)]) == 2
    assert said in capsys.readouterr().err
