"""A small office authority: issues officers' certificates from their requests, revokes them, makes the trust folder.

It is one folder: ``authority.p12`` (key and certificate under a password), ``issued/*.pem``, ``register.json``. It is
meant for a computer kept offline; nothing here is ever fetched.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from patrol_app.domain.codec import from_plain, to_plain
from patrol_app.domain.errors import BadInput
from patrol_app.evidence.certificates import (
    Holder,
    fingerprint,
    holder_of,
    officer_extensions,
    subject,
    years_after,
)
from patrol_app.evidence.files import write_new
from patrol_app.evidence.keys import load_key, save_key
from patrol_app.evidence.signer import MemorySigner
from patrol_app.evidence.trust import REGISTER, REGISTER_SIGNATURE, REVOCATION

if TYPE_CHECKING:
    from cryptography import x509

KEY_FILE = "authority.p12"
_REGISTER = "register.json"
_ISSUED = "issued"
_CA_YEARS = 10
REVOCATION_LIST_DAYS = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """One certificate of the office. ``revoked_at`` is from when its signatures no longer count."""

    serial_number: str
    fingerprint: str
    name: str
    certificate_number: str
    valid_from: datetime
    valid_to: datetime
    revoked_at: datetime | None = None
    reason: str | None = None


def make_authority(folder: Path, password: str, name: str, *, not_before: datetime) -> MemorySigner:
    """Make a new authority in a folder that does not exist yet or is empty.

    Raises:
        BadInput: the folder holds one already, a bad name or a short password.
        CannotDo: the disk does not take it.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding

    key = ec.generate_private_key(ec.SECP256R1())
    start = not_before.astimezone(UTC).replace(microsecond=0)
    own = subject(Holder(name=name, certificate_number=""))
    usage = x509.KeyUsage(
        digital_signature=True,  # it signs the trust folder's register as well
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(own)
        .issuer_name(own)
        .public_key(key.public_key())
        .serial_number(secrets.randbits(127) + 1)
        .not_valid_before(start)
        .not_valid_after(years_after(start, _CA_YEARS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256(), ecdsa_deterministic=True)
    )
    signer = MemorySigner(key, certificate.public_bytes(Encoding.DER))
    folder.mkdir(parents=True, exist_ok=True)
    save_key(signer, folder / KEY_FILE, password)
    _write_register(folder, ())
    return signer


class Authority:
    """An office authority with its key unlocked."""

    def __init__(self, folder: Path, password: str) -> None:
        self._folder = folder
        self._signer = load_key(folder / KEY_FILE, password)
        self.issued = _read_register(folder)

    @property
    def name(self) -> str:
        """The name in its certificate."""
        return self._signer.holder.name

    @property
    def certificate_pem(self) -> bytes:
        """Its root certificate, to be handed out and kept by whoever verifies."""
        return self._signer.certificate_pem

    @property
    def signer(self) -> MemorySigner:
        """Its key, for signing what it publishes."""
        return self._signer

    def issue(self, request_pem: bytes, where: str, *, at: datetime, years: int = 3) -> bytes:
        """Issue a certificate for an officer's request; returns it with the root below, PEM, and files a copy.

        Raises:
            BadInput: no good request, a name without badge, a key other than P-256, or the key has a certificate in
                force already (revoke that first).
        """
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.serialization import Encoding

        request = _request(request_pem, where)
        holder = holder_of(request)
        own = x509.load_der_x509_certificate(self._signer.certificate)
        start = at.astimezone(UTC).replace(microsecond=0)
        end = min(years_after(start, years), own.not_valid_after_utc)
        for each in self.issued:
            filed = x509.load_pem_x509_certificate(self._file(each).read_bytes())
            if filed.public_key() == request.public_key() and each.revoked_at is None and each.valid_to > start:
                raise BadInput("evidence.ca_has_certificate", file=where, name=each.name, serial=each.serial_number)
        key = request.public_key()
        serial = secrets.randbits(127) + 1
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject(holder))
            .issuer_name(own.subject)
            .public_key(key)
            .serial_number(serial)
            .not_valid_before(start)
            .not_valid_after(end)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self._signer.key.public_key()), critical=False
            )
        )
        certificate = officer_extensions(builder, key).sign(  # type: ignore[arg-type]  # P-256 by _request
            self._signer.key, hashes.SHA256(), ecdsa_deterministic=True
        )
        entry = Issued(
            serial_number=f"{serial:x}",
            fingerprint=fingerprint(certificate.public_bytes(Encoding.DER)),
            name=holder.name,
            certificate_number=holder.certificate_number,
            valid_from=start,
            valid_to=end,
        )
        pem = certificate.public_bytes(Encoding.PEM)
        (self._folder / _ISSUED).mkdir(exist_ok=True)
        write_new(self._file(entry), pem)
        self._keep((*self.issued, entry))
        return pem + self.certificate_pem

    def revoke(self, serial_number: str, *, at: datetime, reason: str) -> Issued:
        """Note that a certificate no longer counts from ``at`` on; the next revocation list carries it.

        Raises:
            BadInput: no such certificate, it is revoked already, or no reason.
        """
        if not reason.strip():
            raise BadInput("evidence.ca_reason")
        for index, each in enumerate(self.issued):
            if each.serial_number == serial_number.lower():
                if each.revoked_at is not None:
                    raise BadInput("evidence.ca_revoked", serial=serial_number, at=each.revoked_at.isoformat())
                gone = replace(each, revoked_at=at.astimezone(UTC).replace(microsecond=0), reason=reason)
                self._keep((*self.issued[:index], gone, *self.issued[index + 1 :]))
                return gone
        raise BadInput("evidence.ca_unknown", serial=serial_number)

    def revocation_list(self, *, at: datetime) -> bytes:
        """The list of revoked certificates (PEM), good for 90 days from ``at``."""
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.serialization import Encoding

        own = x509.load_der_x509_certificate(self._signer.certificate)
        start = at.astimezone(UTC).replace(microsecond=0)
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(own.subject)
            .last_update(start)
            .next_update(start + timedelta(days=REVOCATION_LIST_DAYS))
        )
        for each in self.issued:
            if each.revoked_at is not None:
                builder = builder.add_revoked_certificate(
                    x509.RevokedCertificateBuilder()
                    .serial_number(int(each.serial_number, 16))
                    .revocation_date(each.revoked_at)
                    .build()
                )
        return builder.sign(self._signer.key, hashes.SHA256(), ecdsa_deterministic=True).public_bytes(Encoding.PEM)

    def write_trust(self, folder: Path, *, at: datetime, require_time: bool = False) -> None:
        """Make or renew the trust folder for verifiers: root, revocation list, register, signed by this authority.

        Files that others put there (a time authority's root, say) stay.
        """
        folder.mkdir(parents=True, exist_ok=True)
        entries = [
            {
                "fingerprint": each.fingerprint,
                "holder": each.name,
                "badge": each.certificate_number,
                "from": each.valid_from,
                "to": each.revoked_at or each.valid_to,
                "reason": each.reason,
            }
            for each in self.issued
        ]
        register = {"issued_by": self.name, "at": at, "require_time": require_time, "certificates": entries}
        text = json.dumps(to_plain(register), ensure_ascii=False, indent=1).encode() + b"\n"
        parts = {
            "office-root.pem": self.certificate_pem,
            REVOCATION: self.revocation_list(at=at),
            REGISTER: text,
            REGISTER_SIGNATURE: self._signer.sign_cades(text, at=at),
        }
        for name, content in parts.items():
            write_new(folder / name, content, replace=True)

    def _file(self, entry: Issued) -> Path:
        return self._folder / _ISSUED / f"{entry.serial_number}.pem"

    def _keep(self, issued: tuple[Issued, ...]) -> None:
        _write_register(self._folder, issued)
        self.issued = issued


def _request(pem: bytes, where: str) -> x509.CertificateSigningRequest:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec

    try:
        request = x509.load_pem_x509_csr(pem)
        key = request.public_key()
        good = request.is_signature_valid and isinstance(key, ec.EllipticCurvePublicKey)
        good = good and isinstance(key.curve, ec.SECP256R1)  # type: ignore[union-attr]  # its kind was just looked at
        holder = holder_of(request)
    except Exception as fault:  # the parser leaks several kinds for hostile bytes
        raise BadInput("evidence.ca_request", file=where) from fault
    if not good or not holder.name or not holder.certificate_number:
        raise BadInput("evidence.ca_request", file=where)
    return request


def _write_register(folder: Path, issued: tuple[Issued, ...]) -> None:
    text = json.dumps({"certificates": to_plain(issued)}, ensure_ascii=False, indent=1)
    write_new(folder / _REGISTER, text.encode() + b"\n", replace=True)


def _read_register(folder: Path) -> tuple[Issued, ...]:
    file = folder / _REGISTER
    try:
        plain: Any = json.loads(file.read_bytes())["certificates"]
        return tuple(from_plain(Issued, each, f"{_REGISTER}[{index}]") for index, each in enumerate(plain))
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise BadInput("evidence.ca_register", file=str(file)) from fault
