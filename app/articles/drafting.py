"""A public text on its way: prepared by a redactor, shown to the asker, approved or refused.

It is sealed with the ticket's key until the asker has approved exactly this text and it is published.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy.exc import InvalidRequestError

from app.answers.queries import newest_given
from app.articles.consents import is_approved, store_consent
from app.articles.drafts import PublicDraft, masked
from app.articles.events import ConsentDecided, ConsentRequested, DraftSaved, DraftSentBack
from app.articles.models import Article
from app.articles.publication_queries import article_of, draft_of
from app.articles.publication_rules import Decision, DraftState, obstacles, reason_against
from app.articles.redactions import count_redactions
from app.articles.slugs import hidden_slug
from app.authz.access import Actor, require
from app.authz.permissions import Permission
from app.core.clock import now, today
from app.core.database import new_id
from app.core.errors import Conflict, Gone, Invalid
from app.core.events import record
from app.core.sealing import ticket_seal
from app.core.transaction import transaction
from app.extensions import db
from app.i18n import LANGUAGES
from app.i18n import lazy_gettext as _l
from app.redaction.words import mask_words
from app.reference.queries import find_topic, provisions
from app.tickets.life import lock
from app.tickets.models import Ticket
from app.tickets.rules import PublicationWish

COLUMNS = [column.key for column in Article.__mapper__.column_attrs]
ASKED = frozenset({DraftState.AWAITING, DraftState.APPROVED})
CHANGED = _l("The text has changed since you opened this page. Read it again before you decide.")


def prepare(
    actor: Actor, ticket: Ticket, draft: PublicDraft, *, chosen: Mapping[str, str] | None = None
) -> Article:
    """Keep the draft of a public text, with certain personal data and the `chosen` words masked.

    A text the asker was asked about or has approved loses that as soon as it changes.
    """
    require(actor, Permission.ARTICLE_PREPARE, ticket)
    draft = _offered(ticket, draft)
    with transaction():
        lock(ticket)
        _refuse_unwanted(ticket)
        article = article_of(ticket) or _new_article(ticket, draft)
        known = [row.id for row in provisions(list(dict.fromkeys(draft.provisions)))]
        clean = replace(masked(draft, mask_words(draft.language), chosen), provisions=known)
        _keep(actor, article, clean)
        record(DraftSaved(actor=actor.reference, article_id=article.id, ticket_id=ticket.id))
    return article


def request_consent(actor: Actor, article: Article) -> None:
    """Show the text to the asker, once nothing stands against it any more."""
    require(actor, Permission.ARTICLE_PREPARE, article)
    with transaction():
        draft = _locked_draft(article)
        _refuse_unwanted(_ticket(article))
        for obstacle in obstacles(draft):
            raise Invalid(obstacle.message, field=obstacle.field)
        if article.draft_state in ASKED:
            return
        _set_state(article, DraftState.AWAITING)
        article.review_note_sealed = None
        count_redactions(actor, article, draft)
        record(
            ConsentRequested(
                actor=actor.reference,
                article_id=article.id,
                ticket_id=_ticket(article).id,
                text_hash=draft.hash,
            )
        )


def decide(actor: Actor, article: Article, *, decision: Decision, text_hash: str, words: str = "") -> None:
    """Keep what the asker says about the exact text that `text_hash` names; words are optional."""
    require(actor, Permission.ARTICLE_DECIDE_CONSENT, article)
    if decision is Decision.WITHDRAWN:
        raise Invalid
    with transaction():
        draft = _locked_draft(article)
        if article.draft_state != DraftState.AWAITING or not text_hash == article.draft_hash == draft.hash:
            raise Conflict(CHANGED, code="text_changed")
        store_consent(article, decision, text_hash, words)
        _set_state(article, DraftState(decision.value))
        record(
            ConsentDecided(
                actor=actor.reference,
                article_id=article.id,
                ticket_id=_ticket(article).id,
                decision=decision.value,
                text_hash=text_hash,
            )
        )


def set_wish(actor: Actor, ticket: Ticket, *, wants: bool) -> None:
    """Change the asker's word about publishing in general; "no" also refuses a text that waits."""
    require(actor, Permission.ARTICLE_DECIDE_CONSENT, ticket)
    with transaction():
        lock(ticket)
        ticket.consent_publication = PublicationWish.YES if wants else PublicationWish.NO
        article = article_of(ticket)
        if not wants and article is not None and article.draft_state in ASKED:
            draft = _locked_draft(article)
            store_consent(article, Decision.REFUSED, draft.hash, "")
            _set_state(article, DraftState.REFUSED)


def send_back(actor: Actor, article: Article, *, note: str) -> None:
    """Let the redactor change an approved or waiting text; the note is read by staff only."""
    require(actor, Permission.ARTICLE_REVIEW, article)
    if not note.strip():
        raise Invalid(_l("Write what has to be changed."), field="note")
    with transaction():
        _locked_draft(article)
        ticket = _ticket(article)
        sealed = ticket_seal(ticket).seal(note.strip(), f"articles.review_note_sealed:{article.id}")
        article.review_note_sealed = sealed
        _set_state(article, DraftState.WORKING)
        record(DraftSentBack(actor=actor.reference, article_id=article.id, ticket_id=ticket.id))


def approved_draft(article: Article) -> PublicDraft:
    """Return the draft if the asker's last word approved exactly it; raise Conflict otherwise."""
    draft = _locked_draft(article)
    is_whole = article.draft_state == DraftState.APPROVED and article.draft_hash == draft.hash
    if not is_whole or not is_approved(article, draft.hash):
        raise Conflict(_l("The asker has not approved exactly this text."), code="not_approved")
    return draft


def lock_article(article: Article) -> None:
    """Read the newest row and keep others from changing it until the commit."""
    try:
        db.session.refresh(article, COLUMNS, with_for_update=True)
    except InvalidRequestError as error:
        raise Gone from error


def _locked_draft(article: Article) -> PublicDraft:
    lock_article(article)
    draft = draft_of(article)
    if draft is None:
        raise Conflict(CHANGED, code="no_draft")
    return draft


def _keep(actor: Actor, article: Article, draft: PublicDraft) -> None:
    lock_article(article)
    seal = ticket_seal(_ticket(article))
    article.draft_sealed = seal.seal(draft.as_json(), f"articles.draft_sealed:{article.id}")
    if draft.hash == article.draft_hash and article.draft_state is not None:
        return  # only ticks or exceptions changed: what the asker sees is the same text
    article.draft_hash = draft.hash
    article.redactor_id = actor.account_id
    article.draft_editors = sorted({*article.draft_editors, actor.account_id or ""} - {""})
    article.topic_slug = draft.topic if article.status == "draft" else article.topic_slug
    article.original_language = draft.language if article.status == "draft" else article.original_language
    _set_state(article, DraftState.WORKING)


def _set_state(article: Article, state: DraftState | None) -> None:
    article.draft_state, article.draft_at = state, now()
    article.updated_at = now()


def _offered(ticket: Ticket, draft: PublicDraft) -> PublicDraft:
    """Take topic and language from the ticket where the form brought one that was never offered."""
    topic = draft.topic if find_topic(draft.topic or "") else ticket.topic_slug
    language = draft.language if draft.language in LANGUAGES else ticket.language
    return replace(draft, topic=topic, language=language)


def _new_article(ticket: Ticket, draft: PublicDraft) -> Article:
    if newest_given(ticket) is None:
        raise Conflict(_l("Give the answer first; then it can be published."), code="no_answer")
    article = Article(
        id=new_id(),
        slug=hidden_slug(),
        ticket_id=ticket.id,
        topic_slug=draft.topic,
        original_language=draft.language,
        confidence="low",
        checked_on=today(),
        draft_editors=[],
    )
    article.ticket = ticket
    db.session.add(article)
    db.session.flush()
    return article


def _refuse_unwanted(ticket: Ticket) -> None:
    reason = reason_against(ticket.adult, ticket.consent_publication)
    if reason is not None:
        raise Conflict(reason, code="not_wanted")


def _ticket(article: Article) -> Ticket:
    """Return the ticket; its key seals the draft, so without it there is nothing to work on."""
    if article.ticket is None:
        raise Conflict(_l("The question has been deleted."), code="no_ticket")
    return article.ticket
