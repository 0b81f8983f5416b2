"""What becomes of a public text when its question is deleted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from app.articles import publication
from app.articles.models import Article, PublicationConsent
from app.articles.texts import current_text
from app.authz.access import Actor
from app.core.errors import NotAllowed
from app.extensions import db
from app.tickets.deletion import delete_ticket
from tests.cases import Case, answered
from tests.publishing import approved, awaiting, published

pytestmark = pytest.mark.usefixtures("db_session")


def test_a_published_text_outlives_its_question_without_any_link_to_it() -> None:
    case = answered()
    article_id = published(case).id
    delete_ticket(case.asker, case.ticket)
    db.session.expire_all()
    article = db.session.get(Article, article_id)
    assert article is not None
    assert (article.status, article.ticket_id) == ("published", None)
    assert current_text(article.id, "kk") is not None


@pytest.mark.parametrize("until", [awaiting, approved])
def test_an_unpublished_text_dies_with_its_question(until: Callable[[Case], Article]) -> None:
    case = answered()
    article_id = until(case).id
    delete_ticket(case.asker, case.ticket)
    db.session.expire_all()
    assert db.session.get(Article, article_id) is None
    assert db.session.scalar(select(func.count()).select_from(PublicationConsent)) == 0


def test_a_withdrawn_text_dies_with_its_question() -> None:
    case = answered()
    article = published(case)
    publication.withdraw(case.asker, article)
    delete_ticket(case.asker, case.ticket)
    db.session.expire_all()
    assert db.session.scalar(select(func.count()).select_from(Article)) == 0


def test_nobody_can_act_for_an_asker_whose_question_is_gone() -> None:
    case = answered()
    article = published(case)
    delete_ticket(case.asker, case.ticket)
    db.session.expire_all()
    for actor in (case.asker, case.lawyer, Actor()):
        with pytest.raises(NotAllowed):
            publication.withdraw(actor, article)
