"""Sealing: known answers, what a changed or moved value does, versions of keys."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from app.core.sealing import InstallationSeal, KeyRing, Seal, SealBroken, version_of

ONE, TWO = bytes(range(32)), bytes(range(32, 64))
CONTEXT = "messages.body_sealed:0a"


def test_the_cipher_is_aes_256_gcm_with_the_known_answer_of_its_specification() -> None:
    # Test case 14 of the GCM specification: a zero key, a zero nonce, one zero block.
    known = bytes.fromhex("cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919")
    assert AESGCM(bytes(32)).encrypt(bytes(12), bytes(16), b"") == known


def test_a_value_is_nonce_ciphertext_and_tag_under_the_context() -> None:
    sealed = Seal(ONE).seal("сөз", CONTEXT)
    assert AESGCM(ONE).decrypt(sealed[:12], sealed[12:], CONTEXT.encode()) == "сөз".encode()
    assert len(sealed) == 12 + len("сөз".encode()) + 16


@given(st.text(), st.binary())
def test_what_was_sealed_opens_unchanged(text: str, content: bytes) -> None:
    seal = Seal(ONE)
    assert seal.open(seal.seal(text, CONTEXT), CONTEXT) == text
    assert seal.open_bytes(seal.seal_bytes(content, CONTEXT), CONTEXT) == content


def test_equal_texts_look_different() -> None:
    assert len({Seal(ONE).seal("иә", CONTEXT) for _ in range(100)}) == 100


@pytest.mark.parametrize("context", ["messages.body_sealed:0b", "answers.body_sealed:0a", ""])
def test_a_value_moved_to_another_row_or_column_does_not_open(context: str) -> None:
    with pytest.raises(SealBroken):
        Seal(ONE).open(Seal(ONE).seal("сөз", CONTEXT), context)


@given(st.integers(min_value=0, max_value=33), st.integers(min_value=1, max_value=255))
def test_one_changed_byte_is_noticed(place: int, change: int) -> None:
    sealed = bytearray(Seal(ONE).seal("сөз", CONTEXT))
    sealed[place] ^= change
    with pytest.raises(SealBroken):
        Seal(ONE).open(bytes(sealed), CONTEXT)


@pytest.mark.parametrize("sealed", [b"", b"\x01", bytes(11), bytes(27)])
def test_a_cut_off_value_is_noticed(sealed: bytes) -> None:
    for broken in (
        Seal(ONE).open_bytes,
        KeyRing({1: ONE}).unwrap,
        InstallationSeal(KeyRing({1: ONE}), "x").open,
    ):
        with pytest.raises(SealBroken):
            broken(sealed, CONTEXT)


def test_the_newest_key_wraps_and_older_ones_still_open() -> None:
    old, both, new = KeyRing({1: ONE}), KeyRing({1: ONE, 2: TWO}), KeyRing({2: TWO})
    wrapped = old.wrap(b"k" * 32, CONTEXT)
    assert (version_of(wrapped), both.unwrap(wrapped, CONTEXT)) == (1, b"k" * 32)
    fresh = both.wrap(b"k" * 32, CONTEXT)
    assert (version_of(fresh), new.unwrap(fresh, CONTEXT)) == (2, b"k" * 32)
    with pytest.raises(SealBroken):
        new.unwrap(wrapped, CONTEXT)


def test_what_the_installation_sealed_opens_after_a_new_key_came() -> None:
    sealed = InstallationSeal(KeyRing({1: ONE}), "totp").seal("код", CONTEXT)
    assert InstallationSeal(KeyRing({1: ONE, 2: TWO}), "totp").open(sealed, CONTEXT) == "код"
    for ring, purpose in (
        (KeyRing({2: TWO}), "totp"),
        (KeyRing({1: ONE}), "receipt"),
        (KeyRing({1: TWO}), "totp"),
    ):
        with pytest.raises(SealBroken):
            InstallationSeal(ring, purpose).open(sealed, CONTEXT)
