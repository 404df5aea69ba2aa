"""Setting up a laptop from the window: people, instruments and keys come in, and what is there can be read."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from drivers import microphone
from drivers.sound_devices import SoundDevice
from patrol_app.assets import resource
from patrol_app.domain.errors import CannotDo
from patrol_app.evidence.keys import load_key
from patrol_app.services.desk.desk import Desk, Role
from patrol_app.services.desk.settings import load_settings
from patrol_app.store.home import Home, choose_folder, data_folder
from patrol_app.ui import scenes
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


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A laptop whose user keeps data in the usual place."""
    monkeypatch.delenv("PATROL_HOME", raising=False)
    for name in ("XDG_DATA_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "user"))
    return tmp_path


def opened(desk: Desk, role: Role) -> PatrolWindow:
    window = PatrolWindow(desk, role=role, tone="night")
    window.show()
    window.stop_beating()
    desk.start()
    return window


def told(desk: Desk, key: str) -> bool:
    return said(desk) == key


def shut(window: PatrolWindow, desk: Desk) -> None:
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
    desk.close()


@pytest.mark.parametrize("role", ["officer", "coordinator"])
def test_the_data_folder_is_changed_for_the_next_start(
    qapp: QApplication, own: Path, role: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(role=role)
    usual = desk.folder
    assert usual == data_folder()
    window = opened(desk, role)
    until(lambda: desk._open_now, window)
    desk.remember(language="en")
    window.set_language("zh")
    (own / "file").write_bytes(b"")
    refused = (
        ("", "laptop.no_folder"),
        ("papers", "laptop.folder_not_whole"),
        (str(own / "file"), "laptop.folder_is_file"),
    )
    for written, key in refused:
        choose(window, 6)
        fill(window, data_folder=written)
        until(partial(told, desk, key), window)
        desk.hush()
    with monkeypatch.context() as recording:
        recording.setattr(desk, "latest", scenes.night)
        desk.command("laptop.folder", answers={"data_folder": str(own / "other")})
        until(lambda: said(desk) == "laptop.folder_recording", window)
    assert data_folder() == usual
    desk.hush()
    choose(window, 6)
    fill(window, data_folder=str(own / "other"))
    until(lambda: said(desk) == "laptop.folder_chosen", window)
    assert desk.folder == usual, "what is open stays open"
    choose(window, 1)
    until(window.help.isVisible, window)
    assert {str(usual), str(own / "other")} <= {words for _, words in window.help.lines}
    shut(window, desk)
    assert data_folder() == own / "other"
    again = Desk(role=role)
    assert again.folder == own / "other"
    assert again.settings.language == "en", "the window looks as it did"
    again.close()
    monkeypatch.setenv("PATROL_HOME", str(own))
    with pytest.raises(CannotDo, match=r"store\.folder_fixed"):
        choose_folder(own / "third")


def test_a_chosen_folder_whose_disk_is_missing_is_told_and_never_made(qapp: QApplication, own: Path) -> None:
    disk = own / "disk"
    choose_folder(disk)
    desk = Desk(role="coordinator")
    window = opened(desk, "coordinator")
    until(lambda: said(desk) == "store.folder_gone", window)
    assert not disk.exists()
    choose(window, 6)
    fill(window, data_folder=str(own / "spare"))
    until(lambda: data_folder() == own / "spare", window)
    shut(window, desk)


def test_the_sound_input_is_chosen_by_name_and_kept(
    laptop: tuple[PatrolWindow, Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    window, desk = laptop
    inputs = [
        SoundDevice(index=index, name=name, channels=1, default_sample_rate_hz=48000, host=0)
        for index, name in ((3, "DEMO built-in"), (5, "DEMO USB microphone"))
    ]
    monkeypatch.setattr(microphone, "devices", lambda: inputs)
    choose(window, 5)
    until(window.choice.isVisible, window)
    assert [one.text() for one in window.choice.buttons] == ["系统默认", "DEMO built-in", "DEMO USB microphone"]
    QTest.keyClick(window, Qt.Key.Key_3)
    until(lambda: load_settings(desk.folder).microphone == "DEMO USB microphone", window)
    until(lambda: said(desk) == "laptop.input_set", window)
    inputs.pop()
    desk.command("laptop.input", input="DEMO USB microphone")
    until(lambda: said(desk) == "laptop.no_input", window)
