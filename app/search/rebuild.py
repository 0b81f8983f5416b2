"""Building the index anew from the articles while people go on searching.

Each batch is one short transaction in which old entries are replaced. What is already up to date is
skipped, so a rebuild that was interrupted goes on where it stopped when it is started again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import delete, func, or_, select, text, update

from app.core.transaction import transaction
from app.core.versions import bump
from app.extensions import db
from app.search import bulk, writer
from app.search.analysis.document import ANALYSER
from app.search.interface import Document
from app.search.models import SearchDocument, SearchNeighbour, SearchState, SearchTerm
from app.web.page_cache import PUBLIC

BATCH = 100
ANALYSED_BY, NOBODY = "analyser", "none"
"""Set by a migration that changes the tables and so has to empty them."""
Source = Callable[[], Iterable[Document]]
_sources: list[Source] = []


@dataclass(slots=True)
class Progress:
    """What a rebuild has done so far."""

    seen: int = 0
    written: int = 0
    removed: int = 0


def register_source(source: Source) -> None:
    """Name a function that yields every published document; its order should be the same each time."""
    if source not in _sources:
        _sources.append(source)


def is_outdated() -> bool:
    """Tell whether some entry was made by another version of the analysis, or all of them were dropped."""
    stale = select(SearchDocument.language).where(SearchDocument.analyser != ANALYSER).limit(1)
    dropped = select(SearchState.name).where(SearchState.name == ANALYSED_BY, SearchState.value == NOBODY)
    return bool(db.session.scalar(select(or_(stale.exists(), dropped.exists()))))


def entries() -> int:
    """Return how many entries the index holds."""
    return db.session.scalar(select(func.count()).select_from(SearchDocument)) or 0


def forget_versions() -> None:
    """Mark every entry as outdated, so that the next rebuild writes all of them."""
    with transaction():
        db.session.execute(update(SearchDocument).values(analyser=""))


def rebuild() -> Iterator[Progress]:
    """Bring the index in line with the sources, yielding after each batch."""
    progress = Progress()
    seen: set[tuple[str, str]] = set()
    documents = (document for source in list(_sources) for document in source())
    while batch := list(islice(documents, BATCH)):
        with transaction():
            progress.written += writer.put_all(batch)
        seen.update((each.article_id, each.language) for each in batch)
        progress.seen += len(batch)
        yield progress
    progress.removed = _remove_unknown(seen)
    _tidy()
    yield progress


def _remove_unknown(seen: set[tuple[str, str]]) -> int:
    present = db.session.execute(select(SearchDocument.article_id, SearchDocument.language)).all()
    unknown = sorted({(row.article_id, row.language) for row in present} - seen)
    for part in bulk.chunks(unknown, BATCH):
        with transaction():
            for article_id, language in part:
                writer.remove_article(article_id, language)
    return len(unknown)


def _tidy() -> None:
    """Drop words that no document holds any more and let the database learn its new sizes."""
    with transaction():
        gone = select(SearchTerm.id).where(SearchTerm.df <= 0)
        db.session.execute(delete(SearchNeighbour).where(SearchNeighbour.term_id.in_(gone)))
        db.session.execute(delete(SearchTerm).where(SearchTerm.df <= 0))
        bump(PUBLIC)  # results that are kept were found in the index as it was
        db.session.merge(SearchState(name=ANALYSED_BY, value=ANALYSER))
        for table in (
            "search_block",
            "search_term",
            "search_document",
            "search_forward",
            "search_neighbour",
        ):
            db.session.execute(text(f"ANALYZE {table}"))
