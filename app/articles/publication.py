"""A text becomes public, and stops being public. The whole way: prepare, request_consent, decide, publish."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from sqlalchemy import delete, update

from app.articles.consents import is_approved, latest_consent, store_consent
from app.articles.drafting import approved_draft, decide, lock_article, prepare, request_consent, send_back
from app.articles.drafts import PublicDraft, unmasked
from app.articles.events import ArticleChanged, ArticlePublished, ArticleUnpublished, ConsentDecided
from app.articles.linkage import require_unlinked
from app.articles.models import Article, ArticleText, LinkageConfirmation, PublicationConsent
from app.articles.publication_queries import article_of
from app.articles.publication_rules import Decision
from app.articles.slugs import slug_of
from app.articles.texts import TextDraft, current_text, set_provisions, set_text
from app.authz.access import Actor, require
from app.authz.permissions import Permission
from app.core.clock import now, today
from app.core.errors import Conflict, Invalid, NotAllowed
from app.core.events import record
from app.core.transaction import transaction
from app.extensions import db
from app.i18n import LANGUAGES
from app.i18n import lazy_gettext as _l
from app.reference.models import Provision
from app.tickets.deletion import before_deletion
from app.tickets.life import lock
from app.tickets.models import Ticket

__all__ = [
    "Reason",
    "decide",
    "prepare",
    "publish",
    "remove_translation",
    "republish",
    "request_consent",
    "send_back",
    "translate",
    "unpublish",
    "withdraw",
]
CONFIDENCES = ("high", "medium", "low")


class Reason(StrEnum):
    """Why a moderator takes an article down."""

    IDENTITY = "identity"
    LAW_CHANGED = "law_changed"
    WRONG = "wrong"
    OTHER = "other"


def publish(actor: Actor, article: Article) -> None:
    """Make the approved text public. Nobody publishes a text they have worked on."""
    require(actor, Permission.ARTICLE_PUBLISH, article)
    with transaction():
        draft = approved_draft(article)
        require(actor, Permission.ARTICLE_PUBLISH, article)
        if actor.account_id in article.draft_editors:
            raise NotAllowed(_l("You have worked on this text. Somebody else has to publish it."))
        require_unlinked(article, draft)
        is_new = article.status != "published"
        text = _write(article, draft)
        _retire_others(article, text)
        _open(actor, article, draft)
        event = ArticlePublished if is_new else ArticleChanged
        record(event(actor=actor.reference, article_id=article.id))


def withdraw(actor: Actor, article: Article, *, words: str = "") -> None:
    """Take the consent back: the text is erased and leaves pages, search, feed and sitemap at once."""
    require(actor, Permission.ARTICLE_WITHDRAW, article)
    with transaction():
        lock_article(article)
        text = current_text(article.id, article.original_language)
        named = text.text_hash if text else article.draft_hash
        if named is None:
            raise Conflict(_l("There is no text to withdraw."), code="nothing_to_withdraw")
        store_consent(article, Decision.WITHDRAWN, named, words)
        article.withdrawn_by_asker_at = now()
        _drop_draft(article)
        if article.published_at is not None:
            _take_down(actor, article, "withdrawn")
            db.session.execute(delete(ArticleText).where(ArticleText.article_id == article.id))
            db.session.expire(article, ["texts"])
        _record_withdrawal(actor, article, named)


def unpublish(actor: Actor, article: Article, reason: str = Reason.OTHER) -> None:
    """Take an article down (moderators); its text stays and may be published again."""
    require(actor, Permission.ARTICLE_CURATE, article)
    with transaction():
        lock_article(article)
        if article.status != "published":
            raise Conflict(code="not_published")
        _take_down(actor, article, Reason(reason).value)


def republish(actor: Actor, article: Article) -> None:
    """Put back what was taken down: of a question only while the asker's consent to this text stands."""
    is_from_question = latest_consent(article) is not None
    needed = Permission.ARTICLE_PUBLISH if is_from_question else Permission.ARTICLE_CURATE
    require(actor, needed, article)
    with transaction():
        lock_article(article)
        text = current_text(article.id, article.original_language)
        if article.status not in {"unpublished", "retired"} or text is None:
            raise Conflict(code="not_unpublished")
        if is_from_question and not is_approved(article, text.text_hash):
            raise Conflict(_l("The asker has not approved exactly this text."), code="not_approved")
        require_unlinked(article, _as_draft(article, text))
        article.status, article.publisher_id, article.updated_at = "published", actor.account_id, now()
        record(ArticlePublished(actor=actor.reference, article_id=article.id))


def translate(
    actor: Actor, article: Article, language: str, draft: TextDraft, *, kept: Iterable[str] = ()
) -> ArticleText:
    """Write a published text in another language; the asker has approved the original, readers are told."""
    require(actor, Permission.ARTICLE_CURATE, article)
    with transaction():
        lock_article(article)
        original = current_text(article.id, article.original_language)
        if article.status != "published" or original is None:
            raise Conflict(_l("Only a published text is translated."), code="not_published")
        if language not in LANGUAGES or language == article.original_language:
            raise Invalid(code="original_language")
        checked = PublicDraft(language=language, topic=article.topic_slug, text=draft, kept=list(kept))
        if unmasked(checked):
            raise Invalid(_l("Personal data stands in the text. Mask it first."), field="kept")
        require_unlinked(article, checked)
        text = set_text(article, language, draft, author_id=actor.account_id)
        text.translated_from = original.text_hash
        record(ArticleChanged(actor=actor.reference, article_id=article.id))
    return text


def remove_translation(actor: Actor, article: Article, language: str) -> None:
    """Take one language of an article away; never the one the asker approved."""
    require(actor, Permission.ARTICLE_CURATE, article)
    with transaction():
        lock_article(article)
        if language == article.original_language or current_text(article.id, language) is None:
            raise Conflict(code="no_translation")
        _retire(article, language)
        record(ArticleChanged(actor=actor.reference, article_id=article.id))


@before_deletion
def part_from_ticket(ticket: Ticket) -> None:
    """Erase the unpublished text of a ticket that is deleted; a published one stays, without any link."""
    lock(ticket)
    article = article_of(ticket)
    if article is None:
        return
    text = current_text(article.id, article.original_language)
    if article.status != "published" or text is None or not is_approved(article, text.text_hash):
        db.session.delete(article)
        return
    _drop_draft(article)
    article.review_note_sealed = None
    db.session.execute(delete(LinkageConfirmation).where(LinkageConfirmation.article_id == article.id))
    db.session.execute(  # sealed with a key that dies with the ticket
        update(PublicationConsent)
        .where(PublicationConsent.article_id == article.id)
        .values(reason_sealed=None)
    )


def _as_draft(article: Article, text: ArticleText) -> PublicDraft:
    """Return a stored text in the form in which drafts are compared."""
    parts = TextDraft(
        question=text.question,
        short_answer=text.short_answer,
        explanation=text.explanation,
        steps=text.steps,
    )
    return PublicDraft(language=text.language, topic=article.topic_slug, text=parts)


def _write(article: Article, draft: PublicDraft) -> ArticleText:
    set_provisions(article, draft.provisions)
    text = set_text(article, draft.language, draft.text, author_id=article.redactor_id)
    if text.text_hash != draft.hash:
        raise Conflict(_l("The asker has not approved exactly this text."), code="not_approved")
    return text


def _open(actor: Actor, article: Article, draft: PublicDraft) -> None:
    cited: list[Provision] = [row.provision for row in article.provisions]
    article.topic_slug, article.original_language = draft.topic, draft.language
    article.confidence = max((each.confidence for each in cited), key=CONFIDENCES.index)
    article.checked_on = min((each.checked_on for each in cited), default=today())
    if article.published_at is None:
        article.slug, article.published_at = slug_of(draft.text.question), now()
    article.status, article.publisher_id = "published", actor.account_id
    article.withdrawn_by_asker_at = None
    _drop_draft(article)


def _drop_draft(article: Article) -> None:
    article.draft_sealed = article.draft_hash = article.draft_state = None
    article.draft_editors = []
    article.draft_at = article.updated_at = now()


def _take_down(actor: Actor, article: Article, reason: str) -> None:
    was_public = article.status == "published"
    article.status, article.updated_at, article.featured_rank = "unpublished", now(), None
    if was_public:
        record(ArticleUnpublished(actor=actor.reference, article_id=article.id, reason=reason))


def _record_withdrawal(actor: Actor, article: Article, named: str) -> None:
    event = ConsentDecided(
        actor=actor.reference,
        article_id=article.id,
        ticket_id=article.ticket_id or "",
        decision=Decision.WITHDRAWN.value,
        text_hash=named,
    )
    record(event)


def _retire_others(article: Article, text: ArticleText) -> None:
    """Take away translations of a former version: they no longer say what the asker approved."""
    for language in LANGUAGES:
        other = current_text(article.id, language)
        if other is not None and other.id != text.id and other.translated_from != text.text_hash:
            _retire(article, language)


def _retire(article: Article, language: str) -> None:
    db.session.execute(
        update(ArticleText)
        .where(ArticleText.article_id == article.id, ArticleText.language == language)
        .values(is_current=False)
    )
    db.session.expire(article, ["texts"])
