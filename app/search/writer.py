"""Writing the index, always inside the caller's transaction: what is stored and what is found agree."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import delete, select, update

from app.extensions import db
from app.search import bulk
from app.search.analysis.document import ANALYSER, Analysis, analyse, digest, tidy
from app.search.analysis.references import parse_cited
from app.search.analysis.tokens import is_number, neighbourhood
from app.search.bm25 import rank_of
from app.search.interface import Document
from app.search.models import (
    SearchDocument,
    SearchForward,
    SearchGram,
    SearchNeighbour,
    SearchPosting,
    SearchProvision,
    SearchSize,
    SearchTerm,
)
from app.search.packing import pack, read_grams, read_length, read_terms

_SURFACE = 64


def put_all(documents: Iterable[Document]) -> int:
    """Index documents, each replacing its former self; return how many had to be written."""
    wanted = {(each.article_id, each.language): tidy(each) for each in documents}
    if not wanted:
        return 0
    _lock(sorted({language for _article, language in wanted}))
    present = _present([article for article, _language in wanted])
    changed = [
        (document, digest(document))
        for key, document in wanted.items()
        if key not in present or (present[key].digest, present[key].analyser) != (digest(document), ANALYSER)
    ]
    erase([row for key, row in present.items() if key in {_key(document) for document, _ in changed}])
    _insert(changed)
    return len(changed)


def remove_article(article_id: str, language: str | None = None) -> int:
    """Take an article out of the index, in one language or in all; return how many entries went."""
    rows = [row for row in _present([article_id]).values() if language is None or row.language == language]
    if rows:
        _lock(sorted({row.language for row in rows}))
        rows = [row for row in _present([article_id]).values() if row.id in {each.id for each in rows}]
        erase(rows)
    return len(rows)


def erase(rows: Sequence[SearchDocument]) -> None:
    """Take these entries out, with every posting and count that came from them."""
    if not rows:
        return
    ids = [row.id for row in rows]
    languages = {row.id: row.language for row in rows}
    forwards = db.session.execute(
        select(SearchForward.document_id, SearchForward.data).where(SearchForward.document_id.in_(ids))
    )
    terms: Counter[int] = Counter()
    grams: Counter[int] = Counter()
    postings: list[tuple[int, int, int]] = []
    sizes: Counter[str] = Counter()
    for document_id, data in forwards:
        length, held = read_length(data), read_terms(data)
        terms.update(held.keys)
        grams.update(read_grams(data).keys)
        sizes[languages[document_id]] += length
        postings += ((term, rank_of(count, length), document_id) for term, count in held.items())
    bulk.delete_rows(SearchPosting, postings)
    bulk.add_to(SearchTerm.id, SearchTerm.df, terms, sign=-1)
    bulk.add_to(SearchGram.code, SearchGram.df, grams, sign=-1)
    for model, column in (
        (SearchForward, SearchForward.document_id),
        (SearchProvision, SearchProvision.document_id),
        (SearchDocument, SearchDocument.id),
    ):
        db.session.execute(
            delete(model).where(column.in_(ids)), execution_options={"synchronize_session": False}
        )
    _resize(Counter(languages.values()), sizes, sign=-1)


def _insert(changed: Sequence[tuple[Document, str]]) -> None:
    analyses = [analyse(document) for document, _digest in changed]
    ids = _insert_documents(changed, analyses)
    term_ids = _term_ids(changed, analyses)
    grams: Counter[int] = Counter()
    term_counts: Counter[int] = Counter()
    forwards: list[tuple[int, bytes]] = []
    postings: list[tuple[int, int, int]] = []
    provisions: set[tuple[int, str, str, str]] = set()
    documents: Counter[str] = Counter()
    lengths: Counter[str] = Counter()
    for (document, _digest), analysis, document_id in zip(changed, analyses, ids, strict=True):
        own = {term_ids[document.language, term]: count for term, count in analysis.terms.items()}
        data = pack(own, analysis.grams, analysis.length)
        forwards.append((document_id, data))
        held = read_terms(data)  # as stored: what `erase` will take out again
        term_counts.update(held.keys)
        grams.update(read_grams(data).keys)
        postings += ((term, rank_of(count, analysis.length), document_id) for term, count in held.items())
        provisions |= {
            (document_id, each.act[:32], each.article[:16], each.paragraph[:32])
            for each in map(parse_cited, document.provisions)
            if each
        }
        documents[document.language] += 1
        lengths[document.language] += analysis.length
    bulk.insert_rows(SearchForward, forwards)
    bulk.insert_rows(SearchPosting, sorted(postings))
    bulk.insert_rows(SearchProvision, sorted(provisions))
    bulk.add_to(SearchTerm.id, SearchTerm.df, term_counts)
    _count_grams(grams)
    _resize(documents, lengths)


def _insert_documents(changed: Sequence[tuple[Document, str]], analyses: Sequence[Analysis]) -> list[int]:
    rows = [
        {
            "article_id": document.article_id,
            "ref": document.ref or document.article_id,
            "language": document.language,
            "topic": document.topic,
            "published_at": document.published_at,
            "question": document.question,
            "short_answer": document.short_answer,
            "body": document.body,
            "length": analysis.length,
            "digest": fingerprint,
            "analyser": ANALYSER,
        }
        for (document, fingerprint), analysis in zip(changed, analyses, strict=True)
    ]
    return bulk.insert_returning(SearchDocument, rows, SearchDocument.id)


def _term_ids(
    changed: Sequence[tuple[Document, str]], analyses: Sequence[Analysis]
) -> dict[tuple[str, str], int]:
    """Return the ids of all terms of these documents, new ones made on the way."""
    wanted: dict[str, dict[str, str]] = defaultdict(dict)
    for (document, _digest), analysis in zip(changed, analyses, strict=True):
        surfaces = wanted[document.language]
        for term in analysis.terms:
            surfaces.setdefault(term, analysis.surfaces.get(term, "")[:_SURFACE])
    found: dict[tuple[str, str], int] = {}
    for language, surfaces in sorted(wanted.items()):
        for part in bulk.chunks(sorted(surfaces)):
            query = select(SearchTerm.term, SearchTerm.id).where(
                SearchTerm.language == language, SearchTerm.term.in_(part)
            )
            found.update(((language, term), row_id) for term, row_id in db.session.execute(query))
        new = [term for term in sorted(surfaces) if (language, term) not in found]
        rows = [{"term": term, "language": language, "df": 0, "surface": surfaces[term]} for term in new]
        ids = bulk.insert_returning(SearchTerm, rows, SearchTerm.id)
        found.update(((language, term), row_id) for term, row_id in zip(new, ids, strict=True))
        neighbours = {
            (fragment, row_id)
            for term, row_id in zip(new, ids, strict=True)
            if not is_number(term)
            for fragment in neighbourhood(term)
        }
        bulk.insert_rows(SearchNeighbour, sorted(neighbours))
    return found


def _count_grams(grams: Counter[int]) -> None:
    known: set[int] = set()
    for part in bulk.chunks(sorted(grams)):
        known |= set(db.session.scalars(select(SearchGram.code).where(SearchGram.code.in_(part))))
    bulk.insert_rows(SearchGram, [(code, 0) for code in sorted(grams) if code not in known])
    bulk.add_to(SearchGram.code, SearchGram.df, grams)


def _present(article_ids: Iterable[str]) -> dict[tuple[str, str], SearchDocument]:
    rows: list[SearchDocument] = []
    for part in bulk.chunks(sorted(set(article_ids))):
        rows += db.session.scalars(
            select(SearchDocument)
            .where(SearchDocument.article_id.in_(part))
            .execution_options(populate_existing=True)
        )
    for row in rows:
        db.session.expunge(row)  # written by plain statements; the session must not write it too
    return {(row.article_id, row.language): row for row in rows}


def _lock(languages: Sequence[str]) -> None:
    """Let one writer at a time change the counts; the others wait here, never in a deadlock."""
    known = set(db.session.scalars(select(SearchSize.language)))
    missing = [(each, 0, 0) for each in languages if each not in known]
    bulk.insert_rows(SearchSize, missing, unless_there=True)
    for language in languages:
        db.session.execute(
            update(SearchSize)
            .where(SearchSize.language == language)
            .values(documents=SearchSize.documents)
            .execution_options(synchronize_session=False)
        )


def _resize(documents: Counter[str], tokens: Counter[str], *, sign: int = 1) -> None:
    for language, number in documents.items():
        db.session.execute(
            update(SearchSize)
            .where(SearchSize.language == language)
            .values(
                documents=SearchSize.documents + sign * number,
                tokens=SearchSize.tokens + sign * tokens[language],
            )
            .execution_options(synchronize_session=False)
        )


def _key(document: Document) -> tuple[str, str]:
    return document.article_id, document.language
