"""The content security policy, word for word: whoever loosens it changes this test on purpose."""

from __future__ import annotations

import re

import pytest

from app.web.headers import CONTENT_SECURITY_POLICY, HEADERS

SNAPSHOT = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "kenes",
}


def weaknesses(policy: dict[str, str]) -> list[str]:
    """Return what lets foreign or inline code in."""
    found = [
        f"{name}: {value}"
        for name, value in policy.items()
        if re.search(r"unsafe|\*|https?:|//|nonce-|'sha", value)
    ]
    required = {"default-src", "base-uri", "form-action", "frame-ancestors", "script-src"}
    return found + [f"{name} is missing" for name in sorted(required - set(policy))]


def test_the_policy_is_the_one_agreed_on() -> None:
    assert CONTENT_SECURITY_POLICY == SNAPSHOT
    assert HEADERS["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")


def test_the_policy_lets_nothing_foreign_in() -> None:
    assert weaknesses(CONTENT_SECURITY_POLICY) == []


@pytest.mark.parametrize(
    "change",
    [
        {"script-src": "'self' 'unsafe-inline'"},
        {"connect-src": "*"},
        {"img-src": "'self' https://pictures.example"},
        {"style-src": "'self' 'unsafe-hashes'"},
    ],
)
def test_a_loose_policy_is_found(change: dict[str, str]) -> None:
    assert weaknesses({**SNAPSHOT, **change})
    assert weaknesses({name: value for name, value in SNAPSHOT.items() if name != "base-uri"})
