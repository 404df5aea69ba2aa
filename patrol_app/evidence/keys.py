"""An officer's key file: made at first start, opened with a password once a session.

PKCS#12 with AES-256-CBC and HMAC-SHA-256, 200,000 rounds. The same key may later carry a certificate of the bureau.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from patrol_app.assets import Language, sentence
from patrol_app.domain.errors import BadInput, CannotDo
from patrol_app.evidence.certificates import (
    Holder,
    fingerprint_groups,
    holder_of,
    load_certificates,
    self_signed,
    subject,
)
from patrol_app.evidence.files import write_new
from patrol_app.evidence.signer import MemorySigner, Signer

if TYPE_CHECKING:
    from cryptography import x509

KDF_ROUNDS = 200_000
SHORTEST_PASSWORD = 8


def make_signer(
    holder: Holder,
    *,
    not_before: datetime,
    years: int = 3,
    private_value: int | None = None,
    serial_number: int | None = None,
) -> MemorySigner:
    """A new P-256 key with a self-signed certificate, in memory.

    ``private_value`` and ``serial_number`` stand in for the machine's randomness; with both given, the same key and the
    same certificate come out each time (tests only: a key that can be made again is no one's own).
    """
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding

    curve = ec.SECP256R1()
    key = ec.generate_private_key(curve) if private_value is None else ec.derive_private_key(private_value, curve)
    serial = secrets.randbits(127) + 1 if serial_number is None else serial_number
    certificate = self_signed(key, holder, not_before=not_before, years=years, serial_number=serial)
    return MemorySigner(key, certificate.public_bytes(Encoding.DER))


def save_key(signer: MemorySigner, path: Path, password: str) -> None:
    """Write a key file readable by its owner only; an existing file is never overwritten.

    Raises:
        BadInput: the password is too short, or the file exists.
        CannotDo: the disk does not take it.
    """
    _write_key(signer, path, password, replace=False)


def _write_key(signer: MemorySigner, path: Path, password: str, *, replace: bool) -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.serialization import PrivateFormat
    from cryptography.hazmat.primitives.serialization.pkcs12 import PBES, serialize_key_and_certificates

    if len(password) < SHORTEST_PASSWORD:
        raise BadInput("evidence.password_short", shortest=SHORTEST_PASSWORD)
    encryption = (
        PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(KDF_ROUNDS)
        .key_cert_algorithm(PBES.PBESv2SHA256AndAES256CBC)
        .hmac_hash(hashes.SHA256())
        .build(password.encode())
    )
    own = x509.load_der_x509_certificate(signer.certificate)
    above = [x509.load_der_x509_certificate(each) for each in signer.chain] or None
    blob = serialize_key_and_certificates(signer.holder.name.encode(), signer.key, own, above, encryption)
    write_new(path, _slow_mac(blob, password), mode=0o600, replace=replace)


def _slow_mac(blob: bytes, password: str) -> bytes:
    """The same PKCS#12 with its integrity code made in as many rounds as its encryption.

    The library takes 2,048 rounds there, so a thief would guess passwords against the integrity code, a hundred times
    faster than against the encryption. RFC 7292 appendix B; one block of key, since SHA-256 gives the 32 bytes wanted.
    """
    from asn1crypto import pkcs12

    def to_blocks(text: bytes) -> bytes:
        length = -(-len(text) // 64) * 64
        return (text * (length // len(text) + 1))[:length]

    store = pkcs12.Pfx.load(blob)
    salt = secrets.token_bytes(32)
    secret = (password + "\0").encode("utf-16-be")
    key = b"\x03" * 64 + to_blocks(salt) + to_blocks(secret)
    for _ in range(KDF_ROUNDS):
        key = hashlib.sha256(key).digest()
    content = store["auth_safe"]["content"].native
    mac = store["mac_data"]
    mac["mac_salt"] = salt
    mac["iterations"] = KDF_ROUNDS
    mac["mac"]["digest"] = hmac.digest(key, content, "sha256")
    return bytes(store.dump(force=True))


def new_key(path: Path, password: str, holder: Holder, *, not_before: datetime, years: int = 3) -> MemorySigner:
    """Make an officer's key and self-signed certificate and write them to a password-protected file.

    Raises:
        BadInput: a bad name, a short password, or the file exists.
        CannotDo: the disk does not take it.
    """
    signer = make_signer(holder, not_before=not_before, years=years)
    save_key(signer, path, password)
    return signer


def load_key(path: Path, password: str) -> MemorySigner:
    """Unlock a key file.

    Raises:
        BadInput: no such file, a wrong password, or not a key file with a P-256 key and its certificate.
    """
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates

    try:
        blob = path.read_bytes()
    except OSError as fault:
        raise BadInput("evidence.key_missing", file=str(path)) from fault
    try:
        key, own, above = load_key_and_certificates(blob, password.encode())
    except ValueError as fault:
        wrong_password = "password" in str(fault).lower() or "mac" in str(fault).lower()
        raise BadInput("evidence.password_wrong" if wrong_password else "evidence.key_file", file=str(path)) from fault
    if own is None or not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise BadInput("evidence.key_file", file=str(path))
    return MemorySigner(key, own.public_bytes(Encoding.DER), tuple(each.public_bytes(Encoding.DER) for each in above))


def certificate_request(signer: MemorySigner) -> bytes:
    """A PKCS#10 request (PEM) with which the bureau can issue a certificate for the same key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.serialization import Encoding

    builder = x509.CertificateSigningRequestBuilder().subject_name(subject(signer.holder))
    return builder.sign(signer.key, hashes.SHA256(), ecdsa_deterministic=True).public_bytes(Encoding.PEM)


def install_certificate(path: Path, password: str, pem: bytes, where: str) -> MemorySigner:
    """Put the bureau's certificate (and those above it, in the same PEM) into the key file, replacing the old one.

    Raises:
        BadInput: the first certificate is not for this key or not for this officer.
    """
    from cryptography.hazmat.primitives.serialization import Encoding

    signer = load_key(path, password)
    issued = load_certificates(pem, where)
    if issued[0].public_key() != signer.key.public_key() or not _same_person(issued[0], signer):
        raise BadInput("evidence.certificate_other_key", file=where, holder=signer.holder.name)
    der = [each.public_bytes(Encoding.DER) for each in issued]
    renewed = MemorySigner(signer.key, der[0], tuple(der[1:]))
    _write_key(renewed, path, password, replace=True)
    return renewed


def _same_person(certificate: x509.Certificate, signer: Signer) -> bool:
    named = holder_of(certificate)
    return (named.name, named.certificate_number) == (signer.holder.name, signer.holder.certificate_number)


def fingerprint_sheet(signer: Signer, language: Language) -> str:
    """The sheet that is printed, signed by hand and filed: paper anchors the key (facts of the certificate only)."""
    from cryptography import x509

    certificate = x509.load_der_x509_certificate(signer.certificate)
    groups = fingerprint_groups(signer.fingerprint)
    return sentence(
        "evidence.sheet",
        language,
        name=signer.holder.name,
        certificate_number=signer.holder.certificate_number,
        organisation=signer.holder.organisation or "—",
        first_half=groups[:47],
        second_half=groups[48:],
        not_before=f"{certificate.not_valid_before_utc:%Y-%m-%d %H:%M} UTC",
        not_after=f"{certificate.not_valid_after_utc:%Y-%m-%d %H:%M} UTC",
    )


def check_unique(signers: Sequence[Signer]) -> None:
    """Two officers are two people with two keys.

    Raises:
        CannotDo: the same key or the same person twice.
    """
    people = {(each.holder.name, each.holder.certificate_number) for each in signers}
    keys = {each.fingerprint for each in signers}
    if len(people) < len(signers) or len(keys) < len(signers):
        raise CannotDo("evidence.same_officer", name=signers[0].holder.name)
