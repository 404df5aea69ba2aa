"""The PKCS#11 way, with SoftHSM as the token where it is installed; the rest of it without."""

from __future__ import annotations

import importlib
import importlib.util
import os
import shutil
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import typst
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from evidence_kit import FIRST_OFFICER, LATER, NUMBER, PackPlan, officers, run, signer
from outside_tools import verdicts

from patrol_app.domain.errors import BadInput, CannotDo
from patrol_app.evidence.signed_pdf import sign_by_officers, signatures_over
from patrol_app.evidence.signer import verify_bytes
from patrol_app.evidence.trust import load_trust
from patrol_app.evidence.usb_key import open_usb_key
from patrol_app.evidence.verify import verify_pack

MODULES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")
MODULE = Path(os.environ.get("SOFTHSM2_MODULE") or next((each for each in MODULES if Path(each).exists()), "none"))
HAS_PACKAGE = importlib.util.find_spec("pkcs11") is not None
needs_token = pytest.mark.skipif(
    not (HAS_PACKAGE and MODULE.exists() and shutil.which("softhsm2-util")),
    reason="needs the optional package python-pkcs11 and softhsm2 (a token in software)",
)


def test_without_the_optional_package_it_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pkcs11", None)
    with pytest.raises(CannotDo, match=r"evidence\.usb_no_library"):
        open_usb_key(Path("/none.so"), "1234")


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    made = run(
        "softhsm2-util", "--module", str(MODULE), "--init-token", "--free", "--label", "demo", "--pin", "1234",
        "--so-pin", "12345678", cwd=folder,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    own = signer(FIRST_OFFICER, 1001)
    (folder / "key.pem").write_bytes(own.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    words = ["softhsm2-util", "--module", str(MODULE), "--import", "key.pem", "--token", "demo", "--label", "officer"]
    made = run(*words, "--id", "A1", "--pin", "1234", cwd=folder)
    assert made.returncode == 0, made.stderr
    pkcs11 = importlib.import_module("pkcs11")
    with pkcs11.lib(str(MODULE)).get_token(token_label="demo").open(rw=True, user_pin="1234") as session:
        session.create_object(
            {
                pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
                pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                pkcs11.Attribute.TOKEN: True,
                pkcs11.Attribute.ID: b"\xa1",
                pkcs11.Attribute.LABEL: "officer",
                pkcs11.Attribute.SUBJECT: b"0\0",
                pkcs11.Attribute.VALUE: own.certificate,
            }
        )
    yield folder
    del os.environ["SOFTHSM2_CONF"]


@needs_token
def test_a_pack_is_signed_by_a_key_that_stays_in_the_token(tmp_path: Path, token: Path) -> None:
    with open_usb_key(MODULE, "1234", token_label="demo") as first:
        assert first.certificate == officers()[0].certificate
        assert verify_bytes(first.certificate, first.sign(b"head"), b"head")
        made = PackPlan(signers=(first, officers()[1])).make(tmp_path / f"{NUMBER}.zip")
    with zipfile.ZipFile(made.path) as archive:
        archive.extractall(tmp_path)
    assert verdicts(tmp_path / NUMBER) == {"openssl": "ok", "sha256sum": "ok", "find": "ok"}
    assert verify_pack(made.path, None, LATER).exit_code == 10
    trusted = tmp_path / "trust"
    trusted.mkdir()
    for index, each in enumerate(officers()):
        (trusted / f"officer-{index}.pem").write_bytes(each.certificate_pem)
    report = verify_pack(made.path, load_trust(trusted), LATER)
    assert report.exit_code == 0
    assert [each.name for each in report.signers] == [FIRST_OFFICER.name, officers()[1].holder.name]


@needs_token
def test_openssl_finds_the_tokens_signature_good_and_another_text_bad(tmp_path: Path, token: Path) -> None:
    (tmp_path / "text").write_bytes(b"head")
    (tmp_path / "other").write_bytes(b"heed")
    with open_usb_key(MODULE, "1234", token_label="demo") as key:
        (tmp_path / "signature").write_bytes(key.sign(b"head"))
        (tmp_path / "officer.pem").write_bytes(key.certificate_pem)
    public = run("openssl", "x509", "-in", "officer.pem", "-pubkey", "-noout", cwd=tmp_path)
    (tmp_path / "key.pem").write_text(public.stdout)
    words = ["openssl", "dgst", "-sha256", "-verify", "key.pem", "-signature", "signature"]
    assert run(*words, "text", cwd=tmp_path).stdout == "Verified OK\n"
    assert run(*words, "other", cwd=tmp_path).returncode != 0


@needs_token
def test_a_wrong_pin_or_token_is_one_sentence(token: Path) -> None:
    with pytest.raises(BadInput, match=r"evidence\.usb_pin"):
        open_usb_key(MODULE, "9999", token_label="demo")
    with pytest.raises(CannotDo, match=r"evidence\.usb_absent"):
        open_usb_key(MODULE, "1234", token_label="other")
    with pytest.raises(CannotDo, match=r"evidence\.usb_module"):
        open_usb_key(token / "none.so", "1234")


@needs_token
def test_the_tokens_signature_in_a_pdf_is_found_again(tmp_path: Path, token: Path) -> None:
    (tmp_path / "a.typ").write_text('#set document(title: "t", date: datetime(year: 2026, month: 6, day: 6))\nrecord')
    pdf = typst.compile(tmp_path / "a.typ", format="pdf", pdf_standards=["a-2b"])
    assert isinstance(pdf, bytes)
    with open_usb_key(MODULE, "1234", token_label="demo") as key:
        signed = sign_by_officers(pdf, (key, officers()[1]), at=LATER)
    found = signatures_over(signed, pdf)
    assert found is not None
    assert [each.fingerprint for each in found] == [each.fingerprint for each in officers()]
