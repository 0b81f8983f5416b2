"""The search engine's front door. Writing joins the caller's transaction; reading never writes."""

from __future__ import annotations

from collections.abc import Sequence

from app.search import provisions, results, suggestions, writer
from app.search.interface import Document, Hits, ProvisionMatch, Query, Suggestion
from app.search.rebuild import register_source
from app.search.statistics import content_gaps, query_token, record_click, record_query

__all__ = [
    "content_gaps",
    "find",
    "lookup_provision",
    "put",
    "put_article",
    "query_token",
    "record_click",
    "record_query",
    "register_source",
    "remove",
    "suggest",
]

MAX_PER_PAGE = 100
MAX_PAGE = 1000


def put(document: Document) -> None:
    """Index one article in one language, replacing what was there; call it inside `transaction()`."""
    writer.put_all([document])


def put_article(article_id: str, documents: Sequence[Document]) -> None:
    """Bring an article's entries in line with its texts: only languages that changed are written."""
    writer.put_all(documents)
    writer.keep_languages(article_id, {each.language for each in documents})


def remove(article_id: str, *, language: str | None = None) -> None:
    """Take an article out of the index, in one language or in all; call it inside `transaction()`."""
    writer.remove_article(article_id, language)


def find(
    text: str,
    *,
    language: str | None = None,
    topic: str | None = None,
    languages: tuple[str, ...] | None = None,
    page: int = 1,
    per_page: int = 10,
) -> Hits:
    """Return one page of what answers the text.

    `language` is the asker's: what exists in it comes first, the rest below and marked. `languages`
    limits the search to some languages, `topic` to one topic. Any text is safe.
    """
    query = Query(
        text=text,
        language=language,
        topic=topic or None,
        languages=languages or None,
        page=min(max(page, 1), MAX_PAGE),
        per_page=min(max(per_page, 1), MAX_PER_PAGE),
    )
    return results.find(query)


def suggest(text: str, *, language: str, limit: int = 6) -> list[Suggestion]:
    """Return questions that may be meant by what has been typed so far, the last word perhaps unfinished."""
    return suggestions.suggest(text, language=language, limit=limit)


def lookup_provision(text: str, *, language: str | None = None) -> list[ProvisionMatch]:
    """Return the provisions of law a text names ("41 бап", "20-1") with the articles that rest on them."""
    return provisions.look_up(text, language)
