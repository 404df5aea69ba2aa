"""Judges a pack: every file, every signature, the log; with no database, no network and bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from patrol_app.domain.chain_check import ChainVerdict, verify_log
from patrol_app.domain.errors import BadInput
from patrol_app.evidence import layout
from patrol_app.evidence.certificates import fingerprint, holder_of, load_certificates
from patrol_app.evidence.checks import (
    UNTRUSTED,
    Check,
    Unreadable,
    VerifyReport,
    altered,
    not_checked,
    passed,
    untrusted,
)
from patrol_app.evidence.contents import Contents
from patrol_app.evidence.identity import der
from patrol_app.evidence.paths import find_path
from patrol_app.evidence.signatures import Signatures
from patrol_app.evidence.signer import verify_bytes
from patrol_app.evidence.source import Source, open_source
from patrol_app.evidence.trust import TrustList

_MOST_CERTIFICATE_BYTES = 1024 * 1024
_MOST_LOG_BYTES = 512 * 1024 * 1024
_LONGEST_LOG_LINE = 4 * 1024 * 1024


def verify_pack(pack: Path, trust: TrustList | None, at: datetime, *, require_time: bool = False) -> VerifyReport:
    """Check a pack and say everything that was found.

    Args:
        pack: the ZIP, or the folder it was unpacked to.
        trust: whose signatures count, from outside the pack; None says that nobody's identity can be settled.
        at: the moment of checking, with offset.
        require_time: a trusted time token is required of each signature (also if the trust list says so).

    Raises:
        BadInput: there is no such file. Everything else, damage of any kind too, is a line of the report.
    """
    checks: list[Check] = []
    signatures: Signatures | None = None
    number = None
    try:
        with open_source(pack) as source:
            contents = Contents(source, bound_to_folder=not pack.is_dir())
            checks.extend(contents.checks())
            number = None if contents.info is None else contents.info.external_identifier
            copies = _copies(source)
            signatures = Signatures(
                source=source,
                tag_manifest=contents.tag_manifest,
                stated=contents.stated,
                copies=copies,
                trust=trust,
                at=at,
                require_time=require_time or (trust is not None and trust.require_time),
            )
            checks.extend(signatures.checks())
            checks.extend(_log(source, contents, signatures, copies))
            faults = {(each.key, each.path): each for each in source.faults}  # a file read twice tells its fault twice
            checks[:0] = faults.values() or [passed("container", path=pack.name)]
    except Unreadable as fault:
        checks.append(fault.check)
    return VerifyReport(
        number=number,
        at=at,
        checks=tuple(checks),
        signers=tuple(signatures.findings) if signatures is not None else (),
    )


def _copies(source: Source) -> list[bytes]:
    found: list[bytes] = []
    for path in source.sizes:
        if path.startswith(layout.TRUST):
            try:
                found.extend(der(each) for each in load_certificates(source.read(path, _MOST_CERTIFICATE_BYTES), path))
            except BadInput:
                source.faults.append(altered("certificate_file", path=path))
    return found


def _log(source: Source, contents: Contents, signatures: Signatures, copies: list[bytes]) -> Iterator[Check]:
    """The chained log: unbroken, ending at the head that the tags and the record name, sealed by known keys."""
    if layout.EVENTS not in source.sizes:
        yield altered("log_missing", path=layout.EVENTS)
        return
    if source.sizes[layout.EVENTS] > _MOST_LOG_BYTES:
        raise Unreadable("too_big", path=layout.EVENTS, expected=_MOST_LOG_BYTES, found=source.sizes[layout.EVENTS])
    keys = {fingerprint(each): each for each in copies} | signatures.certificates

    def good(statement: bytes, signature: bytes, key: str) -> bool:
        return key in keys and verify_bytes(keys[key], signature, statement)

    sealed = source.lines(layout.CHECKPOINTS, _LONGEST_LOG_LINE) if layout.CHECKPOINTS in source.sizes else iter(())
    info = contents.info
    verdict = verify_log(
        source.lines(layout.EVENTS, _LONGEST_LOG_LINE),
        sealed,
        verify=good,
        expected_head=None if info is None else info.log_sha256,
    )
    for fault in verdict.faults:
        yield altered(
            f"log_{fault.fault}",
            path=layout.EVENTS,
            expected=fault.expected,
            found=fault.found,
            sequence=fault.sequence,
        )
    if info is not None and verdict.intact and verdict.last_sequence != info.log_sequence:
        yield altered("head", path=layout.EVENTS, expected=info.log_sequence, found=verdict.last_sequence)
    elif verdict.intact:
        yield passed("log", path=layout.EVENTS, first=verdict.first_sequence, last=verdict.last_sequence)
        yield from _seals(verdict, signatures, keys)


def _seals(verdict: ChainVerdict, signatures: Signatures, keys: dict[str, bytes]) -> Iterator[Check]:
    from cryptography import x509

    if verdict.checkpoints == 0:
        yield not_checked("log_no_seal", path=layout.CHECKPOINTS)
        return
    yield passed("log_sealed", path=layout.CHECKPOINTS, count=verdict.checkpoints, last=verdict.sealed_to)
    for key in verdict.keys:
        if key in signatures.certificates:
            continue  # the identity of a pack's signer has its own lines
        certificate = x509.load_der_x509_certificate(keys[key])
        name = holder_of(certificate).name
        if signatures.trust is None:
            yield not_checked("log_keeper_unknown", UNTRUSTED, path=layout.CHECKPOINTS, name=name)
        elif signatures.trust.entry(key) is None and find_path(certificate, (), signatures.trust.anchors) is None:
            yield untrusted("log_keeper_stranger", path=layout.CHECKPOINTS, name=name)
