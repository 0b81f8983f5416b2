"""Putting a mask over what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from app.redaction.findings import Finding

PLAIN_MASK = "•••"


def mask(text: str, findings: Iterable[Finding], words: Mapping[str, str] | None = None) -> str:
    """Return `text` with every finding replaced by a word in brackets that says what stood there."""
    parts: list[str] = []
    position = 0
    for each in sorted(findings):
        word = (words or {}).get(each.kind, PLAIN_MASK)
        parts += [text[position : each.start], f"[{word}]"]
        position = each.end
    return "".join([*parts, text[position:]])


def certain(findings: Iterable[Finding]) -> list[Finding]:
    """Return those that are masked without asking."""
    return [each for each in findings if each.certain]


def counts(findings: Iterable[Finding]) -> dict[str, int]:
    """Return how many of each kind; the only thing about a finding that is ever stored."""
    return dict(Counter(each.kind for each in findings))
