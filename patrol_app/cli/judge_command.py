"""``patrol judge CASE.json``: the law engine on one case."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from patrol_app.cli.console import Console
from patrol_app.cli.parsing import Parser
from patrol_app.domain.codec import to_plain
from patrol_app.domain.errors import BadInput, CannotDo
from patrol_app.domain.verdict import Verdict

if TYPE_CHECKING:
    from patrol_app.rules.cases import Case
    from patrol_app.rules.explain import ExplainLine


def define(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add_argument("case", metavar="CASE.json", help=parser.say("cli.judge.case"))
    parser.add_argument("--explain", action="store_true", help=parser.say("cli.judge.explain"))
    parser.add_argument("--pdf", metavar="FILE", type=Path, help=parser.say("cli.judge.pdf"))
    parser.add_argument("--rules", metavar="DIR", type=Path, help=parser.say("cli.judge.rules"))


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Judge and print; every outcome is exit code 0."""
    from patrol_app.rules.book import load_rule_book
    from patrol_app.rules.case_reading import case_from_plain
    from patrol_app.rules.explain import explain
    from patrol_app.rules.judge import judge
    from patrol_app.rules.output import plain_verdict
    from patrol_app.store.home import data_folder

    if arguments.rules is not None and not arguments.rules.is_dir():
        raise CannotDo("rules.file.no_folder", folder=str(arguments.rules))
    case = case_from_plain(read_case(arguments.case))
    book = load_rule_book(own=arguments.rules or data_folder() / "rules")
    verdict = judge(case, book)
    if arguments.pdf:
        _write_page(arguments.pdf, case, verdict, explain(case, book, verdict), console)
    if arguments.explain:
        for each in explain(case, book, verdict):
            if console.as_json:
                console.fact(to_plain(each))
            else:
                part = console.sentence(f"rules.part.{each.part}")
                console.line(f"{part}  {each.zh if console.language == 'zh' else each.en}")
    elif console.as_json:
        console.fact(plain_verdict(verdict, console.language))
    else:
        _say(verdict, console)
    return 0


def read_case(name: str) -> Any:
    """The JSON value of a file, or of standard input for ``-``; numbers stay decimals.

    Raises:
        CannotDo: the file cannot be read.
        BadInput: it is not JSON, or an object gives a key twice.
    """
    shown = "stdin" if name == "-" else name
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = raw[: fault.start].count(b"\n") + 1
        raise BadInput("rules.judge.not_json", file=shown, line=line, cause="not UTF-8") from fault
    except OSError as fault:
        raise CannotDo("rules.judge.unreadable", file=shown, cause=fault.strerror or str(fault)) from fault

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                raise BadInput("rules.judge.twice", file=shown, name=key)
            found[key] = value
        return found

    try:
        return json.loads(text, parse_float=Decimal, object_pairs_hook=once)
    except json.JSONDecodeError as fault:
        raise BadInput("rules.judge.not_json", file=shown, line=fault.lineno, cause=fault.msg) from fault
    except RecursionError as fault:
        raise BadInput("rules.judge.not_json", file=shown, line=1, cause="nested too deep") from fault
    except ValueError as fault:
        raise BadInput("rules.judge.not_json", file=shown, line=1, cause="a number with too many digits") from fault


def _write_page(path: Path, case: Case, verdict: Verdict, lines: Sequence[ExplainLine], console: Console) -> None:
    """The reasoning as a PDF page: written beside its name first, so that a half-made file never carries it."""
    from patrol_app.reports.judgement_page import render

    page = render(
        page_lines(lines, console),
        made_at=case.when,
        subject=console.sentence(f"rules.kind.{case.kind}"),
        foot=f"{verdict.rule_set or ''}  {(verdict.rule_set_sha256 or '')[:12]}".strip(),
        language=console.language,
    )
    part_file = path.with_name(f".{path.name}.part")
    try:
        part_file.write_bytes(page)
        part_file.replace(path)
    except OSError as fault:
        part_file.unlink(missing_ok=True)
        raise CannotDo("rules.judge.unwritable", file=str(path), cause=fault.strerror or str(fault)) from fault


def page_lines(lines: Sequence[ExplainLine], console: Console) -> list[str]:
    """The reasoning as the page shows it: each part under its name."""
    texts: list[str] = []
    for part, group in groupby(lines, key=lambda line: line.part):
        texts.append(console.sentence(f"rules.part.{part}"))
        texts.extend(f"  {each.zh if console.language == 'zh' else each.en}" for each in group)
    return texts


def _say(verdict: Verdict, console: Console) -> None:
    language = console.language
    console.say("rules.judge.outcome", outcome=console.sentence(f"rules.outcome.{verdict.outcome}"))
    for each in verdict.reasons:
        console.line(f"- {each.zh if language == 'zh' else each.en}")
    for law in verdict.law:
        text = law.text or console.sentence("rules.judge.no_text")
        console.say("rules.judge.law", article=law.article, valid_from=law.valid_from, text=text)
