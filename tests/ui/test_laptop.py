"""Setting up a laptop from the window: people, instruments and keys come in, and what is there can be read."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from patrol_app.assets import resource
from patrol_app.evidence.keys import load_key
from patrol_app.services.desk.desk import Desk, Role
from patrol_app.store.home import Home
from patrol_app.ui.window import PatrolWindow

PASSWORD = "not a real secret 7"


@pytest.fixture(params=["officer", "supervisor", "coordinator"])
def laptop(request: pytest.FixtureRequest, qapp: QApplication, tmp_path: Path) -> Iterator[tuple[PatrolWindow, Desk]]:
    role: Role = request.param
    desk = Desk(tmp_path, role=role)
    window = PatrolWindow(desk, role=role, tone="night")
    window.show()
    window.stop_beating()
    desk.start()
    until(lambda: desk._hands is not None, window)
    yield window, desk
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
    desk.close()


def until(come: Callable[[], object], window: PatrolWindow) -> None:
    deadline = time.monotonic() + 60.0
    while not come():
        assert time.monotonic() < deadline, "never came"
        QApplication.processEvents()
        window.beat()
        time.sleep(0.01)


def choose(window: PatrolWindow, number: int) -> None:
    """F12, this laptop, and one of its entries."""
    QTest.keyClick(window, Qt.Key.Key_F12)
    entry = next(one for one in window.choice.buttons if one.text() == "本机")
    QTest.keyClick(window, Qt.Key(Qt.Key.Key_0 + entry.number))
    QTest.keyClick(window, Qt.Key(Qt.Key.Key_0 + number))


def fill(window: PatrolWindow, **answers: str) -> None:
    form = window.overlays.form
    assert form.isVisible()
    for name, value in answers.items():
        form.lines[name].setText(value)
    QTest.keyClick(form.take, Qt.Key.Key_Return)


def said(desk: Desk) -> str:
    told = desk.notice()
    return told.key if told is not None else ""


def test_a_bare_laptop_is_set_up_from_the_window(laptop: tuple[PatrolWindow, Desk], tmp_path: Path) -> None:
    window, desk = laptop
    choose(window, 2)
    bad = tmp_path / "bad.csv"
    bad.write_text("name,certificate_number\n,DEMO-1\n", encoding="utf-8")
    fill(window, path=str(bad))
    until(lambda: said(desk) == "laptop.refused", window)
    desk.hush()
    choose(window, 2)
    fill(window, path=str(resource("demo", "officers.csv")))
    until(lambda: said(desk) == "laptop.imported.officers", window)
    choose(window, 3)
    fill(window, path=str(resource("demo", "instruments.csv")))
    until(lambda: said(desk) == "laptop.imported.instruments", window)
    choose(window, 4)
    fill(window, name="演示员甲", certificate_number="DEMO-0001", password=PASSWORD, password_again="another")
    until(lambda: said(desk) == "laptop.passwords_differ", window)
    choose(window, 4)
    fill(window, name="演示员甲", certificate_number="DEMO-0001", password=PASSWORD, password_again=PASSWORD)
    until(lambda: said(desk) == "laptop.key_made", window)
    key = Home.open(desk.folder).keys / "DEMO-0001.p12"
    assert load_key(key, PASSWORD).holder.name == "演示员甲"
    choose(window, 1)
    until(window.help.isVisible, window)
    lines = dict.fromkeys(words for _, words in window.help.lines)
    assert str(desk.folder) in lines
    assert "演示员甲（DEMO-0001） · 有钥匙" in lines
    assert "演示员乙（DEMO-0002） · 没有钥匙" in lines
    assert window.rect().contains(window.help.geometry())


def test_a_password_is_no_draft(laptop: tuple[PatrolWindow, Desk]) -> None:
    window, _ = laptop
    choose(window, 4)
    window.overlays.form.lines["password"].setText(PASSWORD)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    choose(window, 4)
    assert window.overlays.form.lines["password"].text() == ""
