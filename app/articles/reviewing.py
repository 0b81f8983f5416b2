"""What the pages of the review show."""

from __future__ import annotations

from typing import Any

from app.accounts.models import Account
from app.articles.consents import latest_consent, words_of
from app.articles.forms_publication import PublishForm, SendBackForm
from app.articles.linkage import confirm, links
from app.articles.models import Article
from app.articles.preparing import differences, originals, still_open
from app.articles.publication_queries import (
    count_by_state,
    draft_of,
    in_state,
    review_note,
)
from app.articles.publication_rules import DraftState, is_minor
from app.articles.redactions import redactions_of
from app.authz.access import Actor, can
from app.authz.permissions import Permission
from app.core.errors import NotFound
from app.extensions import db
from app.reference.queries import next_election, provisions

ORDER = (DraftState.APPROVED, DraftState.AWAITING, DraftState.WORKING, DraftState.REFUSED)


def listing(wanted: str, page: int = 1) -> dict[str, Any]:
    """Return one page of the texts in a state; the first tab is what can be published now."""
    state = wanted if wanted in set(ORDER) else ORDER[0].value
    rows, more = in_state(state, page)
    return {
        "state": state,
        "articles": rows,
        "more": more,
        "counts": count_by_state(),
        "states": ORDER,
        "page": page,
    }


def inspection(actor: Actor, article: Article) -> dict[str, Any]:
    """Return everything a second person needs to judge a text."""
    draft = draft_of(article)
    if draft is None or article.ticket is None:
        raise NotFound
    election = next_election()
    consent = latest_consent(article)
    return {
        "article": article,
        "ticket": article.ticket,
        "draft": draft,
        "provisions": provisions(draft.provisions),
        "voting_day": election.voting_day if election else None,
        "original": originals(article.ticket),
        "differences": differences(article.ticket, draft),
        "open": still_open(draft),
        "links": links(article, draft),
        "redactions": redactions_of(article),
        "redactor": db.session.get(Account, article.redactor_id) if article.redactor_id else None,
        "consent": consent,
        "words": words_of(article, consent),
        "note": review_note(article),
        "minor": is_minor(article.ticket.adult),
        "may_publish": can(actor, Permission.ARTICLE_PUBLISH, article)
        and actor.account_id not in article.draft_editors,
        "publish_form": PublishForm(formdata=None, prefix="publish-"),
        "back_form": SendBackForm(formdata=None, prefix="back-"),
    }


def confirm_links(actor: Actor, article: Article, keys: list[str]) -> None:
    """Keep that a second person lets the ticked words stay."""
    draft = draft_of(article)
    for key in keys:
        if draft is not None:
            confirm(actor, article, draft, key)
