"""Closing at the desk, ended badly at each of its stages, changed after signing, and refused what is no signature."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from patrol_app.assets import resource
from patrol_app.domain.errors import CannotDo
from patrol_app.evidence.certificates import Holder
from patrol_app.evidence.keys import new_key
from patrol_app.evidence.verify import verify_pack
from patrol_app.services import closing as closing_service
from patrol_app.services.checking.recompute import recompute
from patrol_app.services.desk.desk import Desk
from patrol_app.services.office import library
from patrol_app.services.recall import closed_record
from patrol_app.services.screen_facts import ClosingFacts
from patrol_app.store.home import Home
from patrol_app.store.reader import Reader
from patrol_app.store.store import Store

PASSWORD = "closing-closing-closing"
OFFICERS = (("演示员甲", "DEMO-0001"), ("演示员乙", "DEMO-0002"))
NAME = (((0.1, 0.2), (0.4, 0.8), (0.7, 0.3)), ((0.2, 0.5), (0.8, 0.5)))
PATIENCE_S = 60.0


def a_laptop(folder: Path) -> Path:
    """A data folder with the demonstration's libraries and no instrument, and two officers' keys."""
    home = Home.open(folder)
    (folder / "unit.toml").write_bytes(resource("demo", "unit.toml").read_bytes())
    with Store.open(home.database, device="TEST-LAPTOP") as store:
        for kind in ("venues", "sites", "notices", "officers"):
            source = resource("demo", f"{kind}.csv")
            library.import_file(source, kind, store, keep_good=False, actor="test", at=datetime(2026, 6, 1, tzinfo=UTC))
    for name, number in OFFICERS:
        holder = Holder(name=name, certificate_number=number, organisation="演示单位")
        new_key(home.keys / f"{number}.p12", PASSWORD, holder, not_before=datetime(2026, 6, 1, tzinfo=UTC))
    return folder


class Hand:
    """Somebody at the desk."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def until(self, come: Callable[[], object]) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not come():
            assert time.monotonic() < deadline, f"never came; said {self.desk.notice()}"
            time.sleep(0.01)

    @property
    def closing(self) -> ClosingFacts:
        facts = self.desk.closing()
        assert facts is not None
        return facts

    def told(self, key: str) -> None:
        self.until(lambda: (said := self.desk.notice()) is not None and said.key == key)
        self.desk.hush()

    def signed(self) -> list[str]:
        return [one.officer.certificate_number for one in self.closing.signatures if one.signed_at is not None]

    def sign(self, who: str, password: str | None = PASSWORD, strokes: object = NAME) -> None:
        more: dict[str, Any] = {} if password is None else {"password": password}
        self.desk.command("sign", who=who, strokes=strokes, width_px=404, height_px=130, **more)

    def until_idle(self) -> None:
        self.until(lambda: self.desk.departure() is not None and self.desk.busy is None)

    def until_key(self, number: str) -> None:
        self.until(lambda: number in self.desk.keys)

    def until_closing(self) -> None:
        self.until(lambda: self.desk.closing() is not None)

    def until_signed(self, number: str) -> None:
        self.until(lambda: number in self.signed())

    def answer(self, **answers: str) -> None:
        self.desk.command("form", form="person", answers=answers)
        self.told("desk.noted")

    def to_the_closing(self) -> None:
        self.until(lambda: self.desk.route() is not None and self.desk.departure() is not None)
        self.desk.command("arrive")
        self.until(lambda: self.desk.latest() is not None)
        self.desk.command("next")
        self.until(lambda: self.desk.closing() is not None)

    def refuse(self) -> None:
        self.desk.command("refuse", state="refused", reason="当事人不同意", witness="演示网格员")
        self.until(lambda: self.closing.party_state == "refused")

    def finish(self) -> None:
        """Whatever is missing is done, then the pack is made."""
        for _, number in OFFICERS:
            if number not in self.signed():
                self.sign(number)
                self.until_signed(number)
            if any(one.locked for one in self.closing.signatures if one.officer.certificate_number == number):
                self.desk.command("unlock", who=number, password=PASSWORD)
                self.until_key(number)
        if self.closing.party_state == "waiting":
            self.refuse()
        self.until(lambda: self.closing.pack_wants is None)
        self.desk.command("pack")
        self.told("desk.packed")


@contextmanager
def at_the_desk(folder: Path) -> Iterator[Hand]:
    desk = Desk(folder)
    desk.start()
    try:
        yield Hand(desk)
    finally:
        desk.close()


def noted(folder: Path, kind: str) -> bool:
    """Whether the log has a fact of the kind."""
    with Reader.open(Home.open(folder).database) as reader:
        return bool(reader.all_of_kind(kind))


def the_pack(folder: Path) -> Path:
    (pack,) = Home.open(folder).packs.iterdir()
    assert verify_pack(pack, None, datetime.now(UTC)).intact
    assert recompute(pack).exit_code == 0
    return pack


def test_a_visit_that_was_cut_off_at_any_stage_of_its_closing_is_closed_after_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = a_laptop(tmp_path / "data")

    def cut_off(stage: str) -> None:
        # the files as a power cut leaves them; the laptop that goes on is another one
        shutil.copytree(folder, tmp_path / stage)

    def dies(*_: object, **__: object) -> None:
        cut_off("packing")
        raise CannotDo("disk.full", path="x")

    with at_the_desk(folder) as hand:
        hand.until(lambda: hand.desk.route() is not None and hand.desk.departure() is not None)
        hand.desk.command("arrive")
        hand.until(lambda: hand.desk.latest() is not None)
        # the log is written once a second
        hand.until(lambda: noted(folder, "visit.opened"))
        cut_off("measuring")
        hand.desk.command("next")
        hand.until(lambda: hand.desk.closing() is not None)
        number = hand.closing.case_number
        cut_off("draft")
        hand.answer(name="演示负责人丙", post="现场负责人")
        cut_off("person")
        hand.sign("DEMO-0001")
        hand.until(lambda: hand.signed() == ["DEMO-0001"])
        cut_off("one-signature")
        hand.sign("DEMO-0002")
        hand.until(lambda: len(hand.signed()) == 2)
        hand.refuse()
        cut_off("refusal")
        with monkeypatch.context() as patched:
            patched.setattr(closing_service, "build_pack", dies)
            hand.desk.command("pack")
            hand.told("disk.full")
        # what failed left no pack, and can be tried again at once
        assert not hand.closing.pack_made
        assert list(Home.open(folder).packs.iterdir()) == []
        hand.finish()
    the_pack(folder)

    kept = {"measuring": 0, "draft": 0, "person": 0, "one-signature": 1, "refusal": 2, "packing": 2}
    for stage, signatures in kept.items():
        # opened, looked at and closed properly once: that loses nothing either
        for _ in range(2 if stage == "one-signature" else 1):
            with at_the_desk(tmp_path / stage) as hand:
                hand.until_closing()
                assert hand.closing.case_number == number
                assert len(hand.signed()) == signatures, stage
                assert (hand.closing.party_state == "refused") == (stage in ("refusal", "packing"))
        with at_the_desk(tmp_path / stage) as hand:
            hand.until_closing()
            if stage in ("measuring", "draft"):
                hand.answer(name="演示负责人丙", post="现场负责人")
            hand.finish()
        the_pack(tmp_path / stage)
        with Reader.open(Home.open(tmp_path / stage).database) as reader:
            # only a recording that was cut off was interrupted
            assert bool(reader.all_of_kind("visit.interrupted", number)) == (stage == "measuring")
        assert closed_record(Home.open(tmp_path / stage), number).person_met.name == "演示负责人丙"  # type: ignore[union-attr]
        with at_the_desk(tmp_path / stage) as hand:
            hand.until_idle()
            assert hand.desk.closing() is None


def test_a_record_is_put_right_while_it_is_closed_and_then_signed_again(tmp_path: Path) -> None:
    folder = a_laptop(tmp_path)
    with at_the_desk(folder) as hand:
        hand.to_the_closing()
        number = hand.closing.case_number
        assert hand.desk.site() is not None
        hand.sign("DEMO-0001")
        hand.until(lambda: hand.signed() == ["DEMO-0001"])
        hand.sign("party", None)
        hand.told("desk.no_party")
        hand.answer(name="演示负责人丙", post="项目经理")
        hand.until(lambda: hand.signed() == [])
        assert hand.closing.party_name == "演示负责人丙"
        for _, officer in OFFICERS:
            hand.sign(officer, None if officer == "DEMO-0001" else PASSWORD)
            hand.until_signed(officer)
        hand.desk.command("show_paper")
        hand.until(lambda: len(hand.desk.pages()) > 0)
        hand.until(lambda: 0 < hand.closing.record_pages <= len(hand.desk.pages()))
        hand.refuse()
        assert len(hand.signed()) == 2, "that the party refuses is noted after the officers signed"
        # the party thinks better of it
        hand.sign("party", None)
        hand.until(lambda: hand.closing.party_state == "signed")
        assert len(hand.signed()) == 2
        hand.finish()
        hand.desk.command("form", form="person", answers={"name": "别人", "post": "—"})
        hand.told("desk.packed_already")
        assert hand.desk.site() is None
    the_pack(folder)
    record = closed_record(Home.open(folder), number)
    assert [one.who for one in record.signatures] == ["DEMO-0001", "DEMO-0002", "party"]
    assert record.person_met is not None
    assert (record.person_met.signature, record.person_met.refusal_reason) == ("signed", None)


def test_a_touch_is_no_signature_and_nobody_signs_with_anothers_key(tmp_path: Path) -> None:
    folder = a_laptop(tmp_path)
    keys = Home.open(folder).keys
    shutil.copy(keys / "DEMO-0001.p12", keys / "DEMO-0002.p12")
    with at_the_desk(folder) as hand:
        hand.to_the_closing()
        for strokes in ((), (((0.5, 0.5),),), (((0.5, 0.5), (0.52, 0.51)),)):
            hand.sign("DEMO-0001", PASSWORD, strokes)
            hand.told("desk.no_strokes")
        hand.sign("DEMO-0001", "wrong-password")
        hand.told("evidence.password_wrong")
        hand.sign("DEMO-0001")
        hand.until(lambda: hand.signed() == ["DEMO-0001"])
        hand.sign("DEMO-0002")
        hand.told("workplace.other_key")
        assert hand.signed() == ["DEMO-0001"]
        hand.desk.command("pack")
        hand.told("close.wants.officers")
    with Reader.open(Home.open(folder).database) as reader:
        assert len(reader.all_of_kind("signature.drawn")) == 1


def test_a_disk_that_does_not_take_the_pack_is_told_before_the_log_says_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = a_laptop(tmp_path)
    home = Home.open(folder)
    with at_the_desk(folder) as hand:
        hand.to_the_closing()
        for _, number in OFFICERS:
            hand.sign(number)
            hand.until_signed(number)
        hand.desk.command("refuse", state="absent", reason="大门关着", witness="演示网格员")
        hand.until(lambda: hand.closing.pack_wants is None)
        assert len(hand.signed()) == 2
        for place in (home.packs, home.papers):
            place.rename(tmp_path / "kept")
            place.write_text("no folder")
            hand.desk.command("pack")
            hand.told("recordings.missing")
            place.unlink()
            (tmp_path / "kept").rename(place)
        full = shutil._ntuple_diskusage(10**9, 10**9 - 1000, 1000)
        with monkeypatch.context() as patched:
            patched.setattr(shutil, "disk_usage", lambda _path: full)
            hand.desk.command("pack")
            hand.told("recordings.no_room")
        assert (list(home.packs.iterdir()), list(home.papers.iterdir())) == ([], [])
        with Reader.open(home.database) as reader:
            assert reader.all_of_kind("visit.closed") == []
        hand.finish()
    the_pack(folder)
