"""The way to a public text through the pages, without scripts, in three languages."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.articles.consents import latest_consent
from app.articles.models import Article
from app.articles.publication import translate, withdraw
from app.articles.publication_queries import article_of, draft_of
from app.articles.texts import TextDraft, current_text
from tests.actors import moderator
from tests.cases import BODY, Case, answered, browser_of, make_case
from tests.publishing import PREFIXES, QUESTION, TYPED, approved, awaiting, page_of, press_decision, published


@pytest.fixture
def case(db_session: object) -> Case:
    return answered(question=QUESTION)


def redact(app: Flask, case: Case, action: str, **typed: Any) -> TestResponse:
    data = {**TYPED, **typed, "action": action}
    return browser_of(app, case.lawyer).post(f"/desk/{case.ticket.number}/publish", data=data)


# The redactor


@pytest.mark.parametrize("prefix", PREFIXES)
def test_the_redactor_sees_the_marked_original_beside_the_masked_draft(
    app: Flask, case: Case, prefix: str
) -> None:
    page = page_of(app, case.lawyer, f"{prefix}/desk/{case.ticket.number}/publish")
    assert page.status_code == 200
    assert '<mark class="found found-certain">' in page.text
    assert "Айдос Серікұлымын" in page.text
    assert "[аты-жөні], [телефон]. Сайрам ауданында" in page.text
    assert "<del>" in page.text
    assert "<q>Сайрам ауданында</q>" in page.text


def test_saving_masks_and_shows_what_is_still_open(app: Flask, case: Case) -> None:
    saved = redact(app, case, "save", explanation="Әлия Омарқызы, директор Ахметов. Тел. 8 701 123 45 67.")
    assert saved.status_code == 303
    article = article_of(case.ticket)
    draft = draft_of(article) if article else None
    assert draft is not None
    assert draft.text.explanation == "[аты-жөні], директор Ахметов. Тел. [телефон]."
    page = page_of(app, case.lawyer, saved.location).text
    assert "<q>Ахметов</q>" in page
    assert "[аты-жөні], директор Ахметов" in page


def test_a_guess_is_masked_by_its_button(app: Flask, case: Case) -> None:
    explanation = "Директор Ахметов айтты."
    saved = redact(app, case, "save", explanation=explanation)
    page = page_of(app, case.lawyer, saved.location).text
    key = page.partition('value="mask:')[2][:12]
    masked = redact(app, case, f"mask:{key}", explanation=explanation)
    assert masked.location.endswith("#found")
    article = article_of(case.ticket)
    draft = draft_of(article) if article else None
    assert draft is not None
    assert draft.text.explanation == "Директор [аты-жөні] айтты."


@pytest.mark.parametrize(
    ("wrong", "anchor"),
    [
        ({"checked": ["date"]}, "#checked-0"),
        ({"provisions": []}, "#provisions"),
        ({"question": ""}, "#question"),
        ({"question": "а" * 301}, "#question"),
    ],
)
def test_the_asker_is_asked_only_when_nothing_is_missing(
    app: Flask, case: Case, wrong: dict[str, Any], anchor: str
) -> None:
    page = redact(app, case, "ask", **wrong)
    assert page.status_code == 422
    assert f'href="{anchor}"' in page.text
    assert TYPED["explanation"] in page.text
    article = article_of(case.ticket)
    assert article is not None
    assert article.draft_state == "working"


def test_provisions_steps_and_typing_are_kept_by_every_button(app: Flask, case: Case) -> None:
    for action in ("find", "add_step", "remove:EL:24(6)", "add:EL:24(6)", "nonsense"):
        assert redact(app, case, action).status_code == 303
        article = article_of(case.ticket)
        draft = draft_of(article) if article else None
        assert draft is not None
        assert draft.text.explanation == TYPED["explanation"]
        assert draft.provisions == ([] if action.startswith("remove") else ["EL:24(6)"])


def test_typing_is_kept_by_the_script_without_changing_the_page(app: Flask, case: Case) -> None:
    answer = browser_of(app, case.lawyer).post(f"/desk/{case.ticket.number}/publish/draft", data=TYPED)
    assert set(answer.json) == {"saved", "found"}
    article = article_of(case.ticket)
    draft = draft_of(article) if article else None
    assert draft is not None
    assert draft.text.question == TYPED["question"]


def test_an_old_token_changes_nothing_and_loses_nothing(app: Flask, case: Case) -> None:
    client = browser_of(app, case.lawyer)
    path = f"/desk/{case.ticket.number}/publish"
    page = client.post(path, data={**TYPED, "action": "ask"}, csrf=False)
    assert page.status_code == 422
    assert TYPED["explanation"] in page.text
    assert article_of(case.ticket) is None


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"publication": "no"}, "does not want anything published"),
        ({"adult": "no", "publication": "later"}, "By default nothing is published"),
    ],
)
def test_the_page_says_why_nothing_may_be_published(
    app: Flask, db_session: object, values: dict[str, str], words: str
) -> None:
    case = answered(**values)
    page = page_of(app, case.lawyer, f"/en/desk/{case.ticket.number}/publish").text
    assert words in page
    assert 'name="question"' not in page


def test_without_an_answer_there_is_nothing_to_redact(app: Flask, db_session: object) -> None:
    case = make_case(publication="yes")
    page = page_of(app, case.lawyer, f"/en/desk/{case.ticket.number}/publish").text
    assert "Give the answer first" in page


def test_a_text_that_is_with_the_asker_is_opened_for_changes_on_purpose_only(app: Flask, case: Case) -> None:
    awaiting(case)
    path = f"/en/desk/{case.ticket.number}/publish"
    assert "the asker has to approve it again" in page_of(app, case.lawyer, path).text
    assert 'name="question"' in page_of(app, case.lawyer, f"{path}?edit=1").text


# The asker


@pytest.mark.parametrize("prefix", PREFIXES)
def test_the_asker_reads_the_exact_text_with_its_hash_in_the_form(
    app: Flask, case: Case, prefix: str
) -> None:
    article = awaiting(case, question="Жатақханада қайда дауыс беремін?", explanation="Тізім **сонда**.")
    page = page_of(app, case.asker, f"{prefix}/t/{case.ticket.number}/publication").text
    assert f'name="text_hash" value="{article.draft_hash}"' in page
    for text in ("Жатақханада қайда дауыс беремін?", BODY.short, "Тізім <strong>сонда</strong>."):
        assert text in page


def test_a_text_still_worked_on_is_not_shown_to_the_asker(app: Flask, case: Case) -> None:
    redact(app, case, "save")
    page = page_of(app, case.asker, f"/t/{case.ticket.number}/publication").text
    assert TYPED["explanation"] not in page


def test_approving_keeps_the_hash_that_was_read(app: Flask, case: Case) -> None:
    article = awaiting(case)
    client = browser_of(app, case.asker)
    assert press_decision(client, case, "approve").status_code == 303
    consent = latest_consent(article)
    assert consent is not None
    assert (consent.decision, consent.text_hash) == ("approved", article.draft_hash)
    assert client.get(f"/t/{case.ticket.number}/publication").status_code == 200


def test_a_page_opened_before_a_change_approves_nothing(app: Flask, case: Case) -> None:
    article = awaiting(case)
    client = browser_of(app, case.asker)
    old = article.draft_hash
    awaiting(case, question="Басқа сұрақ?")
    page = press_decision(client, case, "approve", text_hash=old, words="Менің сөзім")
    assert page.status_code == 422
    assert "Басқа сұрақ?" in page.text
    assert "Менің сөзім" in page.text
    assert latest_consent(article) is None


@pytest.mark.parametrize("broken", ["", "0" * 64, "x"])
def test_a_forged_hash_approves_nothing(app: Flask, case: Case, broken: str) -> None:
    article = awaiting(case)
    assert press_decision(browser_of(app, case.asker), case, "approve", text_hash=broken).status_code == 422
    assert latest_consent(article) is None


def test_an_unknown_decision_is_never_taken_for_an_approval(app: Flask, case: Case) -> None:
    article = awaiting(case)
    assert press_decision(browser_of(app, case.asker), case, "nonsense").status_code == 422
    assert latest_consent(article) is None


def test_refusing_with_words_reaches_the_redactor(app: Flask, case: Case) -> None:
    awaiting(case)
    assert (
        press_decision(browser_of(app, case.asker), case, "refuse", words="Ауылым танылады").status_code
        == 303
    )
    assert "Ауылым танылады" in page_of(app, case.lawyer, f"/desk/{case.ticket.number}/publish").text


def test_withdrawing_takes_the_article_down_in_the_same_moment(app: Flask, case: Case) -> None:
    article = published(case)
    reader = app.test_client()
    slug = article.slug
    assert reader.get(f"/a/{slug}").status_code == 200
    assert slug in reader.get("/sitemap.xml").text
    assert press_decision(browser_of(app, case.asker), case, "withdraw").status_code == 303
    assert reader.get(f"/a/{slug}").status_code == 410
    for path in ("/sitemap.xml", "/feed.atom", f"/topics/{case.ticket.topic_slug}", "/"):
        text = reader.get(path).text
        assert slug not in text, path
        assert BODY.short not in text, path
    assert current_text(article.id, "kk") is None


def test_search_forgets_a_withdrawn_text_in_the_same_moment(app: Flask, case: Case) -> None:
    slug = published(case, question="Жатақханада қайда дауыс беремін?").slug
    reader = app.test_client()
    path = "/search?q=%D0%B6%D0%B0%D1%82%D0%B0%D2%9B%D1%85%D0%B0%D0%BD%D0%B0"
    assert f"/search/open/{slug}" in reader.get(path).text
    press_decision(browser_of(app, case.asker), case, "withdraw")
    assert f"/{slug}" not in reader.get(path).text


def test_the_asker_says_never_and_changes_their_mind(app: Flask, case: Case) -> None:
    client = browser_of(app, case.asker)
    press_decision(client, case, "wish_no")
    assert case.ticket.consent_publication == "no"
    assert client.get(f"/en/t/{case.ticket.number}/publication").status_code == 200
    press_decision(client, case, "wish_yes")
    assert case.ticket.consent_publication == "yes"


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("stage", ["none", "awaiting", "approved", "public", "withdrawn"])
def test_the_askers_page_and_room_are_sound_in_every_stage(
    app: Flask, case: Case, stage: str, prefix: str
) -> None:
    _bring(case, stage)
    for path in (f"{prefix}/t/{case.ticket.number}/publication", f"{prefix}/t/{case.ticket.number}"):
        assert page_of(app, case.asker, path).status_code == 200
    assert page_of(app, case.lawyer, f"{prefix}/desk/{case.ticket.number}").status_code == 200


def _bring(case: Case, stage: str) -> Article | None:
    steps = {"none": lambda _: None, "awaiting": awaiting, "approved": approved, "public": published}
    article: Article | None = steps.get(stage, published)(case)
    if stage == "withdrawn" and article:
        withdraw(case.asker, article)
    return article


def test_under_18_the_page_says_that_nothing_is_published_by_default(app: Flask, db_session: object) -> None:
    case = answered(adult="no", publication="yes")
    awaiting(case)
    page = page_of(app, case.asker, f"/en/t/{case.ticket.number}/publication").text
    assert "We publish nothing by default" in page


def test_a_translation_says_so_and_leads_to_the_approved_original(app: Flask, case: Case) -> None:
    article = published(case)
    translate(moderator(), article, "ru", TextDraft(question="Где голосовать?", short_answer="В общежитии."))
    reader = app.test_client()
    page = reader.get(f"/ru/a/{article.slug}").text
    assert f'<a href="/a/{article.slug}" hreflang="kk" lang="kk">' in page.partition("<h1")[2]
    assert "Автор вопроса одобрил оригинал" in page
    assert "түпнұсқасын мақұлдаған" not in reader.get(f"/a/{article.slug}").text


def test_the_page_that_deletes_a_question_leads_to_the_withdrawal(app: Flask, case: Case) -> None:
    published(case)
    page = page_of(app, case.asker, f"/t/{case.ticket.number}/delete").text
    assert f'href="/t/{case.ticket.number}/publication"' in page
