"""Whether a signer is who the certificate says, by the trust list alone, and whether the certificate stood then."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from patrol_app.evidence.certificates import fingerprint, fingerprint_groups, holder_of, is_self_issued
from patrol_app.evidence.checks import UNTRUSTED, Check, not_checked, passed, untrusted
from patrol_app.evidence.cms import SignedMessage
from patrol_app.evidence.paths import find_path, may_sign_documents, standing
from patrol_app.evidence.trust import TrustList

if TYPE_CHECKING:
    from cryptography import x509

_CHINA = timezone(timedelta(hours=8))


def local(moment: datetime) -> str:
    """A time as people here read it, with its offset."""
    return moment.astimezone(_CHINA).strftime("%Y-%m-%d %H:%M:%S+08:00")


def der(certificate: x509.Certificate) -> bytes:
    """The certificate's bytes."""
    from cryptography.hazmat.primitives.serialization import Encoding

    return certificate.public_bytes(Encoding.DER)


def judge_identity(path: str, message: SignedMessage, trust: TrustList | None, *, at: datetime) -> Check:
    """The line on who signed. PASS only through the trust list: an authority above, or the fingerprint itself."""
    signer = message.signer
    holder = holder_of(signer)
    print_hex = fingerprint(der(signer))
    who = {
        "name": holder.name,
        "badge": holder.certificate_number,
        "fingerprint": fingerprint_groups(print_hex),
        "issuer": holder_name(signer.issuer),
    }
    self_made = is_self_issued(signer)
    if trust is None:
        key = "identity_self_made" if self_made else "identity_no_list"
        return not_checked(key, UNTRUSTED, path=path, **who)
    if not may_sign_documents(signer):
        return untrusted("identity_usage", path=path, **who)
    chain = find_path(signer, message.others, trust.anchors)
    own = trust.entry(print_hex)
    if chain is None and own is None:
        return untrusted("identity_stranger_self_made" if self_made else "identity_stranger", path=path, **who)
    if own is not None and (own.holder, own.badge) != (holder.name, holder.certificate_number):
        return untrusted("identity_other_holder", path=path, holder=own.holder, **who)
    for entry in (trust.entry(fingerprint(der(each))) for each in chain or (signer,)):
        if entry is not None and not entry.counts_at(at):
            window = " – ".join("…" if each is None else local(each) for each in (entry.valid_from, entry.valid_to))
            return untrusted("identity_window", path=path, window=window, cause=entry.reason or "—", **who)
    if chain is not None and len(chain) > 1:
        return passed("identity_issued", path=path, authority=holder_of(chain[-1]).name, **who)
    return passed("identity_registered", path=path, **who)


def holder_name(name: x509.Name) -> str:
    """The commonName of an issuer, or the whole name if it has none."""
    from cryptography.x509.oid import NameOID

    found = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else name.rfc4514_string()


def judge_standing(path: str, message: SignedMessage, trust: TrustList | None, *, at: datetime, stamped: bool) -> Check:
    """The line on the certificate: dates and revocation at ``at``, which is a trusted token's time if ``stamped``."""
    signer = message.signer
    chain: tuple[x509.Certificate, ...] = (signer,)
    if trust is not None:
        chain = find_path(signer, message.others, trust.anchors) or chain
    found = standing(chain, () if trust is None else trust.revocations, at=at, stamped=stamped)
    data = {
        "name": holder_of(found.certificate).name,
        "at": local(at),
        "when": "—" if found.when is None else local(found.when),
        "until": local(signer.not_valid_after_utc),
    }
    claimed = message.claimed_at
    if found.standing in ("expired", "not_yet", "revoked"):
        return untrusted(f"certificate_{found.standing}", path=path, **data)
    if found.standing == "list_old":
        return not_checked("certificate_list_old", UNTRUSTED, path=path, **data)
    if claimed is not None and not signer.not_valid_before_utc <= claimed <= signer.not_valid_after_utc:
        return untrusted("certificate_claim", path=path, claimed=local(claimed), **data)
    if found.revocation_checked:
        return passed("certificate_valid", path=path, **data)
    if trust is not None and is_self_issued(signer):
        return passed("certificate_self_made", path=path, **data)
    return not_checked("certificate_dates", path=path, **data)
