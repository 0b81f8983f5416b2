"""Publishing, moderating, translating; what events tell."""

from __future__ import annotations

from dataclasses import fields

import pytest

from app.articles import events, publication
from app.articles.consents import is_approved, latest_consent
from app.articles.drafting import send_back
from app.articles.publication_queries import review_note
from app.articles.publication_rules import Decision
from app.articles.texts import TextDraft, current_text
from app.core.errors import Conflict, Invalid, NotAllowed
from tests.actors import lawyer, moderator
from tests.cases import answered
from tests.publishing import (
    approved,
    awaiting,
    happened,
    let_words_stay,
    published,
    ready_draft,
    refused,
    told,
)

pytestmark = pytest.mark.usefixtures("db_session")
QUESTION = "Айдос Серікұлымын, 8 701 123 45 67. Жатақханада қайда дауыс беремін?"


def test_the_published_text_is_what_was_approved_letter_for_letter() -> None:
    case = answered()
    article = published(case, explanation="Өйткені **заң** солай дейді.")
    shown, consent = current_text(article.id, "kk"), latest_consent(article)
    assert shown is not None
    assert consent is not None
    assert shown.text_hash == consent.text_hash
    assert shown.explanation == "Өйткені **заң** солай дейді."
    assert (article.status, article.draft_sealed, article.draft_state) == ("published", None, None)
    assert [event.article_id for event in told(events.ArticlePublished)] == [article.id]


def test_the_address_of_an_article_tells_only_its_public_question() -> None:
    case = answered(question=QUESTION)
    article = published(case, question="Жатақханада қайда дауыс беремін?")
    assert article.slug.startswith("zhataqhanada-qaida")
    assert case.ticket.number not in article.slug


@pytest.mark.parametrize("who", ["lawyer", "asker", "stranger"])
def test_only_moderators_publish(who: str) -> None:
    case = answered()
    article = approved(case)
    actor = {"lawyer": case.lawyer, "asker": case.asker, "stranger": lawyer()}[who]
    refused(lambda: publication.publish(actor, article), NotAllowed)


def test_a_redactor_cannot_publish_even_if_somebody_else_touched_the_text_last() -> None:
    case, first, second = answered(), moderator(), moderator()
    publication.prepare(first, case.ticket, ready_draft(case))
    article = publication.prepare(second, case.ticket, ready_draft(case, question="Жаңа сұрақ?"))
    publication.request_consent(second, article)
    publication.decide(
        case.asker, article, decision=Decision.APPROVED, text_hash=article.draft_hash or "", words=""
    )
    refused(lambda: publication.publish(second, article), NotAllowed)
    refused(lambda: publication.publish(first, article), NotAllowed)
    let_words_stay(case, article)
    publication.publish(moderator(), article)
    assert article.status == "published"


def test_a_published_text_stays_as_it_is_while_a_new_version_waits_for_the_asker() -> None:
    case = answered()
    article = published(case)
    before = current_text(article.id, "kk")
    assert before is not None
    awaiting(case, question="Жаңа нұсқа?")
    now_shown = current_text(article.id, "kk")
    assert now_shown is not None
    assert (now_shown.id, article.status) == (before.id, "published")
    publication.decide(
        case.asker, article, decision=Decision.APPROVED, text_hash=article.draft_hash or "", words=""
    )
    happened.clear()
    publication.publish(moderator(), article)
    newest = current_text(article.id, "kk")
    assert newest is not None
    assert (newest.version, newest.question) == (2, "Жаңа нұсқа?")
    assert len(told(events.ArticleChanged)) == 1
    assert told(events.ArticlePublished) == []


def test_a_refused_new_version_leaves_the_published_one_and_its_consent_standing() -> None:
    case = answered()
    article = published(case)
    awaiting(case, question="Жаңа нұсқа?")
    publication.decide(
        case.asker, article, decision=Decision.REFUSED, text_hash=article.draft_hash or "", words=""
    )
    shown = current_text(article.id, "kk")
    assert shown is not None
    assert article.status == "published"
    assert is_approved(article, shown.text_hash)


def test_sending_back_takes_the_text_to_the_redactor_with_a_sealed_note() -> None:
    case, reviewer = answered(), moderator()
    article = approved(case)
    send_back(reviewer, article, note="Мектепті атамаңыз")
    assert (article.draft_state, review_note(article)) == ("working", "Мектепті атамаңыз")
    assert "Мектепті".encode() not in (article.review_note_sealed or b"")
    refused(lambda: publication.publish(reviewer, article), Conflict)
    refused(lambda: send_back(reviewer, article, note=" "), Invalid)
    refused(lambda: send_back(case.lawyer, article, note="?"), NotAllowed)


def test_a_moderator_takes_down_and_another_puts_back_what_is_still_approved() -> None:
    case, reviewer = answered(), moderator()
    article = published(case)
    publication.unpublish(reviewer, article, publication.Reason.LAW_CHANGED)
    assert article.status == "unpublished"
    assert told(events.ArticleUnpublished)[-1].reason == "law_changed"
    publication.republish(reviewer, article)
    assert article.status == "published"


def test_a_translation_is_marked_with_the_original_it_says() -> None:
    article = published(answered())
    original = current_text(article.id, "kk")
    happened.clear()
    text = publication.translate(moderator(), article, "ru", TextDraft(question="Где?", short_answer="Там."))
    assert original is not None
    assert text.translated_from == original.text_hash
    assert len(told(events.ArticleChanged)) == 1
    assert original.is_current


@pytest.mark.parametrize("language", ["kk", "de", ""])
def test_the_approved_language_and_unknown_ones_are_not_translated_into(language: str) -> None:
    article = published(answered())
    draft = TextDraft(question="Где?", short_answer="Там.")
    refused(lambda: publication.translate(moderator(), article, language, draft), Invalid)


def test_a_translation_with_personal_data_is_refused() -> None:
    article = published(answered())
    draft = TextDraft(question="Где?", short_answer="Звоните 8 701 123 45 67.")
    refused(lambda: publication.translate(moderator(), article, "ru", draft), Invalid)


def test_a_new_version_takes_the_translations_of_the_old_one_away() -> None:
    case = answered()
    article = published(case)
    publication.translate(moderator(), article, "ru", TextDraft(question="Где?", short_answer="Там."))
    approved(case, question="Жаңа нұсқа?")
    publication.publish(moderator(), article)
    assert current_text(article.id, "ru") is None
    assert current_text(article.id, "kk") is not None


def test_a_translation_can_be_taken_away_but_not_the_original() -> None:
    article = published(answered())
    publication.translate(moderator(), article, "ru", TextDraft(question="Где?", short_answer="Там."))
    publication.remove_translation(moderator(), article, "ru")
    assert current_text(article.id, "ru") is None
    refused(lambda: publication.remove_translation(moderator(), article, "kk"), Conflict)


def test_events_say_who_and_which_text_but_never_words() -> None:
    case = answered(question=QUESTION)
    article = published(case)
    publication.withdraw(case.asker, article, words="Ойландым, достым танып қойды")
    kinds = {type(event).__name__ for event in happened}
    assert {
        "DraftSaved",
        "ConsentRequested",
        "ConsentDecided",
        "ArticlePublished",
        "ArticleUnpublished",
    } <= kinds
    written = " ".join(str(getattr(event, each.name)) for event in happened for each in fields(event))
    for word in ("Серікұлы", "701 123", "Жатақхана", "Ойландым", "достым"):
        assert word not in written
    decided = told(events.ConsentDecided)
    assert [event.actor for event in decided] == ["asker", "asker"]
