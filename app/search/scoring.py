"""The exact score of a document: BM25 over its terms, then over its runs of four letters.

Sums run in one fixed order and are rounded, so every database gets the same numbers.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

from app.search.bm25 import K1, saturation
from app.search.packing import read_grams, read_length, read_terms
from app.search.plan import Plan

MIN_LETTERS = 0.35
"""Share of a question's letter runs that a document must hold when it holds none of its words."""


class Scored(NamedTuple):
    """A document with its score; `data` is its packed content. Sorts best first, then by id."""

    minus_score: float
    document_id: int
    article_id: str
    language: str
    data: bytes

    @property
    def score(self) -> float:
        """Return the score: higher is better."""
        return -self.minus_score


class Scorer:
    """Scores documents for one plan."""

    def __init__(self, plan: Plan) -> None:
        self._average = plan.size.average
        self._weights = {term: (K1 + 1) * weight for term, weight in plan.weights.items()}
        for term, weight in plan.asking.items():
            self._weights[term] = self._weights.get(term, 0.0) + (K1 + 1) * weight
        self._wanted = set(self._weights)
        self._telling = frozenset(plan.weights)
        self._grams = {code: (K1 + 1) * weight for code, weight in plan.grams.items()}
        self._codes = set(plan.grams)
        self._enough = MIN_LETTERS * (K1 + 1) * plan.gram_mass
        self._answering = plan.answering

    def by_terms(self, document_id: int, article_id: str, language: str, data: bytes) -> Scored:
        """Score the whole words of a document."""
        keys, _, start = read_terms(data)
        k = saturation(read_length(data), self._average)
        weights = self._weights
        total = 0.0
        for term in sorted(self._wanted.intersection(keys)):
            count = data[start + bisect_left(keys, term)]
            total += weights[term] * count / (count + k)
        return Scored(-round(total, 9), document_id, article_id, language, data)

    def by_letters(self, draft: Scored) -> Scored:
        """Add the letter runs; a document that shares next to nothing with the question scores zero."""
        keys, data, start = read_grams(draft.data)
        k = saturation(read_length(data), self._average)
        weights = self._grams
        total = shared = 0.0
        for code in sorted(self._codes.intersection(keys)):
            count = data[start + bisect_left(keys, code)]
            weight = weights[code]
            total += weight * count / (count + k)
            shared += weight
        if shared < self._enough and self._telling.isdisjoint(read_terms(data).keys):
            return draft._replace(minus_score=0.0)
        return draft._replace(minus_score=round(draft.minus_score - total, 9))

    def coverage(self, scored: Scored) -> float:
        """Return the share of the question, weighed by how telling its words are, that a document answers."""
        held = self._telling.intersection(read_terms(scored.data).keys)
        covered = sum(telling for telling, answers in self._answering if not answers.isdisjoint(held))
        return covered / (sum(telling for telling, _ in self._answering) or 1.0)
