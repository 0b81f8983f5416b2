"""Keeping the knowledge base true: editing, ordering, merging, retiring; editorial articles by two people.

A text that came from a question was approved word for word by the asker. Curation never changes its
original: that goes through publication.py, which asks the asker again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, select, update

from app.articles import publication
from app.articles.curation_rules import COMMONEST, CONFIDENCES, obstacles, reason_not_to_feature
from app.articles.drafting import lock_article
from app.articles.events import (
    ArticleDrafted,
    ArticleEdited,
    ArticleMerged,
    ArticlePublished,
    ArticleRanked,
    ArticleRetired,
    ArticleSubmitted,
)
from app.articles.models import Article, PublicationConsent
from app.articles.slugs import hidden_slug, slug_of
from app.articles.texts import TextDraft, current_text, set_provisions, set_text
from app.authz.access import Actor, require
from app.authz.permissions import Permission
from app.core.clock import now, today
from app.core.database import new_id
from app.core.errors import Conflict, Invalid, NotAllowed
from app.core.events import record
from app.core.transaction import transaction
from app.extensions import db
from app.i18n import LANGUAGES
from app.i18n import lazy_gettext as _l
from app.reference.queries import find_topic, provisions

NEWER = _l("Somebody has saved a newer version meanwhile. Compare it with yours before you save.")


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known about an article beside its words."""

    topic: str
    confidence: str
    checked_on: date
    next_review_on: date | None
    provisions: Sequence[str]


def create(actor: Actor, *, language: str, topic: str, draft: TextDraft) -> Article:
    """Begin an editorial article; nobody but moderators sees it until a second person publishes it."""
    require(actor, Permission.ARTICLE_CURATE)
    _check(draft, language, topic)
    article = Article(
        id=new_id(),
        slug=hidden_slug(),
        topic_slug=topic,
        status="draft",
        original_language=language,
        confidence="low",
        checked_on=today(),
        redactor_id=actor.account_id,
        draft_editors=[actor.account_id] if actor.account_id else [],
        curated_at=now(),
    )
    with transaction():
        db.session.add(article)
        db.session.flush()
        set_text(article, language, draft, author_id=actor.account_id)
        record(ArticleDrafted(actor=actor.reference, article_id=article.id))
    return article


def save_text(
    actor: Actor, article: Article, *, language: str, draft: TextDraft, based_on: int | None = None
) -> None:
    """Make a new version of the text in one language; `based_on` is the version the editor started from."""
    require(actor, Permission.ARTICLE_CURATE, article)
    _check(draft, language, article.topic_slug)
    with transaction():
        lock_article(article)
        _refuse_stale(article, language, based_on)
        if is_from_question(article):
            _translate(actor, article, language, draft)
        else:
            set_text(article, language, draft, author_id=actor.account_id)
            _worked_on(actor, article)
        record(ArticleEdited(actor=actor.reference, article_id=article.id, part="text", language=language))


def save_facts(actor: Actor, article: Article, facts: Facts) -> None:
    """Change topic, law, confidence and dates. Another law makes new versions: readers see it in the text."""
    require(actor, Permission.ARTICLE_CURATE, article)
    _check_facts(facts)
    known = [row.id for row in provisions(list(dict.fromkeys(facts.provisions)))]
    with transaction():
        lock_article(article)
        if known != [row.provision_id for row in article.provisions]:
            _cite(actor, article, known)
        article.topic_slug, article.confidence = facts.topic, facts.confidence
        article.checked_on, article.next_review_on = facts.checked_on, facts.next_review_on
        if facts.confidence != "high":
            article.featured_rank = None
        _worked_on(actor, article)
        record(ArticleEdited(actor=actor.reference, article_id=article.id, part="facts"))


def submit(actor: Actor, article: Article) -> None:
    """Hand an editorial article to a second person."""
    require(actor, Permission.ARTICLE_CURATE, article)
    with transaction():
        lock_article(article)
        if article.status != "draft" or is_from_question(article):
            raise Conflict
        if not article.provisions:
            raise Invalid(_l("Cite at least one provision of law."), field="provisions")
        article.status, article.updated_at = "ready", now()
        record(ArticleSubmitted(actor=actor.reference, article_id=article.id))


def publish_editorial(actor: Actor, article: Article) -> None:
    """Make an editorial article public. Nobody publishes a text they have worked on."""
    require(actor, Permission.ARTICLE_PUBLISH, article)
    with transaction():
        lock_article(article)
        require(actor, Permission.ARTICLE_PUBLISH, article)
        if actor.account_id in article.draft_editors:
            raise NotAllowed(_l("You have worked on this text. Somebody else has to publish it."))
        text = current_text(article.id, article.original_language)
        if article.status != "ready" or is_from_question(article) or text is None:
            raise Conflict
        article.status, article.publisher_id, article.draft_editors = "published", actor.account_id, []
        article.slug = slug_of(text.question) if article.published_at is None else article.slug
        article.published_at = article.published_at or now()
        article.updated_at = now()
        record(ArticlePublished(actor=actor.reference, article_id=article.id))


def feature(actor: Actor, article: Article) -> None:
    """Put an article at the end of the ten commonest."""
    require(actor, Permission.ARTICLE_CURATE, article)
    reason = reason_not_to_feature(article.status, article.confidence)
    if reason is not None:
        raise Invalid(reason)
    with transaction():
        ranked = _ranked()
        if article in ranked:
            return
        if len(ranked) >= COMMONEST:
            raise Invalid(_l("There are ten already. Take one of them out first."))
        _rank(actor, [*ranked, article], article)


def unfeature(actor: Actor, article: Article) -> None:
    """Take an article out of the ten commonest; the others close up."""
    require(actor, Permission.ARTICLE_CURATE, article)
    with transaction():
        ranked = _ranked()
        if article in ranked:
            article.featured_rank, article.curated_at = None, now()
            _rank(actor, [each for each in ranked if each is not article], article)


def move_featured(actor: Actor, article: Article, *, up: bool) -> None:
    """Swap an article with its neighbour among the commonest."""
    require(actor, Permission.ARTICLE_CURATE, article)
    with transaction():
        ranked = _ranked()
        if article not in ranked:
            raise Conflict
        place = ranked.index(article)
        other = place - 1 if up else place + 1
        if 0 <= other < len(ranked):
            ranked[place], ranked[other] = ranked[other], ranked[place]
            _rank(actor, ranked, article)


def merge(actor: Actor, article: Article, *, into: Article) -> None:
    """Let an article lead on to another one, for good: old links and bookmarks arrive there."""
    require(actor, Permission.ARTICLE_CURATE, article)
    require(actor, Permission.ARTICLE_CURATE, into)
    with transaction():
        for each in sorted({article.id: article, into.id: into}.values(), key=lambda row: row.id):
            lock_article(each)
        if article.id == into.id or into.status != "published":
            raise Invalid(_l("Choose another published answer."), field="into")
        if article.status != "published":
            raise Conflict
        article.status, article.merged_into_id = "merged", into.id
        article.updated_at, article.featured_rank = now(), None
        db.session.execute(
            update(Article).where(Article.merged_into_id == article.id).values(merged_into_id=into.id)
        )
        record(ArticleMerged(actor=actor.reference, article_id=article.id, into_id=into.id, reason="merged"))


def retire(actor: Actor, article: Article) -> None:
    """Take an article down because its time is over; it keeps its versions and can come back."""
    require(actor, Permission.ARTICLE_CURATE, article)
    with transaction():
        lock_article(article)
        if article.status != "published":
            raise Conflict
        article.status, article.featured_rank, article.updated_at = "retired", None, now()
        record(ArticleRetired(actor=actor.reference, article_id=article.id, reason="retired"))


def is_from_question(article: Article) -> bool:
    """Tell whether an asker has a say in this text, also when the question itself has been deleted."""
    if article.ticket_id is not None:
        return True
    asked = select(exists().where(PublicationConsent.article_id == article.id))
    return bool(db.session.scalar(asked))


def _check(draft: TextDraft, language: str, topic: str) -> None:
    if language not in LANGUAGES:
        raise Invalid(_l("Choose a language."), field="language")
    if find_topic(topic) is None:
        raise Invalid(_l("Choose a topic."), field="topic")
    for obstacle in obstacles(draft, language=language, topic=topic):
        raise Invalid(obstacle.message, field=obstacle.field)


def _check_facts(facts: Facts) -> None:
    if find_topic(facts.topic) is None:
        raise Invalid(_l("Choose a topic."), field="topic")
    if facts.confidence not in CONFIDENCES:
        raise Invalid(field="confidence")
    if facts.checked_on > today():
        raise Invalid(_l("This day is still to come."), field="checked_on")
    if facts.next_review_on is not None and facts.next_review_on <= facts.checked_on:
        raise Invalid(_l("The next check comes after the last one."), field="next_review_on")


def _refuse_stale(article: Article, language: str, based_on: int | None) -> None:
    text = current_text(article.id, language)
    if based_on is not None and (text.version if text else 0) != based_on:
        raise Conflict(NEWER, code="newer_version")


def _translate(actor: Actor, article: Article, language: str, draft: TextDraft) -> None:
    if language == article.original_language:
        raise NotAllowed(_l("The asker approved exactly this text. Prepare a new one from the question."))
    publication.translate(actor, article, language, draft)


def _cite(actor: Actor, article: Article, known: list[str]) -> None:
    """Change the law an article rests on, and with it every current text, whose hash names the law."""
    if is_from_question(article):
        raise NotAllowed(
            _l("The asker approved the text with this law. Prepare a new one from the question.")
        )
    if not known and article.status == "published":
        raise Invalid(_l("Cite at least one provision of law."), field="provisions")
    set_provisions(article, known)
    for text in list(article.texts):
        same = TextDraft(
            question=text.question,
            short_answer=text.short_answer,
            explanation=text.explanation,
            steps=text.steps,
            keywords=text.keywords,
        )
        set_text(article, text.language, same, author_id=actor.account_id)


def _worked_on(actor: Actor, article: Article) -> None:
    """Remember who worked on an unpublished text: they cannot publish it. What was ready is a draft again."""
    article.curated_at = article.updated_at = now()
    if article.status in {"draft", "ready"} and not article.ticket_id:
        article.status = "draft"
        article.draft_editors = sorted({*article.draft_editors, actor.account_id or ""} - {""})


def _ranked() -> list[Article]:
    query = select(Article).where(Article.featured_rank.is_not(None), Article.status == "published")
    query = query.order_by(Article.featured_rank, Article.id).with_for_update(of=Article)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def _rank(actor: Actor, order: list[Article], moved: Article) -> None:
    for rank, each in enumerate(order, start=1):
        if each.featured_rank != rank:
            each.featured_rank, each.curated_at = rank, now()
    rank = moved.featured_rank or 0
    record(ArticleRanked(actor=actor.reference, article_id=moved.id, rank=rank))
