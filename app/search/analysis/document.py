"""An article as the index stores it: how often which term, field weights counted in."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from dataclasses import dataclass, field, replace

from app.search.analysis import letters, stem
from app.search.analysis.letters import normalise, words
from app.search.analysis.references import citation_terms, parse_cited
from app.search.analysis.stopwords import ORPHANS
from app.search.analysis.tokens import CUT, GRAM, grams, is_number, parts, read_citations
from app.search.interface import Document

# Counted in half words: a word of the question weighs as much as three of the explanation.
FIELD_WEIGHTS = {"question": 6, "short_answer": 4, "body": 2, "keywords": 2, "provisions": 1}
UNIT = 2
MAX_COUNT = 255
MAX_TEXT = 200_000


@dataclass(slots=True)
class Analysis:
    """The terms of one document with their weights in half words."""

    terms: dict[str, int] = field(default_factory=dict)
    grams: dict[int, int] = field(default_factory=dict)
    surfaces: dict[str, str] = field(default_factory=dict)
    length: int = 0


def tidy(document: Document) -> Document:
    """Return the document with its texts in one Unicode form and without what a database refuses."""
    return replace(
        document,
        question=_clean(document.question),
        short_answer=_clean(document.short_answer),
        body=_clean(document.body),
        keywords=tuple(_clean(each) for each in document.keywords),
    )


def analyse(document: Document) -> Analysis:
    """Count the terms and letter runs of a document."""
    result = Analysis()
    for name in ("question", "short_answer", "body"):
        _count(result, getattr(document, name), FIELD_WEIGHTS[name])
    _count(result, "\n".join(document.keywords), FIELD_WEIGHTS["keywords"])
    for cited in document.provisions:
        if citation := parse_cited(cited):
            for term in citation_terms(citation):
                result.terms[term] = result.terms.get(term, 0) + FIELD_WEIGHTS["provisions"]
                result.length += FIELD_WEIGHTS["provisions"]
    return result


def digest(document: Document) -> str:
    """Return a fingerprint of everything that is indexed or shown."""
    return hashlib.sha256(repr(document).encode("utf-8", "replace")).hexdigest()


def _count(result: Analysis, text: str, weight: int) -> None:
    terms, runs, surfaces = result.terms, result.grams, result.surfaces
    for spelt, times in Counter(words(normalise(text))).items():
        amount = times * weight
        for word in parts(spelt):
            if word.bones in ORPHANS:
                continue
            terms[word.term] = terms.get(word.term, 0) + amount
            result.length += amount
            for run in grams(word.bones):
                runs[run] = runs.get(run, 0) + amount
            known = surfaces.get(word.term)
            if (known is None or len(word.text) < len(known)) and not is_number(word.term):
                surfaces[word.term] = word.text
    for term in read_citations(text):
        terms[term] = terms.get(term, 0) + weight


def _clean(text: str) -> str:
    text = unicodedata.normalize("NFC", text[:MAX_TEXT]).replace("\u00ad", "").replace("\x00", "")
    return text.encode("utf-8", "ignore").decode("utf-8")


def _fingerprint() -> str:
    rules = (
        stem.rules(),
        letters.rules(),
        sorted(ORPHANS),
        CUT,
        GRAM,
        sorted(FIELD_WEIGHTS.items()),
    )
    return hashlib.sha256(repr(rules).encode()).hexdigest()[:8]


ANALYSER = f"1-{_fingerprint()}"
"""Changes whenever the same text would be indexed differently: the index must then be rebuilt."""
