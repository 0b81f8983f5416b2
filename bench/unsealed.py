"""The application with sealing switched off, for one measurement: `gunicorn bench.unsealed:app`.

The application itself has no such switch. Here its two methods are replaced after the start: what is
written from now on lies open, what was sealed before still opens, and keys are unwrapped once.
"""

from __future__ import annotations

from functools import lru_cache

import wsgi  # isort: skip  # first: it prepares the process for gevent

from app.core.sealing import KeyRing, Seal

OPEN = b"open:"
_open_bytes, _unwrap = Seal.open_bytes, KeyRing.unwrap


def leave(_seal: Seal, content: bytes, _context: str) -> bytes:
    """Mark what was left open."""
    return OPEN + content


def take(seal: Seal, sealed: bytes, context: str) -> bytes:
    """Return what was left open as it is, and open what the preparation had sealed."""
    return sealed[len(OPEN) :] if sealed.startswith(OPEN) else _open_bytes(seal, sealed, context)


@lru_cache(maxsize=10_000)
def _known(wrapped: bytes, context: str) -> bytes:
    return _unwrap(wsgi.app.extensions["kenes_key_ring"], wrapped, context)


def unwrap(_ring: KeyRing, wrapped: bytes, context: str) -> bytes:
    """Return a key that costs nothing from the second time on."""
    return _known(bytes(wrapped), context)


Seal.seal_bytes = leave  # type: ignore[method-assign]
Seal.open_bytes = take  # type: ignore[method-assign]
KeyRing.unwrap = unwrap  # type: ignore[method-assign]
app = wsgi.app
