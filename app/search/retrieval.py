"""Finding documents: one SQL statement over the postings, then the exact score in Python.

Both stages add whole numbers or add in one fixed order, so SQLite and PostgreSQL give the same list.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select, text

from app.extensions import db
from app.search.bm25 import K1, LEVELS, saturation
from app.search.models import SearchDocument, SearchForward
from app.search.packing import Forward, unpack
from app.search.plan import Plan

DEPTH = 200
FULL_SCAN = 300
BUDGET = 24_000
SHORT_LIST = 600
_SCALE = 1000
_MIN_GRAM_SHARE = 0.35
_MAX_TERMS = 400


@dataclass(frozen=True, slots=True)
class Scored:
    """A document with its score and the share of the question that it answers."""

    document_id: int
    score: float
    coverage: float


def search(plan: Plan, languages: Collection[str], topic: str | None = None) -> list[Scored]:
    """Return the best documents of these languages, best first; equal scores in order of their ids."""
    weights = {
        term: weight for term, weight in plan.weights.items() if plan.languages[term] in languages and weight > 0
    }
    documents = sum(plan.size.by_language.get(each, 0) for each in languages)
    found = _candidates(weights, plan.frequencies, topic)
    if documents <= FULL_SCAN and plan.grams:
        found = list(dict.fromkeys([*found, *_all_documents(languages, topic)]))
    return rescore(plan, found)


def rescore(plan: Plan, document_ids: Sequence[int]) -> list[Scored]:
    """Score these documents exactly and put them in order."""
    if not document_ids:
        return []
    scorer = _Scorer(plan)
    query = select(SearchForward.document_id, SearchForward.data).where(
        SearchForward.document_id.in_(document_ids)
    )
    scored = [scorer.score(document_id, unpack(data)) for document_id, data in db.session.execute(query)]
    return sorted((each for each in scored if each.score > 0), key=lambda each: (-each.score, each.document_id))


def _candidates(weights: Mapping[int, float], frequencies: Mapping[int, int], topic: str | None) -> list[int]:
    """Return the most promising documents by stored impact.

    Rare terms are read to the end. When the lists of common ones would be too long to read, their
    weightiest part is: a common word alone decides nothing, and the second stage counts it fully.
    """
    scaled = [(term, round(weight * _SCALE)) for term, weight in weights.items()]
    scaled.sort(key=lambda pair: (frequencies[pair[0]], pair[0]))
    scaled = [pair for pair in scaled if pair[1] > 0][:_MAX_TERMS]
    whole, short, budget = [], [], BUDGET
    for term, weight in scaled:
        if frequencies[term] <= budget:
            whole.append((term, weight))
            budget -= frequencies[term]
        else:
            short.append((term, weight))
    if not scaled:
        return []
    where = "WHERE p.document_id IN (SELECT id FROM search_document WHERE topic = :topic)" if topic else ""
    parts = []
    if whole:
        parts.append(
            f"SELECT p.document_id, q.weight * ({LEVELS} - p.rank) AS score FROM q"  # noqa: S608 - whole numbers only
            " CROSS JOIN search_posting p WHERE p.term_id = q.term_id"
        )
    parts += [
        f"SELECT s{i}.document_id, :w{i} * ({LEVELS} - s{i}.rank) AS score FROM"  # noqa: S608 - same
        f" (SELECT document_id, rank FROM search_posting WHERE term_id = :t{i}"
        f" ORDER BY term_id, rank, document_id LIMIT {SHORT_LIST}) s{i}"
        for i in range(len(short))
    ]
    values = ", ".join(f"(:q{i}, :v{i})" for i in range(len(whole)))
    with_terms = f"WITH q (term_id, weight) AS (VALUES {values}) " if whole else ""
    statement = (
        f"{with_terms}SELECT p.document_id FROM ({' UNION ALL '.join(parts)}) p {where}"  # noqa: S608 - same
        f" GROUP BY p.document_id ORDER BY SUM(p.score) DESC, p.document_id LIMIT {DEPTH}"
    )
    values_of = {f"q{i}": term for i, (term, _) in enumerate(whole)}
    values_of |= {f"v{i}": weight for i, (_, weight) in enumerate(whole)}
    values_of |= {f"t{i}": term for i, (term, _) in enumerate(short)}
    values_of |= {f"w{i}": weight for i, (_, weight) in enumerate(short)}
    parameters: dict[str, int | str] = {**values_of, **({"topic": topic} if topic else {})}
    return list(db.session.execute(text(statement), parameters).scalars())


def _all_documents(languages: Collection[str], topic: str | None) -> list[int]:
    query = select(SearchDocument.id).where(SearchDocument.language.in_(sorted(languages)))
    if topic:
        query = query.where(SearchDocument.topic == topic)
    return list(db.session.scalars(query.order_by(SearchDocument.id)))


class _Scorer:
    def __init__(self, plan: Plan) -> None:
        self.average = plan.size.average
        self.weights: dict[int, float] = dict(plan.weights)
        for term, weight in plan.asking.items():
            self.weights[term] = self.weights.get(term, 0.0) + weight
        self.telling = set(plan.weights)
        self.wanted = set(self.weights)
        self.grams = sorted(plan.grams.items())
        self.gram_mass = sum(plan.grams.values())
        self.answering = plan.answering
        self.mass = sum(telling for telling, _ in plan.answering) or 1.0

    def score(self, document_id: int, forward: Forward) -> Scored:
        k = saturation(forward.length, self.average)
        held = self.wanted.intersection(forward.terms)
        total = 0.0
        for term in sorted(held):
            count = forward.term_counts[bisect_left(forward.terms, term)]
            total += (K1 + 1) * self.weights[term] * count / (count + k)
        letters, share = self._letters(forward)
        if not held & self.telling and share < _MIN_GRAM_SHARE * self.gram_mass:
            return Scored(document_id, 0.0, 0.0)
        covered = sum(telling for telling, answers in self.answering if not answers.isdisjoint(held))
        return Scored(document_id, round(total + letters, 9), covered / self.mass)

    def _letters(self, forward: Forward) -> tuple[float, float]:
        codes, counts = forward.grams, forward.gram_counts
        size = len(codes)
        # Letter runs have their own length: all of a document's runs together.
        k = saturation(forward.length, self.average)
        total = share = 0.0
        for code, weight in self.grams:
            place = bisect_left(codes, code)
            if place < size and codes[place] == code:
                count = counts[place]
                total += (K1 + 1) * weight * count / (count + k)
                share += weight
        return total, share
