from __future__ import annotations

import hashlib
import io
import json
import shutil
import time
from datetime import datetime, tzinfo
from pathlib import Path

import pytest
from office_laptop import FIRST, LEFT, SECOND, office
from openpyxl import load_workbook

from patrol_app.cli import report_command
from patrol_app.cli.app import main
from patrol_app.services.office import bulletins
from patrol_app.services.reporting import kinds, night_of

Caught = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where relative names lead; the data are the office's."""
    monkeypatch.setenv("PATROL_HOME", str(office()))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(capsys: Caught, *arguments: str) -> tuple[int, str, str]:
    code = main(["report", *arguments])
    caught = capsys.readouterr()
    return code, caught.out, caught.err


def refused(capsys: Caught, folder: Path, *arguments: str) -> str:
    """The one sentence of a refusal that leaves nothing behind."""
    before = sorted(folder.rglob("*"))
    code, out, err = run(capsys, *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1), err
    assert sorted(folder.rglob("*")) == before
    return err


def cells(path: Path) -> set[object]:
    book = load_workbook(io.BytesIO(path.read_bytes()))
    found: set[object] = {
        cell for sheet in book.worksheets for row in sheet.iter_rows(values_only=True) for cell in row
    }
    book.close()
    return found


def test_the_list_names_every_kind(capsys: Caught) -> None:
    code, out, _ = run(capsys, "--list")
    assert code == 0
    every = [*kinds(), *bulletins.kinds()]
    assert out.split() == every
    assert {"night-ledger", "inspection-record", "noise-record", "correction-order"} <= set(kinds())
    assert [json.loads(line)["kind"] for line in run(capsys, "--list", "--json")[1].splitlines()] == every


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_ledger_holds_the_visits_of_its_nights(capsys: Caught, folder: Path, language: str) -> None:
    words = ("night-ledger", "--from", "2026-06-06", "--to", "2026-06-06", "--lang", language)
    code, out, err = run(capsys, *words, "--to-file", "ledger.xlsx", "--json")
    assert (code, err) == (0, "")
    # what begins before noon belongs to the night before
    assert json.loads(out) == {"path": "ledger.xlsx", "visits": [FIRST, SECOND]}
    text = " ".join(str(cell) for cell in cells(folder / "ledger.xlsx"))
    assert FIRST in text and SECOND in text and LEFT not in text


def test_a_longer_period_holds_more(capsys: Caught) -> None:
    words = ("night-ledger", "--from", "2026-06-01", "--to", "2026-06-30", "--to-file", "a.xlsx", "--json")
    assert json.loads(run(capsys, *words)[1])["visits"] == [FIRST, SECOND, LEFT]
    one_night = ("night-ledger", "--from", "2026-06-20", "--to-file", "b.xlsx", "--json")
    assert json.loads(run(capsys, *one_night)[1])["visits"] == [LEFT]


@pytest.mark.parametrize(
    ("at", "night"),
    [
        ("2026-06-06T22:00:00+08:00", "2026-06-06"),
        ("2026-06-07T11:59:59+08:00", "2026-06-06"),
        ("2026-06-07T12:00:00+08:00", "2026-06-07"),
        ("2026-06-06T20:00:00+00:00", "2026-06-06"),
        ("2026-06-07T03:59:00+00:00", "2026-06-06"),
        ("2026-06-07T04:00:00+00:00", "2026-06-07"),
    ],
)
def test_a_night_belongs_to_its_evening_in_beijing(at: str, night: str) -> None:
    from datetime import datetime

    assert night_of(datetime.fromisoformat(at)).isoformat() == night


@pytest.mark.parametrize("kind", ["inspection-record", "noise-record"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_paper_of_one_visit(capsys: Caught, folder: Path, kind: str, language: str) -> None:
    words = (kind, "--visit", FIRST, "--to-file", "paper.pdf", "--lang", language)
    code, out, err = run(capsys, *words)
    assert (code, err) == (0, "")
    assert "paper.pdf" in out
    first = (folder / "paper.pdf").read_bytes()
    assert first.startswith(b"%PDF")
    assert [path.name for path in folder.iterdir()] == ["paper.pdf"]
    # the same record gives the same bytes
    run(capsys, *words)
    assert (folder / "paper.pdf").read_bytes() == first


def test_a_paper_asked_for_several_visits_names_them(capsys: Caught, folder: Path) -> None:
    err = refused(capsys, folder, "noise-record", "--from", "2026-06-06", "--to-file", "paper.pdf")
    assert FIRST in err and SECOND in err


def test_every_kind_is_made_or_refused_in_words(capsys: Caught, folder: Path) -> None:
    for kind in kinds():
        ending = ".xlsx" if "ledger" in kind else ".pdf"
        code, _, err = run(capsys, kind, "--visit", FIRST, "--to-file", kind + ending)
        assert (code, err) == (0, "") or (code == 2 and err.count("\n") == 1), (kind, err)
        assert (folder / (kind + ending)).is_file() == (code == 0)


@pytest.mark.parametrize(
    ("start", "end"),
    [("2026-06-07", "2026-06-06"), ("06.06.2026", "2026-06-07"), ("2026-06-31", None), ("", None), ("2026-06-06", "x")],
)
def test_a_bad_period_is_refused(capsys: Caught, folder: Path, start: str, end: str | None) -> None:
    more = [] if end is None else ["--to", end]
    refused(capsys, folder, "night-ledger", "--from", start, *more, "--to-file", "a.xlsx")


def test_no_period_and_no_visit_is_refused(capsys: Caught, folder: Path) -> None:
    refused(capsys, folder, "night-ledger", "--to-file", "a.xlsx")


def test_a_period_without_a_visit_is_refused(capsys: Caught, folder: Path) -> None:
    err = refused(capsys, folder, "night-ledger", "--from", "2025-01-01", "--to", "2025-01-31", "--to-file", "a.xlsx")
    assert "2025-01-01" in err and "2025-01-31" in err


def test_an_unknown_visit_is_named(capsys: Caught, folder: Path) -> None:
    assert "NP-0" in refused(capsys, folder, "noise-record", "--visit", "NP-0", "--to-file", "a.pdf")


def test_a_folder_that_is_not_there_is_named(capsys: Caught, folder: Path) -> None:
    err = refused(capsys, folder, "noise-record", "--visit", FIRST, "--to-file", "none/a.pdf")
    assert "none" in err


def test_a_name_that_is_a_folder_is_refused(capsys: Caught, folder: Path) -> None:
    (folder / "a.pdf").mkdir()
    refused(capsys, folder, "noise-record", "--visit", FIRST, "--to-file", "a.pdf")


def test_a_place_that_takes_no_file_is_refused(capsys: Caught, folder: Path) -> None:
    # /proc takes new files from nobody, not even from root
    code, out, err = run(capsys, "noise-record", "--visit", FIRST, "--to-file", "/proc/a.pdf")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "/proc" in err
    assert list(folder.iterdir()) == []


def test_the_data_are_only_read(capsys: Caught) -> None:
    database = office() / "patrol.db"
    before = database.read_bytes()
    run(capsys, "night-ledger", "--from", "2026-06-06", "--to-file", "a.xlsx")
    assert database.read_bytes() == before


class ThreeDaysOn(datetime):
    """Whatever the hour: by then the daily warning of the office's night is late."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> ThreeDaysOn:
        return cls.fromtimestamp(time.time() + 3 * 86400, tz)


def test_what_is_due_is_listed_and_late_is_a_finding(capsys: Caught, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_command, "datetime", ThreeDaysOn)
    code, out, _ = run(capsys, "--due", "--json")
    lines = [json.loads(line) for line in out.splitlines()]
    assert code == 1 and "late" in {line["state"] for line in lines}
    assert {"kind", "start", "end", "state", "at", "issues", "draft"} <= set(lines[0])
    code, out, _ = run(capsys, "--due", "--lang", "en")
    assert code == 1 and "late, was due" in out and len(out.splitlines()) == len(lines)


def test_a_bulletin_is_issued_once_and_noted(capsys: Caught, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = folder / "own"
    shutil.copytree(office(), own)
    monkeypatch.setenv("PATROL_HOME", str(own))
    asked = ("daily-warning", "--from", "2026-06-06", "--issue", "DEMO-0020", "--json")
    code, out, _ = run(capsys, *asked)
    told = json.loads(out)
    assert code == 0 and told["by"] == "DEMO-0020"
    assert hashlib.sha256(Path(told["path"]).read_bytes()).hexdigest() == told["sha256"]
    code, out, err = run(capsys, *asked)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert len(list((own / "papers").glob("daily-warning-*.pdf"))) == 1
    lines = [json.loads(line) for line in run(capsys, "--due", "--json")[1].splitlines()]
    issued = [line for line in lines if line["state"] == "issued"]
    assert [(line["kind"], line["start"], line["issues"]) for line in issued] == [("daily_warning", "2026-06-06", 1)]
