"""The project's own questions over its starter articles, and the ways people really type them."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = ROOT / "bench" / "data" / "search_questions.toml"
ARTICLES = ROOT / "app" / "content" / "articles"

_RUSSIAN = str.maketrans("әғқңөұүһі", "агкноуухи")
_LETTERS = "аәбвгғдеёжзийікқлмнңоөпрстуұүфхһцчшщъыьэюя"
_PLAIN_SPELLING = (
    "a a b v g g d e yo zh z i y i k k l m n n o o p r s t u u u f kh h ts ch sh sch - y - e yu ya"
)
_OFFICIAL_SPELLING = (
    "a ä b v g ğ d e io j z i i ı k q l m n ñ o ö p r s t u ū ü f h h ts ch ş şş - y - e iu ia"
)
_PLAIN = dict(zip(_LETTERS, _PLAIN_SPELLING.split(), strict=True))
_OFFICIAL = dict(zip(_LETTERS, _OFFICIAL_SPELLING.split(), strict=True))


@dataclass(frozen=True)
class Asked:
    """One question: which article answers it, in which language and manner it is asked."""

    id: str
    text: str
    language: str
    source_id: str
    is_rough: bool


def questions() -> list[Asked]:
    """Return all questions of the file."""
    return list(_questions())


def slugs() -> dict[str, str]:
    """Return the address of each starter article by its source id."""
    files = sorted(ARTICLES.glob("F*.toml"))
    rows = [tomllib.loads(file.read_text(encoding="utf-8")) for file in files]
    return {row["source_id"]: row["slug"] for row in rows}


def spoilt(asked: Asked) -> Iterator[tuple[str, str]]:
    """Yield the mechanical variants of a clean question: manner and text."""
    if asked.language == "kk":
        yield "Russian keyboard", asked.text.lower().translate(_RUSSIAN)
        yield "official Latin", _spell(asked.text, _OFFICIAL)
    if asked.language != "en":
        yield "plain Latin", _spell(asked.text, _PLAIN)
    yield "typing mistakes", mistyped(asked.text, asked.id)


def mistyped(text: str, seed: str) -> str:
    """Return the text with a letter lost, doubled or swapped in about half of its longer words."""
    r = random.Random(seed)

    def spoil(found: re.Match[str]) -> str:
        word = found.group()
        if r.random() < 0.5:
            return word
        i = r.randrange(1, len(word) - 1)
        return r.choice(
            (
                word[:i] + word[i + 1 :],
                word[:i] + word[i] + word[i:],
                word[:i] + word[i + 1] + word[i] + word[i + 2 :],
            )
        )

    return re.sub(r"[^\W\d_]{5,}", spoil, text.lower())


def _spell(text: str, letters: dict[str, str]) -> str:
    return "".join(letters.get(letter, letter).replace("-", "") for letter in text.lower())


def _questions() -> Iterator[Asked]:
    data = tomllib.loads(QUESTIONS.read_text(encoding="utf-8"))
    for source_id, groups in data.items():
        for group, texts in groups.items():
            for i, text in enumerate(texts):
                name = f"{source_id}-{group}-{i}"
                yield Asked(name, text, group[-2:], source_id, group.startswith("rough_"))
