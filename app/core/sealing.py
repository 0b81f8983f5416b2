"""Authenticated encryption at rest: one data key per ticket, wrapped by the installation's key.

AES-256-GCM (NIST SP 800-38D). The associated data binds a ciphertext to its place, so a row copied
to another ticket does not open. Destroying the wrapped key destroys every text of the ticket.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

NONCE_BYTES = 12
KEY_BYTES = 32


class SealBroken(Exception):
    """The ciphertext was changed, moved, or sealed with a key we do not have."""


class Sealed(Protocol):
    """Anything that carries a wrapped data key."""

    id: str
    key_sealed: bytes


@dataclass(frozen=True)
class Seal:
    """Seals and opens short texts under one key."""

    key: bytes

    def seal(self, text: str, context: str) -> bytes:
        """Return nonce + ciphertext of `text`, bound to `context`."""
        return self.seal_bytes(text.encode(), context)

    def open(self, sealed: bytes, context: str) -> str:
        """Return the text; raise SealBroken when anything was changed."""
        try:
            return self.open_bytes(sealed, context).decode()
        except UnicodeDecodeError as error:
            raise SealBroken(context.split(":", maxsplit=1)[0]) from error

    def seal_bytes(self, content: bytes, context: str) -> bytes:
        """Return nonce + ciphertext of `content`; the context is "table.column:row"."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + AESGCM(self.key).encrypt(nonce, content, context.encode())

    def open_bytes(self, sealed: bytes, context: str) -> bytes:
        """Return the content; raise SealBroken when anything was changed."""
        nonce, body = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        try:
            return AESGCM(self.key).decrypt(nonce, body, context.encode())
        except (InvalidTag, ValueError) as error:
            raise SealBroken(context.split(":", maxsplit=1)[0]) from error


@dataclass(frozen=True)
class KeyRing:
    """The installation's keys, newest last; old ones still open what they sealed."""

    keys: dict[int, bytes]

    def wrap(self, key: bytes, context: str) -> bytes:
        """Seal a data key with the newest installation key."""
        key_id = max(self.keys)
        nonce = secrets.token_bytes(NONCE_BYTES)
        body = AESGCM(self.keys[key_id]).encrypt(nonce, key, context.encode())
        return bytes([key_id]) + nonce + body

    def unwrap(self, wrapped: bytes, context: str) -> bytes:
        """Open a data key; raise SealBroken when it cannot be opened."""
        try:
            master = self.keys[wrapped[0]]
            nonce, body = wrapped[1 : 1 + NONCE_BYTES], wrapped[1 + NONCE_BYTES :]
            return AESGCM(master).decrypt(nonce, body, context.encode())
        except (InvalidTag, KeyError, IndexError, ValueError) as error:
            raise SealBroken("key") from error


def key_ring() -> KeyRing:
    """Return the key ring of the running application."""
    ring: KeyRing = current_app.extensions["kenes_key_ring"]
    return ring


def new_wrapped_key(owner_id: str) -> bytes:
    """Make a data key for a new ticket, already wrapped."""
    return key_ring().wrap(secrets.token_bytes(KEY_BYTES), f"key:{owner_id}")


def ticket_seal(ticket: Sealed) -> Seal:
    """Return the seal of a ticket; contexts are "<what>:<id>"."""
    return Seal(key_ring().unwrap(ticket.key_sealed, f"key:{ticket.id}"))


def installation_seal(purpose: str) -> Seal:
    """Return a seal for the installation's own secrets, with a key of its own per purpose (HKDF)."""
    ring = key_ring()
    derive = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode())
    return Seal(derive.derive(ring.keys[max(ring.keys)]))
