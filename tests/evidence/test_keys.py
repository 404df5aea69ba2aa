from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from evidence_kit import FIRST_OFFICER, KEYS_MADE, SECOND_OFFICER, officers, run, signer

from patrol_app.domain.errors import BadInput, CannotDo
from patrol_app.evidence.certificates import Holder, fingerprint_groups, self_signed, years_after
from patrol_app.evidence.keys import (
    certificate_request,
    check_unique,
    fingerprint_sheet,
    install_certificate,
    load_key,
    make_signer,
    new_key,
)
from patrol_app.evidence.signer import verify_bytes

PASSWORD = "夜巡-2026-🔑"


def test_a_new_key_opens_with_its_password_and_names_its_officer(tmp_path: Path) -> None:
    made = new_key(tmp_path / "officer.p12", PASSWORD, FIRST_OFFICER, not_before=KEYS_MADE)
    opened = load_key(tmp_path / "officer.p12", PASSWORD)
    assert opened.certificate == made.certificate
    assert opened.holder == FIRST_OFFICER
    assert verify_bytes(opened.certificate, opened.sign(b"head"), b"head")
    assert not verify_bytes(opened.certificate, opened.sign(b"head"), b"other")
    assert stat.S_IMODE((tmp_path / "officer.p12").stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["officer.p12"]


def test_openssl_opens_the_key_file_and_sees_the_rounds_of_both_parts(tmp_path: Path) -> None:
    new_key(tmp_path / "officer.p12", "password-1", FIRST_OFFICER, not_before=KEYS_MADE)
    shown = run(
        "openssl", "pkcs12", "-in", "officer.p12", "-passin", "pass:password-1", "-noout", "-info", cwd=tmp_path
    )  # fmt: skip
    assert shown.returncode == 0
    assert "MAC: sha256, Iteration 200000" in shown.stderr
    assert shown.stderr.count("PBES2, PBKDF2, AES-256-CBC, Iteration 200000, PRF hmacWithSHA256") == 2


@pytest.mark.parametrize("password", ["wrong-password", "", PASSWORD + " "])
def test_a_wrong_password_is_one_sentence(tmp_path: Path, password: str) -> None:
    new_key(tmp_path / "officer.p12", PASSWORD, FIRST_OFFICER, not_before=KEYS_MADE)
    with pytest.raises(BadInput) as caught:
        load_key(tmp_path / "officer.p12", password)
    assert caught.value.key == "evidence.password_wrong"


def test_other_files_are_not_taken_for_key_files(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"evidence\.key_missing"):
        load_key(tmp_path / "none.p12", PASSWORD)
    (tmp_path / "text.p12").write_text("no key")
    with pytest.raises(BadInput, match=r"evidence\.key_file"):
        load_key(tmp_path / "text.p12", PASSWORD)


def test_a_key_file_is_never_overwritten_and_short_passwords_are_refused(tmp_path: Path) -> None:
    new_key(tmp_path / "officer.p12", PASSWORD, FIRST_OFFICER, not_before=KEYS_MADE)
    before = (tmp_path / "officer.p12").read_bytes()
    with pytest.raises(BadInput, match=r"evidence\.file_exists"):
        new_key(tmp_path / "officer.p12", PASSWORD, SECOND_OFFICER, not_before=KEYS_MADE)
    assert (tmp_path / "officer.p12").read_bytes() == before
    with pytest.raises(BadInput, match=r"evidence\.password_short"):
        new_key(tmp_path / "short.p12", "1234567", FIRST_OFFICER, not_before=KEYS_MADE)
    new_key(tmp_path / "long-enough.p12", "12345678", FIRST_OFFICER, not_before=KEYS_MADE)
    assert not (tmp_path / "short.p12").exists()


def test_a_missing_folder_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CannotDo, match=r"evidence\.disk"):
        new_key(tmp_path / "none" / "officer.p12", PASSWORD, FIRST_OFFICER, not_before=KEYS_MADE)


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "长" * 65])
def test_names_that_cannot_stand_in_a_certificate_are_refused(name: str) -> None:
    with pytest.raises(BadInput, match=r"evidence\.holder"):
        make_signer(Holder(name=name, certificate_number="1"), not_before=KEYS_MADE)


def test_the_certificate_says_who_for_how_long_and_for_what() -> None:
    certificate = x509.load_der_x509_certificate(officers()[0].certificate)
    assert certificate.not_valid_before_utc == KEYS_MADE
    assert certificate.not_valid_after_utc == datetime(2029, 6, 1, tzinfo=UTC)
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.digital_signature and usage.content_commitment and not usage.key_cert_sign
    assert not certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca


def test_given_randomness_gives_the_same_key_and_certificate() -> None:
    again = make_signer(FIRST_OFFICER, not_before=KEYS_MADE, private_value=1001, serial_number=1001)
    assert again.certificate == officers()[0].certificate
    assert make_signer(FIRST_OFFICER, not_before=KEYS_MADE).certificate != again.certificate


def test_a_leap_day_key_ends_on_the_28th() -> None:
    assert years_after(datetime(2028, 2, 29, tzinfo=UTC), 3) == datetime(2031, 2, 28, tzinfo=UTC)


def test_the_sheet_shows_the_fingerprint_as_openssl_prints_it(tmp_path: Path) -> None:
    made = officers()[0]
    (tmp_path / "c.pem").write_bytes(made.certificate_pem)
    shown = run("openssl", "x509", "-in", "c.pem", "-noout", "-fingerprint", "-sha256", cwd=tmp_path).stdout
    whole = fingerprint_groups(made.fingerprint)
    assert shown.strip().endswith(whole)
    for language in ("zh", "en"):
        sheet = fingerprint_sheet(made, language)
        assert whole[:47] in sheet and whole[48:] in sheet and "陕G-0001" in sheet and "2029-06-01" in sheet


def test_the_bureau_can_certify_the_same_key_later(tmp_path: Path) -> None:
    made = new_key(tmp_path / "officer.p12", PASSWORD, FIRST_OFFICER, not_before=KEYS_MADE)
    (tmp_path / "r.csr").write_bytes(certificate_request(made))
    checked = run("openssl", "req", "-in", "r.csr", "-noout", "-verify", "-subject", "-nameopt", "utf8", cwd=tmp_path)
    assert checked.returncode == 0 and "演示甲" in checked.stdout and "陕G-0001" in checked.stdout

    issued = self_signed(made.key, FIRST_OFFICER, not_before=KEYS_MADE, years=1, serial_number=77)
    from cryptography.hazmat.primitives.serialization import Encoding

    renewed = install_certificate(tmp_path / "officer.p12", PASSWORD, issued.public_bytes(Encoding.PEM), "issued.pem")
    assert load_key(tmp_path / "officer.p12", PASSWORD).certificate == renewed.certificate != made.certificate

    with pytest.raises(BadInput, match=r"evidence\.certificate_other_key"):
        install_certificate(tmp_path / "officer.p12", PASSWORD, officers()[1].certificate_pem, "other.pem")
    assert load_key(tmp_path / "officer.p12", PASSWORD).certificate == renewed.certificate


def test_two_officers_are_two_people_with_two_keys() -> None:
    check_unique(officers())
    for pair in (
        (officers()[0], officers()[0]),
        (officers()[0], signer(FIRST_OFFICER, 4711)),
    ):
        with pytest.raises(CannotDo, match=r"evidence\.same_officer"):
            check_unique(pair)
