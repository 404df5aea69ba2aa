"""English is complete: every word a person can see has its translation, whatever line it was written on."""

from __future__ import annotations

import ast
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication, QMessageBox

from patrol_app.assets import resource
from patrol_app.ui import language, translate

UI = Path(translate.__file__).parent
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def calls() -> dict[tuple[str, str], Path]:
    found: dict[tuple[str, str], Path] = {}
    for path in sorted(UI.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or len(node.args) < 2:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name not in ("translate", "QT_TRANSLATE_NOOP"):
                continue
            context, text = node.args[0], node.args[1]
            if isinstance(context, ast.Constant) and isinstance(text, ast.Constant) and isinstance(text.value, str):
                found[str(context.value), text.value] = path
    return found


def translated() -> dict[tuple[str, str], str]:
    found = {}
    for context in ElementTree.parse(resource("i18n", "en.ts")).iter("context"):
        for message in context.iter("message"):
            entry = message.find("translation")
            assert entry is not None
            if entry.get("type") not in ("unfinished", "vanished", "obsolete") and entry.text:
                found[str(context.findtext("name")), str(message.findtext("source"))] = entry.text
    return found


def test_every_word_of_the_window_is_translated() -> None:
    wanted = calls()
    assert len(wanted) > 100
    missing = [f"{path.name}: {key}" for key, path in wanted.items() if key not in translated()]
    assert not missing


def test_no_translation_is_for_words_that_are_gone() -> None:
    assert set(translated()) <= set(calls())


def test_places_for_data_are_kept() -> None:
    for (context, source), text in translated().items():
        assert sorted(re.findall(r"{\w+}", source)) == sorted(re.findall(r"{\w+}", text)), (context, source)
        assert not CHINESE.search(text), (context, source)


def test_no_chinese_is_drawn_without_being_translatable() -> None:
    """Chinese stands in translate() and in scenes only; a painted literal would stay Chinese in English."""
    for path in sorted(UI.rglob("*.py")):
        if "scenes" in path.parts:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        allowed: set[int] = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if name in ("translate", "QT_TRANSLATE_NOOP", "width"):
                    allowed |= {id(child) for child in ast.walk(node)}
            if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and node.body:
                first = node.body[0]
                if isinstance(first, ast.Expr):
                    allowed |= {id(child) for child in ast.walk(first)}
        loose = [
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and CHINESE.search(node.value)
            and id(node) not in allowed
            and node.value != "噪"
        ]
        assert not loose, (path, loose)


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    translate.compile_all()


def test_the_language_switches_while_running(qapp: QApplication) -> None:
    assert QCoreApplication.translate("Keys", "标记") == "标记"
    language.use("en")
    assert QCoreApplication.translate("Keys", "标记") == "Mark"
    language.use("zh")
    assert QCoreApplication.translate("Keys", "标记") == "标记"


def test_qts_own_buttons_are_chinese(qapp: QApplication) -> None:
    box = QMessageBox()
    box.setStandardButtons(QMessageBox.StandardButton.Cancel)
    assert box.button(QMessageBox.StandardButton.Cancel).text() == "取消"
    assert box.layoutDirection() == Qt.LayoutDirection.LeftToRight


def test_gathering_again_changes_nothing(tmp_path: Path) -> None:
    copy = tmp_path / "en.ts"
    copy.write_bytes(resource("i18n", "en.ts").read_bytes())
    translate.update(copy)

    def keys(path: Path) -> set[tuple[str, str]]:
        return {
            (str(context.findtext("name")), str(message.findtext("source")))
            for context in ElementTree.parse(path).iter("context")
            for message in context.iter("message")
        }

    assert keys(copy) == keys(resource("i18n", "en.ts"))
