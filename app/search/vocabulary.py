"""Looking terms up in the vocabulary: as they are, by their first letters, and with a typing mistake."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import select, text

from app.extensions import db
from app.search.analysis.tokens import neighbourhood
from app.search.models import SearchGram, SearchNeighbour, SearchSize, SearchTerm

_AFTER_LETTERS = "{"  # the sign after "z": ends a range of words with the same beginning


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


def size() -> Size:
    """Return the number of documents and their average length."""
    rows = db.session.execute(select(SearchSize.language, SearchSize.documents, SearchSize.tokens)).all()
    documents = sum(row.documents for row in rows)
    tokens = sum(row.tokens for row in rows)
    return Size(documents, tokens / max(documents, 1), {row.language: row.documents for row in rows})


def look_up(exact: Collection[str], beginnings: Collection[str] = ()) -> list[Term]:
    """Return the rows of these terms and of all terms with these beginnings."""
    terms = {f"t{i}": term for i, term in enumerate(sorted(exact))}
    edges = sorted(beginnings)
    starts = {f"a{i}": each for i, each in enumerate(edges)}
    ends = {f"z{i}": each + _AFTER_LETTERS for i, each in enumerate(edges)}
    # Written out: the text of this statement depends on the question, so building it must be cheap.
    tests = [f"term IN ({', '.join(f':{name}' for name in terms)})"] if terms else []
    tests += [f"(term >= :a{i} AND term < :z{i})" for i in range(len(edges))]
    if not tests:
        return []
    statement = f"SELECT id, term, language, df, surface FROM search_term WHERE {' OR '.join(tests)}"  # noqa: S608
    rows = db.session.execute(text(statement), {**terms, **starts, **ends})
    return sorted(Term._make(row) for row in rows if row[3] > 0)


def close_to(terms: Collection[str]) -> dict[str, list[Term]]:
    """Return, for each term, the rows that differ from it by one letter lost, added, changed or swapped."""
    fragments = {fragment for term in terms for fragment in neighbourhood(term)}
    if not fragments:
        return {}
    query = (
        select(
            SearchNeighbour.fragment,
            SearchTerm.id,
            SearchTerm.term,
            SearchTerm.language,
            SearchTerm.df,
            SearchTerm.surface,
        )
        .join(SearchTerm, SearchTerm.id == SearchNeighbour.term_id)
        .where(SearchNeighbour.fragment.in_(sorted(fragments)), SearchTerm.df > 0)
    )
    by_fragment: dict[str, list[Term]] = {}
    for fragment, *row in db.session.execute(query):
        by_fragment.setdefault(fragment, []).append(Term._make(row))
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
    query = select(SearchGram.code, SearchGram.df).where(SearchGram.code.in_(sorted(codes)))
    return {code: df for code, df in db.session.execute(query)}  # noqa: C416 - rows are not pairs
