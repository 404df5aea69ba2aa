from __future__ import annotations

import hashlib
import http.server
import threading
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID
from evidence_kit import LATER, NIGHT, NUMBER, PackPlan, officers, run
from time_authority import TimeAuthority, make_time_authority

from patrol_app.domain.errors import BadInput, CannotDo, DamagedEvidence
from patrol_app.evidence.additions import add_token, signature_files
from patrol_app.evidence.checks import Status
from patrol_app.evidence.timestamps import fetch_token, read_token, request
from patrol_app.evidence.trust import TrustList, load_trust
from patrol_app.evidence.verify import verify_pack

SOON = NIGHT + timedelta(hours=8, minutes=3)


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return PackPlan().make(tmp_path / f"{NUMBER}.zip").path


@pytest.fixture(scope="module")
def authority() -> TimeAuthority:
    return make_time_authority()


def trust(folder: Path, *more: bytes) -> TrustList:
    folder.mkdir()
    for index, pem in enumerate((*(each.certificate_pem for each in officers()), *more)):
        (folder / f"{index}.pem").write_bytes(pem)
    return load_trust(folder)


def stamp(pack: Path, authority: TimeAuthority, at: datetime) -> None:
    for role, signature in signature_files(pack).items():
        add_token(pack, role, authority.stamp(signature, at))


def test_tokens_are_added_later_without_touching_the_signatures(
    tmp_path: Path, pack: Path, authority: TimeAuthority
) -> None:
    before = pack.read_bytes()
    files = signature_files(pack)
    stamp(pack, authority, SOON)
    after = pack.read_bytes()
    directory = int.from_bytes(before[-6:-2], "little")
    assert after[:directory] == before[:directory]
    with zipfile.ZipFile(pack) as archive:
        assert archive.testzip() is None
        assert all(archive.read(f"{NUMBER}/signatures/{role}.p7s") == files[role] for role in files)
    report = verify_pack(pack, trust(tmp_path / "trust", authority.root_pem), LATER, require_time=True)
    assert report.exit_code == 0
    assert [each.token_at for each in report.signers] == [SOON, SOON]
    (line,) = {
        each.reason("zh") for each in report.checks if each.key == "time_token" and "officer-1" in str(each.path)
    }
    assert "23:42:07" in line and "07:45:07" in line and "8:03:00" in line
    assert signature_files(pack) == {}


def test_openssl_checks_the_token_with_the_command_in_the_pack(
    tmp_path: Path, pack: Path, authority: TimeAuthority
) -> None:
    stamp(pack, authority, SOON)
    with zipfile.ZipFile(pack) as archive:
        archive.extractall(tmp_path)
        text = archive.read(f"{NUMBER}/VERIFY.txt").decode()
    (tmp_path / "tsa-ca.crt").write_bytes(authority.root_pem)
    lines = {line.strip() for line in text.splitlines() if "openssl ts -verify" in line}
    assert len(lines) == 2
    for line in lines:
        done = run("bash", "-c", f"{line} -attime {int(SOON.timestamp())}", cwd=tmp_path / NUMBER)
        assert done.returncode == 0 and "Verification: OK" in done.stdout + done.stderr, done.stderr


def test_a_token_made_by_openssl_is_read(tmp_path: Path, authority: TimeAuthority) -> None:
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    (tmp_path / "tsa.pem").write_bytes(authority.certificate.public_bytes(Encoding.PEM))
    (tmp_path / "tsa.key").write_bytes(
        authority.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )  # fmt: skip
    (tmp_path / "serial").write_text("01")
    (tmp_path / "ts.cnf").write_text(
        "[tsa]\ndefault_tsa=t\n[t]\nserial=serial\ncrypto_device=builtin\nsigner_cert=tsa.pem\nsigner_key=tsa.key\n"
        "signer_digest=sha256\ndefault_policy=1.2.3.4.1\ndigests=sha256,sm3\naccuracy=secs:1\ness_cert_id_alg=sha256\n"
    )
    (tmp_path / "q.tsq").write_bytes(request(b"signature", nonce=99))
    (tmp_path / "data").write_bytes(b"signature")
    made = run("openssl", "ts", "-reply", "-config", "ts.cnf", "-queryfile", "q.tsq", "-out", "r.tsr", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    token = read_token((tmp_path / "r.tsr").read_bytes(), b"signature", nonce=99)
    assert abs(token.at - datetime.now(UTC)) < timedelta(hours=1)
    with pytest.raises(DamagedEvidence):
        read_token((tmp_path / "r.tsr").read_bytes(), b"signature", nonce=98)
    done = run("openssl", "ts", "-query", "-data", "data", "-sm3", "-cert", "-out", "sm3.tsq", cwd=tmp_path)
    done = run("openssl", "ts", "-reply", "-config", "ts.cnf", "-queryfile", "sm3.tsq", "-out", "3.tsr", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert read_token((tmp_path / "3.tsr").read_bytes(), b"signature").authority == authority.certificate


def test_tokens_that_do_not_fit_never_get_into_the_pack(pack: Path, authority: TimeAuthority) -> None:
    before = pack.read_bytes()
    files = signature_files(pack)
    swapped = authority.stamp(files["officer-2"], SOON)
    with pytest.raises(DamagedEvidence):
        add_token(pack, "officer-1", swapped)
    with pytest.raises(DamagedEvidence):
        add_token(pack, "officer-1", authority.reply(request(files["officer-1"]), SOON, status="rejection"))
    with pytest.raises(BadInput, match=r"evidence\.token_role"):
        add_token(pack, "supervisor", swapped)
    assert pack.read_bytes() == before


def test_every_bit_of_a_token_counts(authority: TimeAuthority) -> None:
    reply = authority.stamp(b"signature", SOON)
    read_token(reply, b"signature")
    for bit in range(0, len(reply) * 8, 11):
        changed = bytearray(reply)
        changed[bit // 8] ^= 1 << (bit % 8)
        with pytest.raises(DamagedEvidence):
            read_token(bytes(changed), b"signature")


def keys_of(pack: Path, trusted: TrustList | None, at: datetime) -> tuple[int, set[str]]:
    report = verify_pack(pack, trusted, at)
    return report.exit_code, {each.key for each in report.checks if each.key.startswith("time_")}


def test_a_token_counts_only_from_a_trusted_time_authority(
    tmp_path: Path, pack: Path, authority: TimeAuthority
) -> None:
    stamp(pack, authority, SOON)
    assert keys_of(pack, trust(tmp_path / "no-root"), LATER) == (0, {"time_stranger"})
    assert verify_pack(pack, load_trust(tmp_path / "no-root"), LATER, require_time=True).exit_code == 11
    assert keys_of(pack, None, LATER) == (10, {"time_stranger"})


def test_a_certificate_for_other_purposes_stamps_no_time(tmp_path: Path, pack: Path) -> None:
    other = make_time_authority(purpose=ExtendedKeyUsageOID.EMAIL_PROTECTION)
    stamp(pack, other, SOON)
    assert keys_of(pack, trust(tmp_path / "trust", other.root_pem), LATER) == (0, {"time_stranger"})


def test_a_token_before_the_claimed_time_exposes_the_claim(
    tmp_path: Path, pack: Path, authority: TimeAuthority
) -> None:
    stamp(pack, authority, NIGHT - timedelta(minutes=6))
    code, keys = keys_of(pack, trust(tmp_path / "trust", authority.root_pem), LATER)
    assert (code, keys) == (10, {"time_contradiction"})


def test_a_token_in_the_tolerance_of_clocks_is_taken(tmp_path: Path, pack: Path, authority: TimeAuthority) -> None:
    stamp(pack, authority, NIGHT - timedelta(minutes=4))
    assert keys_of(pack, trust(tmp_path / "trust", authority.root_pem), LATER) == (0, {"time_token"})


def test_a_token_keeps_a_signature_good_after_the_certificate_ends(
    tmp_path: Path, pack: Path, authority: TimeAuthority
) -> None:
    trusted = trust(tmp_path / "trust", authority.root_pem)
    in_2031 = datetime(2031, 1, 1, tzinfo=UTC)
    without = verify_pack(pack, trusted, in_2031)
    assert without.exit_code == 10 and "certificate_expired" in {each.key for each in without.checks}
    stamp(pack, authority, SOON)
    assert verify_pack(pack, trusted, in_2031).exit_code == 0


@pytest.fixture
def server(authority: TimeAuthority) -> Iterator[str]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            body = authority.reply(query, SOON) if self.path == "/tsa" else b"<html>busy</html>"
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()
        thread.join()


def test_a_token_is_fetched_over_http(server: str) -> None:
    reply = fetch_token(f"{server}/tsa", b"signature", nonce=5, timeout_s=10)
    assert read_token(reply, b"signature").at == SOON
    with pytest.raises(DamagedEvidence):
        fetch_token(f"{server}/other", b"signature", nonce=5, timeout_s=10)
    with pytest.raises(BadInput):
        fetch_token("file:///etc/passwd", b"signature", nonce=5, timeout_s=10)


def test_an_authority_out_of_reach_is_one_sentence() -> None:
    with pytest.raises(CannotDo, match=r"evidence\.token_fetch"):
        fetch_token("http://127.0.0.1:1/tsa", b"signature", nonce=5, timeout_s=2)


def test_a_token_beside_the_signature_is_checked_in_a_folder_too(
    tmp_path: Path, pack: Path, authority: TimeAuthority
) -> None:
    files = signature_files(pack)
    with zipfile.ZipFile(pack) as archive:
        archive.extractall(tmp_path)
    file = tmp_path / NUMBER / "signatures/officer-1.p7s.tsr"
    file.write_bytes(authority.stamp(files["officer-2"], SOON))
    report = verify_pack(tmp_path / NUMBER, None, LATER)
    assert report.exit_code == 20
    assert [each.status for each in report.checks if each.key == "time_content"] == [Status.FAIL]
    assert hashlib.sha256(files["officer-1"]).digest() in request(files["officer-1"])
