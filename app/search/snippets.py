"""The passage that answers, with the words that do marked. Works on the text as people read it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from app.search.analysis.letters import normalise
from app.search.analysis.tokens import word_of
from app.search.interface import Segments

PASSAGE = 240
_MAX_TEXT = 20_000
# A word with the marks that may stand inside it: stress, apostrophes.
_SPELT = re.compile(r"[^\W_]+(?:[\u0300-\u036f'’ʼ‘`]+[^\W_]+)*[\u0300-\u036f]*")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")
_MARKDOWN = re.compile(
    r"^\s{0,3}(?:[-*+>]|#{1,6}|\d{1,2}[.)])\s+|[*_`]{1,3}|\[([^\]]*)\]\([^)]*\)", re.MULTILINE
)

Telling = Mapping[str, float]
"""How much each index term says about the question."""


class _Piece(NamedTuple):
    start: int
    end: int
    weight: float


class _Sentence(NamedTuple):
    text: str
    terms: frozenset[str]


def plain(text: str) -> str:
    """Return a text without the signs of its markup."""
    return _MARKDOWN.sub(lambda found: found.group(1) or "", text)


def mark(text: str, telling: Telling) -> Segments:
    """Cut a text into pieces, those that answer marked; joined they are the text again."""
    segments: list[tuple[str, bool]] = []
    done = 0
    for start, end, weight in _pieces(text, telling):
        if weight <= 0:
            continue
        joined = segments and segments[-1][1] and not text[done:start].strip()
        if joined:
            segments[-1] = (segments[-1][0] + text[done:end], True)
        else:
            segments += [(text[done:start], False), (text[start:end], True)]
        done = end
    segments.append((text[done:], False))
    return tuple(segment for segment in segments if segment[0])


def best_passage(texts: Iterable[str], telling: Telling, *, limit: int = PASSAGE) -> Segments:
    """Return the stretch of these texts that answers most, cut at words, with the answering words marked.

    Among equals the first one wins, so a short answer goes before an explanation that repeats it.
    """
    best, best_weight = "", -1.0
    for text in texts:
        for passage, found in _passages(text, telling, limit):
            weight = sum(telling[term] for term in sorted(found))
            if weight > best_weight + 1e-9:
                best, best_weight = passage, weight
    return mark(best if len(best) <= limit else best[:limit].rsplit(None, 1)[0] + " …", telling)


def _passages(text: str, telling: Telling, limit: int) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield runs of whole sentences up to the limit, one from every sentence on, with the terms they hold."""
    sentences = _sentences(text)
    held = [each.terms & telling.keys() for each in sentences]
    for first in range(len(sentences)):
        run, found = sentences[first].text, held[first]
        for sentence, more in zip(sentences[first + 1 :], held[first + 1 :], strict=True):
            if len(run) + 1 + len(sentence.text) > limit:
                break
            run = f"{run} {sentence.text}"
            found = found | more
        yield run, found


@lru_cache(maxsize=1024)
def _sentences(text: str) -> tuple[_Sentence, ...]:
    """Return the sentences of a text; popular answers are cut for many questions."""
    parts = (each.strip() for each in _SENTENCE_END.split(plain(text[:_MAX_TEXT])))
    return tuple(
        _Sentence(each, frozenset(_term(word) for word in _SPELT.findall(each))) for each in parts if each
    )


@lru_cache(maxsize=65536)
def _term(spelt: str) -> str:
    """Return the index term of a word as it stands in a text."""
    word = normalise(spelt)
    return word_of(word).term if word else ""


def _pieces(text: str, telling: Telling) -> Iterator[_Piece]:
    for found in _SPELT.finditer(text):
        yield _Piece(found.start(), found.end(), telling.get(_term(found.group()), 0.0))
