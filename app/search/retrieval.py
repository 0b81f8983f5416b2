"""Finding documents: one SQL statement over the postings, then the exact score in Python.

The statement adds whole numbers, so SQLite and PostgreSQL choose the same documents.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, cast

from sqlalchemy import Result, select, text

from app.extensions import db
from app.search.bm25 import LEVELS
from app.search.models import SearchDocument, SearchForward
from app.search.plan import Plan
from app.search.scoring import Scored, Scorer

DEPTH = 200
FULL_SCAN = 300
BUDGET = 8_000
SHORT_LIST = 600
MAX_TERMS = 400

Row = tuple[int, str, str, bytes]
_Term = tuple[int, int]


def search(
    plan: Plan,
    languages: Collection[str],
    topic: str | None = None,
    *,
    depth: int = DEPTH,
    close_look: int = DEPTH,
) -> list[Scored]:
    """Return the best documents of these languages, best first; equal scores in order of their ids.

    At most `depth` documents; the first `close_look` by whole words are put in order by their letters too.
    """
    scorer = Scorer(plan)
    documents = sum(plan.size.by_language.get(each, 0) for each in languages)
    if documents <= FULL_SCAN:
        rows = _all_documents(languages, topic)
        close_look = FULL_SCAN
    else:
        rows = _candidates(plan, languages, topic, depth)
    drafts = sorted(scorer.by_terms(*row) for row in rows)
    close = sorted(map(scorer.by_letters, drafts[:close_look]))
    return [each for each in (*close, *drafts[close_look:]) if each.minus_score < 0]


def _candidates(plan: Plan, languages: Collection[str], topic: str | None, depth: int) -> Sequence[Row]:
    """Return the most promising documents by stored impact.

    Rare terms are read to the end. When the lists of common ones would be too long to read, their
    weightiest part is: a common word alone decides nothing, and the second stage counts it fully.
    """
    whole, short = _share_budget(plan, languages, BUDGET * depth // DEPTH)
    if not whole and not short:
        return []
    parts = []
    if whole:
        parts.append(
            "SELECT p.document_id, CAST(q.weight AS INTEGER) * (:levels - p.rank) AS score FROM q"
            " CROSS JOIN search_posting p WHERE p.term_id = q.term_id"
        )
    parts += [
        f"SELECT s{i}.document_id, CAST(:w{i} AS INTEGER) * (:levels - s{i}.rank) AS score FROM"  # noqa: S608 - a number
        f" (SELECT document_id, rank FROM search_posting WHERE term_id = :t{i}"
        f" ORDER BY term_id, rank, document_id LIMIT {SHORT_LIST}) s{i}"
        for i in range(len(short))
    ]
    values = ", ".join(f"(:q{i}, :v{i})" for i in range(len(whole)))
    terms = f"WITH q (term_id, weight) AS (VALUES {values}) " if whole else ""
    where = "WHERE c.document_id IN (SELECT id FROM search_document WHERE topic = :topic)" if topic else ""
    # Only names made here and whole numbers go into the text; every value is a parameter.
    statement = (
        f"{terms}SELECT d.id, d.article_id, d.language, f.data FROM"  # noqa: S608
        f" (SELECT c.document_id FROM ({' UNION ALL '.join(parts)}) c {where}"
        f" GROUP BY c.document_id ORDER BY SUM(c.score) DESC, c.document_id LIMIT :depth) best"
        " CROSS JOIN search_document d CROSS JOIN search_forward f"
        " WHERE d.id = best.document_id AND f.document_id = best.document_id"
    )
    parameters: dict[str, int | str] = {"levels": LEVELS, "depth": depth} | (
        {"topic": topic} if topic else {}
    )
    for i, (term, weight) in enumerate(whole):
        parameters |= {f"q{i}": term, f"v{i}": weight}
    for i, (term, weight) in enumerate(short):
        parameters |= {f"t{i}": term, f"w{i}": weight}
    return _rows(db.session.execute(text(statement), parameters))


def _share_budget(plan: Plan, languages: Collection[str], budget: int) -> tuple[list[_Term], list[_Term]]:
    """Return the terms to read to the end, rare ones first, and those to read in part."""
    terms = [
        (term, round(weight * 1000))
        for term, weight in plan.weights.items()
        if weight >= 0.001 and plan.languages[term] in languages
    ]
    terms.sort(key=lambda pair: (plan.frequencies[pair[0]], pair[0]))
    whole: list[_Term] = []
    for term, weight in terms[:MAX_TERMS]:
        budget -= plan.frequencies[term]
        if budget < 0:
            break
        whole.append((term, weight))
    return whole, terms[len(whole) : MAX_TERMS]


def _all_documents(languages: Collection[str], topic: str | None) -> Sequence[Row]:
    query = (
        select(SearchDocument.id, SearchDocument.article_id, SearchDocument.language, SearchForward.data)
        .join(SearchForward, SearchForward.document_id == SearchDocument.id)
        .where(SearchDocument.language.in_(sorted(languages)))
    )
    if topic:
        query = query.where(SearchDocument.topic == topic)
    return _rows(db.session.execute(query))


def _rows(result: Result[Any]) -> Sequence[Row]:
    return cast("Sequence[Row]", result.fetchall())
