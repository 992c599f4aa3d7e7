"""Links that follow from one secret: so an answer full of links can be given again without being kept. Pure."""

import hmac
import os
from base64 import urlsafe_b64encode
from uuid import UUID

_TOKEN_BYTES = 24  # as many as zicht_shared.tenancy.new_token draws


def new_seed() -> bytes:
    """A secret of 256 random bits, from which any number of links follow."""
    return os.urandom(32)


def token_at(seed: bytes, gemeente: str, index: int) -> str:
    """The token of the link with this number (from 0), in the form of `new_token`. gemeente: its code."""
    return f"{gemeente[2:]}-{urlsafe_b64encode(_bytes_at(seed, b'link', index)[:_TOKEN_BYTES]).decode()}"


def id_at(seed: bytes, index: int) -> UUID:
    """The id of the invitation with this number."""
    return UUID(bytes=_bytes_at(seed, b"id", index)[:16], version=4)


def _bytes_at(seed: bytes, purpose: bytes, index: int) -> bytes:
    return hmac.digest(seed, purpose + index.to_bytes(4, "big"), "sha256")
