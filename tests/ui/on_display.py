"""A story's script played on a real display server of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
needs_display = pytest.mark.skipif(shutil.which("xvfb-run") is None, reason="xvfb-run is not installed on this machine")


def play_on_display(script: str, folder: Path, *, pictures: int, **environment: str) -> dict[str, Any]:
    """Play ``script`` on ``folder``/data; what it told, having drawn so many pictures on the display server."""
    command = [
        "xvfb-run", "-a", "-s", "-screen 0 1366x768x24", sys.executable, f"tests/ui/{script}",
        str(folder / "data"), str(folder / "pictures"),
    ]  # fmt: skip
    around = {**os.environ, "QT_QPA_PLATFORM": "xcb", "HOME": str(folder), "PYTHONPATH": str(ROOT), **environment}
    done = subprocess.run(command, cwd=ROOT, env=around, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    assert told["platform"] == "xcb"
    assert len(list((folder / "pictures").glob("*.png"))) == pictures
    return told
