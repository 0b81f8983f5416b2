"""The asker decides about one exact text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from app.articles import events, publication
from app.articles.consents import latest_consent, words_of
from app.articles.drafting import set_wish
from app.articles.models import Article, ArticleText, PublicationConsent
from app.articles.publication_queries import draft_of
from app.articles.publication_rules import Decision
from app.articles.texts import TextDraft
from app.core.errors import Conflict, NotAllowed
from app.core.transaction import transaction
from app.extensions import db
from tests.actors import asker_of, moderator
from tests.cases import Case, answered
from tests.factories import make_ticket
from tests.publishing import approved, awaiting, change, happened, published, ready_draft, refused, told

pytestmark = pytest.mark.usefixtures("db_session")


def test_an_approval_names_the_exact_text() -> None:
    article = approved(answered())
    consent = latest_consent(article)
    assert consent is not None
    assert (consent.decision, consent.text_hash) == ("approved", article.draft_hash)
    stored = draft_of(article)
    assert stored is not None
    assert stored.hash == article.draft_hash


def test_an_approval_of_another_text_than_the_present_one_is_refused() -> None:
    case = answered()
    article = awaiting(case)
    seen = article.draft_hash or ""
    publication.prepare(case.lawyer, case.ticket, ready_draft(case, question="Басқа сұрақ?"))
    publication.request_consent(case.lawyer, article)
    refused(
        lambda: publication.decide(case.asker, article, decision=Decision.APPROVED, text_hash=seen), Conflict
    )
    assert latest_consent(article) is None
    assert article.draft_state == "awaiting"


@pytest.mark.parametrize(
    "text",
    [
        {"question": "Басқа сұрақ?"},
        {"short_answer": "Басқа жауап."},
        {"explanation": "Басқа түсіндірме."},
        {"steps": []},
        {"steps": [{"text": "Тізімді тексеріңіз.", "due_days": -14, "due_time": "18:00"}]},
    ],
)
def test_any_change_after_the_approval_needs_a_new_one(text: dict[str, Any]) -> None:
    case = answered()
    article = approved(case)
    publication.prepare(case.lawyer, case.ticket, ready_draft(case, **text))
    assert article.draft_state == "working"
    refused(lambda: publication.publish(moderator(), article), Conflict)
    publication.request_consent(case.lawyer, article)
    refused(lambda: publication.publish(moderator(), article), Conflict)


def test_another_law_under_the_same_words_needs_a_new_approval() -> None:
    case = answered()
    article = approved(case)
    publication.prepare(case.lawyer, case.ticket, replace(ready_draft(case), provisions=[]))
    assert article.draft_state == "working"


def test_saving_the_same_text_again_keeps_the_approval() -> None:
    case = answered()
    article = approved(case)
    publication.prepare(case.lawyer, case.ticket, ready_draft(case))
    assert article.draft_state == "approved"
    publication.publish(moderator(), article)


def test_a_text_changed_behind_the_services_back_is_not_published() -> None:
    case = answered()
    article = approved(case)
    other = awaiting(answered(question="Екінші сұрақ?"))
    change(article, draft_hash=other.draft_hash)
    refused(lambda: publication.publish(moderator(), article), Conflict)


def test_a_refusal_keeps_the_text_private_and_its_words_sealed() -> None:
    case = answered()
    article = awaiting(case)
    named = article.draft_hash or ""
    publication.decide(
        case.asker, article, decision=Decision.REFUSED, text_hash=named, words="Мекенім танылады"
    )
    assert article.draft_state == "refused"
    assert words_of(article, latest_consent(article)) == "Мекенім танылады"
    refused(lambda: publication.publish(moderator(), article), Conflict)
    assert db.session.scalar(select(func.count()).select_from(ArticleText)) == 0
    sealed = db.session.scalar(select(PublicationConsent.reason_sealed))
    assert "танылады".encode() not in sealed


def test_after_a_refusal_a_changed_text_may_be_shown_once_more() -> None:
    case = answered()
    article = awaiting(case)
    publication.decide(
        case.asker, article, decision=Decision.REFUSED, text_hash=article.draft_hash or "", words=""
    )
    assert awaiting(case, question="Жалпы сұрақ?").draft_state == "awaiting"


@pytest.mark.parametrize("who", ["stranger", "lawyer", "moderator"])
def test_nobody_but_the_asker_decides(who: str) -> None:
    case = answered()
    article = awaiting(case)
    actor = {"stranger": asker_of(make_ticket()), "lawyer": case.lawyer, "moderator": moderator()}[who]
    named = article.draft_hash or ""
    refused(
        lambda: publication.decide(actor, article, decision=Decision.APPROVED, text_hash=named), NotAllowed
    )
    refused(lambda: publication.withdraw(actor, article), NotAllowed)
    refused(lambda: set_wish(actor, case.ticket, wants=False), NotAllowed)


def test_a_withdrawal_unpublishes_in_its_own_transaction_and_erases_the_text() -> None:
    case = answered()
    article = published(case)
    publication.translate(moderator(), article, "ru", TextDraft(question="Где?", short_answer="Там."))
    happened.clear()
    publication.withdraw(case.asker, article, words="Ойландым")
    assert article.status == "unpublished"
    assert article.withdrawn_by_asker_at is not None
    assert [event.article_id for event in told(events.ArticleUnpublished)] == [article.id]
    assert db.session.scalar(select(func.count()).select_from(ArticleText)) == 0
    refused(lambda: publication.republish(moderator(), article), Conflict)
    refused(lambda: publication.publish(moderator(), article), Conflict)


def test_a_listener_that_fails_keeps_the_article_published_and_consented() -> None:
    case = answered()
    article = published(case)
    with pytest.raises(RuntimeError):
        _withdraw_and_fail(case, article)
    db.session.expire_all()
    consent = latest_consent(article)
    assert consent is not None
    assert (article.status, consent.decision) == ("published", "approved")


def _withdraw_and_fail(case: Case, article: Article) -> None:
    with transaction():
        publication.withdraw(case.asker, article)
        raise RuntimeError


def test_an_approval_can_be_withdrawn_before_the_publication() -> None:
    case = answered()
    article = approved(case)
    publication.withdraw(case.asker, article)
    assert (article.draft_sealed, article.draft_state) == (None, None)
    assert told(events.ArticleUnpublished) == []
    refused(lambda: publication.publish(moderator(), article), Conflict)


def test_after_a_withdrawal_only_a_new_approval_publishes_again() -> None:
    case = answered()
    article = published(case)
    publication.withdraw(case.asker, article)
    approved(case)
    publication.publish(moderator(), article)
    assert article.status == "published"
    assert article.withdrawn_by_asker_at is None
