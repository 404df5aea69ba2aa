"""The fences between the rooms hold."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

# In a process of its own: within pytest the tests' folders are on the path, and tests/drivers would pass for drivers.
LINT = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(sys.argv[1], no_cache=True))"

BROKEN = """
[[tool.importlinter.contracts]]
name = "A fence the window breaks"
type = "forbidden"
source_modules = ["patrol_app.ui"]
forbidden_modules = ["PySide6"]
"""


def lint(config: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", LINT, str(config)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_every_import_contract_is_kept() -> None:
    done = lint(ROOT / "pyproject.toml")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_broken_fence_would_be_seen(tmp_path: Path) -> None:
    config = tmp_path / "pyproject.toml"
    config.write_text((ROOT / "pyproject.toml").read_text(encoding="utf-8") + BROKEN, encoding="utf-8")
    done = lint(config)
    assert done.returncode == 1
    assert "A fence the window breaks BROKEN" in done.stdout
    assert "1 broken" in done.stdout
