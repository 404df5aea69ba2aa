"""A PDF that both officers signed (PAdES), and the proof that it is the unsigned one with their signatures and no more.

Signatures stand behind the document as incremental updates, and such an update could also change what is shown. So
the signed file is made again: the unsigned PDF, then each signature found in the file put in its place once more. Only
if the same bytes come out is it the document that was signed.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from patrol_app.domain.errors import BadInput
from patrol_app.evidence import layout
from patrol_app.evidence.certificates import fingerprint, load_certificates
from patrol_app.evidence.identity import der
from patrol_app.evidence.sign import sign_pdf
from patrol_app.evidence.signer import Signer, verify_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfSignature:
    """One good signature: the holder and fingerprint of its certificate, and the time the signer claims.

    It says nothing of trust: a self-made certificate carries any name.
    """

    field: str
    name: str
    fingerprint: str
    claimed_at: datetime


def sign_by_officers(pdf: bytes, signers: Sequence[Signer], *, at: datetime) -> bytes:
    """The PDF with a signature of each officer, one after the other.

    Raises:
        BadInput: not a PDF that can be signed.
    """
    for field, signer in zip(layout.OFFICERS, signers, strict=False):
        pdf = sign_pdf(pdf, signer, at=at, field=field)
    return pdf


def signatures_over(signed: bytes, unsigned: bytes) -> tuple[PdfSignature, ...] | None:
    """Who signed ``unsigned``, if ``signed`` is that document with good signatures and nothing else behind it.

    None for anything else: another document, a signature that is not good, a byte more or less.
    """
    if not signed.startswith(unsigned) or len(signed) == len(unsigned):
        return None
    found: list[PdfSignature] = []
    again = unsigned
    try:
        for field, signer, at in _found(signed):
            again = sign_pdf(again, signer, at=at, field=field)
            said = PdfSignature(field=field, name=signer.holder.name, fingerprint=signer.fingerprint, claimed_at=at)
            found.append(said)
    except BadInput:
        return None
    return tuple(found) if again == signed else None


def officers_filed(top: Path) -> dict[str, str]:
    """The fingerprints of the officers' certificates that are filed in an unpacked pack, by role.

    Raises:
        BadInput: a certificate file that cannot be read.
    """
    filed = {role: top / f"{layout.TRUST}{role}.pem" for role in layout.OFFICERS}
    return {
        role: fingerprint(der(load_certificates(path.read_bytes(), path.name)[0]))
        for role, path in filed.items()
        if path.is_file()
    }


class _Recorded(Signer):
    """Gives the one signature that was found in a file, if it is good for what is to be signed."""

    def __init__(self, certificate: bytes, chain: tuple[bytes, ...], signature: bytes) -> None:
        super().__init__(certificate, chain)
        self._signature = signature

    def sign(self, data: bytes) -> bytes:
        """The signature that was found.

        Raises:
            BadInput: it is not over ``data``, or not by this certificate's key.
        """
        if not verify_bytes(self.certificate, self._signature, data):
            raise BadInput("evidence.pdf", field="", reason="signature")
        return self._signature


def _found(signed: bytes) -> Iterator[tuple[str, Signer, datetime]]:
    from pyhanko.pdf_utils.generic import parse_pdf_date
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        reader = PdfFileReader(io.BytesIO(signed))
        for one in sorted(reader.embedded_signatures, key=lambda each: int(each.signed_revision)):
            certificates = [each.chosen.dump() for each in one.signed_data["certificates"]]
            own = one.signer_cert.dump()
            above = tuple(each for each in certificates if each != own)
            signature = one.signer_info["signature"].native
            yield one.field_name, _Recorded(own, above, signature), parse_pdf_date(str(one.sig_object["/M"]))
    except (PdfError, ValueError, KeyError, TypeError, AttributeError, IndexError) as fault:
        raise BadInput("evidence.pdf", field="", reason=str(fault) or type(fault).__name__) from fault
