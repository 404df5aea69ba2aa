"""The same visit gives the same papers, wherever and under whatever clock and language of the system they are made."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from short_visit import short_pack

ROOT = Path(__file__).parents[2]
KINDS = ("inspection-record", "noise-record", "dust-record", "case-file", "case-review", "night-ledger", "series-sheet")
MAKE = """
import sys
from patrol_app.cli.app import main
number, *kinds = sys.argv[1:]
for kind in kinds:
    for language in ("zh", "en"):
        assert main(["report", kind, "--lang", language, "--visit", number, "--to-file", f"{kind}-{language}"]) == 0
"""


def made(folder: Path, **environment: str) -> dict[str, str]:
    folder.mkdir(parents=True)
    home = short_pack().papers["record.pdf"].parents[1]
    subprocess.run(
        [sys.executable, "-c", MAKE, short_pack().record.number, *KINDS],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PATROL_HOME": str(home), **environment},
        check=True,
        capture_output=True,
    )
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_folder_clock_and_language_of_the_system_change_no_byte(tmp_path: Path) -> None:
    here = made(tmp_path / "here", TZ="Asia/Shanghai", LANG="C.UTF-8", LC_ALL="C.UTF-8", PYTHONHASHSEED="1")
    there = made(tmp_path / "另 一处" / "b", TZ="America/Los_Angeles", LANG="C", LC_ALL="C", PYTHONHASHSEED="2")
    assert len(here) == 2 * len(KINDS)
    assert here == there
