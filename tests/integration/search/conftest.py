"""A small library of articles in three languages, indexed as the articles feature would."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session, scoped_session

from app.core.transaction import transaction
from app.search import service
from app.search.interface import Document

LIBRARY = (
    Document(
        "a1", "kk", "Байқаушы болу үшін неше жаста болу керек?", "18 жастан бастап.",
        "Байқаушыны партия немесе аккредиттелген ұйым жібереді. 20-1-бап, 1-тармақ.",
        ref="observer-age", topic="observer", provisions=("EL:20-1(1)",), keywords=("бақылаушы жасы",),
    ),
    Document(
        "a1", "ru", "Со скольки лет можно быть наблюдателем?", "С 18 лет.",
        "Наблюдателя направляет партия или аккредитованная организация.",
        ref="observer-age", topic="observer", provisions=("EL:20-1(1)",),
    ),
    Document(
        "a2", "kk", "Есептен шығару куәлігін қайдан аламын?", "Өз учаскеңіздің комиссиясынан.",
        "Куәлік дауыс берудің алдындағы күні сағат 18:00-ге дейін беріледі.",
        ref="absentee", topic="away", provisions=("EL:41(6-1)",), keywords=("открепительный",),
    ),
    Document(
        "a3", "ru", "Можно ли сфотографировать заполненный бюллетень?", "Нет, это запрещено законом.",
        "Запрет записан в пункте 4 статьи 27. Снимок себя у входа не запрещён.",
        ref="ballot-photo", topic="election-day", provisions=("EL:27(4)",),
    ),
    Document(
        "a4", "en", "Can I vote at home if I am ill?", "Yes, ask the commission in writing before noon.",
        "Two members of the commission come with a mobile ballot box.",
        ref="home", topic="access", provisions=("EL:41(6)",),
    ),
    Document(
        "a4", "kk", "Ауырып жатсам, үйде дауыс беруге бола ма?", "Иә, комиссияға жазбаша өтініш беріңіз.",
        "Комиссияның екі мүшесі тасымалданатын жәшікпен келеді.",
        ref="home", topic="access", provisions=("EL:41(6)",),
    ),
)  # fmt: skip

Put = Callable[..., None]


@pytest.fixture
def put(db_session: scoped_session[Session]) -> Put:
    """Return a function that indexes documents in one transaction."""

    def put_documents(*documents: Document) -> None:
        with transaction():
            for document in documents:
                service.put(document)

    return put_documents


@pytest.fixture
def library(put: Put) -> tuple[Document, ...]:
    """Index the small library."""
    put(*LIBRARY)
    return LIBRARY
