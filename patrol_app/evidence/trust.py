"""Who is trusted: a folder of root certificates, a revocation list and a register, never taken from a pack.

``*.pem`` and ``*.crt``: certificates of authorities, or of single officers whose fingerprint was compared on paper.
``crl.pem``: revocation lists of those authorities. ``trust.json``: from when to when a certificate counts, and why.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from patrol_app.domain.codec import from_plain
from patrol_app.domain.errors import BadInput, DamagedEvidence
from patrol_app.evidence.certificates import fingerprint, holder_of, load_certificates

if TYPE_CHECKING:
    from cryptography import x509

REGISTER = "trust.json"
REGISTER_SIGNATURE = "trust.json.p7s"
REVOCATION = "crl.pem"
_MOST_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterEntry:
    """One certificate of the register; outside ``valid_from`` to ``valid_to`` its signatures do not count."""

    fingerprint: str
    holder: str
    badge: str
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    reason: str | None = None

    def counts_at(self, moment: datetime) -> bool:
        """Whether a signature of this moment counts."""
        too_early = self.valid_from is not None and moment < self.valid_from
        too_late = self.valid_to is not None and moment > self.valid_to
        return not too_early and not too_late


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustList:
    """A trust folder as read.

    ``signed_by`` names who signed ``trust.json``; None means that nobody did, and the folder is as good as its keeper.
    """

    anchors: tuple[x509.Certificate, ...]
    revocations: tuple[x509.CertificateRevocationList, ...]
    register: tuple[RegisterEntry, ...]
    require_time: bool = False
    signed_by: str | None = None

    def entry(self, certificate_fingerprint: str) -> RegisterEntry | None:
        """The register's entry of a certificate."""
        return next((each for each in self.register if each.fingerprint == certificate_fingerprint), None)


def load_trust(folder: Path) -> TrustList:
    """Read a trust folder.

    Raises:
        BadInput: no folder, nothing trusted in it, a file that cannot be read, or a signature on ``trust.json`` that is
            not good or not by a trusted certificate.
    """
    from cryptography.hazmat.primitives.serialization import Encoding

    if not folder.is_dir():
        raise BadInput("evidence.trust_missing", file=str(folder))
    anchors: list[x509.Certificate] = []
    for file in sorted([*folder.glob("*.pem"), *folder.glob("*.crt")]):
        if file.name != REVOCATION:
            anchors.extend(load_certificates(_content(file), str(file)))
    revocations = _revocations(folder / REVOCATION)
    register, require_time = _register(folder / REGISTER)
    if not anchors and not register:
        raise BadInput("evidence.trust_empty", file=str(folder))
    for anchor in anchors:
        entry = next((e for e in register if e.fingerprint == fingerprint(anchor.public_bytes(Encoding.DER))), None)
        if entry is not None and (entry.holder, entry.badge) != _named(anchor):
            raise BadInput("evidence.trust_entry", file=str(folder / REGISTER), fingerprint=entry.fingerprint)
    trust = TrustList(
        anchors=tuple(anchors), revocations=revocations, register=register, require_time=require_time, signed_by=None
    )
    return _signed(folder, trust)


def _named(certificate: x509.Certificate) -> tuple[str, str]:
    holder = holder_of(certificate)
    return holder.name, holder.certificate_number


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(_MOST_BYTES)
    except OSError as fault:
        raise BadInput("evidence.trust_file", file=str(file), reason=fault.strerror or str(fault)) from fault


def _revocations(file: Path) -> tuple[x509.CertificateRevocationList, ...]:
    from cryptography import x509

    if not file.exists():
        return ()
    mark = b"-----BEGIN X509 CRL-----"
    parts = _content(file).split(mark)[1:]
    try:
        lists = tuple(x509.load_pem_x509_crl(mark + part) for part in parts)
        for each in lists:  # parts are decoded on demand: ask now, so that a bad one fails here
            _ = (each.issuer, each.extensions, each.next_update_utc, len(each))
    except Exception as fault:  # the parser leaks several kinds for hostile bytes
        raise BadInput("evidence.trust_file", file=str(file), reason="X509 CRL") from fault
    if not lists:
        raise BadInput("evidence.trust_file", file=str(file), reason="X509 CRL")
    return lists


def _register(file: Path) -> tuple[tuple[RegisterEntry, ...], bool]:
    if not file.exists():
        return (), False
    try:
        plain = json.loads(_content(file))
    except (ValueError, RecursionError) as fault:
        raise BadInput("evidence.trust_file", file=str(file), reason="JSON") from fault
    if not isinstance(plain, dict) or not isinstance(plain.get("certificates"), list):
        raise BadInput("evidence.trust_file", file=str(file), reason="certificates")
    entries = []
    for index, each in enumerate(plain["certificates"]):
        entry = from_plain(RegisterEntry, _renamed(each), f"{file.name}.certificates[{index}]")
        for moment in (entry.valid_from, entry.valid_to):
            if moment is not None and moment.tzinfo is None:
                raise BadInput("evidence.trust_file", file=str(file), reason="from/to: +08:00?")
        entries.append(entry)
    require_time = plain.get("require_time", False)
    if not isinstance(require_time, bool):
        raise BadInput("evidence.trust_file", file=str(file), reason="require_time")
    return tuple(entries), require_time


def _renamed(plain: object) -> object:
    """The file's ``from`` and ``to`` as the record's field names; ``from`` is a reserved word here."""
    if not isinstance(plain, dict):
        return plain
    names = {"from": "valid_from", "to": "valid_to"}
    kept = {names.get(key, key): value for key, value in plain.items()}
    if isinstance(kept.get("fingerprint"), str):
        kept["fingerprint"] = kept["fingerprint"].replace(":", "").lower()
    return kept


def _signed(folder: Path, trust: TrustList) -> TrustList:
    """Check the register's signature, if there is one, against the folder's own roots."""
    import dataclasses

    from patrol_app.evidence.cms import verify_detached
    from patrol_app.evidence.paths import find_path

    file = folder / REGISTER_SIGNATURE
    if not file.exists():
        return trust
    try:
        message = verify_detached(_content(file), _content(folder / REGISTER))
    except DamagedEvidence as fault:
        raise BadInput("evidence.trust_signature", file=str(file)) from fault
    if find_path(message.signer, message.others, trust.anchors) is None:
        raise BadInput("evidence.trust_signature", file=str(file))
    return dataclasses.replace(trust, signed_by=holder_of(message.signer).name)
