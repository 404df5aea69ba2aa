"""The hash-chained log, pure: what an entry is, how it is hashed, and its line in a pack.

``hash = SHA-256(prev + statement)``: ``prev`` is the hash before it as 64 hexadecimal characters (64 zeros before the
first), ``statement`` the canonical JSON of the entry without ``prev`` and ``hash``. The store writes such entries; a
pack carries them as ``events.jsonl``; ``chain_check`` says where a list of them breaks.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from json.encoder import encode_basestring as _quote
from typing import Any

from patrol_app.domain.codec import canonical_json
from patrol_app.domain.errors import BadInput, DamagedEvidence

FIRST_PREV = "0" * 64

_ENTRY_KEYS = (
    "actor", "at_utc", "body", "clock_source", "corrects", "device", "hash", "id", "kind", "prev", "seq", "subject",
)  # fmt: skip
_CHECKPOINT_KEYS = ("at_utc", "device", "head", "key_sha256", "seq", "signature")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One fact of one device's log; ``body_json`` is canonical JSON, ``corrects`` the id of the fact it replaces."""

    id: str
    device: str
    sequence: int
    kind: str
    subject: str
    at_utc: str
    clock_source: str
    actor: str
    corrects: str | None
    body_json: str
    prev: str
    hash: str

    @property
    def body(self) -> dict[str, Any]:
        """The fact itself as plain JSON values."""
        body: dict[str, Any] = json.loads(self.body_json)
        return body

    def rehash(self) -> str:
        """The hash that this content and ``prev`` give now."""
        return hashlib.sha256(self.prev.encode() + self.statement()).hexdigest()

    def statement(self) -> bytes:
        """The hashed bytes: canonical JSON of everything but ``prev`` and ``hash``."""
        return self._json("", "")

    def line(self) -> bytes:
        """The entry as one line of ``events.jsonl``, without the line end."""
        return self._json(f'"hash":{_quote(self.hash)},', f'"prev":{_quote(self.prev)},')

    def _json(self, hash_part: str, prev_part: str) -> bytes:
        before, after = _around_body(
            self.id, self.device, self.sequence, self.kind, self.subject, self.at_utc, self.clock_source, self.actor,
            self.corrects, hash_part, prev_part,
        )  # fmt: skip
        return f"{before}{self.body_json}{after}".encode()


def _around_body(
    id: str,
    device: str,
    sequence: int,
    kind: str,
    subject: str,
    at_utc: str,
    clock_source: str,
    actor: str,
    corrects: str | None,
    hash_part: str = "",
    prev_part: str = "",
) -> tuple[str, str]:
    """What stands before and after the body. Joined by hand so that the stored body is hashed as it stands; a test
    holds it equal to ``canonical_json``."""
    return (
        f'{{"actor":{_quote(actor)},"at_utc":{_quote(at_utc)},"body":',
        f',"clock_source":{_quote(clock_source)},"corrects":{"null" if corrects is None else _quote(corrects)},'
        f'"device":{_quote(device)},{hash_part}"id":{_quote(id)},"kind":{_quote(kind)},{prev_part}"seq":{sequence},'
        f'"subject":{_quote(subject)}}}',
    )


def hash_of_columns(
    id: str,
    device: str,
    sequence: int,
    kind: str,
    subject: str,
    at_utc: str,
    clock_source: str,
    actor: str,
    corrects: str | None,
    body: bytes,
    prev: str,
) -> str:
    """The hash that an entry's columns and ``prev`` give, ``body`` being the bytes as they are stored.

    A year's log is hashed again for every bulletin: ten kilobytes a body are neither decoded nor encoded for it.
    """
    before, after = _around_body(id, device, sequence, kind, subject, at_utc, clock_source, actor, corrects)
    return hashlib.sha256(b"".join(((prev + before).encode(), body, after.encode()))).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A signature over the head of a device's log at one moment."""

    device: str
    sequence: int
    head: str
    at_utc: str
    key_sha256: str
    signature: bytes

    def statement(self) -> bytes:
        """The signed bytes."""
        return checkpoint_statement(
            device=self.device, sequence=self.sequence, head=self.head, at_utc=self.at_utc, key_sha256=self.key_sha256
        )

    def line(self) -> bytes:
        """The checkpoint as one line of ``checkpoints.jsonl``, without the line end."""
        return canonical_json(
            {
                "device": self.device,
                "seq": self.sequence,
                "head": self.head,
                "at_utc": self.at_utc,
                "key_sha256": self.key_sha256,
                "signature": base64.b64encode(self.signature).decode(),
            }
        )


def checkpoint_statement(*, device: str, sequence: int, head: str, at_utc: str, key_sha256: str) -> bytes:
    """What is signed at a checkpoint: canonical JSON of device, sequence, head, time and key."""
    return canonical_json({"device": device, "seq": sequence, "head": head, "at_utc": at_utc, "key_sha256": key_sha256})


def utc_text(at: datetime) -> str:
    """``at`` as UTC with microseconds and Z: all of one length, so that text order is time order.

    Raises:
        BadInput: ``at`` carries no offset.
    """
    if at.tzinfo is None:
        raise BadInput("chain.naive_time", value=at.isoformat())
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def body_text(body: object) -> str:
    """The canonical JSON text of a fact's body.

    Raises:
        BadInput: not an object, or it holds what JSON cannot (NaN, infinity, bytes, a lone surrogate).
    """
    try:
        text = canonical_json(body).decode()
    except (TypeError, ValueError) as fault:
        raise BadInput("chain.body", reason=str(fault)) from fault
    if not text.startswith("{"):
        raise BadInput("chain.body", reason="not an object")
    return text


def seal(
    *,
    id: str,
    device: str,
    sequence: int,
    kind: str,
    subject: str,
    at_utc: str,
    clock_source: str,
    actor: str,
    body_json: str,
    prev: str,
    corrects: str | None = None,
) -> Entry:
    """Make the entry that follows ``prev``, hash included."""
    bare = Entry(
        id=id, device=device, sequence=sequence, kind=kind, subject=subject, at_utc=at_utc, clock_source=clock_source,
        actor=actor, corrects=corrects, body_json=body_json, prev=prev, hash="",
    )  # fmt: skip
    try:
        digest = bare.rehash()
    except UnicodeEncodeError as fault:
        raise BadInput("chain.body", reason=str(fault)) from fault
    return replace(bare, hash=digest)


def read_entry(line: bytes, number: int = 1) -> Entry:
    """The entry on one line of ``events.jsonl``; ``number`` is named in the error.

    Raises:
        DamagedEvidence: not JSON, not exactly the known keys and types, or not in canonical form.
    """
    plain = _read_line(line, number, _ENTRY_KEYS)
    corrects = plain["corrects"]
    body = plain["body"]
    if not isinstance(body, dict) or not (corrects is None or isinstance(corrects, str)):
        raise DamagedEvidence("chain.line", line=number, reason="wrong kind of value")
    _strings(plain, number, "actor", "at_utc", "clock_source", "device", "hash", "id", "kind", "prev", "subject")
    return Entry(
        id=plain["id"], device=plain["device"], sequence=plain["seq"], kind=plain["kind"], subject=plain["subject"],
        at_utc=plain["at_utc"], clock_source=plain["clock_source"], actor=plain["actor"], corrects=corrects,
        body_json=canonical_json(body).decode(), prev=plain["prev"], hash=plain["hash"],
    )  # fmt: skip


def read_checkpoint(line: bytes, number: int = 1) -> Checkpoint:
    """The checkpoint on one line of ``checkpoints.jsonl``.

    Raises:
        DamagedEvidence: as for ``read_entry``.
    """
    plain = _read_line(line, number, _CHECKPOINT_KEYS)
    _strings(plain, number, "at_utc", "device", "head", "key_sha256", "signature")
    try:
        signature = base64.b64decode(plain["signature"], validate=True)
    except (binascii.Error, ValueError) as fault:
        raise DamagedEvidence("chain.line", line=number, reason="signature is not base64") from fault
    return Checkpoint(
        device=plain["device"], sequence=plain["seq"], head=plain["head"], at_utc=plain["at_utc"],
        key_sha256=plain["key_sha256"], signature=signature,
    )  # fmt: skip


def _read_line(line: bytes, number: int, keys: tuple[str, ...]) -> dict[str, Any]:
    bare = line.removesuffix(b"\n")
    try:
        plain = json.loads(bare)
        canonical = canonical_json(plain)
    except (ValueError, RecursionError) as fault:
        raise DamagedEvidence("chain.line", line=number, reason="not JSON") from fault
    if not isinstance(plain, dict) or tuple(sorted(plain)) != keys:
        raise DamagedEvidence("chain.line", line=number, reason="other keys than an entry has")
    if canonical != bare:
        raise DamagedEvidence("chain.line", line=number, reason="not in canonical form")
    if type(plain["seq"]) is not int:
        raise DamagedEvidence("chain.line", line=number, reason="wrong kind of value")
    return plain


def _strings(plain: dict[str, Any], number: int, *keys: str) -> None:
    if not all(isinstance(plain[key], str) for key in keys):
        raise DamagedEvidence("chain.line", line=number, reason="wrong kind of value")
