"""Who signed, over what, when, and whether that person is who the certificate says: five lines a signature."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from patrol_app.domain.errors import DamagedEvidence
from patrol_app.evidence import layout
from patrol_app.evidence.certificates import Holder, fingerprint, holder_of
from patrol_app.evidence.checks import (
    INTACT,
    NO_TRUSTED_TIME,
    UNSIGNED,
    Check,
    SignerFinding,
    Status,
    altered,
    check,
    not_checked,
    passed,
    untrusted,
)
from patrol_app.evidence.cms import SignedMessage, verify_detached
from patrol_app.evidence.contents import Stated
from patrol_app.evidence.identity import der, judge_identity, judge_standing, local
from patrol_app.evidence.paths import find_path, may_stamp_time, standing
from patrol_app.evidence.source import Source
from patrol_app.evidence.timestamps import Token, read_token
from patrol_app.evidence.trust import TrustList

_MOST_BYTES = 256 * 1024
CLOCK_TOLERANCE = timedelta(minutes=5)


@dataclass(slots=True, kw_only=True)
class Signatures:
    """The checks of all signatures of one pack at one moment.

    Attributes:
        copies: the certificates filed in the pack (DER). They are copies to look at, never a reason to trust.
        findings: one a good signature, filled while the checks run.
        certificates: of the good signatures, by fingerprint.
    """

    source: Source
    tag_manifest: bytes | None
    stated: Stated | None
    copies: Sequence[bytes]
    trust: TrustList | None
    at: datetime
    require_time: bool
    findings: list[SignerFinding] = field(default_factory=list)
    certificates: dict[str, bytes] = field(default_factory=dict)

    def checks(self) -> Iterator[Check]:
        """All lines about the signatures."""
        present = [role for role in layout.OFFICERS if layout.signature_file(role) in self.source.sizes]
        if not present:
            yield check("unsigned", Status.FAIL, UNSIGNED, path=layout.SIGNATURES)
        elif len(present) < len(layout.OFFICERS):
            (absent,) = set(layout.OFFICERS) - set(present)
            yield altered("signature_missing", path=layout.signature_file(absent))
        for role in layout.ROLES:
            if layout.signature_file(role) in self.source.sizes:
                yield from self._one(role)

    def _one(self, role: str) -> Iterator[Check]:
        path = layout.signature_file(role)
        content = self.source.read(path, _MOST_BYTES)
        if self.tag_manifest is None:
            yield not_checked("signature_nothing", path=path)
            return
        try:
            message = verify_detached(content, self.tag_manifest)
        except DamagedEvidence as fault:
            yield altered(f"signature_{fault.data['reason']}", path=path)
            return
        holder = holder_of(message.signer)
        print_hex = fingerprint(der(message.signer))
        yield passed("signature", path=path, name=holder.name, badge=holder.certificate_number)
        yield from self._place(role, path, message, holder, print_hex)
        token, token_checks = self._token(role, content, message)
        yield from token_checks
        moment = self.at if token is None else token.at
        identity = judge_identity(path, message, self.trust, at=moment)
        standing_line = judge_standing(path, message, self.trust, at=moment, stamped=token is not None)
        yield identity
        yield standing_line
        self.certificates[print_hex] = der(message.signer)
        self.findings.append(
            SignerFinding(
                role=role,
                name=holder.name,
                certificate_number=holder.certificate_number,
                fingerprint=print_hex,
                claimed_at=message.claimed_at,
                token_at=None if token is None else token.at,
                trusted=identity.status is Status.PASS and standing_line.exit_code == INTACT,
            )
        )

    def _place(self, role: str, path: str, message: SignedMessage, holder: Holder, print_hex: str) -> Iterator[Check]:
        """Is this signer one of the record's officers, once, and is the filed copy of the certificate this one."""
        who = {"name": holder.name, "badge": holder.certificate_number}
        person = (holder.name, holder.certificate_number)
        key = message.signer.public_key()
        for earlier in self.findings:
            same_key = _public_key(self.certificates[earlier.fingerprint]) == key
            if (earlier.name, earlier.certificate_number) == person or same_key:
                yield altered("same_officer", path=path, other=layout.signature_file(earlier.role), **who)
        if role in layout.OFFICERS and self.stated is not None:
            if person in self.stated.officers:
                yield passed("officer", path=path, **who)
            else:
                named = "、".join(f"{name} {badge}" for name, badge in self.stated.officers)
                yield altered("officer_unnamed", path=path, expected=named, found=" ".join(person), **who)
        # A supervisor may sign later, when nothing can be filed any more.
        for each in (message.signer, *message.others) if role in layout.OFFICERS else ():
            if der(each) not in self.copies:
                yield altered("certificate_copy", path=path, found=fingerprint(der(each)))

    def _token(self, role: str, content: bytes, message: SignedMessage) -> tuple[Token | None, list[Check]]:
        """The trusted token, if there is one, and the lines about time."""
        path = layout.token_file(role)
        claimed = message.claimed_at
        told = "—" if claimed is None else local(claimed)
        missing = NO_TRUSTED_TIME if self.require_time else INTACT
        if claimed is not None and claimed > self.at + CLOCK_TOLERANCE:
            return None, [untrusted("time_future", path=path, claimed=told, at=local(self.at))]
        if path not in self.source.sizes:
            return None, [not_checked("time_claimed", missing, path=layout.signature_file(role), claimed=told)]
        try:
            token = read_token(self.source.read(path, _MOST_BYTES), content)
        except DamagedEvidence as fault:
            return None, [altered(f"time_{fault.data['reason']}", path=path)]
        authority = holder_of(token.authority).name
        data = {"claimed": told, "token": local(token.at), "authority": authority}
        if not self._token_trusted(token):
            return None, [not_checked("time_stranger", missing, path=path, **data)]
        if claimed is not None and token.at < claimed - CLOCK_TOLERANCE:
            return None, [untrusted("time_contradiction", path=path, **data)]
        gap = "—" if claimed is None else str(timedelta(seconds=round(abs(token.at - claimed).total_seconds())))
        return token, [passed("time_token", path=path, gap=gap, **data)]

    def _token_trusted(self, token: Token) -> bool:
        if self.trust is None or not may_stamp_time(token.authority) or token.at > self.at + CLOCK_TOLERANCE:
            return False
        path = find_path(token.authority, token.others, self.trust.anchors)
        if path is None:
            return False
        return standing(path, self.trust.revocations, at=token.at, stamped=True).standing in ("valid", "list_old")


def _public_key(certificate: bytes) -> object:
    from cryptography import x509

    return x509.load_der_x509_certificate(certificate).public_key()
