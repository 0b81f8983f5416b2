"""The exact score of a document: BM25 over its terms and over its runs of four letters.

Sums run in one fixed order and are rounded, so every database gets the same numbers.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from typing import NamedTuple

from app.search.bm25 import K1, saturation
from app.search.packing import read_grams, read_terms
from app.search.plan import Plan

MIN_LETTERS = 0.35
"""Share of a question's letter runs that a document must hold when it holds none of its words."""


class Scored(NamedTuple):
    """A document with its score. Sorts best first, then by id."""

    minus_score: float
    document_id: int
    article_id: str
    language: str
    terms: bytes

    @property
    def score(self) -> float:
        """Return the score: higher is better."""
        return -self.minus_score


class Forward(NamedTuple):
    """A document as the second stage reads it."""

    document_id: int
    article_id: str
    language: str
    terms: bytes
    grams: bytes


class Scorer:
    """Scores documents for one plan."""

    def __init__(self, plan: Plan) -> None:
        self._average = plan.size.average
        self._terms: dict[str, dict[int, float]] = defaultdict(dict)
        for wanted in (plan.weights, plan.asking):
            for term, weight in wanted.items():
                own = self._terms[plan.languages[term]]
                own[term] = own.get(term, 0.0) + (K1 + 1) * weight
        self._telling = frozenset(plan.weights)
        self._letters = [chr(code) for code in sorted(plan.grams)]
        self._weights = [(K1 + 1) * plan.grams[code] for code in sorted(plan.grams)]
        self._enough = MIN_LETTERS * (K1 + 1) * plan.gram_mass
        self._answering = plan.answering

    def score(self, forward: Forward) -> Scored:
        """Score words and letter runs; what shares next to nothing with the question scores zero."""
        letters, counts, length = read_grams(forward.grams)
        k = saturation(length, self._average)
        total = shared = 0.0
        for weight, place in zip(self._weights, map(letters.find, self._letters), strict=True):
            if place >= 0:
                count = counts[place]
                total += weight * count / (count + k)
                shared += weight
        ids, counts = read_terms(forward.terms)
        weights = self._terms[forward.language]
        held = weights.keys() & ids
        if shared < self._enough and held.isdisjoint(self._telling):
            return Scored(0.0, *forward[:4])
        for term in sorted(held):
            count = counts[bisect_left(ids, term)]
            total += weights[term] * count / (count + k)
        return Scored(-round(total, 9), *forward[:4])

    def coverage(self, scored: Scored) -> float:
        """Return the share of the question, weighed by how telling its words are, that a document answers."""
        held = self._telling.intersection(read_terms(scored.terms).ids)
        covered = sum(telling for telling, answers in self._answering if not answers.isdisjoint(held))
        return covered / (sum(telling for telling, _ in self._answering) or 1.0)
