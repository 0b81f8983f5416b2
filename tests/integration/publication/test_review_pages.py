"""The review: moderators publish what others wrote; nobody else finds its pages."""

from __future__ import annotations

import pytest
from flask import Flask

from app.articles.publication_queries import article_of
from app.authz.access import Actor, Role
from tests.actors import actor_of, asker_of, lawyer, moderator
from tests.cases import Case, answered, browser_of
from tests.factories import make_account, make_ticket
from tests.publishing import PREFIXES, QUESTION, TYPED, approved, awaiting, page_of, press_decision


@pytest.fixture
def case(db_session: object) -> Case:
    return answered(question=QUESTION)


@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_moderator_finds_inspects_and_publishes(app: Flask, case: Case, prefix: str) -> None:
    article = approved(case, question="Жатақханада қайда дауыс беремін?")
    client = browser_of(app, moderator())
    assert f"/moderation/review/{article.id}" in client.get(f"{prefix}/moderation/review").text
    page = client.get(f"{prefix}/moderation/review/{article.id}").text
    for text in ("Айдос Серікұлымын", "Жатақханада қайда дауыс беремін?", "publish-sure"):
        assert text in page
    path = f"{prefix}/moderation/review/{article.id}/publish"
    unsure = client.post(path)
    assert unsure.status_code == 422
    assert article.status == "draft"
    done = client.post(path, data={"publish-sure": "y"})
    assert done.location == f"{prefix}/a/{article.slug}"
    assert app.test_client().get(done.location).status_code == 200


def test_who_worked_on_a_text_gets_no_button_and_no_way_round_it(app: Flask, case: Case) -> None:
    writer = moderator()
    redacted = browser_of(app, writer).post(
        f"/desk/{case.ticket.number}/publish", data={**TYPED, "action": "ask"}
    )
    assert redacted.status_code == 303
    press_decision(browser_of(app, case.asker), case, "approve")
    article = article_of(case.ticket)
    assert article is not None
    client = browser_of(app, writer)
    page = client.get(f"/en/moderation/review/{article.id}").text
    assert "Somebody else has to publish it" in page
    assert "publish-sure" not in page
    forced = client.post(f"/moderation/review/{article.id}/publish", data={"publish-sure": "y"})
    assert forced.status_code == 422
    assert article.status == "draft"


def test_a_text_without_approval_is_not_published(app: Flask, case: Case) -> None:
    article = awaiting(case)
    client = browser_of(app, moderator())
    assert "publish-sure" not in client.get(f"/moderation/review/{article.id}").text
    forced = client.post(f"/moderation/review/{article.id}/publish", data={"publish-sure": "y"})
    assert forced.status_code == 422
    assert article.status == "draft"


def test_sending_back_tells_the_redactor_what_to_change(app: Flask, case: Case) -> None:
    article = approved(case)
    client = browser_of(app, moderator())
    path = f"/moderation/review/{article.id}/send-back"
    assert client.post(path, data={"back-note": ""}).status_code == 422
    assert client.post(path, data={"back-note": "Ауданды алып тастаңыз"}).status_code == 303
    assert "Ауданды алып тастаңыз" in page_of(app, case.lawyer, f"/desk/{case.ticket.number}/publish").text


@pytest.mark.parametrize("state", ["approved", "awaiting", "working", "refused", "nonsense", ""])
def test_every_list_of_the_review_opens(app: Flask, case: Case, state: str) -> None:
    awaiting(case)
    assert page_of(app, moderator(), f"/moderation/review?state={state}").status_code == 200


# Others


@pytest.mark.parametrize("path", ["/desk/{number}/publish", "/desk/{number}/publish/law"])
def test_the_redactors_page_does_not_exist_for_others(app: Flask, case: Case, path: str) -> None:
    for account in (lawyer(), _administrator()):
        assert page_of(app, account, path.format(number=case.ticket.number)).status_code == 404
    assert page_of(app, case.asker, path.format(number=case.ticket.number)).status_code in {303, 404}
    assert page_of(app, case.lawyer, path.format(number="00000000")).status_code == 404


def test_the_askers_page_does_not_exist_for_others(app: Flask, case: Case) -> None:
    awaiting(case)
    for actor in (lawyer(), case.lawyer, moderator(), asker_of(make_ticket())):
        client = browser_of(app, actor)
        assert client.get(f"/t/{case.ticket.number}/publication").status_code == 404
        assert press_decision(client, case, "approve").status_code == 404


def test_the_review_is_only_for_moderators(app: Flask, case: Case) -> None:
    article = approved(case)
    for actor in (case.lawyer, _administrator()):
        client = browser_of(app, actor)
        assert client.get("/moderation/review").status_code == 403
        assert client.get(f"/moderation/review/{article.id}").status_code == 403
        assert client.post(f"/moderation/review/{article.id}/publish").status_code in {403, 404}
    assert page_of(app, moderator(), "/moderation/review/nothing").status_code == 404
    assert page_of(app, moderator(), f"/moderation/review/{article.id}/publish").status_code == 405


def _administrator() -> Actor:
    return actor_of(make_account(Role.ADMINISTRATOR))
