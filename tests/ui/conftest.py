"""The window's tests run without a display, in the shipped font and Qt's own style."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from patrol_app.services.snapshot import Snapshot
from patrol_app.ui import language, scenes
from patrol_app.ui.screen import BEFORE_STEP, CLOSE_STEP, ROUTE_STEP
from patrol_app.ui.screens import Still
from patrol_app.ui.steps import Role
from patrol_app.ui.theme import Tone
from patrol_app.ui.window import PatrolWindow, application

Open = Callable[..., tuple[PatrolWindow, Still]]
OpenStep = Callable[..., tuple[PatrolWindow, Still]]


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    return application()


@pytest.fixture(autouse=True)
def chinese(qapp: QApplication) -> Iterator[None]:
    """Each test begins in Chinese and without the windows of the last: a change of tone goes over all that live."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    language.use("zh")
    yield
    language.use("zh")


def _shown(
    qtbot: QtBot, source: Still, tone: Tone, size: tuple[int, int], text: float | None, role: Role
) -> PatrolWindow:
    window = PatrolWindow(source, tone=tone, text=text, role=role, now=lambda: scenes.local(19, 0))
    qtbot.addWidget(window)
    window.resize(*size)
    window.show()
    window.stop_beating()
    window.activateWindow()
    window.setFocus()
    QApplication.processEvents()
    window.beat()
    return window


@pytest.fixture
def open_step(qtbot: QtBot) -> OpenStep:
    """A shown window at a step of a role, on the invented evening."""
    moments = {BEFORE_STEP: scenes.evening, ROUTE_STEP: scenes.on_the_way, CLOSE_STEP: scenes.after_run}

    def opened(
        role: Role,
        step: int,
        tone: Tone = "dusk",
        size: tuple[int, int] = (1366, 768),
        text: float | None = None,
    ) -> tuple[PatrolWindow, Still]:
        source = Still(moments[step]() if role == "officer" else None)
        window = _shown(qtbot, source, tone, size, text, role)
        window.go_to(step)
        QApplication.processEvents()
        window.refresh()
        return window, source

    return opened


@pytest.fixture
def open_on(qtbot: QtBot) -> Open:
    """A shown window on a still picture; its own timer is stopped, so that tests beat it."""

    def opened(
        snapshot: Snapshot | None, tone: Tone = "dusk", size: tuple[int, int] = (1366, 768), text: float | None = None
    ) -> tuple[PatrolWindow, Still]:
        source = Still(snapshot)
        window = _shown(qtbot, source, tone, size, text, "officer")
        return window, source

    return opened
