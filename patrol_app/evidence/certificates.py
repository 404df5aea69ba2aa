"""Officers' certificates: who they name, and how they are made.

The holder's name stands in the subject's commonName, the enforcement certificate number (执法证号) in serialNumber.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from patrol_app.domain.errors import BadInput

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec

_PRINTABLE = re.compile(r"[A-Za-z0-9 '()+,\-./:=?]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """The person a certificate names; ``certificate_number`` is the badge (执法证号), empty if none."""

    name: str
    certificate_number: str
    organisation: str = ""


def years_after(moment: datetime, years: int) -> datetime:
    """The same day and minute ``years`` on; 29 February becomes 28 February."""
    try:
        return moment.replace(year=moment.year + years)
    except ValueError:
        return moment.replace(year=moment.year + years, day=28)


def subject(holder: Holder) -> x509.Name:
    """The X.509 name of a holder, in the order country, organisation, name, badge.

    Raises:
        BadInput: an empty or over-long part, or a line break in it.
    """
    from cryptography import x509
    from cryptography.x509.name import _ASN1Type
    from cryptography.x509.oid import NameOID

    parts = [x509.NameAttribute(NameOID.COUNTRY_NAME, "CN")]
    wanted = (
        ("organisation", NameOID.ORGANIZATION_NAME, holder.organisation, True),
        ("name", NameOID.COMMON_NAME, holder.name, False),
        ("certificate_number", NameOID.SERIAL_NUMBER, holder.certificate_number, True),
    )
    for field, oid, value, may_be_empty in wanted:
        if not value and may_be_empty:
            continue
        if not value.strip() or len(value) > 64 or not value.isprintable():
            raise BadInput("evidence.holder", field=field, value=value)
        # The library writes serialNumber as PrintableString only; a badge number may begin with 陕.
        kind = None if oid is NameOID.SERIAL_NUMBER and _PRINTABLE.fullmatch(value) else _ASN1Type.UTF8String
        parts.append(x509.NameAttribute(oid, value, kind))
    return x509.Name(parts)


def holder_of(certificate: x509.Certificate | x509.CertificateSigningRequest) -> Holder:
    """The person (or body) that the subject of a certificate or a request names."""
    from cryptography.x509.oid import NameOID

    def first(oid: x509.ObjectIdentifier) -> str:
        found = certificate.subject.get_attributes_for_oid(oid)
        return str(found[0].value) if found else ""

    return Holder(
        name=first(NameOID.COMMON_NAME),
        certificate_number=first(NameOID.SERIAL_NUMBER),
        organisation=first(NameOID.ORGANIZATION_NAME),
    )


def fingerprint(certificate_der: bytes) -> str:
    """SHA-256 over the certificate, 64 lower-case hex digits."""
    import hashlib

    return hashlib.sha256(certificate_der).hexdigest()


def fingerprint_groups(hex_digits: str) -> str:
    """A fingerprint as people compare it: upper case, pairs joined by colons, as openssl prints it."""
    return ":".join(hex_digits[i : i + 2] for i in range(0, len(hex_digits), 2)).upper()


def is_self_issued(certificate: x509.Certificate) -> bool:
    """Whether the certificate names itself as its issuer."""
    return certificate.subject == certificate.issuer


def load_certificates(pem: bytes, where: str) -> list[x509.Certificate]:
    """The certificates in a PEM file.

    Raises:
        BadInput: no certificate in it, or one that cannot be read.
    """
    from cryptography import x509

    try:
        found = x509.load_pem_x509_certificates(pem)
        for each in found:  # parts are decoded on demand: ask now, so that a bad one fails here
            _ = (each.subject, each.issuer, each.extensions, each.public_key(), each.not_valid_after_utc)
    except Exception as fault:  # the parser leaks several kinds for hostile bytes
        raise BadInput("evidence.certificate_file", file=where) from fault
    return found


def officer_extensions(builder: x509.CertificateBuilder, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    """Add what an officer's certificate may do: sign documents, never issue certificates."""
    from cryptography import x509

    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def self_signed(
    key: ec.EllipticCurvePrivateKey, holder: Holder, *, not_before: datetime, years: int, serial_number: int
) -> x509.Certificate:
    """A certificate in which the holder vouches for himself: it proves integrity, not identity."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    name = subject(holder)
    start = not_before.astimezone(UTC).replace(microsecond=0)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(serial_number)
        .not_valid_before(start)
        .not_valid_after(years_after(start, years))
    )
    return officer_extensions(builder, key.public_key()).sign(key, hashes.SHA256(), ecdsa_deterministic=True)
