"""The one place where text becomes index terms, for articles and for questions, in every language."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from app.search.analysis.letters import normalise, skeleton, words
from app.search.analysis.references import bones_of, citation_terms, cut_citations
from app.search.analysis.stem import stem
from app.search.analysis.stopwords import ORPHANS

CUT = 6
GRAM = 4
STEM_PREFIX = 4
# Cheap to look for and part of every way to name a provision: most texts name none.
_NAMES_LAW = re.compile(
    r"\d[\s)]{0,3}[-‐-―]?\s?(?:ба[пб]|ba[pb])|(?:ст|st|art|§|стат)[\w.]{0,12}\s?\d|:\s?\d|\d\s?\(",
    re.IGNORECASE,
)
_NUMBER_AND_ENDING = re.compile(r"(\d+)([^\W\d_]+)")
_MAX_NUMBER = 12
_MARKS = frozenset("@#")  # a provision of law, a topic
# Letter runs are numbers that are letters too (below U+D800): a packed list of them is searched as a text.
GRAM_CODES = 55_291


class Word(NamedTuple):
    """A word as typed (normalised), in the skeleton alphabet, and as the index knows it."""

    text: str
    bones: str
    term: str


@lru_cache(maxsize=65536)
def word_of(text: str) -> Word:
    """Return what the index makes of one normalised word."""
    if text.isdecimal():
        return Word(text, text, text[:_MAX_NUMBER])
    bones = skeleton(text)
    return Word(text, bones, term_of(bones))


def term_of(bones: str) -> str:
    """Return the index term of a skeleton word: its stem, cut."""
    return bones[:_MAX_NUMBER] if bones.isdecimal() else stem(bones)[:CUT]


def read(text: str) -> Iterator[Word]:
    """Yield the words of a text in order, numbers apart from endings that hang on them."""
    for word in words(normalise(text)):
        yield from parts(word)


@lru_cache(maxsize=65536)
def parts(text: str) -> tuple[Word, ...]:
    """Return one normalised word, or the number and the word that were written as one."""
    glued = _NUMBER_AND_ENDING.fullmatch(text)
    if not glued:
        return (word_of(text),)
    number, ending = glued.groups()
    if skeleton(ending) in ORPHANS:
        return (word_of(number),)
    return (word_of(number), word_of(ending)) if len(number) > 1 else (word_of(text),)


def read_citations(text: str) -> list[str]:
    """Return the index terms of the provisions of law that a text names."""
    if not _NAMES_LAW.search(text):
        return []
    found, _rest = cut_citations(bones_of(text))
    return [term for citation in found for term in citation_terms(citation)]


def is_number(term: str) -> bool:
    """Tell what is matched exactly or not at all (numbers, provisions, topics) from words."""
    return term[:1] in _MARKS or term.isdecimal()


def beginning_of(term: str) -> str:
    """Return the letters a word shares with its family; empty for short words and numbers."""
    return "" if len(term) < STEM_PREFIX or is_number(term) else term[:STEM_PREFIX]


def topic_term(slug: str) -> str:
    """Return the index term of a topic: what a topic filter looks for."""
    return f"#{slug}"[:32]


@lru_cache(maxsize=65536)
def grams(bones: str) -> tuple[int, ...]:
    """Return the runs of four letters of a word, marked at both ends, as 16-bit codes."""
    marked = f"<{bones}>".encode()
    runs = range(max(1, len(marked) - GRAM + 1))
    return tuple(zlib.crc32(marked[i : i + GRAM]) % GRAM_CODES for i in runs)


@lru_cache(maxsize=16384)
def neighbourhood(term: str) -> tuple[str, ...]:
    """Return the term and the term with each one of its letters left out."""
    return tuple({term: 0} | {term[:i] + term[i + 1 :]: 0 for i in range(len(term))})
