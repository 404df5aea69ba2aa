"""Printing from the closing screen: the papers as they stand, on a printer that writes files, or one sentence."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from short_visit import ShortVisit

from patrol_app.assets import sentence
from patrol_app.domain.errors import BadInput, CannotDo
from patrol_app.services.desk.closing import Closing
from patrol_app.services.desk.printing import KIND, paper_files, print_visit, printing_facts
from patrol_app.services.desk.shelf import read_shelf

LPSTAT = """#!/bin/sh
case "$1" in
  -e) echo file-printer;;
  -d) echo "system default destination: file-printer";;
  -p) echo "printer file-printer is idle.  enabled since Sat 06 Jun 2026";;
esac
"""
LP = """#!/bin/sh
for word in "$@"; do last="$word"; [ -f "$word" ] && cp "$word" "{out}/"; done
echo "request id is file-printer-7 (1 file(s))"
"""


def a_print_system(folder: Path, out: Path) -> str:
    """``lp`` and ``lpstat`` of a printer that writes what it gets into a folder; the PATH that has them first."""
    folder.mkdir()
    out.mkdir()
    for name, text in (("lpstat", LPSTAT), ("lp", LP.replace("{out}", str(out)))):
        tool = folder / name
        tool.write_text(text)
        tool.chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"


pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a printer of shell scripts is no Windows printer")


@pytest.fixture
def closing(tmp_path: Path) -> Iterator[Closing]:
    with ShortVisit(tmp_path / "data") as visit:
        visit.walk(1)
        visit.do("begin_run")
        visit.walk(3)
        visit.do("end_run")
        visit.stop()
        made = Closing(read_shelf(visit.home, visit.store), visit.session.facts.number, practice=False)
        made.look(visit.now())
        yield made


def test_papers_go_to_the_printer_and_the_log_names_their_bytes(
    closing: Closing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", a_print_system(tmp_path / "bin", tmp_path / "out"))
    facts = printing_facts(closing)
    assert [(one.name, one.state, one.default) for one in facts.printers] == [("file-printer", "ready", True)]
    assert [one.name for one in facts.papers] == ["record.pdf", "noise-record.pdf"]
    assert dict(facts.papers[0].title.data)["zh"] == "现场检查（勘察）笔录"
    job = print_visit(closing, ["noise-record.pdf", "record.pdf"], "file-printer", 2, closing.record.left_at)
    assert (job.printer, job.files, job.copies) == ("file-printer", 2, 2)
    printed = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert printed == [f"{closing.number}-noise-record.pdf", f"{closing.number}-record.pdf"]
    (noted,) = closing.shelf.store.all_of_kind(KIND, closing.number)
    assert noted.body["copies"] == 2
    assert [one["name"] for one in noted.body["papers"]] == [f"{closing.number}-record.pdf", printed[0]]
    assert not noted.body["of_pack"]


def test_nothing_chosen_or_an_unknown_paper_is_refused(closing: Closing) -> None:
    for names in ([], ["letter.pdf"]):
        with pytest.raises(BadInput) as fault:
            paper_files(closing, names)
        assert sentence(fault.value.key, "zh", **fault.value.data)


def test_no_printer_is_one_sentence(closing: Closing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CannotDo) as fault:
        printing_facts(closing)
    assert fault.value.key == "printing.no_system"
    monkeypatch.setenv("PATH", a_print_system(tmp_path / "bin", tmp_path / "out"))
    (tmp_path / "bin" / "lpstat").write_text("#!/bin/sh\n")
    with pytest.raises(CannotDo) as fault:
        printing_facts(closing)
    assert fault.value.key == "desk.no_printer"
    assert closing.shelf.store.all_of_kind(KIND, closing.number) == []


def test_practice_papers_are_marked_as_practice(closing: Closing) -> None:
    closing.practice = True
    (path,) = paper_files(closing, ["record.pdf"])
    marked = path.read_bytes()
    closing.practice = False
    (path,) = paper_files(closing, ["record.pdf"])
    assert path.read_bytes() != marked
