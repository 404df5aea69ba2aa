from __future__ import annotations

import re

import pytest

from patrol_app.assets import Language
from patrol_app.cli.parsing import Parser

CASES: tuple[tuple[list[str], str], ...] = (
    (["--number", "abc"], "--number"),
    (["--count", "1.5"], "--count"),
    (["--number"], "--number"),
    (["--kind", "c"], "'a', 'b'"),
    (["file", "--nothing"], "--nothing"),
    ([], "FILE"),
    (["file", "--one", "--two"], "--one"),
    (["file", "--n", "1"], "--number"),
)


def parser(language: Language) -> Parser:
    made = Parser(language=language, prog="patrol test")
    made.add_argument("file", metavar="FILE")
    made.add_argument("--number", type=float)
    made.add_argument("--nights", type=float)
    made.add_argument("--count", type=int)
    made.add_argument("--kind", choices=["a", "b"])
    either = made.add_mutually_exclusive_group()
    either.add_argument("--one", action="store_true")
    either.add_argument("--two", action="store_true")
    return made


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("words", "named"), CASES, ids=lambda each: " ".join(each) if isinstance(each, list) else "")
def test_a_usage_fault_is_one_sentence_in_the_chosen_language(
    capsys: pytest.CaptureFixture[str], words: list[str], named: str, language: Language
) -> None:
    with pytest.raises(SystemExit) as left:
        parser(language).parse_args(words)
    assert left.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith("patrol test: ")
    assert named in said
    assert said.count("\n") == 1
    assert bool(re.search("[一-鿿]", said)) == (language == "zh")


def test_one_of_several_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    made = Parser(language="zh", prog="patrol test")
    either = made.add_mutually_exclusive_group(required=True)
    either.add_argument("--one", action="store_true")
    either.add_argument("--two", action="store_true")
    with pytest.raises(SystemExit):
        made.parse_args([])
    assert "--one --two 中要给出一个" in capsys.readouterr().err
