"""A joint visit at an added stop with two points, a plan and printed papers; its pack is read as a stranger would."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest
from joint_visit import ADDED, play
from on_display import needs_display, play_on_display
from PySide6.QtWidgets import QApplication
from visiting import checked_pack

from patrol_app.services.office import library
from patrol_app.services.recall import closed_record
from patrol_app.store.home import Home
from patrol_app.store.reader import Reader

LPSTAT = """#!/bin/sh
case "$1" in
  -e) echo files;;
  -d) echo "system default destination: files";;
  -p) echo "printer files is idle.  enabled since Sat 06 Jun 2026";;
esac
"""
LP = """#!/bin/sh
for word in "$@"; do [ -f "$word" ] && cp "$word" "{out}/"; done
echo "request id is files-7 (1 file(s))"
"""


def a_file_printer(folder: Path) -> str:
    """``lp`` of a printer that writes what it gets into ``folder``/out; the PATH that has it first."""
    (folder / "bin").mkdir(parents=True)
    (folder / "out").mkdir()
    for name, text in (("lpstat", LPSTAT), ("lp", LP.replace("{out}", str(folder / "out")))):
        tool = folder / "bin" / name
        tool.write_text(text)
        tool.chmod(0o755)
    return f"{folder / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"


def look_at(told: dict[str, Any], folder: Path) -> None:
    """What holds of every such visit."""
    home = Home.open(folder)
    checked_pack(home, told["number"])
    record = closed_record(home, told["number"])
    assert record.site.name == ADDED == told["selected"]
    assert [(one.name, one.kind, one.certificate_number) for one in record.others] == [
        ("演示协查员", "urban_management", "DEMO-C7"),
        ("演示民警", "police", "DEMO-P9"),
    ]
    assert told["points"] == ["N1 北场界外 1 m", "N2 东侧住宅楼前"]
    assert [(one.run, one.point) for one in record.run_points] == [("N1", "N1"), ("N2", "N2")]
    points = {point.position.label: point for point in record.points}
    assert points["N1"].position.place_source == "picked"
    assert points["N2"].position.sensitive_distance_m == 14.0
    levels = [points[label].measurement for label in ("N1", "N2")]
    assert all(level is not None and level.laeq_db is not None for level in levels)
    assert record.site.boundary is not None
    assert len(record.site.boundary[0]) == 4
    assert [source.name for source in record.sources] == ["混凝土泵车"]
    assert (home.papers / f"{told['number']}-site-plan.pdf").is_file()
    with Reader.open(home.database) as reader:
        said = [(entry.body["change"], entry.body["site"]) for entry in reader.all_of_kind("route.changed")]
        assert said == [("added", ADDED), ("skipped", told["skipped"])]
        assert library.site_named(reader, ADDED).place.datum == "WGS-84"
    assert told["notice"] == "desk.packed"


@pytest.mark.skipif(sys.platform == "win32", reason="a printer of shell scripts is no Windows printer")
def test_a_joint_visit_is_printed_on_a_printer_that_writes_files(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", a_file_printer(tmp_path / "printer"))
    told = play(tmp_path / "data", rate=20.0)
    look_at(told, tmp_path / "data")
    assert told["printing"] == "asked"
    printed = {path.name.removeprefix(f"{told['number']}-") for path in (tmp_path / "printer" / "out").iterdir()}
    assert {"record.pdf", "noise-record.pdf", "site-plan.pdf"} <= printed
    with Reader.open(Home.open(tmp_path / "data").database) as reader:
        (noted,) = reader.all_of_kind("papers.printed", told["number"])
    assert (noted.body["printer"], noted.body["copies"]) == ("files", 2)
    assert len(noted.body["papers"]) == len(printed)


@needs_display
def test_a_joint_visit_on_a_display_server_says_why_it_cannot_print(tmp_path: Path) -> None:
    # no lp in the PATH but what the display server needs
    tools = tmp_path / "bin"
    tools.mkdir()
    for path in os.environ.get("PATH", "").split(os.pathsep):
        for tool in Path(path).glob("*") if Path(path).is_dir() else ():
            if tool.name not in ("lp", "lpstat") and not (tools / tool.name).exists():
                (tools / tool.name).symlink_to(tool)
    told = play_on_display("joint_visit.py", tmp_path, pictures=7, PATH=str(tools))
    assert told["printing"] == "printing.no_system"
    look_at(told, tmp_path / "data")
