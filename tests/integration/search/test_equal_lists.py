"""SQLite and PostgreSQL give the same list, score by score."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from app import create_app
from app.core.transaction import transaction
from app.extensions import db
from app.search import service, writer
from app.search.interface import Document
from tests.support import databases

WORDS = [
    "дауыс",
    "сайлау",
    "учаске",
    "бюллетень",
    "комиссия",
    "байқаушы",
    "куәлік",
    "тізім",
    "хаттама",
    "шағым",
    "өтініш",
    "құжат",
    "айыппұл",
    "азамат",
    "студент",
    "жатақхана",
    "мекенжай",
    "үгіт",
    "партия",
    "депутат",
    "мерзім",
    "жәшік",
    "кабина",
    "протокол",
    "избиратель",
    "наблюдатель",
    "участок",
    "голосование",
    "жалоба",
    "штраф",
    "observer",
    "ballot",
    "voter",
    "list",
    "commission",
    "election",
    "station",
    "proof",
    "deadline",
]
QUERIES = 60
DOCUMENTS = 400


def documents() -> list[Document]:
    r = random.Random(7)
    return [
        Document(
            f"d{i:04}",
            r.choice(("kk", "ru", "en")),
            question=" ".join(r.choices(WORDS, k=6)),
            short_answer=" ".join(r.choices(WORDS, k=10)),
            body=" ".join(r.choices(WORDS, k=r.randint(20, 120))),
            provisions=(f"EL:{r.randint(1, 60)}",),
        )
        for i in range(DOCUMENTS)
    ]


def queries() -> list[str]:
    r = random.Random(11)
    made = []
    for _ in range(QUERIES):
        words = r.choices(WORDS, k=r.randint(1, 6))
        if r.random() < 0.4:
            word = words[0]
            place = r.randrange(len(word))
            words[0] = word[:place] + word[place + 1 :]
        made.append(" ".join(words))
    return made


def lists(url: str, instance: Path) -> list[object]:
    app = create_app(databases.environment(url, instance))
    with app.app_context():
        with transaction():
            writer.put_all(documents())
        found: list[object] = []
        for text in queries():
            for language in ("kk", None):
                hits = service.find(text, language=language, per_page=100)
                found.append([(hit.article_id, hit.language, hit.score) for hit in hits.items])
            found.append([each.text for each in service.suggest(text, language="ru")])
            found.append(service.find(text, language="kk").did_you_mean)
        db.session.remove()
        db.engine.dispose()
    return found


@pytest.mark.postgres
def test_both_databases_give_the_same_lists(tmp_path: Path) -> None:
    path = tmp_path / "search.sqlite"
    databases.copy_sqlite(databases.EMPTY, path)
    sqlite = lists(f"sqlite:///{path}", tmp_path / "one")
    postgresql = lists(databases.fresh_postgres("search_lists"), tmp_path / "two")
    assert sqlite == postgresql
    assert sum(bool(each) for each in sqlite) > QUERIES
