import hashlib
import hmac

import pytest

from zicht_shared.crypto import Keyring, Unreadable, derive_key, pseudonym, seal, unseal

OLD, NEW, OTHER = "oud" * 11, "nieuw" * 7, "ander" * 7


def test_what_is_sealed_comes_back_and_looks_different_each_time() -> None:
    key = derive_key(b"x" * 32, "doel")
    assert unseal(key, seal(key, b"tekst")) == b"tekst"
    assert seal(key, b"tekst") != seal(key, b"tekst")
    assert b"tekst" not in seal(key, b"tekst")


def test_a_key_for_one_purpose_opens_nothing_of_another() -> None:
    keyring = Keyring([NEW])
    sealed = keyring.seal("concept", b"tekst")
    with pytest.raises(Unreadable):
        keyring.unseal("idempotentie", sealed)


@pytest.mark.parametrize("place", [0, 11, 12, 16, -1])
def test_one_bit_that_was_changed_makes_it_unreadable(place: int) -> None:
    key = derive_key(b"x" * 32, "doel")
    sealed = bytearray(seal(key, b"tekst"))
    sealed[place] ^= 1
    with pytest.raises(Unreadable):
        unseal(key, bytes(sealed))


@pytest.mark.parametrize("sealed", [b"", b"kort", b"x" * 12, b"x" * 27])
def test_what_was_never_sealed_is_unreadable(sealed: bytes) -> None:
    with pytest.raises(Unreadable):
        Keyring([NEW]).unseal("doel", sealed)


def test_after_rotation_the_old_is_still_read_and_the_new_is_written_with_the_new_key() -> None:
    before = Keyring([OLD])
    rotated = Keyring([NEW, OLD])
    assert rotated.unseal("doel", before.seal("doel", b"tekst")) == b"tekst"
    with pytest.raises(Unreadable):
        before.unseal("doel", rotated.seal("doel", b"tekst"))
    assert Keyring([NEW]).unseal("doel", rotated.seal("doel", b"tekst")) == b"tekst"


def test_without_the_old_key_the_old_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        Keyring([NEW]).unseal("doel", Keyring([OLD]).seal("doel", b"tekst"))


def test_a_client_keeps_its_pseudonym_when_keys_rotate() -> None:
    rings = [Keyring([OLD]), Keyring([NEW, OLD]), Keyring([OTHER, NEW, OLD])]
    assert len({pseudonym(ring.pseudonym_key("GM0627"), "client-1") for ring in rings}) == 1


def test_a_pseudonym_says_nothing_outside_its_gemeente() -> None:
    ring = Keyring([OLD])
    here, there = (ring.pseudonym_key(code) for code in ("GM0627", "GM0628"))
    assert pseudonym(here, "client-1") != pseudonym(there, "client-1")
    assert pseudonym(here, "client-1") != pseudonym(here, "client-2")
    assert len(pseudonym(here, "client-1")) == 16


@pytest.mark.parametrize("secrets", [[], ["te kort"], [NEW, "x" * 31]])
def test_a_weak_secret_is_refused_at_the_start(secrets: list[str]) -> None:
    with pytest.raises(ValueError, match="32"):
        Keyring(secrets)


def test_keys_are_made_as_rfc_5869_says() -> None:
    # HKDF-SHA256 without salt, for one block: extract, then expand.
    extracted = hmac.digest(bytes(32), b"geheim" * 6, hashlib.sha256)
    expected = hmac.digest(extracted, b"doel\x01", hashlib.sha256)
    assert derive_key(b"geheim" * 6, "doel") == expected
