"""Practice never becomes evidence: not by a command, not by a copied folder, not by a switch in the middle of work."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from short_visit import ShortVisit, two_signers

from patrol_app.cli.app import main
from patrol_app.domain.errors import CannotDo
from patrol_app.rules.book import load_rule_book
from patrol_app.services.desk.desk import Desk, Role
from patrol_app.services.desk.shelf import open_practice
from patrol_app.services.desk.visit import DeskVisit
from patrol_app.services.exporting import export
from patrol_app.store.home import Home
from patrol_app.store.store import Store

AT = datetime(2026, 6, 6, 14, 0, tzinfo=UTC)
PATIENCE_S = 60.0


def until(come: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not come():
        assert time.monotonic() < deadline, "never came"
        time.sleep(0.01)


@pytest.fixture(scope="module")
def practised(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A real folder with a visit of practice in its practice folder."""
    from drivers.link import SystemClock

    folder = tmp_path_factory.mktemp("real")
    Store.open(Home.open(folder).database, device="TEST-LAPTOP").close()
    shelf = open_practice(folder, AT)
    visit = DeskVisit(shelf, shelf.sites[0], (), clock=SystemClock(), signer=None, practice=True)
    visit.end()
    shelf.store.close()
    return folder, visit.number


def test_the_number_of_a_practice_visit_says_so_first(practised: tuple[Path, str]) -> None:
    folder, number = practised
    assert number.startswith("练习-")
    assert (folder / "practice" / "recordings" / number).is_dir()


@pytest.mark.parametrize(
    "command",
    [
        ("export", "{number}", "--to", "{out}"),
        ("report", "inspection-record", "--visit", "{number}", "--to-file", "{out}/paper.pdf"),
        ("report", "night-ledger", "--from", "2026-06-01", "--to", "2026-12-31", "--to-file", "{out}/ledger.xlsx"),
        ("report", "daily-warning", "--from", "2026-06-06", "--to-file", "{out}/day.pdf"),
        ("print", "{number}", "--printer", "any"),
        ("attach", "{number}", "{out}", "--what", "x", "--maker", "x", "--source", "phone"),
        ("facts", "{number}"),
        ("close", "{number}"),
        ("visits",),
        ("measure", "演示一号工地", "--instrument", "bswa-308=replay:/dev/null"),
    ],
)
@pytest.mark.parametrize("place", ["practice", "copied"])
def test_no_command_works_on_a_practice_folder_wherever_it_lies(
    practised: tuple[Path, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: tuple[str, ...],
    place: str,
) -> None:
    folder, number = practised
    home = folder / "practice"
    if place == "copied":
        home = tmp_path / "casework"
        shutil.copytree(folder / "practice", home)
    monkeypatch.setenv("PATROL_HOME", str(home))
    out = tmp_path / "out"
    out.mkdir()
    code = main([word.format(number=number, out=out) for word in command])
    told = capsys.readouterr().err
    assert code != 0
    assert "练习记录不能导出为证据" in told
    assert len(told.splitlines()) == 1
    assert list(out.iterdir()) == []


@pytest.mark.parametrize("command", [("export", "--to", "{out}"), ("facts",), ("close",)])
def test_the_real_folder_knows_what_a_practice_number_is(
    practised: tuple[Path, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: tuple[str, ...],
) -> None:
    folder, number = practised
    monkeypatch.setenv("PATROL_HOME", str(folder))
    # the recording alone, put beside real ones, is nothing
    shutil.copytree(folder / "practice" / "recordings" / number, folder / "recordings" / number, dirs_exist_ok=True)
    code = main([command[0], number, *(word.format(out=tmp_path) for word in command[1:])])
    told = capsys.readouterr().err
    assert code != 0
    assert "练习记录不能导出为证据" in told
    assert list(tmp_path.glob("*.zip")) == []


def test_a_practice_visit_is_not_packed_by_its_service_either(practised: tuple[Path, str], tmp_path: Path) -> None:
    folder, number = practised
    shelf = open_practice(folder, AT)
    try:
        with pytest.raises(CannotDo) as refused:
            export(
                number, home=shelf.home, store=shelf.store, book=load_rule_book(), officers=shelf.team,
                signers=two_signers(), to=tmp_path,
            )  # fmt: skip
        assert refused.value.key == "practice.folder"
    finally:
        shelf.store.close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("role", ["officer", "supervisor", "coordinator"])
def test_no_window_opens_on_a_practice_folder(practised: tuple[Path, str], tmp_path: Path, role: Role) -> None:
    folder, _ = practised
    shutil.copytree(folder / "practice", tmp_path / "casework")
    desk = Desk(tmp_path / "casework", role=role)
    desk.start()
    try:
        until(lambda: (told := desk.notice()) is not None and told.key == "practice.folder")
        assert (desk.latest(), desk.route(), desk.review()) == (None, None, None)
    finally:
        desk.close()


def test_real_records_put_into_the_practice_folder_are_not_practised_on(tmp_path: Path) -> None:
    with ShortVisit(tmp_path / "data"):
        pass
    (tmp_path / "real").mkdir()
    shutil.copytree(tmp_path / "data", tmp_path / "real" / "practice")
    with pytest.raises(CannotDo) as refused:
        open_practice(tmp_path / "real", AT)
    assert refused.value.key == "practice.not_practice"


def test_practice_is_not_entered_in_the_middle_of_a_visit_or_of_its_closing(tmp_path: Path) -> None:
    from test_desk_closing import Hand, a_laptop

    desk = Desk(a_laptop(tmp_path))
    hand = Hand(desk)
    desk.start()
    try:
        hand.until(lambda: desk.route() is not None and desk.departure() is not None)
        desk.command("arrive")
        hand.until(lambda: desk.latest() is not None)
        desk.command("enter_practice")
        hand.told("desk.visit_open")
        desk.command("next")
        hand.until(lambda: desk.closing() is not None)
        desk.command("enter_practice")
        hand.told("desk.visit_open")
    finally:
        desk.close()
    # opened again: the closing stands there without a visit that runs
    desk = Desk(tmp_path)
    hand = Hand(desk)
    desk.start()
    try:
        hand.until(lambda: desk.closing() is not None)
        desk.command("enter_practice")
        hand.told("desk.visit_open")
        assert not (tmp_path / "practice").exists()
    finally:
        desk.close()
