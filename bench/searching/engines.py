"""The search to be measured and what it is measured against, all answering at most 100 documents."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psycopg
from sqlalchemy import text
from tqdm import tqdm

from app import create_app
from app.core.transaction import transaction
from app.extensions import db
from app.search import service, writer
from app.search.interface import Document, Query
from app.search.results import rank
from tests.support import databases

TOP = 100
BATCH = 250
_WORD = re.compile(r"[^\W_]+")
Rows = Sequence[dict[str, str]]


class Outcome(NamedTuple):
    """Ranked ids by question id, and milliseconds per question."""

    run: dict[str, list[str]]
    milliseconds: list[float]


@contextmanager
def application(url: str, folder: Path) -> Iterator[None]:
    """Open the application on a database of its own."""
    app = create_app(databases.environment(url, folder / "instance"))
    with app.app_context():
        yield
        db.session.remove()
        db.engine.dispose()


def index(documents: Sequence[Document], label: str) -> float:
    """Index documents and return how many went in per second."""
    start = time.perf_counter()
    for i in tqdm(range(0, len(documents), BATCH), desc=label, leave=False, disable=None):
        with transaction():
            writer.put_all(documents[i : i + BATCH])
    took = time.perf_counter() - start
    settle()
    return len(documents) / took


def settle() -> None:
    """Let the database learn its sizes, as a rebuild and time do."""
    if db.engine.dialect.name == "sqlite":
        with transaction():
            db.session.execute(text("ANALYZE"))
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def as_documents(rows: Rows, language: str) -> list[Document]:
    """Return the kit's rows as documents."""
    return [Document(row["id"], row.get("lang", language), row["title"], body=row["text"]) for row in rows]


def ours(queries: Rows, language: str | None) -> dict[str, list[str]]:
    """Rank with the project's search."""
    return {
        row["id"]: [each.article_id for each in rank(Query(row["text"], language, per_page=TOP)).listed[:TOP]]
        for row in queries
    }


def timed(queries: Rows, language: str | None) -> list[float]:
    """Return the milliseconds of a whole first page, passages included."""
    taken = []
    for row in queries:
        start = time.perf_counter()
        service.find(row["text"], language=language)
        taken.append((time.perf_counter() - start) * 1000)
    return taken


class Fts5:
    """SQLite FTS5 with its unicode61 tokenizer, any of the words, its own bm25()."""

    def __init__(self, documents: Rows) -> None:
        self.ids = [row["id"] for row in documents]
        self.connection = sqlite3.connect(":memory:")
        self.connection.execute(
            "CREATE VIRTUAL TABLE f USING fts5(t, tokenize='unicode61 remove_diacritics 0')"
        )
        rows = ((i, f"{row['title']}\n{row['text']}") for i, row in enumerate(documents))
        self.connection.executemany("INSERT INTO f (rowid, t) VALUES (?, ?)", rows)

    def ask(self, asked: str) -> list[str]:
        words = dict.fromkeys(_WORD.findall(asked.lower()))
        if not words:
            return []
        match = " OR ".join(f'"{word}"' for word in words)
        found = "SELECT rowid FROM f WHERE f MATCH ? ORDER BY bm25(f), rowid LIMIT ?"
        return [self.ids[row[0]] for row in self.connection.execute(found, (match, TOP))]


class PostgresText:
    """PostgreSQL full text search with one of its configurations, any of the words, ts_rank_cd."""

    def __init__(self, documents: Rows, url: str, config: str) -> None:
        self.ids = [row["id"] for row in documents]
        self.config = config
        self.connection = psycopg.connect(url, autocommit=True)
        self.connection.execute("CREATE TEMP TABLE fts (id int PRIMARY KEY, v tsvector)")
        add = "INSERT INTO fts SELECT %s, to_tsvector(%s::regconfig, %s)"
        with self.connection.cursor() as cursor:
            cursor.executemany(
                add, [(i, config, f"{row['title']}\n{row['text']}") for i, row in enumerate(documents)]
            )
        self.connection.execute("CREATE INDEX ON fts USING gin (v)")
        self.connection.execute("ANALYZE fts")

    def ask(self, asked: str) -> list[str]:
        words = dict.fromkeys(_WORD.findall(asked.lower()))
        if not words:
            return []
        query = " | ".join(f"'{word}'" for word in words)
        found = (
            "SELECT id FROM fts, to_tsquery(%s::regconfig, %s) q WHERE v @@ q"
            " ORDER BY ts_rank_cd(v, q) DESC, id LIMIT %s"
        )
        rows = self.connection.execute(found, (self.config, query, TOP)).fetchall()
        return [self.ids[row[0]] for row in rows]


def run_baseline(engine: Fts5 | PostgresText, queries: Rows) -> Outcome:
    """Ask a baseline all questions."""
    run, taken = {}, []
    for row in queries:
        start = time.perf_counter()
        run[row["id"]] = engine.ask(row["text"])
        taken.append((time.perf_counter() - start) * 1000)
    return Outcome(run, taken)
