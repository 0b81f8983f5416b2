"""Words that only one question has do not become public unless two different people say that they may stay."""

from __future__ import annotations

import pytest

from app.articles import linkage, publication
from app.articles.jobs import take_fingerprints
from app.articles.models import Article, TicketFingerprint
from app.articles.publication import Decision
from app.articles.publication_queries import draft_of
from app.core.errors import Conflict, Invalid
from app.extensions import db
from tests.actors import moderator
from tests.cases import Case, answered, browser_of
from tests.publishing import ready_draft

pytestmark = pytest.mark.usefixtures("db_session")
QUESTION = "Мен ауылдағы жалғыз балет бишісімін, дауыс беруге мәжбүрлеп жатыр."
PUBLIC = "Жалғыз балет бишісін дауыс беруге мәжбүрлей ме?"


def approved_case(public: str = PUBLIC) -> tuple[Case, Article]:
    case = answered(question=QUESTION)
    article = publication.prepare(case.lawyer, case.ticket, ready_draft(case, question=public))
    publication.request_consent(case.lawyer, article)
    named = article.draft_hash or ""
    publication.decide(case.asker, article, decision=Decision.APPROVED, text_hash=named)
    return case, article


def open_links(article: Article) -> list[linkage.Link]:
    draft = draft_of(article)
    assert draft is not None
    return [link for link in linkage.links(article, draft) if link.is_open]


def confirm_all(actor: object, article: Article) -> None:
    draft = draft_of(article)
    assert draft is not None
    for link in linkage.links(article, draft):
        linkage.confirm(actor, article, draft, link.key)  # type: ignore[arg-type]


def test_publication_waits_for_two_different_people() -> None:
    case, article = approved_case()
    publisher = moderator()
    assert any("балет" in link.words for link in open_links(article))
    for confirming in (None, case.lawyer, case.lawyer):
        if confirming:
            confirm_all(confirming, article)
        with pytest.raises(Conflict) as refusal:
            publication.publish(publisher, article)
        assert refusal.value.code == "linked"
    confirm_all(publisher, article)
    publication.publish(publisher, article)
    assert article.status == "published"


def test_a_rewritten_text_is_published_without_any_confirmation() -> None:
    _case, article = approved_case("Тізімге қалай енуге болады?")
    for link in open_links(article):
        assert "балет" not in link.words


def test_words_that_do_not_stand_in_the_text_cannot_be_confirmed() -> None:
    case, article = approved_case()
    draft = draft_of(article)
    assert draft is not None
    with pytest.raises(Invalid):
        linkage.confirm(case.lawyer, article, draft, "0" * 32)


def test_words_that_two_other_questions_have_lead_to_nobody() -> None:
    for _ in range(2):
        answered(question=QUESTION)
    take_fingerprints()
    _case, article = approved_case()
    assert not any("балет" in link.words for link in open_links(article))


def test_a_deleted_question_takes_its_fingerprint_along() -> None:
    case = answered(question=QUESTION)
    take_fingerprints()
    stored = db.session.get(TicketFingerprint, case.ticket.id)
    assert stored is not None
    assert "балет".encode() not in stored.sealed
    db.session.delete(case.ticket)
    db.session.flush()
    db.session.expire_all()
    assert db.session.get(TicketFingerprint, case.ticket.id) is None


def test_the_publishers_page_shows_both_sides_and_keeps_the_ticks(app: object) -> None:
    case, article = approved_case()
    confirm_all(case.lawyer, article)
    client = browser_of(app, moderator())  # type: ignore[arg-type]
    path = f"/moderation/review/{article.id}"
    page = client.get(path).text
    assert page.count('name="link"') == len(open_links(article))
    assert QUESTION.split(",", maxsplit=1)[0] in page
    refused = client.post(f"{path}/publish", data={"publish-sure": "y"})
    assert refused.status_code == 422
    keys = [link.key for link in open_links(article)]
    done = client.post(f"{path}/publish", data={"publish-sure": "y", "link": keys})
    assert done.status_code == 303
