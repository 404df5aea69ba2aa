"""Detached CAdES-BES signatures (ETSI EN 319 122-1), as ``openssl cms -verify -binary -cades`` accepts them.

The attributes are laid out first and signed outside, so that a key in memory and a key on a USB stick go the same way.
"""

from __future__ import annotations

import asyncio
import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from patrol_app.evidence.signer import Signer

_DIGEST = "sha256"


def cades(signer: Signer, data: bytes, *, at: datetime) -> bytes:
    """A detached CMS (DER) over ``data`` with content type, digest, claimed signing time and signing-certificate-v2.

    Args:
        signer: whose key and certificate; the certificates above are put into the CMS as well.
        data: what is signed; it is not copied into the result.
        at: the claimed signing time, with offset. It proves nothing by itself.
    """
    from asn1crypto import x509
    from pyhanko.sign.signers.pdf_cms import ExternalSigner, PdfCMSSignedAttributes
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    certificate = x509.Certificate.load(signer.certificate)
    above = SimpleCertificateStore.from_certs([x509.Certificate.load(each) for each in signer.chain])
    claimed = PdfCMSSignedAttributes(signing_time=at.astimezone(UTC).replace(microsecond=0))

    async def make() -> bytes:
        attributes = await ExternalSigner(certificate, above).signed_attrs(
            hashlib.sha256(data).digest(), _DIGEST, attr_settings=claimed, use_pades=True, is_pdf_sig=False
        )
        signed = ExternalSigner(certificate, above, signature_value=signer.sign(attributes.dump()))
        message = await signed.async_sign_prescribed_attributes(_DIGEST, attributes)
        return bytes(message.dump())

    return asyncio.run(make())
