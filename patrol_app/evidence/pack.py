"""Makes an evidence pack: hashes while it writes, signs, and gives the file its name only when all of it is on disk."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from patrol_app.assets import sentence
from patrol_app.domain.errors import BadInput, CannotDo
from patrol_app.domain.record import ChainHead
from patrol_app.evidence import layout
from patrol_app.evidence.files import new_file
from patrol_app.evidence.keys import check_unique
from patrol_app.evidence.manifest import BagInfo, manifest_text
from patrol_app.evidence.signer import Signer
from patrol_app.evidence.zipform import BLOCK, ZipWriter

_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PackResult:
    """The finished pack. ``sha256`` is over the whole ZIP: the next pack names it as the one before it."""

    path: Path
    number: str
    sha256: str
    size: int
    tag_manifest_sha256: str


def build_pack(
    target: Path,
    *,
    number: str,
    files: Mapping[str, Path | bytes],
    organisation: str,
    signers: Sequence[Signer],
    signed_at: datetime,
    log_head: ChainHead,
    previous_pack_sha256: str | None = None,
    supervisor: Signer | None = None,
    sm3: bool = False,
) -> PackResult:
    """Make the signed pack of one visit.

    Args:
        target: the ZIP to make; its folder must exist, the file must not.
        number: the pack's number, which is also its one top folder and the record's number.
        files: payload, by path in the pack (``data/record/record.json``); a path on disk is streamed, never loaded.
            Certificates are added by this function under ``data/trust/``.
        organisation: the body in whose name the pack is made.
        signers: two different officers, in the order of the record.
        signed_at: the claimed signing time, with offset; its date becomes Bagging-Date.
        log_head: the device's log at the record's closing, the same as in the record.
        previous_pack_sha256: the ZIP hash of this device's pack before, None for the first.
        supervisor: signs as well, if given.
        sm3: add a second manifest with SM3 (GB/T 32905).

    Raises:
        BadInput: a bad number, path or head; a payload file that cannot be read; fewer or more than two officers.
        CannotDo: the same officer twice, or the disk does not take the pack. Nothing is left behind.
    """
    _check(number, files, organisation, signers, log_head, previous_pack_sha256)
    check_unique([*signers, *([supervisor] if supervisor else [])])
    roles = dict(zip(layout.OFFICERS, signers, strict=True)) | ({layout.SUPERVISOR: supervisor} if supervisor else {})
    payload = dict(files) | _certificates(roles)
    with new_file(target) as stream:
        archive = ZipWriter(stream)
        manifest, manifest_sm3, octets = _write_payload(archive, number, payload, sm3=sm3)
        info = BagInfo(
            source_organization=organisation,
            external_identifier=number,
            bagging_date=signed_at.date().isoformat(),
            payload_octets=octets,
            payload_files=len(payload),
            log_sequence=log_head.sequence,
            log_sha256=log_head.sha256,
            previous_pack_sha256=previous_pack_sha256,
        )
        tags = {
            layout.DECLARATION: layout.DECLARATION_TEXT,
            layout.INFO: info.text(),
            layout.MANIFEST: manifest_text(manifest),
            layout.INSTRUCTIONS: instructions(number, tuple(roles), sm3=sm3),
        }
        if sm3:
            tags[layout.MANIFEST_SM3] = manifest_text(manifest_sm3)
        tag_manifest = manifest_text({name: hashlib.sha256(text).hexdigest() for name, text in tags.items()})
        tags[layout.TAG_MANIFEST] = tag_manifest
        for role, signer in roles.items():
            tags[layout.signature_file(role)] = signer.sign_cades(tag_manifest, at=signed_at)
        for name, text in tags.items():
            archive.add(f"{number}/{name}", [text])
        archive.finish()
        size = stream.tell()
        stream.seek(0)
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return PackResult(
        path=target,
        number=number,
        sha256=digest,
        size=size,
        tag_manifest_sha256=hashlib.sha256(tag_manifest).hexdigest(),
    )


def instructions(number: str, roles: Sequence[str], *, sm3: bool) -> bytes:
    """VERIFY.txt: what a stranger runs with unzip, openssl, sha256sum and find; Chinese, then English."""

    def commands(pattern: str) -> str:
        return "\n".join(sentence(pattern, "en", role=role) for role in roles)

    signatures = commands("evidence.verify_text.signature")
    prints = commands("evidence.verify_text.fingerprint")
    tokens = commands("evidence.verify_text.token")
    top = {*layout.REQUIRED_TAGS, layout.TAG_MANIFEST, "data", "signatures", *([layout.MANIFEST_SM3] if sm3 else [])}
    parts = [
        sentence(
            "evidence.verify_text",
            language,
            number=number,
            signatures=signatures,
            fingerprints=prints,
            tokens=tokens,
            top=" ".join(sorted(top)),
        )
        for language in ("zh", "en")
    ]
    return ("\n\n".join(part.strip() for part in parts) + "\n").encode()


def _check(
    number: str,
    files: Mapping[str, Path | bytes],
    organisation: str,
    signers: Sequence[Signer],
    log_head: ChainHead,
    previous: str | None,
) -> None:
    if not layout.NUMBER.fullmatch(number):
        raise BadInput("evidence.pack_number", number=number)
    if len(signers) != len(layout.OFFICERS):
        raise BadInput("evidence.pack_signers", count=len(signers))
    if not organisation.strip() or not organisation.isprintable():
        raise BadInput("evidence.holder", field="organisation", value=organisation)
    if not _HASH.fullmatch(log_head.sha256) or (previous is not None and not _HASH.fullmatch(previous)):
        raise BadInput("evidence.pack_head", value=log_head.sha256, previous=previous)
    folded: dict[str, str] = {}
    for path in files:
        fault = layout.name_fault(path)
        if fault is not None or not path.startswith(layout.PAYLOAD) or path.startswith(layout.TRUST):
            raise BadInput("evidence.pack_path", path=path)
        if (twin := folded.setdefault(path.lower(), path)) != path:
            raise BadInput("evidence.pack_case", path=path, other=twin)
    if layout.RECORD not in files:
        raise BadInput("evidence.pack_record", path=layout.RECORD)


def _certificates(roles: Mapping[str, Signer]) -> dict[str, bytes]:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    copies: dict[str, bytes] = {}
    above: dict[bytes, None] = {}
    for role, signer in roles.items():
        copies[f"{layout.TRUST}{role}.pem"] = signer.certificate_pem
        above.update(dict.fromkeys(signer.chain))
    for index, der in enumerate(above, start=1):
        copies[f"{layout.TRUST}authority-{index}.pem"] = x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM)
    return copies


class _Digests:
    """SHA-256, and SM3 where asked for, over the same bytes."""

    def __init__(self, *, sm3: bool) -> None:
        self.sha256 = hashlib.sha256()
        try:
            self.sm3 = hashlib.new("sm3") if sm3 else None
        except ValueError as fault:
            raise CannotDo("evidence.no_sm3") from fault

    def update(self, block: bytes) -> None:
        self.sha256.update(block)
        if self.sm3 is not None:
            self.sm3.update(block)


def _write_payload(
    archive: ZipWriter, number: str, payload: Mapping[str, Path | bytes], *, sm3: bool
) -> tuple[dict[str, str], dict[str, str], int]:
    manifest: dict[str, str] = {}
    manifest_sm3: dict[str, str] = {}
    octets = 0
    for path in sorted(payload):
        digests = _Digests(sm3=sm3)
        octets += archive.add(f"{number}/{path}", _blocks(path, payload[path]), digests.update)
        manifest[path] = digests.sha256.hexdigest()
        if digests.sm3 is not None:
            manifest_sm3[path] = digests.sm3.hexdigest()
    return manifest, manifest_sm3, octets


def _blocks(path: str, source: Path | bytes) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
        return
    try:
        with source.open("rb") as stream:
            while block := stream.read(BLOCK):
                yield block
    except OSError as fault:
        raise BadInput("evidence.pack_source", path=path, file=str(source), reason=fault.strerror or "") from fault
