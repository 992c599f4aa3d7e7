"""A draft at rest: only the holder of the link can read it, because its key comes from the link itself."""

from typing import Final

import msgspec

from zicht_shared.crypto import Unreadable, derive_key, seal, unseal
from zicht_surveys.invullen.antwoorden import Answer, Answers

# The size of a draft would tell how much was answered: all short ones are the same size.
_BLOCK: Final = 512
_decoder = msgspec.json.Decoder(dict[str, str | list[str]])


def seal_draft(token: str, answers: Answers) -> bytes:
    plain = msgspec.json.encode(answers)
    return seal(_key(token), plain.ljust(-(-len(plain) // _BLOCK) * _BLOCK))


def open_draft(token: str, sealed: bytes | None) -> dict[str, Answer]:
    """The answers kept so far; none when there is no draft, or none that this link can open."""
    if sealed is None:
        return {}
    try:
        return _decoder.decode(unseal(_key(token), sealed))
    except (Unreadable, msgspec.DecodeError):
        return {}


def _key(token: str) -> bytes:
    return derive_key(token.encode(), "concept")
