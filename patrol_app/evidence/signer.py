"""What signs: a key somewhere, the certificate that names its holder, and the two forms of signature made with it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from patrol_app.evidence.certificates import Holder, fingerprint, holder_of

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric import ec


class Signer(ABC):
    """A P-256 key with its certificate. Where the key lives (memory, USB key) is the subclass's affair.

    Attributes:
        certificate: the signer's certificate, DER.
        chain: certificates of the authorities above it, DER, nearest first; empty for a self-made key.
    """

    def __init__(self, certificate: bytes, chain: tuple[bytes, ...] = ()) -> None:
        self.certificate = certificate
        self.chain = chain

    @cached_property
    def holder(self) -> Holder:
        """The person the certificate names."""
        from cryptography import x509

        return holder_of(x509.load_der_x509_certificate(self.certificate))

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, 64 hex digits."""
        return fingerprint(self.certificate)

    @property
    def certificate_pem(self) -> bytes:
        """The certificate as PEM, as it is filed and put in packs."""
        from cryptography import x509
        from cryptography.hazmat.primitives.serialization import Encoding

        return x509.load_der_x509_certificate(self.certificate).public_bytes(Encoding.PEM)

    @abstractmethod
    def sign(self, data: bytes) -> bytes:
        """An ECDSA P-256 signature (DER) over SHA-256 of ``data``: the form of log checkpoints."""

    def sign_cades(self, data: bytes, *, at: datetime) -> bytes:
        """A detached CAdES-BES signature (DER) over ``data``; ``at`` is the time the signer claims."""
        from patrol_app.evidence.sign import cades

        return cades(self, data, at=at)


class MemorySigner(Signer):
    """A key unlocked into memory for one session.

    Signatures are deterministic (RFC 6979), so the same facts signed again give the same bytes.
    """

    def __init__(self, key: ec.EllipticCurvePrivateKey, certificate: bytes, chain: tuple[bytes, ...] = ()) -> None:
        super().__init__(certificate, chain)
        self._key = key

    def sign(self, data: bytes) -> bytes:
        """An ECDSA P-256 signature (DER) over SHA-256 of ``data``."""
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec

        return self._key.sign(data, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))

    @property
    def key(self) -> ec.EllipticCurvePrivateKey:
        """The private key, for what the key file's own commands need (request, new certificate)."""
        return self._key


def verify_bytes(certificate: bytes, signature: bytes, data: bytes) -> bool:
    """Whether ``signature`` is an ECDSA/SHA-256 signature over ``data`` by the key of ``certificate`` (DER).

    It says nothing about who holds that key.
    """
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec

    try:
        key = x509.load_der_x509_certificate(certificate).public_key()
        if not isinstance(key, ec.EllipticCurvePublicKey):
            return False
        key.verify(signature, data, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True
