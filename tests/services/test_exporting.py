"""``patrol export`` with its options, on a visit that was measured and not yet packed."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from short_visit import ShortVisit, two_signers

from patrol_app.domain.errors import BadInput
from patrol_app.evidence.certificates import Holder
from patrol_app.evidence.files import new_file, sweep
from patrol_app.evidence.keys import make_signer
from patrol_app.evidence.signer import Signer
from patrol_app.evidence.verify import verify_pack
from patrol_app.rules.book import load_rule_book
from patrol_app.services import workplace
from patrol_app.services.exporting import export
from patrol_app.store.home import Home

SUPERVISOR = make_signer(
    Holder(name="演示负责人", certificate_number="DEMO-0009", organisation="演示"),
    not_before=datetime(2026, 6, 1, tzinfo=UTC),
)


def make(tmp_path: Path, *, sealed_by: Signer | None = None, **options: object) -> Path:
    with ShortVisit(tmp_path / "data") as visit:
        visit.log._signer = sealed_by
        visit.do("begin_run", role="main")
        visit.walk(5)
        visit.do("end_run")
        visit.stop()
        facts = visit.session.facts
        done = export(
            facts.number, home=visit.home, store=visit.store, book=load_rule_book(), officers=facts.officers[:2],
            signers=two_signers(), to=tmp_path / "packs", **options,  # type: ignore[arg-type]
        )  # fmt: skip
    return done.pack.path


def test_a_plain_export_verifies_and_leaves_nothing_beside_the_pack(tmp_path: Path) -> None:
    (tmp_path / "packs").mkdir()
    dead = tmp_path / "packs" / ".old.zip.999999999.part"
    mine = tmp_path / "packs" / f".other.zip.{os.getpid()}.part"
    for path in (dead, mine):
        path.write_bytes(b"half")
    pack = make(tmp_path)
    assert verify_pack(pack, None, datetime.now(UTC)).intact
    assert sorted(path.name for path in pack.parent.iterdir()) == sorted([mine.name, pack.name])


def test_others_may_export_what_was_sealed_by_a_key_that_signs_no_more(tmp_path: Path) -> None:
    pack = make(tmp_path, sealed_by=SUPERVISOR)
    assert verify_pack(pack, None, datetime.now(UTC)).intact


def test_a_supervisor_signs_beside_the_officers(tmp_path: Path) -> None:
    report = verify_pack(make(tmp_path, supervisor=SUPERVISOR), None, datetime.now(UTC))
    assert report.intact
    assert [each.role for each in report.signers] == ["officer-1", "officer-2", "supervisor"]
    assert report.signers[2].certificate_number == "DEMO-0009"


def test_an_sm3_manifest_is_added_and_checked(tmp_path: Path) -> None:
    import zipfile

    pack = make(tmp_path, sm3=True)
    with zipfile.ZipFile(pack) as archive:
        assert any(name.endswith("/manifest-sm3.txt") for name in archive.namelist())
    assert verify_pack(pack, None, datetime.now(UTC)).intact


def test_the_usb_key_signs_for_the_officer_it_names(tmp_path: Path) -> None:
    home = Home.open(tmp_path)
    usb = two_signers()[0]
    assert workplace.signers(home, ["DEMO-0001"], usb) == [usb]
    with pytest.raises(BadInput, match=r"workplace\.usb_stranger"):
        workplace.signers(home, ["DEMO-0002"], usb)
    with pytest.raises(BadInput, match=r"workplace\.no_key"):
        workplace.signers(home, ["DEMO-0001", "DEMO-0002"], usb)


def test_a_killed_programs_file_is_swept_and_a_running_ones_is_not(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        runs = tmp_path / f".a.zip.{other.pid}.part"
        runs.write_bytes(b"x")
        assert sweep(tmp_path) == []
        other.kill()
        other.wait()
        odd = tmp_path / ".a.zip.notapid.part"
        odd.write_bytes(b"x")
        with new_file(tmp_path / "a.zip") as stream:
            stream.write(b"whole")
    assert not runs.exists()
    assert odd.exists()
    assert (tmp_path / "a.zip").read_bytes() == b"whole"
