"""What may join a pack after it was made: a time token, the supervisor's signature. Nothing in it is touched.

Every byte in front of the ZIP's directory stays as it is, so taking the addition out again gives the first ZIP.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from patrol_app.domain.errors import BadInput, CannotDo, DamagedEvidence
from patrol_app.evidence import layout, zipform
from patrol_app.evidence.certificates import holder_of
from patrol_app.evidence.checks import Unreadable
from patrol_app.evidence.cms import verify_detached
from patrol_app.evidence.files import new_file
from patrol_app.evidence.signer import Signer
from patrol_app.evidence.timestamps import read_token
from patrol_app.evidence.zipsource import ZipSource

_MOST_BYTES = 256 * 1024
_MOST_LIST_BYTES = 64 * 1024 * 1024


def signature_files(pack: Path) -> dict[str, bytes]:
    """The signature files of a ZIP pack by role, for those that have no token yet: what is to be stamped.

    Raises:
        BadInput: no such file.
        DamagedEvidence: the pack cannot be read.
    """
    with _Opened(pack) as source:
        return {
            role: source.read(layout.signature_file(role), _MOST_BYTES)
            for role in layout.ROLES
            if layout.signature_file(role) in source.sizes and layout.token_file(role) not in source.sizes
        }


def add_token(pack: Path, role: str, reply: bytes) -> None:
    """Put an RFC 3161 reply beside its signature.

    Raises:
        BadInput: no such signature, or it has a token.
        DamagedEvidence: the reply does not fit the signature, or the pack cannot be read or was changed.
    """
    waiting = signature_files(pack)
    if role not in waiting:
        raise BadInput("evidence.token_role", file=str(pack), role=role)
    read_token(reply, waiting[role])
    _append(pack, layout.token_file(role), reply)


def countersign(pack: Path, supervisor: Signer, *, at: datetime) -> None:
    """Put the supervisor's signature beside those of the officers, over the same list.

    Raises:
        BadInput: there is one already.
        CannotDo: the supervisor is one of the officers who signed.
        DamagedEvidence: an officer's signature is missing or not good, or the pack cannot be read or was changed.
    """
    target = layout.signature_file(layout.SUPERVISOR)
    with _Opened(pack) as source:
        if target in source.sizes:
            raise BadInput("evidence.countersigned", file=str(pack))
        needed = [layout.TAG_MANIFEST, *(layout.signature_file(role) for role in layout.OFFICERS)]
        if any(each not in source.sizes for each in needed):
            raise DamagedEvidence("evidence.pack_unreadable", file=str(pack))
        content = source.read(layout.TAG_MANIFEST, _MOST_LIST_BYTES)
        officers = [
            holder_of(verify_detached(source.read(layout.signature_file(role), _MOST_BYTES), content).signer)
            for role in layout.OFFICERS
        ]
    own = (supervisor.holder.name, supervisor.holder.certificate_number)
    if any((each.name, each.certificate_number) == own for each in officers):
        raise CannotDo("evidence.same_officer", name=supervisor.holder.name)
    _append(pack, target, supervisor.sign_cades(content, at=at))


class _Opened:
    """A ZIP pack open for reading; what cannot be read, or has faults, is one error."""

    def __init__(self, pack: Path) -> None:
        if not pack.is_file():
            raise BadInput("evidence.pack_missing", file=str(pack))
        self._pack = pack

    def __enter__(self) -> ZipSource:
        try:
            self._source = ZipSource(self._pack)
        except Unreadable as fault:
            raise DamagedEvidence("evidence.pack_unreadable", file=str(self._pack)) from fault
        return self._source

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: object) -> None:
        self._source.close()
        if isinstance(fault, Unreadable):
            raise DamagedEvidence("evidence.pack_unreadable", file=str(self._pack)) from fault


def _append(pack: Path, path: str, content: bytes) -> None:
    with _Opened(pack) as source:
        top, entries = source.top, source.entries()
        if source.faults or any(each.method for each in entries):
            raise DamagedEvidence("evidence.pack_unreadable", file=str(pack))
    left = max(each.offset + len(zipform.local_header(each)) + each.size for each in entries)
    with new_file(pack, replace=True) as stream:
        with pack.open("rb") as old:
            while left and (block := old.read(min(zipform.BLOCK, left))):
                stream.write(block)
                left -= len(block)
        writer = zipform.ZipWriter(stream, entries)
        writer.add(f"{top}/{path}", [content])
        writer.finish()
