"""The project's own questions over its starter articles: clean, as people type, and across languages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from app.core.transaction import transaction
from app.extensions import db
from app.search import writer
from app.search.interface import LANGUAGES, Query
from app.search.models import SearchDocument
from app.search.results import rank
from bench.searching import engines
from bench.searching.metrics import Scores, interval, mean, score
from bench.searching.own import Asked, questions, slugs, spoilt
from tests.support import databases

DEGRADED = "all degraded"


class _Undo(Exception):
    pass


def report(folder: Path) -> None:
    """Print the figures of both databases and how often an article in another language is found."""
    print("Own questions over the starter articles")
    print(
        "| manner | questions | MRR@10 (95%) | found in ten | MRR@10 on PostgreSQL |\n|---|---|---|---|---|"
    )
    results = {}
    for backend in ("sqlite", "postgresql"):
        with engines.application(_full(backend, folder), folder / f"own-{backend}"):
            results[backend] = _measure()
            if backend == "sqlite":
                across, alone = _across()
    for manner, scores in results["sqlite"].items():
        low, high = interval(scores, 1)
        other = mean(results["postgresql"][manner], 1)
        print(
            f"| {manner} | {len(scores)} | {mean(scores, 1):.3f} ({low:.3f}–{high:.3f})"
            f" | {mean(scores, 2):.3f} | {other:.3f} |"
        )
    print(f"\nThe answer exists in another language only, all others in both: found in ten {across:.3f}")
    print(f"Every article exists in another language only: found in ten {alone:.3f}\n", flush=True)


def _full(backend: str, folder: Path) -> str:
    if backend == "postgresql":
        return databases.copy_postgres(databases.FULL, "search_own")
    path = folder / "own.sqlite"
    databases.copy_sqlite(databases.FULL, path)
    return f"sqlite:///{path}"


def _asked() -> Iterator[tuple[str, str, Asked, str]]:
    for asked in questions():
        if asked.is_rough:
            yield f"as typed by hand, {asked.language}", DEGRADED, asked, asked.text
            continue
        yield f"clean, {asked.language}", "all clean", asked, asked.text
        for manner, text in spoilt(asked):
            yield f"{manner}, {asked.language}", DEGRADED, asked, text


def _measure() -> dict[str, Scores]:
    refs, addresses = _refs(), slugs()
    runs: dict[str, dict[str, list[str]]] = defaultdict(dict)
    relevant: dict[str, dict[str, set[str]]] = defaultdict(dict)
    for manner, kind, asked, text in _asked():
        found = [refs[each.article_id] for each in rank(Query(text, asked.language)).listed[:10]]
        for group in (manner, kind):
            name = f"{asked.id}/{manner}"
            runs[group][name] = found
            relevant[group][name] = {addresses[asked.source_id]}
    return {group: score(runs[group], relevant[group]) for group in sorted(runs)}


def _across() -> tuple[float, float]:
    """Return how often the answer is among the first ten when it exists in another language only."""
    refs, addresses = _refs(), slugs()
    ids = {ref: article for article, ref in refs.items()}
    missing, alone = [], []
    for asked in (each for each in questions() if not each.is_rough):
        article = ids[addresses[asked.source_id]]
        for other in (each for each in LANGUAGES if each != asked.language):
            missing.append(_found_without(article, asked, other))
            listed = rank(Query(asked.text, asked.language, languages=(other,))).listed[:10]
            alone.append(article in {each.article_id for each in listed})
    return sum(missing) / len(missing), sum(alone) / len(alone)


def _found_without(article: str, asked: Asked, kept: str) -> bool:
    found: set[str] = set()
    try:
        with transaction():
            for language in LANGUAGES:
                if language != kept:
                    writer.remove_article(article, language)
            found.update(each.article_id for each in rank(Query(asked.text, asked.language)).listed[:10])
            raise _Undo
    except _Undo:
        return article in found


def _refs() -> dict[str, str]:
    rows = db.session.execute(select(SearchDocument.article_id, SearchDocument.ref).distinct())
    return {row.article_id: row.ref for row in rows}
