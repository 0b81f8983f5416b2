"""Nothing anybody types breaks the search, slips into a statement, or takes long."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from app.search import service
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


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_text_is_only_a_text(
    library: object, db_session: scoped_session[Session], text: str
) -> None:
    start = time.perf_counter()
    for language in ("kk", None):
        hits = service.find(text, language=language)
        assert hits.total >= len(hits.items)
    service.suggest(text, language="kk")
    service.lookup_provision(text, language="kk")
    assert time.perf_counter() - start < 3
    assert db_session.scalar(select(func.count()).select_from(SearchDocument)) == len(LIBRARY)


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
