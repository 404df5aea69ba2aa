"""Reads CMS SignedData (RFC 5652) strictly: one signer, one digest, nothing that the signature does not cover."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from patrol_app.domain.errors import DamagedEvidence
from patrol_app.evidence.der import is_der

if TYPE_CHECKING:
    from cryptography import x509

_DIGESTS = ("sha256", "sha384", "sha512")
_SMALLEST_RSA_BITS = 2048
_MOST_CERTIFICATES = 8  # many that issue each other would make the search for a path endless
_SMALLEST_EC_BITS = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedMessage:
    """A CMS whose signature was found good over its content. Who the signer is, and whether trusted, is not said here.

    ``content`` is what was signed inside, None when detached. ``claimed_at`` is the signer's own word.
    """

    signer: x509.Certificate
    others: tuple[x509.Certificate, ...]
    claimed_at: datetime | None
    content: bytes | None


def _damaged(reason: str) -> DamagedEvidence:
    return DamagedEvidence("evidence.cms", reason=reason)


def verify_detached(der: bytes, content: bytes) -> SignedMessage:
    """Check a detached CAdES-BES signature over ``content``.

    Raises:
        DamagedEvidence: not such a signature, or not over these bytes; ``reason`` is ``form`` or ``content`` or
            ``signature``.
    """
    return _guarded(der, content, content_type="data")


def verify_token(der: bytes) -> SignedMessage:
    """Check the CMS of an RFC 3161 token over the statement inside it (content type id-ct-TSTInfo).

    Raises:
        DamagedEvidence: as ``verify_detached``.
    """
    return _guarded(der, None, content_type="tst_info")


def _guarded(der: bytes, content: bytes | None, *, content_type: str) -> SignedMessage:
    try:
        return _verify(der, content, content_type)
    except DamagedEvidence:
        raise
    except Exception as fault:  # the ASN.1 parser leaks many kinds for hostile bytes
        raise _damaged("form") from fault


def _verify(der: bytes, content: bytes | None, content_type: str) -> SignedMessage:
    from asn1crypto import cms, tsp

    _ = tsp.TSTInfo  # that module teaches cms the attribute signing-certificate-v2
    message = cms.ContentInfo.load(der, strict=True)
    if message["content_type"].native != "signed_data":
        raise _damaged("form")
    signed = message["content"]
    inside = signed["encap_content_info"]
    if inside["content_type"].native != content_type or len(signed["signer_infos"]) != 1:
        raise _damaged("form")
    detached = content is not None
    if detached != (inside["content"].native is None):
        raise _damaged("form")
    _refuse_loose_parts(signed, der, version="v1" if detached else "v3")
    data = content if content is not None else bytes(inside["content"])
    info = signed["signer_infos"][0]
    certificates = _certificates(signed)
    signer = _signer(info, certificates)
    attributes = _attributes(info, content_type)
    algorithm = info["digest_algorithm"]["algorithm"].native
    if algorithm not in _DIGESTS:
        raise _damaged("form")
    if attributes["message_digest"].native != hashlib.new(algorithm, data).digest():
        raise _damaged("content")
    _check_certificate_named(attributes, signer)
    signed_bytes = info["signed_attrs"].untag().dump()
    if not _signature_good(signer, info, signed_bytes, algorithm):
        raise _damaged("signature")
    claimed = attributes.get("signing_time")
    return SignedMessage(
        signer=signer,
        others=tuple(each for each in certificates if each != signer),
        claimed_at=None if claimed is None else claimed.native,
        content=None if detached else data,
    )


def _refuse_loose_parts(signed: Any, der: bytes, *, version: str) -> None:
    """What the signature does not cover must have one form only, so that no bit can change unseen."""
    info = signed["signer_infos"][0]
    loose = (
        signed["version"].native != version
        or info["version"].native != "v1"
        or info["sid"].name != "issuer_and_serial_number"
        or signed["crls"].native is not None
        or info["unsigned_attrs"].native is not None
        or len(signed["digest_algorithms"]) != 1
        or signed["digest_algorithms"][0].dump() != info["digest_algorithm"].dump()
        or not is_der(der)
    )
    if loose:
        raise _damaged("form")


def _certificates(signed: Any) -> list[x509.Certificate]:
    from cryptography import x509

    found = []
    if len(signed["certificates"]) > _MOST_CERTIFICATES:
        raise _damaged("form")
    for choice in signed["certificates"]:
        if choice.name != "certificate":
            raise _damaged("form")
        if choice.chosen.serial_number <= 0:
            raise _damaged("form")
        certificate = x509.load_der_x509_certificate(choice.chosen.dump())
        _ = (certificate.subject, certificate.issuer, certificate.extensions, certificate.public_key())
        found.append(certificate)
    return found


def _signer(info: Any, certificates: list[x509.Certificate]) -> x509.Certificate:
    sid = info["sid"]
    for certificate in certificates:
        if sid.name == "issuer_and_serial_number":
            same_issuer = sid.chosen["issuer"].dump() == certificate.issuer.public_bytes()
            if same_issuer and sid.chosen["serial_number"].native == certificate.serial_number:
                return certificate
    raise _damaged("form")


def _attributes(info: Any, content_type: str) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for attribute in info["signed_attrs"]:
        kind = attribute["type"].native
        if kind in found or len(attribute["values"]) != 1:
            raise _damaged("form")
        found[kind] = attribute["values"][0]
    if "message_digest" not in found or found["content_type"].native != content_type:
        raise _damaged("form")
    return found


def _check_certificate_named(attributes: Mapping[str, Any], signer: x509.Certificate) -> None:
    """signing-certificate-v2 (RFC 5035): the signed bytes name the certificate, so it cannot be swapped."""
    from cryptography.hazmat.primitives.serialization import Encoding

    der = signer.public_bytes(Encoding.DER)
    if "signing_certificate_v2" in attributes:
        named = attributes["signing_certificate_v2"]["certs"][0]
        algorithm = named["hash_algorithm"]["algorithm"].native
        if algorithm in _DIGESTS and named["cert_hash"].native == hashlib.new(algorithm, der).digest():
            return
    elif attributes["content_type"].native == "tst_info" and "signing_certificate" in attributes:
        # RFC 3161 tokens of older authorities name it by SHA-1; the token's own digest is still one of _DIGESTS
        named = attributes["signing_certificate"]["certs"][0]
        if named["cert_hash"].native == hashlib.sha1(der, usedforsecurity=False).digest():
            return
    raise _damaged("form")


def _signature_good(signer: x509.Certificate, info: Any, signed_bytes: bytes, algorithm: str) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

    digest = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}[algorithm]
    key = signer.public_key()
    signature = info["signature"].native
    stated = info["signature_algorithm"]["algorithm"].native
    try:
        if (
            isinstance(key, ec.EllipticCurvePublicKey)
            and key.key_size >= _SMALLEST_EC_BITS
            and stated == f"{algorithm}_ecdsa"
        ):
            key.verify(signature, signed_bytes, ec.ECDSA(digest))
        elif isinstance(key, rsa.RSAPublicKey) and stated in (f"{algorithm}_rsa", "rsassa_pkcs1v15"):
            if key.key_size < _SMALLEST_RSA_BITS:
                return False
            key.verify(signature, signed_bytes, padding.PKCS1v15(), digest)
        else:
            raise _damaged("form")
    except InvalidSignature:
        return False
    return True
