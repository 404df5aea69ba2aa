"""CAdES-BES signatures (ETSI EN 319 122-1), as ``openssl cms -verify -binary -cades`` accepts them, and PAdES for PDF.

The attributes are laid out first and signed outside, so that a key in memory and a key on a USB stick go the same way.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from patrol_app.domain.errors import BadInput

if TYPE_CHECKING:
    from patrol_app.evidence.signer import Signer

_DIGEST = "sha256"
_PDF_ROOM_BYTES = 16_384


def cades(signer: Signer, data: bytes, *, at: datetime) -> bytes:
    """A detached CMS (DER) over ``data`` with content type, digest, claimed signing time and signing-certificate-v2.

    Args:
        signer: whose key and certificate; the certificates above are put into the CMS as well.
        data: what is signed; it is not copied into the result.
        at: the claimed signing time, with offset. It proves nothing by itself.
    """
    return bytes(_message(signer, hashlib.sha256(data).digest(), at, in_pdf=False).dump())


def _message(signer: Signer, digest: bytes, at: datetime, *, in_pdf: bool) -> Any:
    from asn1crypto import x509
    from pyhanko.sign.signers.pdf_cms import ExternalSigner, PdfCMSSignedAttributes
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    certificate = x509.Certificate.load(signer.certificate)
    above = SimpleCertificateStore.from_certs([x509.Certificate.load(each) for each in signer.chain])
    claimed = PdfCMSSignedAttributes(signing_time=at.astimezone(UTC).replace(microsecond=0))

    async def make() -> Any:
        attributes = await ExternalSigner(certificate, above).signed_attrs(
            digest, _DIGEST, attr_settings=claimed, use_pades=True, is_pdf_sig=in_pdf
        )
        signed = ExternalSigner(certificate, above, signature_value=signer.sign(attributes.dump()))
        return await signed.async_sign_prescribed_attributes(_DIGEST, attributes)

    return asyncio.run(make())


def sign_pdf(pdf: bytes, signer: Signer, *, at: datetime, field: str) -> bytes:
    """The PDF with an invisible PAdES-B-B signature appended; what was there stays byte for byte, PDF/A too.

    For people who only open the PDF. The pack's own signatures do not depend on it.

    Args:
        pdf: a whole PDF; it may carry signatures of others already.
        at: the claimed signing time, with offset.
        field: name of the signature field, one a signer (``officer-1``).

    Raises:
        BadInput: not a PDF that can be read, or it has a signature of this name.
    """
    from pyhanko.pdf_utils.generic import ByteStringObject
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
    from pyhanko.sign.signers.pdf_byterange import SignatureObject

    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        # The library draws the new document id at random and writes its own clock and name into the metadata; the
        # same facts shall give the same bytes, and the document's metadata are its author's.
        writer._document_id[1] = ByteStringObject(hashlib.sha256(pdf + signer.certificate).digest()[:16])
        writer._update_meta = lambda: None
        writing = PdfCMSEmbedder().write_cms(field_name=field, writer=writer)
        next(writing)
        place = SignatureObject(
            timestamp=at, name=signer.holder.name, bytes_reserved=_PDF_ROOM_BYTES, subfilter=SigSeedSubFilter.PADES
        )
        writing.send(SigObjSetup(sig_placeholder=place))
        prepared, output = writing.send(SigIOSetup(md_algorithm=_DIGEST, in_place=False))
        writing.send(_message(signer, prepared.document_digest, at, in_pdf=True))
    except (PdfError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise BadInput("evidence.pdf", field=field, reason=str(fault) or type(fault).__name__) from fault
    return bytes(output.getvalue())
