"""Authenticated encryption at rest: one data key per ticket, wrapped by the installation's key.

AES-256-GCM (NIST SP 800-38D) with random 96-bit nonces: safe for 2**32 values under one key. A ticket
holds hundreds; an installation key wraps one key per ticket. The associated data names table, column and
row, so a value copied elsewhere does not open. Destroying the wrapped key destroys the ticket's texts.
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
KEY_CONTEXT = "tickets.key_sealed:"


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
    """The installation's keys by version; the newest seals, older ones still open what they sealed."""

    keys: dict[int, bytes]

    @property
    def newest(self) -> int:
        """Return the version that seals from now on."""
        return max(self.keys)

    def wrap(self, key: bytes, context: str) -> bytes:
        """Seal a data key with the newest installation key."""
        return self._seal(self.keys[self.newest], key, context)

    def unwrap(self, wrapped: bytes, context: str) -> bytes:
        """Open a data key; raise SealBroken when it cannot be opened."""
        return self._open(self.keys.get(version_of(wrapped)), wrapped, context)

    def seal_for(self, purpose: str, content: bytes, context: str) -> bytes:
        """Seal with a key of its own per purpose (HKDF of the newest key); the version stands in front."""
        return self._seal(_derived(self.keys[self.newest], purpose), content, context)

    def open_for(self, purpose: str, sealed: bytes, context: str) -> bytes:
        """Open what `seal_for` sealed under any version that is still here."""
        master = self.keys.get(version_of(sealed))
        return self._open(_derived(master, purpose) if master else None, sealed, context)

    def _seal(self, key: bytes, content: bytes, context: str) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return bytes([self.newest]) + nonce + AESGCM(key).encrypt(nonce, content, context.encode())

    def _open(self, key: bytes | None, sealed: bytes, context: str) -> bytes:
        nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        try:
            if key is None:
                raise SealBroken("key")
            return AESGCM(key).decrypt(nonce, body, context.encode())
        except (InvalidTag, ValueError) as error:
            raise SealBroken("key") from error


@dataclass(frozen=True)
class InstallationSeal:
    """Seals the installation's own secrets. `flask vault rotate` knows those that lie in the database."""

    ring: KeyRing
    purpose: str

    def seal(self, text: str, context: str) -> bytes:
        """Return version + nonce + ciphertext of `text`, bound to `context`."""
        return self.seal_bytes(text.encode(), context)

    def open(self, sealed: bytes, context: str) -> str:
        """Return the text; raise SealBroken when anything was changed."""
        try:
            return self.open_bytes(sealed, context).decode()
        except UnicodeDecodeError as error:
            raise SealBroken(self.purpose) from error

    def seal_bytes(self, content: bytes, context: str) -> bytes:
        """Return version + nonce + ciphertext of `content`, bound to `context`."""
        return self.ring.seal_for(self.purpose, content, context)

    def open_bytes(self, sealed: bytes, context: str) -> bytes:
        """Return the content; raise SealBroken when anything was changed."""
        return self.ring.open_for(self.purpose, sealed, context)


def version_of(sealed: bytes) -> int:
    """Return which installation key closed this; 0 for what is no such value."""
    return sealed[0] if sealed else 0


def key_ring() -> KeyRing:
    """Return the key ring of the running application."""
    ring: KeyRing = current_app.extensions["kenes_key_ring"]
    return ring


def new_wrapped_key(owner_id: str) -> bytes:
    """Make a data key for a new ticket, already wrapped."""
    return key_ring().wrap(secrets.token_bytes(KEY_BYTES), KEY_CONTEXT + owner_id)


def ticket_seal(ticket: Sealed) -> Seal:
    """Return the seal of a ticket; contexts are "table.column:row"."""
    return Seal(key_ring().unwrap(ticket.key_sealed, KEY_CONTEXT + ticket.id))


def installation_seal(purpose: str) -> InstallationSeal:
    """Return a seal for the installation's own secrets."""
    return InstallationSeal(key_ring(), purpose)


def _derived(master: bytes, purpose: str) -> bytes:
    derive = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode())
    return derive.derive(master)
