"""What people look for is counted; who and, while few ask, what exactly stays unknown."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session, scoped_session

from app.authz.access import VISITOR, Actor, Role
from app.core.clock import today
from app.core.errors import DomainError
from app.core.transaction import transaction
from app.extensions import db
from app.search import service, statistics
from app.search.interface import Gap
from app.search.models import SearchQueryCount, SearchQueryShare
from app.search.shares import THRESHOLD

MODERATOR = Actor(account_id="m" * 32, role=Role.MODERATOR, active=True, verified=True)
MISSING = "прописка ауыстыру"


def look_for(text: str, *, asker: str = "") -> None:
    service.record_query(service.find(text, language="kk"), asker=asker)


def gaps() -> list[Gap]:
    return service.content_gaps(MODERATOR)


def test_words_show_only_when_enough_different_people_asked(library: object) -> None:
    for i in range(THRESHOLD - 1):
        look_for(MISSING, asker=f"network {i}")
        look_for(MISSING, asker=f"network {i}")  # asking twice is no second person
    assert gaps() == []
    look_for(MISSING, asker="one more")
    (gap,) = gaps()
    assert set(gap.words.split()) == {"прописка", "ауыстыру"}
    assert gap.searches == 2 * (THRESHOLD - 1) + 1
    assert gap.clicks == 0


def test_a_spelling_of_one_person_is_not_shown(library: object) -> None:
    """Words that differ behind the sixth letter are counted together, but shown only as most spelt them."""
    for i in range(THRESHOLD):
        look_for("прописканы" if i else "прописка", asker=f"network {i}")
    (gap,) = gaps()
    assert gap.words not in {"прописка", "прописканы"}


def test_the_database_holds_no_word_of_a_query(library: object, db_session: scoped_session[Session]) -> None:
    look_for(MISSING, asker="network")
    share = db_session.scalars(select(SearchQueryShare)).one()
    assert "прописка".encode() not in share.sealed
    assert "пропис" not in share.bucket
    assert "network" not in share.x


@pytest.mark.parametrize(
    "text", ["менің нөмірім +7 701 123 45 67", "ИИН 050515600028 қайда жазам", "a@example.org"]
)
def test_words_of_a_query_with_personal_data_are_not_kept(
    library: object, db_session: scoped_session[Session], text: str
) -> None:
    look_for(text, asker="network")
    assert db_session.scalar(select(func.count()).select_from(SearchQueryShare)) == 0


def test_without_an_asker_a_search_is_only_counted(
    library: object, db_session: scoped_session[Session]
) -> None:
    look_for(MISSING)
    assert db_session.scalar(select(func.count()).select_from(SearchQueryShare)) == 0
    assert db_session.scalar(select(SearchQueryCount.searches)) == 1


def test_empty_and_opened_searches_are_counted(library: object, db_session: scoped_session[Session]) -> None:
    look_for("zzzzqqqq")
    assert db_session.scalar(select(SearchQueryCount.empty)) == 1
    token = service.query_token(service.find("zzzzqqqq", language="kk"))
    assert token is not None
    service.record_click(token, language="kk")
    service.record_click("unknown", language="kk")
    db_session.expire_all()
    assert list(db_session.scalars(select(SearchQueryCount.clicks))) == [1]


def test_what_is_found_and_opened_is_no_gap(library: object) -> None:
    for i in range(THRESHOLD + 1):
        hits = service.find("неше жастан байқаушы болады", language="kk")
        service.record_query(hits, asker=f"network {i}")
        token = service.query_token(hits)
        assert token is not None
        service.record_click(token, language="kk")
    assert gaps() == []


def test_old_counts_are_forgotten(library: object, db_session: scoped_session[Session]) -> None:
    look_for(MISSING, asker="network")
    long_ago = today() - timedelta(days=statistics.DAYS_KEPT + 1)
    with transaction():
        for row in (
            *db_session.scalars(select(SearchQueryCount)),
            *db_session.scalars(select(SearchQueryShare)),
        ):
            row.day = long_ago
    statistics.forget_old()
    for model in (SearchQueryCount, SearchQueryShare):
        assert db_session.scalar(select(func.count()).select_from(model)) == 0


def test_only_moderators_see_the_gaps(library: object) -> None:
    with pytest.raises(DomainError):
        service.content_gaps(VISITOR)


def test_clicks_never_outnumber_searches(library: object, db_session: scoped_session[Session]) -> None:
    look_for(MISSING)
    token = service.query_token(service.find(MISSING, language="kk"))
    assert token is not None
    for _ in range(3):
        service.record_click(token, language="kk")
    assert db_session.scalar(select(SearchQueryCount.clicks)) == 1


def test_many_gaps_cost_as_many_statements_as_one(
    library: object, db_session: scoped_session[Session]
) -> None:
    def statements() -> int:
        seen: list[str] = []
        event.listen(
            db.engine, "before_cursor_execute", lambda _c, _cu, statement, *_: seen.append(statement)
        )
        gaps()
        return len(seen)

    for word in ("прописка", "паспорт", "жеребе"):
        for i in range(THRESHOLD):
            look_for(f"{word} ауыстыру", asker=f"network {i}")
        count = statements()
        db_session.expire_all()
        if word == "прописка":
            first = count
    assert len(gaps()) == 3
    assert count == first
