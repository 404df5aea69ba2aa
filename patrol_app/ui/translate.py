"""``python -m patrol_app.ui.translate``: compile the window's translations, at install time.

With ``--update`` the source texts are gathered first; a developer then fills what is new in ``resources/i18n/*.ts``.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from patrol_app.assets import resource
from patrol_app.domain.errors import CannotDo


def tool(name: str) -> str:
    """The path of one of Qt's translation tools, which ship with PySide6 and stand beside the interpreter."""
    folder = Path(sys.executable).parent
    for candidate in (folder / f"pyside6-{name}", folder / f"pyside6-{name}.exe"):
        if candidate.exists():
            return str(candidate)
    raise CannotDo("ui.no_translation_tool", tool=f"pyside6-{name}", folder=str(folder))


def sources() -> list[Path]:
    """The translation files."""
    return sorted(resource("i18n").glob("*.ts"))


def update(target: Path) -> None:
    """Gather the source texts of the window into a translation file; what is translated stays."""
    folder = Path(__file__).parent
    files = sorted(str(path) for path in folder.rglob("*.py"))
    options = ["-source-language", "zh_CN", "-target-language", "en_US", "-no-obsolete", "-locations", "none"]
    subprocess.run([tool("lupdate"), *files, *options, "-ts", str(target)], check=True, capture_output=True)


def compile_all() -> list[Path]:
    """Compile every translation file beside its source; returns what was written."""
    made = []
    for source in sources():
        target = source.with_suffix(".qm")
        temporary = target.with_name(target.name + ".part")
        subprocess.run([tool("lrelease"), str(source), "-qm", str(temporary)], check=True, capture_output=True)
        temporary.replace(target)
        made.append(target)
    return made


def main(arguments: list[str]) -> int:
    """Compile, after gathering if asked."""
    if "--update" in arguments:
        update(resource("i18n", "en.ts"))
    for path in compile_all():
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
