"""Finding documents: the packed lists of a question's terms, added up, then a closer look at the best.

One statement reads all lists and one the best documents. In the lists weights and impacts are whole
numbers, so the sum does not depend on the order in which a database hands them out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from heapq import nlargest
from typing import NamedTuple

from app.search import bulk, vocabulary
from app.search.analysis.tokens import topic_term
from app.search.bm25 import LEVELS
from app.search.packing import SPAN, is_dense, lanes, places_in, read_lanes, read_places
from app.search.plan import Plan
from app.search.scoring import Forward, Scored, Scorer

FULL_SCAN = 300
"""So few documents are all compared letter by letter."""
MAX_TERMS = 400
UNITS = 1000
"""Weights are added as thousandths, times impacts of LEVELS parts."""
_MANY = 1 << 31
_FORWARD = (
    "SELECT f.document_id, f.article_id, f.language, f.terms, f.grams FROM {0} CROSS JOIN search_forward f"
)

_Lists = dict[str, dict[int, list[tuple[int, bytes]]]]
Totals = dict[int, int]
"""Document → the sum over its terms."""


class Group(NamedTuple):
    """Languages whose documents compete for the same places, and how many of them are looked at closely."""

    languages: Collection[str]
    depth: int


def search(plan: Plan, groups: Sequence[Group], topic: str | None = None) -> list[Scored]:
    """Return the best documents of each group, best first; equal scores in order of their ids."""
    totals = draft(plan, groups, topic)
    small = [each for each in groups if _is_small(plan, each)]
    forwards = _forwards([document for found in totals for document in found])
    known = {each.document_id for each in forwards}
    every = _every(small, topic) if small else []
    forwards += [each for each in every if each.document_id not in known]
    scorer = Scorer(plan)
    scored = sorted(map(scorer.score, forwards))
    return [each for each in scored if each.minus_score < 0]


def draft(plan: Plan, groups: Sequence[Group], topic: str | None = None) -> list[Totals]:
    """Return the best documents of each group by their terms alone."""
    weights = {term: round(UNITS * weight) for term, weight in _heaviest(plan, groups)}
    lists: dict[str, dict[int, list[tuple[int, bytes]]]] = defaultdict(lambda: defaultdict(list))
    for term, block, data in _lists(list(weights)):
        if weights[term]:
            lists[plan.languages[term]][block].append((weights[term], data))
    allowed = _places_of(topic) if topic else None
    fits_lanes = LEVELS * sum(weights.values()) < 1 << 32
    return [_draft(group, lists, allowed, fits_lanes=fits_lanes) for group in groups]


def _draft(group: Group, lists: _Lists, allowed: dict[int, set[int]] | None, *, fits_lanes: bool) -> Totals:
    keys: list[int] = []
    floor = 1
    for language in group.languages:
        for block, terms in lists[language].items():
            start = block * SPAN
            sums = _add_up(terms, fits_lanes=fits_lanes)
            if allowed is not None:
                places = allowed.get(block, set())
                sums = [total if place in places else 0 for place, total in enumerate(sums)]
            floor = max(floor, sorted(sums)[-min(group.depth, SPAN)])
            # One number for sum and id compares faster than a pair; of equal sums the smaller id wins.
            keys += [total * _MANY - (start + place) for place, total in enumerate(sums) if total >= floor]
            keys = nlargest(group.depth, keys)
    return {-key % _MANY: -(-key // _MANY) for key in keys}


def _heaviest(plan: Plan, groups: Sequence[Group]) -> list[tuple[int, float]]:
    languages = {language for group in groups for language in group.languages}
    terms = [pair for pair in plan.weights.items() if plan.languages[pair[0]] in languages]
    return sorted(terms, key=lambda pair: (-pair[1], pair[0]))[:MAX_TERMS]


def _lists(terms: Sequence[int]) -> Sequence[tuple[int, int, bytes]]:
    """Return the packed lists of these terms: term, block, data."""
    return bulk.read_rows(
        "SELECT b.term_id, b.block, b.data FROM {0} CROSS JOIN search_block b WHERE b.term_id = q0.value",
        terms,
    )


def _add_up(lists: Sequence[tuple[int, bytes]], *, fits_lanes: bool) -> list[int]:
    """Return the weighted sum of some lists of one block, place by place."""
    lanes_total = 0
    sparse = []
    for weight, data in lists:
        if fits_lanes and is_dense(data):
            lanes_total += weight * lanes(data)
        else:
            sparse.append((weight, data))
    sums = read_lanes(lanes_total) if lanes_total else [0] * SPAN
    for weight, data in sparse:
        places, impacts = (range(SPAN), data) if is_dense(data) else read_places(data)
        for place, impact in zip(places, impacts):  # noqa: B905 - the innermost loop, lengths are equal
            sums[place] += weight * impact
    return sums


def _places_of(topic: str) -> dict[int, set[int]]:
    """Return the places of a topic's documents, block by block."""
    rows = _lists([row.id for row in vocabulary.look_up([topic_term(topic)]).rows])
    return {block: set(places_in(data)) for _term, block, data in rows}


def _is_small(plan: Plan, group: Group) -> bool:
    return sum(plan.size.by_language.get(each, 0) for each in group.languages) <= FULL_SCAN


def _forwards(documents: Sequence[int]) -> list[Forward]:
    rows = bulk.read_rows(f"{_FORWARD} WHERE f.document_id = q0.value", documents)
    return [Forward._make(row) for row in rows]


def _every(groups: Iterable[Group], topic: str | None) -> list[Forward]:
    languages = sorted({language for group in groups for language in group.languages})
    rows = bulk.read_rows(f"{_FORWARD} WHERE f.language = q0.value", languages)
    allowed = _places_of(topic) if topic else None
    forwards = map(Forward._make, rows)
    return [each for each in forwards if allowed is None or _is_in(each.document_id, allowed)]


def _is_in(document_id: int, allowed: dict[int, set[int]]) -> bool:
    block, place = divmod(document_id, SPAN)
    return place in allowed.get(block, ())
