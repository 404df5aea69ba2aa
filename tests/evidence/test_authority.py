from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from evidence_kit import (
    FIRST_OFFICER,
    KEYS_MADE,
    LATER,
    NIGHT,
    NUMBER,
    SECOND_OFFICER,
    PackPlan,
    officers,
    run,
    signer,
)
from time_authority import make_time_authority

from patrol_app.domain.errors import BadInput
from patrol_app.evidence.additions import add_token, signature_files
from patrol_app.evidence.authority import Authority, make_authority
from patrol_app.evidence.certificates import Holder
from patrol_app.evidence.keys import certificate_request, make_signer
from patrol_app.evidence.signer import MemorySigner
from patrol_app.evidence.trust import load_trust
from patrol_app.evidence.verify import verify_pack

PASSWORD = "office-password"
FOUNDED = datetime(2026, 5, 1, tzinfo=UTC)
LOST = NIGHT + timedelta(days=3)


@pytest.fixture
def office(tmp_path: Path) -> Authority:
    make_authority(tmp_path / "ca", PASSWORD, "演示局签发机构", not_before=FOUNDED)
    return Authority(tmp_path / "ca", PASSWORD)


def certified(office: Authority, holder: Holder, private_value: int) -> MemorySigner:
    own = signer(holder, private_value)
    pem = office.issue(certificate_request(own), "request", at=KEYS_MADE)
    chain = [each.public_bytes(Encoding.DER) for each in x509.load_pem_x509_certificates(pem)]
    return MemorySigner(own.key, chain[0], tuple(chain[1:]))


@pytest.fixture
def pack(tmp_path: Path, office: Authority) -> Path:
    both = (certified(office, FIRST_OFFICER, 1001), certified(office, SECOND_OFFICER, 1002))
    return PackPlan(signers=both).make(tmp_path / f"{NUMBER}.zip").path


def lines(pack: Path, trust: Path | None, at: datetime) -> tuple[int, set[str]]:
    report = verify_pack(pack, None if trust is None else load_trust(trust), at)
    return report.exit_code, {each.key for each in report.checks if each.key.startswith(("identity", "certificate"))}


def test_a_pack_of_certified_officers_is_good_with_the_offices_trust_folder(
    tmp_path: Path, office: Authority, pack: Path
) -> None:
    office.write_trust(tmp_path / "trust", at=LATER)
    assert lines(pack, tmp_path / "trust", LATER) == (0, {"identity_issued", "certificate_valid"})
    assert lines(pack, None, LATER) == (10, {"identity_no_list", "certificate_dates"})
    assert load_trust(tmp_path / "trust").signed_by == "演示局签发机构"


def test_openssl_accepts_the_signature_up_to_the_offices_root(tmp_path: Path, office: Authority, pack: Path) -> None:
    with zipfile.ZipFile(pack) as archive:
        archive.extractall(tmp_path)
        text = archive.read(f"{NUMBER}/VERIFY.txt").decode()
    (tmp_path / "ca.crt").write_bytes(office.certificate_pem)
    (tmp_path / "crl.pem").write_bytes(office.revocation_list(at=datetime.now(UTC)))
    lines = [line.strip() for line in text.splitlines() if "cms -verify" in line][:2]
    for line in lines:
        # without the claimed night's time machine, the check runs at the certificates' own time
        done = run("bash", "-c", f"{line} -attime {int(LATER.timestamp())}", cwd=tmp_path / NUMBER)
        assert done.returncode == 0 and "CAdES Verification successful" in done.stderr, done.stderr
    office.revoke(office.issued[0].serial_number, at=datetime.now(UTC), reason="遗失")
    (tmp_path / "crl.pem").write_bytes(office.revocation_list(at=datetime.now(UTC)))
    leaf = tmp_path / NUMBER / "data/trust/officer-1.pem"
    done = run("openssl", "verify", "-crl_check", "-CAfile", "ca.crt", "-CRLfile", "crl.pem", str(leaf), cwd=tmp_path)
    assert done.returncode != 0 and "certificate revoked" in done.stderr


def test_a_revoked_certificate_counts_only_with_a_token_from_before(
    tmp_path: Path, office: Authority, pack: Path
) -> None:
    office.revoke(office.issued[0].serial_number, at=LOST, reason="密钥遗失")
    office.write_trust(tmp_path / "trust", at=LATER)
    code, keys = lines(pack, tmp_path / "trust", LATER)
    assert code == 10 and {"certificate_revoked", "identity_window"} <= keys
    time = make_time_authority()
    (tmp_path / "trust" / "time-root.pem").write_bytes(time.root_pem)
    late = tmp_path / "late.zip"
    late.write_bytes(pack.read_bytes())
    for file, at in ((pack, LOST - timedelta(seconds=1)), (late, LOST + timedelta(seconds=1))):
        for role, signature in signature_files(file).items():
            add_token(file, role, time.stamp(signature, at))
    assert lines(pack, tmp_path / "trust", LATER)[0] == 0
    assert lines(late, tmp_path / "trust", LATER)[0] == 10


def test_a_revocation_list_out_of_date_settles_nothing(tmp_path: Path, office: Authority, pack: Path) -> None:
    office.write_trust(tmp_path / "trust", at=NIGHT)
    assert lines(pack, tmp_path / "trust", NIGHT + timedelta(days=89)) == (0, {"identity_issued", "certificate_valid"})
    code, keys = lines(pack, tmp_path / "trust", NIGHT + timedelta(days=91))
    assert code == 10 and "certificate_list_old" in keys


def test_without_a_revocation_list_revocation_is_not_checked(tmp_path: Path, office: Authority, pack: Path) -> None:
    (tmp_path / "trust").mkdir()
    (tmp_path / "trust" / "root.pem").write_bytes(office.certificate_pem)
    assert lines(pack, tmp_path / "trust", LATER) == (0, {"identity_issued", "certificate_dates"})


def test_another_offices_root_or_list_does_not_count(tmp_path: Path, office: Authority, pack: Path) -> None:
    make_authority(tmp_path / "other", PASSWORD, "演示局签发机构", not_before=FOUNDED)  # the same name, another key
    other = Authority(tmp_path / "other", PASSWORD)
    other.write_trust(tmp_path / "trust", at=LATER)
    code, keys = lines(pack, tmp_path / "trust", LATER)
    assert code == 10 and "identity_stranger" in keys
    office.write_trust(tmp_path / "mixed", at=LATER)
    (tmp_path / "mixed" / "crl.pem").write_bytes(other.revocation_list(at=LATER))
    assert lines(pack, tmp_path / "mixed", LATER) == (0, {"identity_issued", "certificate_dates"})


def test_an_officer_cannot_certify_another(tmp_path: Path, office: Authority) -> None:
    """An officer's certificate has no right to issue: one issued with it leads nowhere."""
    from cryptography.hazmat.primitives import hashes

    first = certified(office, FIRST_OFFICER, 1001)
    parent = x509.load_der_x509_certificate(first.certificate)
    key = signer(SECOND_OFFICER, 1002).key
    child = (
        x509.CertificateBuilder()
        .subject_name(x509.load_der_x509_certificate(signer(SECOND_OFFICER, 1002).certificate).subject)
        .issuer_name(parent.subject)
        .public_key(key.public_key())
        .serial_number(3)
        .not_valid_before(KEYS_MADE)
        .not_valid_after(KEYS_MADE + timedelta(days=900))
        .sign(first.key, hashes.SHA256())
    )
    second = MemorySigner(key, child.public_bytes(Encoding.DER), (first.certificate, *first.chain))
    made = PackPlan(signers=(first, second)).make(tmp_path / "p.zip")
    office.write_trust(tmp_path / "trust", at=LATER)
    code, keys = lines(made.path, tmp_path / "trust", LATER)
    assert code == 10 and "identity_stranger" in keys


def test_requests_that_name_nobody_or_are_broken_are_refused(office: Authority) -> None:
    nameless = make_signer(Holder(name="演示戊", certificate_number=""), not_before=KEYS_MADE)
    good = certificate_request(signer(FIRST_OFFICER, 1001))
    for request in (b"", b"-----BEGIN CERTIFICATE REQUEST-----\n", certificate_request(nameless)):
        with pytest.raises(BadInput, match=r"evidence\.ca_request"):
            office.issue(request, "request", at=KEYS_MADE)
    office.issue(good, "request", at=KEYS_MADE)
    with pytest.raises(BadInput, match=r"evidence\.ca_has_certificate"):
        office.issue(good, "request", at=KEYS_MADE)
    serial = office.issued[0].serial_number
    office.revoke(serial, at=LATER, reason="换证")
    office.issue(good, "request", at=LATER)
    assert [each.revoked_at for each in office.issued] == [LATER, None]
    for wrong in (serial, "abc"):
        with pytest.raises(BadInput, match=r"evidence\.ca_(revoked|unknown)"):
            office.revoke(wrong, at=LATER, reason="再次")
    with pytest.raises(BadInput, match=r"evidence\.ca_reason"):
        office.revoke(office.issued[1].serial_number, at=LATER, reason=" ")


def test_the_register_is_kept_between_runs_and_needs_the_password(tmp_path: Path, office: Authority) -> None:
    certified(office, FIRST_OFFICER, 1001)
    assert Authority(tmp_path / "ca", PASSWORD).issued == office.issued
    with pytest.raises(BadInput, match=r"evidence\.password_wrong"):
        Authority(tmp_path / "ca", "another-password")
    with pytest.raises(BadInput, match=r"evidence\.file_exists"):
        make_authority(tmp_path / "ca", PASSWORD, "x", not_before=FOUNDED)
    (tmp_path / "ca" / "register.json").write_text("{")
    with pytest.raises(BadInput, match=r"evidence\.ca_register"):
        Authority(tmp_path / "ca", PASSWORD)


class TestRegister:
    """``trust.json`` for officers whose fingerprint was compared on paper."""

    @staticmethod
    def folder(tmp_path: Path, **changes: object) -> Path:
        folder = tmp_path / "trust"
        folder.mkdir()
        entries = [
            {
                "fingerprint": each.fingerprint,
                "holder": each.holder.name,
                "badge": each.holder.certificate_number,
                "from": None,
                "to": None,
                "reason": None,
            }
            for each in officers()
        ]
        entries[0].update(changes)  # type: ignore[arg-type]
        (folder / "trust.json").write_text(json.dumps({"certificates": entries}), encoding="utf-8")
        return folder

    @pytest.fixture
    def self_made(self, tmp_path: Path) -> Path:
        return PackPlan().make(tmp_path / "self-made.zip").path

    def test_a_fingerprint_is_enough(self, tmp_path: Path, self_made: Path) -> None:
        folder = self.folder(tmp_path)
        assert lines(self_made, folder, LATER) == (0, {"identity_registered", "certificate_self_made"})

    def test_a_fingerprint_may_be_written_as_openssl_prints_it(self, tmp_path: Path, self_made: Path) -> None:
        raw = officers()[0].fingerprint.upper()
        folder = self.folder(tmp_path, fingerprint=":".join(raw[i : i + 2] for i in range(0, 64, 2)))
        assert lines(self_made, folder, LATER)[0] == 0

    @pytest.mark.parametrize(
        ("changes", "code", "key"),
        [
            ({"to": "2026-06-20T00:00:00+00:00"}, 0, "identity_registered"),
            ({"to": "2026-06-19T23:59:59+00:00", "reason": "调离"}, 10, "identity_window"),
            ({"from": "2026-06-20T00:00:01+00:00"}, 10, "identity_window"),
            ({"holder": "演示他人"}, 10, "identity_other_holder"),
            ({"badge": "陕G-7777"}, 10, "identity_other_holder"),
            ({"fingerprint": "0" * 64}, 10, "identity_stranger_self_made"),
        ],
    )
    def test_the_register_decides(
        self, tmp_path: Path, self_made: Path, changes: dict[str, object], code: int, key: str
    ) -> None:
        found = lines(self_made, self.folder(tmp_path, **changes), LATER)
        assert found[0] == code and key in found[1]

    @pytest.mark.parametrize(
        "text",
        [
            "{",
            "[]",
            '{"certificates":[{"fingerprint":"00"}]}',
            '{"certificates":[],"require_time":"yes"}',
            '{"certificates":[{"fingerprint":"00","holder":"a","badge":"b","to":"2026-06-20T00:00:00"}]}',
            '{"certificates":[{"fingerprint":"00","holder":"a","badge":"b","until":null}]}',
        ],
    )
    def test_a_register_that_cannot_be_read_is_refused(self, tmp_path: Path, text: str) -> None:
        folder = self.folder(tmp_path)
        (folder / "trust.json").write_text(text)
        with pytest.raises(BadInput):
            load_trust(folder)

    def test_a_changed_signed_register_is_refused(self, tmp_path: Path, office: Authority) -> None:
        certified(office, FIRST_OFFICER, 1001)
        office.write_trust(tmp_path / "signed", at=LATER)
        load_trust(tmp_path / "signed")
        text = (tmp_path / "signed" / "trust.json").read_text()
        (tmp_path / "signed" / "trust.json").write_text(text.replace("演示甲", "演示乙"))
        with pytest.raises(BadInput, match=r"evidence\.trust_signature"):
            load_trust(tmp_path / "signed")


@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
def test_a_trust_folder_without_anything_trusted_is_refused(tmp_path: Path, content: bytes | None) -> None:
    folder = tmp_path / "trust"
    with pytest.raises(BadInput, match=r"evidence\.trust_missing"):
        load_trust(folder)
    folder.mkdir()
    if content is not None:
        (folder / "root.pem").write_bytes(content)
    with pytest.raises(BadInput, match=r"evidence\.(trust_empty|certificate_file)"):
        load_trust(folder)
