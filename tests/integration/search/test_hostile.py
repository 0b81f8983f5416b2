"""Nothing anybody types breaks the search, slips into a statement, or makes it do much work."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session, scoped_session

from app.extensions import db
from app.search import bulk, plan, service
from app.search.models import SearchDocument
from tests.integration.search.conftest import LIBRARY

HOSTILE = [
    "",
    " ",
    "\x00",
    "дауыс\x00беру",
    "'; DROP TABLE search_document; --",
    '" OR 1=1 --',
    "дауыс' AND '1'='1",
    "a* NEAR(b c) -d title:x ^y {z}",
    "дауыс & ! | ( ) :*",
    "%_%%\\",
    ":t0 :q1 :levels :topic",
    "%(name)s %s {0} ${x}",
    "дауыс " * 2000,
    "а" * 10_000,
    " ".join(f"сөз{i}" for i in range(3000)),
    " ".join(str(i) for i in range(3000)),
    "41-бап " * 1500,
    "((((((((((" * 1000,
    "қалай не кім қайда",
    "the of and",
    "😀🗳️🇰🇿",
    "\u202eсауад\u202c",
    "\u200f\u200e\ufeff",
    "\ud800",
    "дауыс\ud800беру",
    "Ҁ҂ӃӄӅ ﷽ ﷺ 𝒟𝒶𝓊𝓎𝓈",
    "e\u0301" * 500,
    "a\u0300\u0301\u0302" * 300,
    "🄰🄱🄲 ① ½ ﬀ ẞ İ ı",
    "-1 1e309 NaN NULL true",
]


# What bounds the work of a search, on any machine: how often it asks the database, and for how much.
MOST_STATEMENTS = 20
MOST_VALUES = 400
MOST_TERMS = 600


class Work:
    """Counts the statements sent to the database and the values in their longest list."""

    def __init__(self) -> None:
        self.statements = self.values = 0

    def sent(self, *_details: object) -> None:
        self.statements += 1


@pytest.fixture
def work(db_session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch) -> Iterator[Work]:
    """Watch what a test makes the database do."""
    work, read_rows = Work(), bulk.read_rows

    def watched(statement: str, *lists: Sequence[Any]) -> Sequence[bulk.Row]:
        work.values = max(work.values, *map(len, lists))
        return read_rows(statement, *lists)

    monkeypatch.setattr(bulk, "read_rows", watched)
    engine = db.engine
    event.listen(engine, "before_cursor_execute", work.sent)
    yield work
    event.remove(engine, "before_cursor_execute", work.sent)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_text_is_only_a_text(
    library: object, db_session: scoped_session[Session], text: str
) -> None:
    for language in ("kk", None):
        hits = service.find(text, language=language)
        assert hits.total >= len(hits.items)
    service.suggest(text, language="kk")
    service.lookup_provision(text, language="kk")
    assert db_session.scalar(select(func.count()).select_from(SearchDocument)) == len(LIBRARY)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_makes_a_search_do_much_work(library: object, work: Work, text: str) -> None:
    for search in (service.find, service.suggest):
        work.statements = 0
        search(text, language="kk")
        assert work.statements <= MOST_STATEMENTS
    assert work.values <= MOST_VALUES
    assert len(plan.understand(text).plan.weights) <= MOST_TERMS


def test_the_count_of_work_sees_every_statement(
    library: object, work: Work, db_session: scoped_session[Session]
) -> None:
    db_session.scalar(select(func.count()).select_from(SearchDocument))
    bulk.read_rows("SELECT q0.value FROM {0}", list(range(3_000)))
    assert work.statements >= 2
    assert work.values == 3_000


@pytest.mark.parametrize(
    ("page", "per_page"), [(0, 10), (-5, 10), (10**9, 10), (1, 0), (1, -1), (1, 10**9), (3, 1)]
)
def test_hostile_page_numbers_are_harmless(library: object, page: int, per_page: int) -> None:
    service.find("дауыс", language="kk", page=page, per_page=per_page)


@pytest.mark.parametrize("value", ["' OR ''='", "\u0000x", "access' --"])
def test_hostile_filters_find_nothing(library: object, value: str) -> None:
    topic = value.replace("\x00", "")
    assert service.find("дауыс", language="kk", topic=topic).items == ()
    assert service.find("дауыс", language="kk", languages=(topic,)).items == ()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=120))
def test_any_text_at_all(library: object, text: str) -> None:
    service.find(text, language="kk")
    service.suggest(text, language="ru")
