"""From a signer's certificate up to a trusted one, and whether each stood at a given moment (RFC 5280, what we use)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from cryptography import x509

_LONGEST_PATH = 5

Standing = Literal["valid", "expired", "not_yet", "revoked", "list_old"]


def find_path(
    leaf: x509.Certificate, others: Sequence[x509.Certificate], anchors: Sequence[x509.Certificate]
) -> tuple[x509.Certificate, ...] | None:
    """The certificates from ``leaf`` to an anchor, both included; None if no trusted path exists. Ignores time."""
    return next(_paths((leaf,), others, anchors), None)


def _paths(
    so_far: tuple[x509.Certificate, ...], others: Sequence[x509.Certificate], anchors: Sequence[x509.Certificate]
) -> Iterator[tuple[x509.Certificate, ...]]:
    last = so_far[-1]
    if _unknown_demands(last):
        return
    if last in anchors:
        yield so_far
        return
    if len(so_far) >= _LONGEST_PATH:
        return
    for issuer in (*anchors, *others):
        if issuer not in so_far and _issued(issuer, last, below=len(so_far) - 1):
            yield from _paths((*so_far, issuer), others, anchors)


def _issued(issuer: x509.Certificate, certificate: x509.Certificate, *, below: int) -> bool:
    """Whether ``issuer`` may issue, and did issue; ``below`` counts the authorities between it and the leaf."""
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature

    if issuer.subject != certificate.issuer:
        return False
    try:
        constraints = issuer.extensions.get_extension_for_class(x509.BasicConstraints).value
        usage = issuer.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return False
    if not constraints.ca or not usage.key_cert_sign:
        return False
    if constraints.path_length is not None and below > constraints.path_length:
        return False
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def _unknown_demands(certificate: x509.Certificate) -> bool:
    """A critical extension that is not understood forbids using the certificate (RFC 5280 4.2)."""
    from cryptography.x509.oid import ExtensionOID

    known = {ExtensionOID.BASIC_CONSTRAINTS, ExtensionOID.KEY_USAGE, ExtensionOID.EXTENDED_KEY_USAGE}
    return any(each.critical and each.oid not in known for each in certificate.extensions)


def may_sign_documents(certificate: x509.Certificate) -> bool:
    """Whether KeyUsage allows signatures (absent means yes)."""
    from cryptography import x509

    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return usage.digital_signature or usage.content_commitment


def may_stamp_time(certificate: x509.Certificate) -> bool:
    """Whether the certificate is for time stamping and nothing else (RFC 3161 2.3: critical and alone)."""
    from cryptography import x509
    from cryptography.x509.oid import ExtendedKeyUsageOID

    try:
        extension = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except x509.ExtensionNotFound:
        return False
    return extension.critical and list(extension.value) == [ExtendedKeyUsageOID.TIME_STAMPING]


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingFinding:
    """How a path stood at a moment. ``revocation_checked`` is true only if a list of each issuer was at hand."""

    standing: Standing
    revocation_checked: bool
    certificate: x509.Certificate
    when: datetime | None = None


def standing(
    path: Sequence[x509.Certificate],
    revocations: Sequence[x509.CertificateRevocationList],
    *,
    at: datetime,
    stamped: bool,
) -> StandingFinding:
    """Whether every certificate of ``path`` was valid and unrevoked at ``at``.

    Args:
        stamped: ``at`` is a trusted token's time. Then a later revocation does not count; without a token it does,
            whatever the signer claims.
    """
    checked = True
    for index, certificate in enumerate(path):
        if at < certificate.not_valid_before_utc:
            return StandingFinding(
                standing="not_yet", revocation_checked=False, certificate=certificate,
                when=certificate.not_valid_before_utc,
            )  # fmt: skip
        if at > certificate.not_valid_after_utc:
            return StandingFinding(
                standing="expired", revocation_checked=False, certificate=certificate,
                when=certificate.not_valid_after_utc,
            )  # fmt: skip
        if index + 1 == len(path):
            break
        lists = [each for each in revocations if _list_of(each, path[index + 1])]
        checked = checked and bool(lists)
        for each in lists:
            entry = each.get_revoked_certificate_by_serial_number(certificate.serial_number)
            if entry is not None and not (stamped and at < entry.revocation_date_utc):
                return StandingFinding(
                    standing="revoked", revocation_checked=True, certificate=certificate,
                    when=entry.revocation_date_utc,
                )  # fmt: skip
        if lists and all(each.next_update_utc is None or each.next_update_utc < at for each in lists):
            return StandingFinding(
                standing="list_old", revocation_checked=False, certificate=certificate,
                when=max((each.next_update_utc for each in lists if each.next_update_utc), default=None),
            )  # fmt: skip
    return StandingFinding(standing="valid", revocation_checked=checked and len(path) > 1, certificate=path[0])


def _list_of(revocations: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    if revocations.issuer != issuer.subject or any(each.critical for each in revocations.extensions):
        return False
    try:
        return revocations.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]  # other kinds: TypeError
    except TypeError:
        return False
