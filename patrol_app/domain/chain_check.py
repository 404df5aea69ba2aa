"""Where a hash-chained log breaks, and how far signed checkpoints vouch for it; pure, needs no database."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

from patrol_app.domain.chain import FIRST_PREV, Checkpoint, Entry, read_checkpoint, read_entry
from patrol_app.domain.errors import DamagedEvidence

Fault = Literal[
    "line", "hash", "prev", "sequence", "start", "device", "head", "checkpoint_head", "checkpoint_beyond", "signature"
]
VerifySignature = Callable[[bytes, bytes, str], bool]
"""Takes the signed bytes, the signature and the key's fingerprint; true if the signature is that key's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainFault:
    """One place where the log contradicts itself; ``sequence`` is the entry, or the line number for ``line``."""

    sequence: int
    fault: Fault
    expected: str
    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainVerdict:
    """What a log proves, field by field.

    ``faults``: empty means that nothing in this stretch was changed, removed, added or reordered by somebody who did
    not hash everything after it again. ``sealed_to``: up to this entry a good signature of ``keys`` stands over it;
    what comes after could have been hashed again by anyone. ``signatures_checked`` false means that no way to check
    signatures was given: then ``sealed_to`` is 0. Nothing here proves that the tail was not cut off together with its
    checkpoints: for that the head must be compared with one kept elsewhere (``head`` against paper, pack or office).
    """

    device: str | None
    entries: int
    first_sequence: int
    last_sequence: int
    head: str
    from_start: bool
    checkpoints: int
    signatures_checked: bool
    sealed_to: int
    keys: tuple[str, ...]
    faults: tuple[ChainFault, ...]

    @property
    def intact(self) -> bool:
        """No contradiction was found."""
        return not self.faults

    @property
    def broken_at(self) -> int | None:
        """The first entry (or line) at fault."""
        return min((fault.sequence for fault in self.faults), default=None)


@dataclass(slots=True)
class _Walk:
    """The state of one verification."""

    faults: list[ChainFault] = field(default_factory=list)
    hashes: dict[int, str] = field(default_factory=dict)
    device: str | None = None
    first: Entry | None = None
    last: Entry | None = None
    count: int = 0

    def note(self, sequence: int, fault: Fault, expected: object, found: object) -> None:
        self.faults.append(ChainFault(sequence=sequence, fault=fault, expected=str(expected), found=str(found)))

    def entry(self, entry: Entry) -> None:
        self.count += 1
        if self.last is None:
            self.first, self.device = entry, entry.device
            if (entry.sequence == 1) != (entry.prev == FIRST_PREV):
                self.note(entry.sequence, "start", FIRST_PREV if entry.sequence == 1 else "a hash", entry.prev)
        else:
            if entry.device != self.device:
                self.note(entry.sequence, "device", self.device, entry.device)
            if entry.sequence != self.last.sequence + 1:
                self.note(entry.sequence, "sequence", self.last.sequence + 1, entry.sequence)
            if entry.prev != self.last.hash:
                self.note(entry.sequence, "prev", self.last.hash, entry.prev)
        if (again := entry.rehash()) != entry.hash:
            self.note(entry.sequence, "hash", again, entry.hash)
        self.hashes[entry.sequence] = entry.hash
        self.last = entry


def verify_chain(
    entries: Iterable[Entry],
    checkpoints: Iterable[Checkpoint] = (),
    *,
    verify: VerifySignature | None = None,
    expected_head: str | None = None,
) -> ChainVerdict:
    """Check one device's consecutive entries, in order, and the checkpoints over them.

    Args:
        entries: from any sequence on; the stretch need not begin at 1.
        checkpoints: any that belong to the device; one before the stretch is checked for its signature only.
        verify: checks a signature; without it signatures are not checked and the verdict says so.
        expected_head: the head kept elsewhere (paper, pack, office); compared with the last hash.
    """
    walk = _Walk()
    for entry in entries:
        walk.entry(entry)
    return _verdict(walk, list(checkpoints), verify, expected_head)


def verify_log(
    event_lines: Iterable[bytes],
    checkpoint_lines: Iterable[bytes] = (),
    *,
    verify: VerifySignature | None = None,
    expected_head: str | None = None,
) -> ChainVerdict:
    """``verify_chain`` over the lines of ``events.jsonl`` and ``checkpoints.jsonl``; a bad line is a fault."""
    walk = _Walk()
    for number, line in enumerate(event_lines, start=1):
        try:
            entry = read_entry(line, number)
        except DamagedEvidence as fault:
            walk.note(number, "line", "an entry in canonical JSON", fault.data["reason"])
        else:
            walk.entry(entry)
    checkpoints = []
    for number, line in enumerate(checkpoint_lines, start=1):
        try:
            checkpoints.append(read_checkpoint(line, number))
        except DamagedEvidence as fault:
            walk.note(number, "line", "a checkpoint in canonical JSON", fault.data["reason"])
    return _verdict(walk, checkpoints, verify, expected_head)


def _verdict(
    walk: _Walk, checkpoints: list[Checkpoint], verify: VerifySignature | None, expected_head: str | None
) -> ChainVerdict:
    first = walk.first.sequence if walk.first else 0
    last = walk.last.sequence if walk.last else 0
    head = walk.last.hash if walk.last else FIRST_PREV
    sealed_to = 0
    keys: list[str] = []
    for checkpoint in checkpoints:
        sequence = checkpoint.sequence
        if walk.device is not None and checkpoint.device != walk.device:
            walk.note(sequence, "device", walk.device, checkpoint.device)
        if sequence > last:
            walk.note(sequence, "checkpoint_beyond", f"at most {last}", sequence)
        elif sequence in walk.hashes and walk.hashes[sequence] != checkpoint.head:
            walk.note(sequence, "checkpoint_head", walk.hashes[sequence], checkpoint.head)
        elif walk.first and sequence == first - 1 and walk.first.prev != checkpoint.head:
            walk.note(sequence, "checkpoint_head", walk.first.prev, checkpoint.head)
        if verify is None:
            continue
        if not verify(checkpoint.statement(), checkpoint.signature, checkpoint.key_sha256):
            walk.note(sequence, "signature", "a good signature", "a bad one")
            continue
        if walk.hashes.get(sequence) == checkpoint.head:
            sealed_to = max(sealed_to, sequence)
        if checkpoint.key_sha256 not in keys:
            keys.append(checkpoint.key_sha256)
    if expected_head is not None and head != expected_head:
        walk.note(last, "head", expected_head, head)
    return ChainVerdict(
        device=walk.device,
        entries=walk.count,
        first_sequence=first,
        last_sequence=last,
        head=head,
        from_start=first == 1,
        checkpoints=len(checkpoints),
        signatures_checked=verify is not None,
        sealed_to=sealed_to,
        keys=tuple(keys),
        faults=tuple(walk.faults),
    )
