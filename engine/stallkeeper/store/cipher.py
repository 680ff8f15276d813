"""Bytes and a key in, bytes that nobody reads without the key out; and back. AES-256-GCM, a fresh nonce each time."""

from __future__ import annotations

import os

_NONCE = 12


def locked(key: bytes, plain: bytes, about: bytes) -> bytes:
    """`about` is not hidden, and has to be given again: bytes of one thing cannot be passed off as another's."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, about)


def unlocked(key: bytes, secret: bytes, about: bytes) -> bytes | None:
    """None where the key or `about` is another, or the bytes were changed."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(key).decrypt(secret[:_NONCE], secret[_NONCE:], about)
    except (InvalidTag, ValueError):
        return None
