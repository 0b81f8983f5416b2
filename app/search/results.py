"""From scored documents to pages of results: articles, languages, passages, corrections."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select

from app.extensions import db
from app.search import bulk, retrieval
from app.search.analysis.letters import WORD, normalise
from app.search.interface import LANGUAGES, Hit, Hits, Query
from app.search.models import SearchDocument
from app.search.plan import Meant, Plan, understand
from app.search.retrieval import Group
from app.search.scoring import Scored, Scorer
from app.search.snippets import best_passage, mark

DEPTH = 120
"""How many documents are compared letter by letter: more would only change later pages."""
OTHER_DEPTH = 50
OTHER_SLOTS = 3
"""Places on a page kept for good answers that exist in another language only."""
OTHER_SHARE = 0.15
"""The share of the best score that such an answer needs."""
ENOUGH = 0.5
"""The share of a question that a good answer covers."""


class Found(NamedTuple):
    """One article: its best score in any language, and the entry to show."""

    minus_score: float
    document_id: int
    article_id: str
    is_other: bool


class Ranked(NamedTuple):
    """Everything found for a query, in the order of its pages."""

    meant: Meant
    scored: list[Scored]
    listed: list[Found]


def rank(query: Query) -> Ranked:
    """Find and order, without loading a text."""
    meant = understand(query.text)
    scored = _search(meant.plan, query)
    return Ranked(meant, scored, _list(scored, query))


def find(query: Query) -> Hits:
    """Run one search."""
    (question, plan, switched), scored, listed = rank(query)
    start = (query.page - 1) * query.per_page
    shown = listed[start : start + query.per_page]
    return Hits(
        query=query,
        items=hits(shown, plan.telling),
        total=len(listed),
        other_language_total=sum(each.is_other for each in listed),
        did_you_mean=switched or _corrected(query.text, plan),
        citations=question.citations,
        is_weak=not scored or Scorer(plan).coverage(min(scored)) < ENOUGH,
        words=(*(word.term for word in question.content), *question.citation_terms),
    )


def hits(shown: Sequence[Found], telling: dict[str, float]) -> tuple[Hit, ...]:
    """Load the entries to show and cut their passages."""
    # Columns, not objects: nothing here is changed, and building objects takes longer than reading.
    query = select(*SearchDocument.__table__.columns).where(
        SearchDocument.id.in_([each.document_id for each in shown])
    )
    rows = {row.id: row for row in db.session.execute(query)}
    return tuple(
        Hit(
            article_id=row.article_id,
            ref=row.ref,
            language=row.language,
            topic=row.topic,
            question=row.question,
            title=mark(row.question, telling),
            passage=best_passage((row.short_answer, row.body), telling),
            score=-each.minus_score,
            is_other_language=each.is_other,
            published_at=row.published_at,
        )
        for each in shown
        if (row := rows.get(each.document_id))
    )


def _search(plan: Plan, query: Query) -> list[Scored]:
    languages = query.languages or LANGUAGES
    if query.language not in languages:
        return retrieval.search(plan, [Group(languages, DEPTH)], query.topic)
    # Apart, so that a language with many entries cannot crowd out another.
    others = tuple(each for each in languages if each != query.language)
    groups = [Group((query.language,), DEPTH), Group(others, OTHER_DEPTH)]
    return retrieval.search(plan, groups if others else groups[:1], query.topic)


def _list(scored: Sequence[Scored], query: Query) -> list[Found]:
    """Return one entry per article: in the asker's language where there is one, those first on each page."""
    best: dict[str, Scored] = {}
    for each in sorted(scored):
        best.setdefault(each.article_id, each)
    if query.language not in (query.languages or LANGUAGES):
        return [
            Found(each.minus_score, each.document_id, each.article_id, is_other=query.language is not None)
            for each in sorted(best.values())
        ]
    own_ids = _own_entries(scored, best, query.language)
    found = sorted(
        Found(each.minus_score, own_ids.get(article, each.document_id), article, article not in own_ids)
        for article, each in best.items()
    )
    own = [each for each in found if not each.is_other]
    other = [each for each in found if each.is_other]
    return _share_pages(own, other, query.per_page)


def _own_entries(scored: Sequence[Scored], best: dict[str, Scored], language: str) -> dict[str, int]:
    """Return the entries in the asker's language, also of articles that matched in another one only."""
    known = {each.article_id: each.document_id for each in scored if each.language == language}
    missing = [article for article in best if article not in known]
    if missing:
        rows = bulk.read_rows(
            "SELECT d.article_id, d.id FROM {0} CROSS JOIN {1} CROSS JOIN search_document d"
            " WHERE d.article_id = q0.value AND d.language = q1.value",
            missing,
            [language],
        )
        known.update((article, document) for article, document in rows)
    return known


def _share_pages(own: list[Found], other: list[Found], per_page: int) -> list[Found]:
    """Put the asker's language first on every page, with a few places below for good answers in others."""
    best = min(own + other, default=None)
    good = [each for each in other if best and each.minus_score <= OTHER_SHARE * best.minus_score]
    rest = other[len(good) :]
    listed: list[Found] = []
    while own and good:
        slots = min(OTHER_SLOTS, per_page - 1, len(good)) if per_page > 1 else 0
        if not slots:
            break
        listed += own[: per_page - slots]
        own = own[per_page - slots :]
        take = slots if own else len(good)
        listed += good[:take]
        good = good[take:]
    return listed + own + good + rest


def _corrected(text: str, plan: Plan) -> str | None:
    """Return the text with mistyped words replaced, if there were any."""
    if not plan.corrections:
        return None

    def better(found: re.Match[str]) -> str:
        return plan.corrections.get(normalise(found.group()), found.group())

    corrected = WORD.sub(better, text).strip()
    return corrected if normalise(corrected) != normalise(text.strip()) else None
