"""RFC 3161 time tokens over a signature file: asked for, fetched, read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from patrol_app.domain.errors import BadInput, CannotDo, DamagedEvidence
from patrol_app.evidence.cms import SignedMessage, verify_token
from patrol_app.evidence.der import is_der

if TYPE_CHECKING:
    from cryptography import x509

_SM3_OID = "1.2.156.10197.1.401"
_IMPRINTS = {"sha256": "sha256", "sha384": "sha384", "sha512": "sha512", _SM3_OID: "sm3", "sm3": "sm3"}
_MOST_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token that fits its signature file. ``at`` is the authority's time; whether to trust it is not said here."""

    at: datetime
    authority: x509.Certificate
    others: tuple[x509.Certificate, ...]


def request(signature: bytes, *, nonce: int | None = None) -> bytes:
    """A time-stamp request (DER) over a ``.p7s`` file; it asks for the authority's certificate in the reply."""
    from asn1crypto import tsp

    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": hashlib.sha256(signature).digest()}
    parts = {"version": "v1", "message_imprint": imprint, "cert_req": True}
    if nonce is not None:
        parts["nonce"] = nonce
    return bytes(tsp.TimeStampReq(parts).dump())


def read_token(reply: bytes, signature: bytes, *, nonce: int | None = None) -> Token:
    """Check a reply (``.tsr``) against the ``.p7s`` file it must be over.

    Raises:
        DamagedEvidence: refused by the authority, not over this file, or its signature is not good; ``reason`` says.
    """
    try:
        return _read(reply, signature, nonce)
    except DamagedEvidence as fault:
        raise DamagedEvidence("evidence.token", reason=str(fault.data["reason"])) from fault
    except Exception as fault:  # the ASN.1 parser leaks many kinds for hostile bytes
        raise DamagedEvidence("evidence.token", reason="form") from fault


def _read(reply: bytes, signature: bytes, nonce: int | None) -> Token:
    from asn1crypto import tsp

    if not is_der(reply):
        raise DamagedEvidence("evidence.token", reason="form")
    response = tsp.TimeStampResp.load(reply, strict=True)
    status = response["status"]
    if status["status"].native != "granted" or status["status_string"].native or status["fail_info"].native:
        raise DamagedEvidence("evidence.token", reason="status")
    message = verify_token(response["time_stamp_token"].dump())
    statement = tsp.TSTInfo.load(message.content or b"", strict=True)
    imprint = statement["message_imprint"]
    algorithm = _IMPRINTS.get(imprint["hash_algorithm"]["algorithm"].native)
    if algorithm is None or imprint["hashed_message"].native != hashlib.new(algorithm, signature).digest():
        raise DamagedEvidence("evidence.token", reason="content")
    if nonce is not None and statement["nonce"].native != nonce:
        raise DamagedEvidence("evidence.token", reason="content")
    return _token(statement["gen_time"].native, message)


def _token(at: datetime, message: SignedMessage) -> Token:
    return Token(at=at, authority=message.signer, others=message.others)


def fetch_token(url: str, signature: bytes, *, nonce: int, timeout_s: float) -> bytes:
    """Ask a time authority over HTTP and return its reply once it fits; ``nonce`` is random, so no reply can be old.

    Raises:
        BadInput: the address is not http or https.
        CannotDo: the authority cannot be reached or answers something else.
        DamagedEvidence: the reply does not fit the signature.
    """
    from urllib.request import Request, urlopen

    if not url.startswith(("http://", "https://")):
        raise BadInput("evidence.token_url", url=url)
    headers = {"Content-Type": "application/timestamp-query"}
    asked = Request(url, data=request(signature, nonce=nonce), headers=headers)  # scheme checked above
    try:
        with urlopen(asked, timeout=timeout_s) as answer:
            reply: bytes = answer.read(_MOST_BYTES)
    except (OSError, ValueError) as fault:
        raise CannotDo("evidence.token_fetch", url=url, reason=str(fault)) from fault
    read_token(reply, signature, nonce=nonce)
    return reply
