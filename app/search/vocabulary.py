"""Looking terms up in the vocabulary: as they are, by their first letters, and with a typing mistake."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import select

from app.extensions import db
from app.search import bulk
from app.search.analysis.tokens import neighbourhood
from app.search.models import SearchTerm
from app.search.packing import GRAM_PART, read_counters

_AFTER_LETTERS = "{"  # the sign after "z": ends a range of words with the same beginning
_SIZE_ROW = -1


class Term(NamedTuple):
    """One row of the vocabulary."""

    id: int
    term: str
    language: str
    df: int
    surface: str


class Size(NamedTuple):
    """How much the index holds."""

    documents: int
    average: float
    by_language: dict[str, int]


class Found(NamedTuple):
    """Rows of the vocabulary, and the size of the index at that moment."""

    size: Size
    rows: list[Term]


def look_up(exact: Collection[str], families: Collection[str] = ()) -> Found:
    """Return the rows of these terms and of all terms with these `beginning_of`."""
    rows = bulk.read_rows(
        "SELECT t.id, t.term, t.language, t.df, t.surface FROM {0} CROSS JOIN search_term t"
        " WHERE t.term = q0.value UNION ALL"
        " SELECT t.id, t.term, t.language, t.df, t.surface FROM {1} CROSS JOIN search_term t"
        " WHERE t.beginning = q1.value UNION ALL"
        " SELECT -1, '', s.language, s.documents, CAST(s.tokens AS VARCHAR) FROM search_size s",
        sorted(exact) or [""],
        sorted(families) or ["-"],
    )
    terms = map(Term._make, rows)
    found = {each for each in terms if each.df > 0}
    sizes = [each for each in found if each.id == _SIZE_ROW]
    documents, tokens = sum(each.df for each in sizes), sum(int(each.surface) for each in sizes)
    size = Size(documents, tokens / max(documents, 1), {each.language: each.df for each in sizes})
    return Found(size, sorted(found.difference(sizes)))


def starting_with(letters: str, limit: int) -> list[Term]:
    """Return the commonest terms that start with these letters."""
    query = (
        select(SearchTerm.id, SearchTerm.term, SearchTerm.language, SearchTerm.df, SearchTerm.surface)
        .where(SearchTerm.term >= letters, SearchTerm.term < letters + _AFTER_LETTERS, SearchTerm.df > 0)
        .order_by(SearchTerm.df.desc(), SearchTerm.id)
        .limit(limit)
    )
    return [Term._make(row) for row in db.session.execute(query)]


def close_to(terms: Collection[str]) -> dict[str, list[Term]]:
    """Return, for each term, the rows that differ from it by one letter lost, added, changed or swapped."""
    fragments = {fragment for term in terms for fragment in neighbourhood(term)}
    if not fragments:
        return {}
    rows = bulk.read_rows(
        "SELECT n.fragment, t.id, t.term, t.language, t.df, t.surface"
        " FROM {0} CROSS JOIN search_neighbour n CROSS JOIN search_term t"
        " WHERE n.fragment = q0.value AND t.id = n.term_id AND t.df > 0",
        sorted(fragments),
    )
    by_fragment: dict[str, list[Term]] = defaultdict(list)
    for fragment, *row in rows:
        by_fragment[fragment].append(Term._make(row))
    return {term: _nearest(term, by_fragment) for term in terms}


def _nearest(term: str, by_fragment: dict[str, list[Term]]) -> list[Term]:
    found = {
        row.id: row
        for fragment in neighbourhood(term)
        for row in by_fragment.get(fragment, ())
        if abs(len(row.term) - len(term)) <= 1
    }
    return sorted(found.values(), key=lambda row: (-row.df, row.term, row.language))


def gram_frequencies(codes: Collection[int]) -> dict[int, int]:
    """Return how many documents hold each of these letter runs."""
    wanted: dict[int, list[int]] = defaultdict(list)
    for code in sorted(codes):
        wanted[code // GRAM_PART].append(code)
    rows = bulk.read_rows(
        "SELECT g.part, g.data FROM {0} CROSS JOIN search_grams g WHERE g.part = q0.value", list(wanted)
    )
    found: dict[int, int] = {}
    for part, data in rows:
        counters = read_counters(data)
        found.update((code, counters[code % GRAM_PART]) for code in wanted[part])
    return found
