"""Encryption at rest: AES-256-GCM under a key derived with HKDF (RFC 5869) from a secret that the database never holds.

Fernet is not used: it writes the time of encryption in the clear, and answers may carry no time finer than a month.
"""

import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE = 12


class Unreadable(Exception):
    """The ciphertext was not made with this key, or was changed."""


def derive_key(secret: bytes, purpose: str) -> bytes:
    """32 bytes for one purpose from a secret of at least 128 bits."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret)


def seal(key: bytes, plain: bytes) -> bytes:
    """Encrypt and authenticate; the random nonce goes in front."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, None)


def unseal(key: bytes, sealed: bytes) -> bytes:
    """The plain text of `seal`. Raises Unreadable."""
    if len(sealed) < _NONCE:
        raise Unreadable
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
    except InvalidTag as fault:
        raise Unreadable from fault


class Keyring:
    """The service's secret keys: the first encrypts, all of them decrypt, so that a key can be rotated."""

    def __init__(self, secrets: list[str]) -> None:
        if not secrets or any(len(secret) < 32 for secret in secrets):
            raise ValueError("a secret key has at least 32 characters")
        self._secrets = [secret.encode() for secret in secrets]

    def key(self, purpose: str) -> bytes:
        """The current key for one purpose."""
        return _cached_key(self._secrets[0], purpose)

    def seal(self, purpose: str, plain: bytes) -> bytes:
        return seal(self.key(purpose), plain)

    def unseal(self, purpose: str, sealed: bytes) -> bytes:
        """The plain text, whichever of the keys sealed it. Raises Unreadable."""
        for secret in self._secrets:
            try:
                return unseal(_cached_key(secret, purpose), sealed)
            except Unreadable:
                continue
        raise Unreadable

    def pseudonym_key(self, gemeente_code: str) -> bytes:
        """The key under which one gemeente's client pseudonyms are hashed.

        It comes from the oldest secret: the same client must keep the same pseudonym when keys rotate.
        """
        return _cached_key(self._secrets[-1], f"clientpseudoniem:{gemeente_code}")


@lru_cache(maxsize=4096)
def _cached_key(secret: bytes, purpose: str) -> bytes:
    return derive_key(secret, purpose)


def pseudonym(key: bytes, text: str) -> bytes:
    """A keyed hash of 128 bits: the same client is the same value within a gemeente, and nothing elsewhere."""
    return hmac.digest(key, text.encode(), hashlib.sha256)[:16]


def sha256(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
