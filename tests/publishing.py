"""Public texts on their way: prepared, approved, published."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.articles.drafts import PublicDraft
from app.articles.linkage import confirm, links
from app.articles.models import Article
from app.articles.publication import decide, prepare, publish, request_consent
from app.articles.publication_queries import article_of, draft_of, first_draft
from app.articles.publication_rules import CHECKS, Decision
from app.authz.access import Actor
from app.core.errors import Conflict, DomainError, NotAllowed
from app.core.events import Event, in_transaction
from app.core.transaction import transaction
from tests.actors import moderator
from tests.cases import BODY, Case, browser_of
from tests.support.client import CheckedClient

PREFIXES = ["", "/ru", "/en"]
QUESTION = "Айдос Серікұлымын, 8 701 123 45 67. Сайрам ауданында, жатақханада қайда дауыс беремін?"
TYPED: dict[str, Any] = {
    "question": "Жатақханада қайда дауыс беремін?",
    "short": BODY.short,
    "explanation": "Тізім сонда.",
    "steps-0-text": "Тексеріңіз",
    "provisions": ["EL:24(6)"],
    "topic": "away",
    "language": "kk",
    "checked": list(CHECKS),
}
happened: list[Event] = []
in_transaction(Event)(happened.append)


def told(kind: type[Event]) -> list[Event]:
    """Return the events of a kind recorded in this test."""
    return [event for event in happened if type(event) is kind]


def refused(step: Callable[[], object], *kinds: type[DomainError]) -> None:
    """Check that a step is refused."""
    with pytest.raises(kinds or (NotAllowed, Conflict)):
        step()


def change(thing: Any, **values: Any) -> None:
    """Change a row behind the services' back."""
    with transaction():
        for name, value in values.items():
            setattr(thing, name, value)


def ready_draft(case: Case, **text: Any) -> PublicDraft:
    """Return the first draft of a case with the checklist ticked; `text` changes its parts."""
    draft = first_draft(case.ticket)
    return replace(draft, text=replace(draft.text, **text), checked=list(CHECKS))


def awaiting(case: Case, **text: Any) -> Article:
    """Return an article whose exact text the asker is asked about."""
    article = prepare(case.lawyer, case.ticket, ready_draft(case, **text))
    request_consent(case.lawyer, article)
    let_words_stay(case, article)
    return article


def let_words_stay(case: Case, article: Article) -> None:
    """Have two people say that the words which only this question has may stay."""
    draft = draft_of(article)
    for actor in (case.lawyer, moderator()):
        for link in links(article, draft) if draft else []:
            confirm(actor, article, draft, link.key)


def approved(case: Case, **text: Any) -> Article:
    """Return an article whose exact text the asker has approved."""
    article = awaiting(case, **text)
    assert article.draft_hash
    decide(case.asker, article, decision=Decision.APPROVED, text_hash=article.draft_hash)
    return article


def published(case: Case, **text: Any) -> Article:
    """Return an article that a moderator has published."""
    article = approved(case, **text)
    publish(moderator(), article)
    return article


def page_of(app: Flask, actor: Actor, path: str) -> TestResponse:
    """Return a page as an actor's browser gets it."""
    return browser_of(app, actor).get(path)


def press_decision(client: CheckedClient, case: Case, decision: str, **data: Any) -> TestResponse:
    """Press a button on the asker's page, with the hash of the present text unless told otherwise."""
    article = article_of(case.ticket)
    named = article.draft_hash if article else ""
    form = {"decision": decision, "text_hash": named, **data}
    return client.post(f"/t/{case.ticket.number}/publication", data=form)
