"""Writing the index, always inside the caller's transaction: what is stored and what is found agree."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import delete, insert, select, update

from app.extensions import db
from app.search import bulk
from app.search.analysis.document import ANALYSER, Analysis, analyse, digest, tidy
from app.search.analysis.references import parse_cited
from app.search.analysis.tokens import beginning_of, is_number, neighbourhood, topic_term
from app.search.bm25 import impact_of
from app.search.interface import LANGUAGES, Document
from app.search.lists import Places, change_blocks, count_grams
from app.search.models import (
    SearchDocument,
    SearchForward,
    SearchNeighbour,
    SearchProvision,
    SearchSize,
    SearchTerm,
)
from app.search.packing import SPAN, pack_grams, pack_terms, read_grams, read_terms

_SURFACE = 64
BLOCK_STEP = 4  # one more than there are languages: a new one has room


def put_all(documents: Iterable[Document]) -> int:
    """Index documents, each replacing its former self; return how many had to be written."""
    wanted = {(each.article_id, each.language): tidy(each) for each in documents}
    if not wanted:
        return 0
    _lock()
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
        _lock()
        rows = [row for row in _present([article_id]).values() if row.id in {each.id for each in rows}]
        erase(rows)
    return len(rows)


def keep_languages(article_id: str, languages: Collection[str]) -> None:
    """Take out what the index holds of an article in any other language."""
    for _article, language in _present([article_id]):
        if language not in languages:
            remove_article(article_id, language)


def erase(rows: Sequence[SearchDocument]) -> None:
    """Take these entries out, with every posting and count that came from them."""
    if not rows:
        return
    ids = [row.id for row in rows]
    terms: Counter[int] = Counter()
    grams: Counter[int] = Counter()
    gone: dict[int, Places] = defaultdict(lambda: defaultdict(dict))
    documents: Counter[str] = Counter()
    lengths: Counter[str] = Counter()
    query = select(SearchForward).where(SearchForward.document_id.in_(ids))
    for row in db.session.execute(query.with_only_columns(*SearchForward.__table__.columns)):
        held, runs = read_terms(row.terms), read_grams(row.grams)
        terms.update(held.ids)
        grams.update(map(ord, runs.letters))
        documents[row.language] += 1
        lengths[row.language] += runs.length
        block, place = divmod(row.document_id, SPAN)
        for term in held.ids:
            gone[block][term][place] = 0
    change_blocks(gone)
    bulk.add_to(SearchTerm.id, SearchTerm.df, terms, sign=-1)
    count_grams(grams, sign=-1)
    for model, column in (
        (SearchForward, SearchForward.document_id),
        (SearchProvision, SearchProvision.document_id),
        (SearchDocument, SearchDocument.id),
    ):
        db.session.execute(
            delete(model).where(column.in_(ids)), execution_options={"synchronize_session": False}
        )
    _resize(documents, lengths, sign=-1)


def _insert(changed: Sequence[tuple[Document, str]]) -> None:
    if not changed:
        return
    analyses = [analyse(document) for document, _digest in changed]
    ids = _insert_documents(changed, analyses)
    term_ids = _term_ids(changed, analyses)
    terms: Counter[int] = Counter()
    grams: Counter[int] = Counter()
    new: dict[int, Places] = defaultdict(lambda: defaultdict(dict))
    forwards: list[tuple[int, str, str, bytes, bytes]] = []
    provisions: set[tuple[int, str, str, str]] = set()
    documents: Counter[str] = Counter()
    lengths: Counter[str] = Counter()
    for (document, _digest), analysis, document_id in zip(changed, analyses, ids, strict=True):
        held = {term_ids[document.language, term]: count for term, count in analysis.terms.items()}
        if document.topic:
            held[term_ids[document.language, topic_term(document.topic)]] = 1
        block, place = divmod(document_id, SPAN)
        for term, count in held.items():
            new[block][term][place] = impact_of(count, analysis.length)
        packed = pack_terms(held), pack_grams(analysis.grams, analysis.length)
        forwards.append((document_id, document.article_id, document.language, *packed))
        terms.update(held.keys())
        grams.update(analysis.grams.keys())
        provisions |= _provisions(document_id, document)
        documents[document.language] += 1
        lengths[document.language] += analysis.length
    bulk.insert_rows(SearchForward, forwards)
    change_blocks(new)
    bulk.insert_rows(SearchProvision, sorted(provisions))
    bulk.add_to(SearchTerm.id, SearchTerm.df, terms)
    count_grams(grams)
    _resize(documents, lengths)


def _provisions(document_id: int, document: Document) -> set[tuple[int, str, str, str]]:
    return {
        (document_id, each.act[:32], each.article[:16], each.paragraph[:32])
        for each in map(parse_cited, document.provisions)
        if each
    }


def _insert_documents(changed: Sequence[tuple[Document, str]], analyses: Sequence[Analysis]) -> list[int]:
    ids = _new_ids([document.language for document, _digest in changed])
    rows = [
        {
            "id": row_id,
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
        for row_id, (document, fingerprint), analysis in zip(ids, changed, analyses, strict=True)
    ]
    db.session.execute(insert(SearchDocument), rows)
    return ids


def _new_ids(languages: Sequence[str]) -> list[int]:
    """Return unused document numbers: each language has every fourth block, so blocks fill up densely."""
    rows = db.session.execute(select(SearchSize.language, SearchSize.next_id))
    following: dict[str, int] = {language: next_id for language, next_id in rows}  # noqa: C416
    ids = []
    for language in languages:
        row_id = following[language]
        ids.append(row_id)
        following[language] = row_id + 1 if (row_id + 1) % SPAN else row_id + 1 + (BLOCK_STEP - 1) * SPAN
    for language in sorted(set(languages)):
        db.session.execute(
            update(SearchSize)
            .where(SearchSize.language == language)
            .values(next_id=following[language])
            .execution_options(synchronize_session=False)
        )
    return ids


def _term_ids(
    changed: Sequence[tuple[Document, str]], analyses: Sequence[Analysis]
) -> dict[tuple[str, str], int]:
    """Return the ids of all terms of these documents, new ones made on the way."""
    wanted: dict[str, dict[str, str]] = defaultdict(dict)
    for (document, _digest), analysis in zip(changed, analyses, strict=True):
        surfaces = wanted[document.language]
        for term in analysis.terms:
            surfaces.setdefault(term, analysis.surfaces.get(term, "")[:_SURFACE])
        if document.topic:
            surfaces.setdefault(topic_term(document.topic), "")
    known = _known_terms(wanted)
    new = [
        (language, term)
        for language, surfaces in sorted(wanted.items())
        for term in sorted(surfaces)
        if (language, term) not in known
    ]
    rows = [
        {
            "term": term,
            "language": language,
            "df": 0,
            "surface": wanted[language][term],
            "beginning": beginning_of(term),
        }
        for language, term in new
    ]
    made = dict(zip(new, bulk.insert_returning(SearchTerm, rows, SearchTerm.id), strict=True))
    neighbours = [
        (fragment, row_id)
        for (_language, term), row_id in made.items()
        if not is_number(term)
        for fragment in neighbourhood(term)
    ]
    bulk.insert_rows(SearchNeighbour, sorted(neighbours))
    return known | made


def _known_terms(wanted: dict[str, dict[str, str]]) -> dict[tuple[str, str], int]:
    terms = sorted({term for surfaces in wanted.values() for term in surfaces})
    rows = bulk.read_rows(
        "SELECT t.language, t.term, t.id FROM {0} CROSS JOIN search_term t WHERE t.term = q0.value", terms
    )
    return {(language, term): row_id for language, term, row_id in rows}


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


def _lock() -> None:
    """Let one writer at a time change the counts; the others wait here, never in a deadlock."""
    first = [(each, 0, 0, (place + 1) * SPAN) for place, each in enumerate(LANGUAGES)]
    bulk.insert_rows(SearchSize, first, unless_there=True)
    for language in LANGUAGES:
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
