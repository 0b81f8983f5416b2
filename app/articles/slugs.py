"""Addresses of articles, made from the public question and from nothing else."""

from __future__ import annotations

import re
import secrets

WORDS, LENGTH = 7, 60
_LETTERS = {
    **dict(zip("абвгдезийклмнопрстуфхцыэ", "abvgdeziiklmnoprstufhcye", strict=True)),
    **dict(zip("әғқңөұүһі", "agqnouuhi", strict=True)),
    "ё": "e",
    "ж": "zh",
    "ч": "ch",
    "ш": "sh",
    "щ": "sh",
    "ю": "iu",
    "я": "ia",
    "ь": "",
    "ъ": "",
}


def slug_of(question: str) -> str:
    """Return a readable address; the random end keeps two alike questions apart."""
    latin = "".join(_LETTERS.get(letter, letter) for letter in question.casefold())
    words = re.findall(r"[a-z0-9]+", latin)[:WORDS]
    return f"{'-'.join(words)[:LENGTH].strip('-') or 'answer'}-{secrets.token_hex(3)}"


def hidden_slug() -> str:
    """Return a placeholder for a text that is not public: it says nothing."""
    return f"draft-{secrets.token_hex(12)}"
