"""Every case of ``tests/packs`` is refused by ``verify`` for its reason, and the notes on the common tools are true."""

from __future__ import annotations

import tomllib
import zipfile
from pathlib import Path
from typing import Any

import insider
import pytest
from evidence_kit import LATER, NUMBER, PackPlan, officers, run
from forgeries import FOLDER_FORGERIES, ZIP_FORGERIES, good_pack
from outside_tools import verdicts

from patrol_app.evidence.checks import VerifyReport
from patrol_app.evidence.trust import TrustList, load_trust
from patrol_app.evidence.verify import verify_pack

CASES = Path(__file__).parents[1] / "packs"


def case(name: str) -> dict[str, Any]:
    return tomllib.loads((CASES / name / "case.toml").read_text(encoding="utf-8"))


@pytest.fixture
def trust(tmp_path: Path) -> TrustList:
    folder = tmp_path / "trust"
    folder.mkdir()
    for index, each in enumerate(officers()):
        (folder / f"officer-{index}.pem").write_bytes(each.certificate_pem)
    return load_trust(folder)


def assert_refused(report: VerifyReport, wanted: dict[str, Any]) -> None:
    assert report.exit_code == wanted["exit_code"], [(each.key, each.path) for each in report.checks if each.exit_code]
    assert sorted({each.key for each in report.checks if each.exit_code}) == wanted["checks"]
    for each in report.checks:
        for text in (each.reason("zh"), each.reason("en")):
            assert text and not text.startswith("evidence.") and "None" not in text


def test_every_case_has_its_forgery() -> None:
    assert {each.name for each in CASES.iterdir() if each.is_dir()} == {
        *FOLDER_FORGERIES,
        *ZIP_FORGERIES,
        *insider.FORGERIES,
    }


def test_the_good_pack_is_good_everywhere(tmp_path: Path, trust: TrustList) -> None:
    pack = good_pack(tmp_path)
    assert verify_pack(pack, trust, LATER).exit_code == 0
    assert verify_pack(tmp_path / f"{NUMBER}.zip", trust, LATER).exit_code == 0
    assert set(verdicts(pack).values()) == {"ok"}


@pytest.mark.parametrize("name", FOLDER_FORGERIES)
def test_a_forged_folder_is_refused(tmp_path: Path, trust: TrustList, name: str) -> None:
    wanted = case(name)
    pack = good_pack(tmp_path)
    FOLDER_FORGERIES[name](pack)
    assert_refused(verify_pack(pack, trust, LATER), wanted)
    assert verdicts(pack) == {tool: word for tool, word in wanted["alone"].items() if tool != "bagit"}


@pytest.mark.parametrize("name", sorted(set(FOLDER_FORGERIES) - {"linked-file", "empty-folder"}))
def test_a_forged_folder_zipped_again_is_refused(tmp_path: Path, trust: TrustList, name: str) -> None:
    pack = good_pack(tmp_path)
    FOLDER_FORGERIES[name](pack)
    with zipfile.ZipFile(tmp_path / "again.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(pack.rglob("*")):
            archive.write(file, f"{NUMBER}/{file.relative_to(pack).as_posix()}")
    assert_refused(verify_pack(tmp_path / "again.zip", trust, LATER), case(name))


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ZIP_FORGERIES)
def test_a_forged_zip_is_refused(tmp_path: Path, trust: TrustList, name: str) -> None:
    wanted = case(name)
    archive = PackPlan(sm3=True).make(tmp_path / f"{NUMBER}.zip").path
    ZIP_FORGERIES[name](archive)
    assert_refused(verify_pack(archive, trust, LATER), wanted)
    unpacked = run("unzip", "-o", "-q", archive.name, cwd=tmp_path)
    found = {"unzip": "ok" if unpacked.returncode == 0 else "caught"}
    if folders := sorted(tmp_path.glob("AK-*/")):
        found |= verdicts(folders[0])
    assert found == {tool: word for tool, word in wanted["alone"].items() if tool != "bagit"}
