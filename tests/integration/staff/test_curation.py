"""Curation: the knowledge base stays true, and nobody changes alone what readers trust."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.articles import curation, publication
from app.articles.curation_queries import ArticleFilters, featured, list_articles
from app.articles.drafts import PublicDraft
from app.articles.models import Article, ArticleText, PublicationConsent
from app.articles.publication_rules import CHECKS, Decision
from app.articles.texts import TextDraft, current_text
from app.authz.access import Actor, Role
from app.core.clock import now, today
from app.core.database import new_id
from app.core.errors import Conflict, Invalid, NotAllowed
from app.core.transaction import transaction
from app.extensions import db
from app.search import service as search
from app.staff.models import AuditEntry
from tests.actors import actor_of, lawyer, moderator
from tests.cases import answered, browser_of, make_provision
from tests.factories import make_account, make_topic
from tests.publishing import let_words_stay
from tests.support.client import CheckedClient
from tests.support.fixtures_app import Statements

pytestmark = pytest.mark.usefixtures("db_session")
LAW = "EL:24(6)"
FIRST = 2  # the version that `editorial` publishes: naming the law made a new one
TEXT = TextDraft(
    question="Жатақханада қай учаскеде дауыс беремін?",
    short_answer="Жатақхананың мекенжайы бойынша.",
    explanation="Тізімге **жатақхана** бойынша енгізіледі.",
    steps=[{"text": "Тізімді тексеріңіз.", "due_days": -15, "due_time": "18:00"}],
    keywords=["общага"],
)


def reread(article: Article) -> Article:
    return db.session.get_one(Article, article.id, populate_existing=True)


def editorial(writer: Actor | None = None, **facts: Any) -> Article:
    """Return a published editorial article, written and published by two people."""
    writer = writer or moderator()
    make_topic()
    make_provision(LAW)
    text = replace(TEXT, question=facts.pop("question", TEXT.question))
    article = curation.create(writer, language="kk", topic="away", draft=text)
    curation.save_facts(writer, article, some_facts(**facts))
    curation.submit(writer, article)
    curation.publish_editorial(moderator(), article)
    return article


def some_facts(**values: Any) -> curation.Facts:
    defaults: dict[str, Any] = {
        "topic": "away",
        "confidence": "high",
        "checked_on": today(),
        "next_review_on": None,
        "provisions": [LAW],
    }
    return curation.Facts(**{**defaults, **values})


def from_question() -> Article:
    """Return a published article that an asker approved."""
    case = answered()
    draft = PublicDraft(
        language="kk", topic="away", text=replace(TEXT, keywords=[]), provisions=[LAW], checked=list(CHECKS)
    )
    article = publication.prepare(case.lawyer, case.ticket, draft)
    publication.request_consent(case.lawyer, article)
    publication.decide(case.asker, article, decision=Decision.APPROVED, text_hash=article.draft_hash or "")
    let_words_stay(case, article)
    publication.publish(moderator(), article)
    return article


def found(words: str) -> list[str]:
    return [hit.article_id for hit in search.find(words, language="kk").items]


# ------------------------------------------------------------------ two people


def test_an_editorial_article_needs_a_second_person() -> None:
    writer = moderator()
    make_topic()
    make_provision(LAW)
    article = curation.create(writer, language="kk", topic="away", draft=TEXT)
    curation.save_facts(writer, article, some_facts())
    curation.submit(writer, article)
    with pytest.raises(NotAllowed):
        curation.publish_editorial(writer, article)
    assert found("жатақхана") == []
    curation.publish_editorial(moderator(), article)
    assert found("жатақхана") == [article.id]
    assert reread(article).slug.startswith("zhataqkhanada") or reread(article).slug.startswith("zhata")


def test_whoever_lent_a_hand_does_not_publish_either() -> None:
    writer, helper = moderator(), moderator()
    make_topic()
    make_provision(LAW)
    article = curation.create(writer, language="kk", topic="away", draft=TEXT)
    curation.save_facts(helper, article, some_facts())
    curation.submit(writer, article)
    with pytest.raises(NotAllowed):
        curation.publish_editorial(helper, article)


def test_a_change_after_it_was_handed_over_makes_it_a_draft_again() -> None:
    writer, second = moderator(), moderator()
    make_topic()
    make_provision(LAW)
    article = curation.create(writer, language="kk", topic="away", draft=TEXT)
    curation.save_facts(writer, article, some_facts())
    curation.submit(writer, article)
    curation.save_text(second, article, language="kk", draft=replace(TEXT, short_answer="Басқаша."))
    assert reread(article).status == "draft"
    with pytest.raises(NotAllowed):
        curation.publish_editorial(second, article)


def test_a_text_without_law_is_not_handed_over() -> None:
    writer = moderator()
    make_topic()
    article = curation.create(writer, language="kk", topic="away", draft=TEXT)
    with pytest.raises(Invalid) as refused:
        curation.submit(writer, article)
    assert refused.value.field == "provisions"


@pytest.mark.parametrize("role", [Role.LAWYER, Role.CAPTAIN, Role.ADMINISTRATOR, Role.ASKER])
def test_only_moderators_curate(role: Role) -> None:
    article, other = editorial(), actor_of(make_account(role))
    for step in (curation.retire, curation.feature, curation.submit, publication.republish):
        with pytest.raises(NotAllowed):
            step(other, article)
    with pytest.raises(NotAllowed):
        curation.save_text(other, article, language="ru", draft=TEXT)


# ------------------------------------------------------------------ texts


def test_an_edit_is_a_new_version_and_search_follows_at_once() -> None:
    article = editorial()
    curation.save_text(
        moderator(), article, language="kk", draft=replace(TEXT, question="Студент қайда дауыс береді?")
    )
    texts = db.session.scalars(select(ArticleText).where(ArticleText.article_id == article.id)).all()
    assert sorted((text.version, text.is_current) for text in texts) == [
        (1, False),
        (FIRST, False),
        (FIRST + 1, True),
    ]
    assert found("студент") == [article.id]


def test_two_editors_at_once_do_not_overwrite_each_other() -> None:
    article = editorial()
    curation.save_text(
        moderator(), article, language="kk", draft=replace(TEXT, short_answer="Бірінші."), based_on=FIRST
    )
    with pytest.raises(Conflict) as refused:
        curation.save_text(
            moderator(), article, language="kk", draft=replace(TEXT, short_answer="Екінші."), based_on=FIRST
        )
    assert refused.value.code == "newer_version"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"question": ""}, "question"),
        ({"question": "x" * 301}, "question"),
        ({"short_answer": "1\n2\n3"}, "short_answer"),
        ({"explanation": "x" * 9000}, "explanation"),
        ({"explanation": "Маған +7 701 234 56 78 телефонына хабарласыңыз"}, "question"),
        ({"keywords": ["x" * 61]}, "keywords"),
        ({"steps": [{"text": "x" * 301}]}, "steps"),
    ],
)
def test_a_text_that_breaks_a_rule_is_refused_at_its_field(change: dict[str, Any], field: str) -> None:
    article = editorial()
    with pytest.raises(Invalid) as refused:
        curation.save_text(moderator(), article, language="kk", draft=replace(TEXT, **change))
    assert refused.value.field == field


def test_another_law_makes_new_versions_because_readers_see_it() -> None:
    article = editorial()
    make_provision("EL:41(1)")
    before = current_text(article.id, "kk")
    curation.save_facts(moderator(), article, some_facts(provisions=[LAW, "EL:41(1)"]))
    after = current_text(article.id, "kk")
    assert before
    assert after
    assert (after.version, after.text_hash == before.text_hash) == (FIRST + 1, False)


def test_dates_have_to_make_sense() -> None:
    article, chief = editorial(), moderator()
    with pytest.raises(Invalid) as refused:
        curation.save_facts(chief, article, some_facts(checked_on=today() + timedelta(days=1)))
    assert refused.value.field == "checked_on"
    with pytest.raises(Invalid) as refused:
        curation.save_facts(chief, article, some_facts(next_review_on=date(2020, 1, 1)))
    assert refused.value.field == "next_review_on"


# ------------------------------------------------------------------ texts of askers


def test_the_words_an_asker_approved_are_not_edited() -> None:
    article = from_question()
    with pytest.raises(NotAllowed):
        curation.save_text(moderator(), article, language="kk", draft=replace(TEXT, short_answer="Өзгерді."))
    with pytest.raises(NotAllowed):
        curation.save_facts(moderator(), article, some_facts(provisions=[]))
    curation.save_text(moderator(), article, language="ru", draft=replace(TEXT, question="Где голосовать?"))
    assert {text.language for text in reread(article).texts} == {"kk", "ru"}


def test_they_stay_protected_when_the_question_is_gone() -> None:
    article = editorial()
    with transaction():
        db.session.add(
            PublicationConsent(
                id=new_id(), article_id=article.id, text_hash="0" * 64, decision="approved", decided_at=now()
            )
        )
    with pytest.raises(NotAllowed):
        curation.save_text(moderator(), article, language="kk", draft=replace(TEXT, short_answer="Өзгерді."))


# ------------------------------------------------------------------ the ten commonest


def test_the_commonest_are_ordered_without_gaps() -> None:
    chief = moderator()
    first, second, third = (editorial(question=f"Сұрақ {number}?") for number in range(3))
    for article in (first, second, third):
        curation.feature(chief, article)
    curation.move_featured(chief, third, up=True)
    curation.move_featured(chief, first, up=True)  # is the first already
    assert [article.id for article in featured()] == [first.id, third.id, second.id]
    curation.unfeature(chief, first)
    assert [(article.id, article.featured_rank) for article in featured()] == [(third.id, 1), (second.id, 2)]


@pytest.mark.parametrize("confidence", ["medium", "low"])
def test_what_a_lawyer_has_to_confirm_is_not_featured(confidence: str) -> None:
    article, chief = editorial(), moderator()
    curation.feature(chief, article)
    curation.save_facts(chief, article, some_facts(confidence=confidence))
    assert featured() == []
    with pytest.raises(Invalid):
        curation.feature(chief, reread(article))


def test_there_are_ten_commonest_and_not_eleven() -> None:
    chief = moderator()
    for number in range(10):
        curation.feature(chief, editorial(question=f"Сұрақ {number}?"))
    with pytest.raises(Invalid):
        curation.feature(chief, editorial(question="Он бірінші?"))


# ------------------------------------------------------------------ merge, retire, take down


def test_a_merged_article_leads_on_for_good(app: Flask) -> None:
    old, older, target = editorial(question="Ескі?"), editorial(question="Одан ескі?"), editorial()
    chief = moderator()
    curation.merge(chief, older, into=old)
    curation.merge(chief, old, into=target)
    for article in (old, older):
        answer = app.test_client().get(f"/ru/a/{reread(article).slug}")
        assert (answer.status_code, answer.location) == (301, f"/ru/a/{reread(target).slug}")
    assert found("ескі") == []


def test_an_article_is_not_merged_into_itself_or_into_a_hidden_one() -> None:
    article, hidden, chief = editorial(question="Бір?"), editorial(question="Екі?"), moderator()
    curation.retire(chief, hidden)
    for target in (article, hidden):
        with pytest.raises(Invalid):
            curation.merge(chief, article, into=target)


@pytest.mark.parametrize("way", ["retire", "unpublish"])
def test_what_is_taken_down_is_gone_everywhere_and_can_come_back(app: Flask, way: str) -> None:
    article, chief, client = editorial(), moderator(), app.test_client()
    curation.feature(chief, article)
    if way == "retire":
        curation.retire(chief, article)
    else:
        publication.unpublish(chief, article, "wrong")
    address = f"/a/{article.slug}"
    assert client.get(address).status_code == 410
    assert found("жатақхана") == featured() == []
    assert article.slug not in client.get("/sitemap.xml").text + client.get("/feed.atom").text
    publication.republish(chief, reread(article))
    assert client.get(address).status_code == 200
    assert found("жатақхана") == [article.id]


def test_everything_is_in_the_log_under_one_name_each() -> None:
    article = editorial()
    actions = db.session.scalars(select(AuditEntry.action).where(AuditEntry.subject == article.id))
    assert list(actions) == ["article_drafted", "article_edited", "article_submitted", "article_published"]


# ------------------------------------------------------------------ pages


def form_of(text: TextDraft, **more: str) -> dict[str, str]:
    return {
        "question": text.question,
        "short_answer": text.short_answer,
        "explanation": text.explanation,
        "steps-0-text": str(text.steps[0]["text"]),
        "steps-0-days": "-15",
        "steps-0-time": "18:00",
        "keywords": "\n".join(text.keywords),
        "action": "save",
        **more,
    }


def test_an_article_is_written_from_start_to_end_by_two_people(app: Flask) -> None:
    make_topic()
    make_provision(LAW)
    writer, second = browser_of(app, moderator()), browser_of(app, moderator())
    form = form_of(TEXT, language="kk", topic="away")
    made = writer.post("/moderation/articles/new", data=form)
    assert made.status_code == 303
    address = made.location.removesuffix("/facts")
    facts = {"topic": "away", "confidence": "high", "checked_on": today().isoformat()}
    added = writer.post(made.location, data={**facts, "action": f"add:{LAW}"})
    assert f'value="{LAW}"' in added.text
    saved = writer.post(made.location, data={**facts, "action": "save", "provisions": LAW})
    assert (saved.status_code, saved.location) == (303, address)
    writer.post(f"{address}/do", data={"step": "submit"})
    assert 'value="publish"' not in writer.get(address).text
    second.post(f"{address}/do", data={"step": "publish"})
    article = db.session.scalars(select(Article)).one()
    assert article.status == "published"
    stored = current_text(article.id, "kk")
    assert stored is not None
    assert (stored.steps, stored.keywords) == (TEXT.steps, TEXT.keywords)


@pytest.mark.parametrize("action", ["preview", "add_step"])
def test_preview_and_one_more_step_keep_what_was_typed_and_save_nothing(app: Flask, action: str) -> None:
    article = editorial()
    typed = replace(TEXT, short_answer="Әлі сақталмаған мәтін.")
    page = browser_of(app, moderator()).post(
        f"/moderation/articles/{article.id}/text/kk", data=form_of(typed, action=action)
    )
    assert page.status_code == 200
    assert page.text.count("Әлі сақталмаған мәтін.") >= 1
    assert ('id="steps-1-text"' in page.text) is (action == "add_step")
    stored = current_text(article.id, "kk")
    assert stored is not None
    assert stored.version == FIRST


def test_a_newer_version_is_not_overwritten_and_the_typed_text_stays(app: Flask) -> None:
    article = editorial()
    address = f"/moderation/articles/{article.id}/text/kk"
    late = form_of(replace(TEXT, short_answer="Кешіккен мәтін."), based_on=str(FIRST))
    curation.save_text(moderator(), article, language="kk", draft=replace(TEXT, short_answer="Жаңа мәтін."))
    browser = browser_of(app, moderator())
    page = browser.post(address, data=late)
    assert page.status_code == 422
    assert "Кешіккен мәтін." in page.text
    assert f'name="based_on" type="hidden" value="{FIRST + 1}"' in page.text
    assert browser.post(address, data={**late, "based_on": str(FIRST + 1)}).status_code == 303


def test_the_history_lays_two_versions_side_by_side(app: Flask) -> None:
    article = editorial()
    curation.save_text(
        moderator(), article, language="kk", draft=replace(TEXT, short_answer="Жатақхананың тізімі бойынша.")
    )
    page = browser_of(app, moderator()).get(f"/moderation/articles/{article.id}/history?language=kk")
    assert "<del>" in page.text
    assert "<ins>" in page.text


def test_the_history_of_nothing_is_a_calm_page(app: Flask) -> None:
    browser, address = browser_of(app, moderator()), f"/moderation/articles/{editorial().id}/history"
    queries = ["?language=xx", "?language=kk&before=7&after=8", "?before=x"]
    assert {browser.get(address + query).status_code for query in queries} == {200}


def test_an_article_is_merged_by_the_page(app: Flask) -> None:
    article, target = editorial(question="Жатақханада дауыс беру қалай?"), editorial()
    browser, address = browser_of(app, moderator()), f"/moderation/articles/{article.id}/merge"
    assert target.id in browser.get(address).text
    refused = browser.post(address, data={"address": "/a/nothing-there"})
    assert (refused.status_code, 'value="/a/nothing-there"' in refused.text) == (422, True)
    done = browser.post(address, data={"address": f"https://kenes.example/kk/a/{target.slug}?x=1"})
    assert done.status_code == 303
    assert reread(article).merged_into_id == target.id


def test_the_list_is_filtered() -> None:
    chief = moderator()
    one, two = editorial(question="Бюллетень туралы?"), editorial(confidence="medium")
    curation.save_text(chief, one, language="ru", draft=replace(TEXT, question="О бюллетене?"))
    curation.save_facts(chief, one, some_facts(checked_on=date(2025, 1, 1), next_review_on=date(2025, 6, 1)))
    from_question()

    def ids(**values: str) -> set[str]:
        return {article.id for article in list_articles(ArticleFilters(**values)).articles}  # type: ignore[arg-type]

    assert ids(words="бюллетень") == {one.id}
    assert ids(words="БЮЛЛЕТЕНЬ".lower().capitalize()) == {one.id}
    assert ids(show="unsure") == {two.id}
    assert ids(show="review") == {one.id}
    assert one.id not in ids(missing="ru")
    assert ids(status="retired") == set()


def test_drafts_made_of_questions_are_not_in_the_list(app: Flask) -> None:
    case = answered()
    draft = PublicDraft(language="kk", topic="away", text=TEXT, provisions=[LAW])
    article = publication.prepare(case.lawyer, case.ticket, draft)
    browser = browser_of(app, moderator())
    assert list_articles(ArticleFilters()).total == 0
    assert browser.get(f"/moderation/articles/{article.id}").status_code == 404


def test_a_withdrawn_article_has_a_page_without_its_text(app: Flask) -> None:
    article = from_question()
    asker = Actor(ticket_ids=frozenset({article.ticket_id or ""}))
    publication.withdraw(asker, article)
    browser = browser_of(app, moderator())
    assert browser.get(f"/en/moderation/articles/{article.id}").status_code == 200
    assert "Withdrawn by the asker" in browser.get("/en/moderation/articles").text


def test_the_list_costs_the_same_however_long_it_is(app: Flask, statements: Statements) -> None:
    browser = browser_of(app, moderator())
    browser.get("/healthz")  # the first request of a process checks what later ones rely on
    editorial()
    counts = []
    for _round in range(2):
        with statements.counted():
            browser.get("/moderation/articles")
        counts.append(len(statements))
        for number in range(4):
            editorial(question=f"Сұрақ {number}?")
    assert counts[0] == counts[1]


OF_ARTICLE = ["", "/text/kk", "/text/en", "/facts", "/history", "/merge"]
PAGES = ["articles", "articles/commonest", "articles/new", "topics", "elections", "gaps"]


@pytest.mark.parametrize("role", [Role.LAWYER, Role.ADMINISTRATOR])
def test_the_pages_are_for_moderators(app: Flask, role: Role) -> None:
    browser = browser_of(app, actor_of(make_account(role)))
    assert {browser.get(f"/moderation/{path}").status_code for path in PAGES} == {403}


def test_an_article_that_is_not_there_is_not_found(app: Flask) -> None:
    browser = browser_of(app, moderator())
    answers = [browser.get(f"/moderation/articles/{'0' * 32}{path}").status_code for path in OF_ARTICLE]
    assert set(answers) == {404}


def test_every_page_opens_in_every_language(app: Flask) -> None:
    article, browser = editorial(), browser_of(app, moderator())
    paths = [*(f"articles/{article.id}{path}" for path in OF_ARTICLE), *PAGES, "topics/away"]
    addresses = [f"{prefix}/moderation/{path}" for prefix in ("", "/ru", "/en") for path in paths]
    assert {address for address in addresses if browser.get(address).status_code != 200} == set()


def test_a_button_that_cannot_work_says_why(app: Flask) -> None:
    article = editorial(confidence="low")
    browser: CheckedClient = browser_of(app, moderator())
    browser.post(f"/en/moderation/articles/{article.id}/do", data={"step": "feature"})
    assert "has to confirm" in browser.get(f"/en/moderation/articles/{article.id}").text


def test_unpublishing_by_the_page_needs_a_reason(app: Flask) -> None:
    article, browser = editorial(), browser_of(app, moderator())
    address = f"/moderation/articles/{article.id}/unpublish"
    assert browser.post(address, data={}).status_code == 422
    assert browser.post(address, data={"reason": "identity"}).status_code == 303
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "article_unpublished")).one()
    assert entry.details["reason"] == "identity"


def test_a_lawyer_cannot_press_a_button_of_the_page(app: Flask) -> None:
    article = editorial()
    answer = browser_of(app, lawyer()).post(f"/moderation/articles/{article.id}/do", data={"step": "retire"})
    assert (answer.status_code, reread(article).status) == (403, "published")
