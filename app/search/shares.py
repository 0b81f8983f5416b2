"""Words that can be read only when enough different people have sent them (Shamir's secret sharing).

Everybody who asks the same thing holds one point of the same curve. The key to the words is where the
curve meets the axis, and it takes THRESHOLD points to know the curve. The database alone, holding fewer
points, does not hold the key.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

THRESHOLD = 5
_PRIME = 2**127 - 1  # a Mersenne prime: every field element fits 16 bytes


def share_of(secret: bytes, asker: str) -> tuple[int, int]:
    """Return the asker's point of the curve that belongs to `secret`."""
    x = _element(secret, f"x:{asker}") or 1
    y = 0
    for coefficient in reversed(_coefficients(secret)):
        y = (y * x + coefficient) % _PRIME
    return x, y


def key_of(secret: bytes) -> bytes:
    """Return the key that the curve of `secret` hides."""
    return _key(_coefficients(secret)[0])


def recover(points: Sequence[tuple[int, int]]) -> bytes | None:
    """Return the key from enough different points, None from too few."""
    chosen = list(dict(points).items())[:THRESHOLD]
    if len(chosen) < THRESHOLD:
        return None
    value = 0
    for i, (x, y) in enumerate(chosen):
        above, below = 1, 1
        for j, (other, _) in enumerate(chosen):
            if i != j:
                above = above * -other % _PRIME
                below = below * (x - other) % _PRIME
        value = (value + y * above * pow(below, -1, _PRIME)) % _PRIME
    return _key(value)


def _coefficients(secret: bytes) -> list[int]:
    return [_element(secret, f"c:{i}") for i in range(THRESHOLD)]


def _element(secret: bytes, label: str) -> int:
    return int.from_bytes(hmac.new(secret, label.encode(), hashlib.sha256).digest()) % _PRIME


def _key(value: int) -> bytes:
    return hashlib.sha256(value.to_bytes(16)).digest()
