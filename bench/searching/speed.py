"""How fast: indexing, results and suggestions over many generated articles, and how big the index gets."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy import text

from app.extensions import db
from app.search import service
from app.search.interface import Document
from bench.searching import engines
from bench.searching.generated import articles
from bench.searching.own import Asked, questions
from tests.support import databases

TABLES = (
    "search_document",
    "search_forward",
    "search_term",
    "search_block",
    "search_neighbour",
    "search_grams",
)


def report(folder: Path, sizes: Sequence[int]) -> None:
    """Print one line per database and size."""
    print("Generated articles, without HTTP")
    columns = "database", "articles", "indexed a second", "KB an article", "search", "suggestion", "load"
    print("p50 / p95 in ms by the clock, in brackets: processor time of this process\n")
    print("| " + " | ".join(columns) + " |\n" + "|---" * len(columns) + "|", flush=True)
    for size in sizes:
        documents = list(articles(size))
        for backend in os.environ.get("SEARCH_BACKENDS", "sqlite,postgresql").split(","):
            with engines.application(_empty(backend, folder), folder / f"speed-{backend}-{size}"):
                rate = _rate(documents, f"{backend} {size}")
                search = _times(lambda asked: service.find(asked.text, language=asked.language))
                typing = _times(lambda asked: service.suggest(asked.text[:14], language=asked.language))
                kilobytes = _bytes() / 1024 / size
            load = os.getloadavg()[0]
            cells = backend, f"{size}", rate, f"{kilobytes:.1f}", search, typing, f"{load:.1f}"
            print("| " + " | ".join(cells) + " |", flush=True)


def _rate(documents: Sequence[Document], label: str) -> str:
    start = time.process_time()
    rate = engines.index(documents, label)
    return f"{rate:.0f} ({len(documents) / (time.process_time() - start):.0f})"


def _times(ask: Callable[[Asked], object]) -> str:
    asked = questions()
    for each in asked[:20]:
        ask(each)
    taken = []
    for each in asked:
        start, worked = time.perf_counter(), time.process_time()
        ask(each)
        taken.append((time.perf_counter() - start, time.process_time() - worked))
    clock, processor = ([1000 * each for each in times] for times in zip(*taken, strict=True))
    return f"{_middle_and_slow(clock)} ({_middle_and_slow(processor)})"


def _middle_and_slow(taken: Sequence[float]) -> str:
    return f"{statistics.median(taken):.1f} / {statistics.quantiles(taken, n=20)[-1]:.1f}"


def _empty(backend: str, folder: Path) -> str:
    if backend == "postgresql":
        return databases.copy_postgres(databases.EMPTY, "search_speed")
    path = folder / "speed.sqlite"
    databases.copy_sqlite(databases.EMPTY, path)
    return f"sqlite:///{path}"


def _bytes() -> int:
    if db.engine.dialect.name == "sqlite":
        pages = db.session.execute(text("PRAGMA page_count")).scalar_one()
        return int(pages * db.session.execute(text("PRAGMA page_size")).scalar_one())
    sizes = " + ".join(f"pg_total_relation_size('{table}')" for table in TABLES)
    return int(db.session.execute(text(f"SELECT {sizes}")).scalar_one())
