"""A key that never leaves a USB token: PKCS#11, through the maker's own module (optional package ``python-pkcs11``)."""

from __future__ import annotations

import hashlib
from pathlib import Path
from types import TracebackType
from typing import Any

from patrol_app.domain.errors import BadInput, CannotDo
from patrol_app.evidence.certificates import fingerprint
from patrol_app.evidence.signer import Signer


class UsbKeySigner(Signer):
    """A signer whose private key stays in the token. Close it, or leave its ``with`` block, to log out."""

    def __init__(self, session: Any, key: Any, certificate: bytes, chain: tuple[bytes, ...]) -> None:
        super().__init__(certificate, chain)
        self._session = session
        self._key = key

    def sign(self, data: bytes) -> bytes:
        """An ECDSA P-256 signature (DER) over SHA-256 of ``data``, made inside the token.

        Raises:
            CannotDo: the token was pulled out or refuses.
        """
        from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

        library = _library()
        try:
            # hashed here: many tokens offer bare ECDSA only
            raw = self._key.sign(hashlib.sha256(data).digest(), mechanism=library.Mechanism.ECDSA)
        except library.exceptions.PKCS11Error as fault:
            raise CannotDo("evidence.usb_refused", reason=type(fault).__name__) from fault
        half = len(raw) // 2
        return encode_dss_signature(int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big"))

    def close(self) -> None:
        """Log out of the token."""
        self._session.close()

    def __enter__(self) -> UsbKeySigner:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _library() -> Any:
    from importlib import import_module

    try:
        library = import_module("pkcs11")
        import_module("pkcs11.exceptions")
    except ImportError as fault:
        raise CannotDo("evidence.usb_no_library") from fault
    return library


def open_usb_key(module: Path, pin: str, *, token_label: str | None = None) -> UsbKeySigner:
    """Unlock the token and find the P-256 key that has a certificate beside it.

    Args:
        module: the maker's PKCS#11 library (``.so`` or ``.dll``).
        pin: the token's user PIN.
        token_label: which token, when several are plugged in.

    Raises:
        CannotDo: the optional package is missing, the module cannot be loaded, or no such token is plugged in.
        BadInput: a wrong PIN, or no P-256 key with its certificate in the token.
    """
    library = _library()
    errors = library.exceptions
    try:
        tokens = [each for each in library.lib(str(module)).get_tokens() if token_label in (None, each.label.strip())]
        if not tokens:
            raise CannotDo("evidence.usb_absent", label=token_label or "—")
        session = tokens[0].open(user_pin=pin)
    except errors.PinIncorrect as fault:
        raise BadInput("evidence.usb_pin") from fault
    except (errors.PKCS11Error, RuntimeError) as fault:
        raise CannotDo("evidence.usb_module", file=str(module), reason=str(fault) or type(fault).__name__) from fault
    signer = _find(library, session)
    if signer is None:
        session.close()
        raise BadInput("evidence.usb_empty")
    return signer


def _find(library: Any, session: Any) -> UsbKeySigner | None:
    attribute, kinds = library.Attribute, library.ObjectClass
    certificates = {
        bytes(each[attribute.ID]): bytes(each[attribute.VALUE])
        for each in session.get_objects({attribute.CLASS: kinds.CERTIFICATE})
    }
    for key in session.get_objects({attribute.CLASS: kinds.PRIVATE_KEY, attribute.KEY_TYPE: library.KeyType.EC}):
        own = certificates.get(bytes(key[attribute.ID]))
        if own is not None and _on_p256(own):
            above = tuple(each for each in certificates.values() if fingerprint(each) != fingerprint(own))
            return UsbKeySigner(session, key, own, above)
    return None


def _on_p256(certificate: bytes) -> bool:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec

    try:
        key = x509.load_der_x509_certificate(certificate).public_key()
    except ValueError:
        return False
    return isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1)
