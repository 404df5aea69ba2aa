"""Chinese first, English complete, switched while the window runs."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator

from patrol_app.assets import Language, resource


class _Now:
    """The language in use and the translators that make it; one program has one."""

    language: Language = "zh"
    translators: ClassVar[list[QTranslator]] = []


def current() -> Language:
    """The language of the window now."""
    return _Now.language


def use(language: Language) -> None:
    """Switch the running program; every widget gets a language change event and paints anew."""
    for translator in _Now.translators:
        QCoreApplication.removeTranslator(translator)
    _Now.translators.clear()
    _Now.language = language
    if language == "en":
        # The compiled file lies beside its source; without it the window stays Chinese, which is its source text.
        _install(str(resource("i18n", "en.qm")))
    else:
        qt_words = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        _install(f"{qt_words}/qtbase_zh_CN.qm")


def _install(path: str) -> None:
    translator = QTranslator()
    if translator.load(path):
        QCoreApplication.installTranslator(translator)
        _Now.translators.append(translator)
