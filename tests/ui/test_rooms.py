"""What the window may know: snapshots, facts and commands; and no file longer than one sitting."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import patrol_app.ui

UI = Path(patrol_app.ui.__file__).parent
LONGEST = 400
#: Frozen records to be looked at, and words of the trade.
KNOWN = re.compile(
    r"patrol_app\.(assets|domain(\.\w+)?|ui(\.\w+)*|services\.snapshot|services\.(desk\.)?\w+_facts|rules\.cases)"
)
#: The door that makes the desk, the plane on which the desk lays places, and the paper in an invented office.
ASIDE = {
    "doors.py": {"patrol_app.services.desk.desk"},
    "officer/route_picking.py": {"patrol_app.services.desk.map_plane"},
    "scenes/reports.py": {"patrol_app.reports.bulletin_file", "patrol_app.reports.bulletin_pages"},
}


def files() -> list[Path]:
    return sorted(UI.rglob("*.py"))


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
        elif isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
    return {name for name in found if name.split(".")[0] in ("patrol_app", "drivers")}


def test_the_window_knows_snapshots_facts_and_commands_only() -> None:
    strange = {}
    for path in files():
        name = path.relative_to(UI).as_posix()
        others = {one for one in imported(path) if not KNOWN.fullmatch(one)} - ASIDE.get(name, set())
        if others:
            strange[name] = others
    assert strange == {}


def test_a_file_of_the_window_is_read_in_one_sitting() -> None:
    assert len(files()) > 100
    assert {path.name for path in files() if len(path.read_text("utf-8").splitlines()) > LONGEST} == set()
