"""``patrol trace``, ``attach`` and the reports of one visit, at the door."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zipfile import ZipFile

import pylopdf_fonts_zh_cn
import pytest
from demo_night import quick_night
from short_visit import ShortVisit, short_pack

from patrol_app.cli.app import main
from patrol_app.recordings.drawn_photo import drawn_photo

Caught = pytest.CaptureFixture[str]
DEMO = "DEMO-20260606-01"


def run(capsys: Caught, *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    caught = capsys.readouterr()
    return code, caught.out, caught.err


def test_trace_prints_a_line_a_link_and_json(capsys: Caught) -> None:
    pack = str(short_pack().pack.path)
    code, out, _ = run(capsys, "trace", pack, "laeq")
    assert code == 0
    words = [line.split()[0] for line in out.splitlines()[1:]]
    assert words[0] == "纸面"
    assert words[-2:] == ["字节", "录音"]
    assert words.index("纸面") < words.index("记录") < words.index("序列") < words.index("读数") < words.index("字节")
    code, out, _ = run(capsys, "trace", pack, "measurement.lafmax_db", "--json", "--lang", "en")
    links = [json.loads(line) for line in out.splitlines()]
    assert {link["link"] for link in links} >= {"paper", "record", "levels", "reading", "raw", "audio"}
    raw = next(link for link in links if link["link"] == "raw")
    assert raw["file"] == "data/raw/sound-bswa-308.frames"
    assert raw["byte_offset"] == raw["offset"] + 29


def test_an_unknown_figure_is_one_sentence_with_near_names(capsys: Caught) -> None:
    code, out, err = run(capsys, "trace", str(short_pack().pack.path), "lafmaxx")
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert "lafmax" in err


@pytest.fixture
def visit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, datetime]:
    """A visit in a data folder of its own that is measured and not packed."""
    monkeypatch.setenv("PATROL_HOME", str(tmp_path / "data"))
    with ShortVisit(tmp_path / "data") as made:
        made.do("begin_run", role="main")
        made.walk(5)
        made.do("end_run")
        return made.session.facts.number, made.now()


def photo(path: Path, at: datetime) -> str:
    font = Path(pylopdf_fonts_zh_cn.sans_path())
    path.write_bytes(drawn_photo("演示", font=font, seed=3, taken_at=at, place=None, satellite_at=at))
    return str(path)


SAID = ("--what", "泵在运行", "--maker", "演示员乙", "--source", "phone")


def test_attach_tells_what_does_not_fit_and_takes_it_in_all_the_same(
    capsys: Caught, visit: tuple[str, datetime], tmp_path: Path
) -> None:
    number, at = visit
    path = photo(tmp_path / "IMG.JPG", at - timedelta(hours=5))
    code, out, _ = run(capsys, "attach", number, path, *SAID, "--json")
    assert code == 1
    told = json.loads(out)
    assert told["label"] == "P1"
    assert any("早" in sentence for sentence in told["differences"])
    assert any("没有位置" in sentence for sentence in told["differences"])
    assert len(list((tmp_path / "data" / "recordings" / number / "attachments").glob("*.jpg"))) == 1


@pytest.mark.parametrize(
    ("more", "key"),
    [((), "attach.twice"), (("--taken-at", "2026-06-06"), "attach.time"), (("--taken-at", "noon"), "attach.time")],
)
def test_attach_refuses_in_one_sentence(
    capsys: Caught, visit: tuple[str, datetime], tmp_path: Path, more: tuple[str, ...], key: str
) -> None:
    number, at = visit
    path = photo(tmp_path / "IMG.JPG", at)
    run(capsys, "attach", number, path, *SAID)
    code, out, err = run(capsys, "attach", number, path, *SAID, *more)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1, key


def test_nothing_is_attached_to_a_packed_visit(capsys: Caught, tmp_path: Path) -> None:
    path = photo(tmp_path / "IMG.JPG", datetime(2026, 6, 6, 14, 20, tzinfo=UTC))
    code, _, err = run(capsys, "attach", DEMO, path, *SAID, "--home", str(quick_night().home))
    assert code == 2
    assert DEMO in err


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", ["case-file", "photo-sheet", "series-sheet", "background-series-sheet"])
def test_reports_of_one_visit_in_both_languages(capsys: Caught, tmp_path: Path, kind: str, language: str) -> None:
    target = tmp_path / "out"
    code, _, err = run(
        capsys, "report", kind, "--home", str(quick_night().home), "--visit", DEMO, "--to-file", str(target),
        "--lang", language,
    )  # fmt: skip
    assert code == 0, err
    content = target.read_bytes()
    if kind.endswith("series-sheet"):
        with ZipFile(io.BytesIO(content)) as book:
            assert "xl/worksheets/sheet1.xml" in book.namelist()
    else:
        assert content.startswith(b"%PDF")


def test_a_case_file_takes_scans_and_what_people_decide(capsys: Caught, tmp_path: Path) -> None:
    page = photo(tmp_path / "scan.jpg", datetime(2026, 6, 7, 1, 0, tzinfo=UTC))
    common = ("report", "case-file", "--home", str(quick_night().home), "--visit", DEMO, "--to-file")
    plain, full = tmp_path / "plain.pdf", tmp_path / "full.pdf"
    assert run(capsys, *common, str(plain))[0] == 0
    code, _, err = run(
        capsys, *common, str(full), "--retention", "10年", "--closed-on", "2026-07-01", "--scan", f"送达回证={page}",
    )  # fmt: skip
    assert code == 0, err
    assert full.stat().st_size > plain.stat().st_size
    code, _, err = run(capsys, *common, str(tmp_path / "no.pdf"), "--scan", "送达回证")
    assert code == 2
    assert not (tmp_path / "no.pdf").exists()
    assert run(capsys, *common, str(tmp_path / "no.pdf"), "--scan", "a=none.jpg")[0] == 2
