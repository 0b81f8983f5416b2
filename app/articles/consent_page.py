"""What the asker sees about publication: the exact text, and where it stands."""

from __future__ import annotations

from typing import Any

from app.articles.consents import latest_consent
from app.articles.drafts import PublicDraft
from app.articles.forms_publication import DecisionForm
from app.articles.models import Article
from app.articles.publication_queries import article_of, draft_of
from app.articles.publication_rules import DraftState, is_minor
from app.articles.texts import TextDraft, current_text
from app.reference.models import Topic
from app.reference.queries import find_topic, next_election, provisions
from app.tickets.models import Ticket

SHOWN = frozenset({DraftState.AWAITING, DraftState.APPROVED, DraftState.REFUSED})


def page(ticket: Ticket, form: DecisionForm | None = None) -> dict[str, Any]:
    """Return what the page needs; the text is the draft while one waits, else what is public."""
    article = article_of(ticket)
    shown = text_shown(article)
    election = next_election()
    return {
        "ticket": ticket,
        "article": article,
        "stage": stage_of(article),
        "shown": shown,
        "topic": _topic(shown),
        "provisions": provisions(shown.provisions) if shown else [],
        "public": article is not None and article.status == "published",
        "consent": latest_consent(article) if article else None,
        "minor": is_minor(ticket.adult),
        "voting_day": election.voting_day if election else None,
        "form": form or DecisionForm(formdata=None),
    }


def stage_of(article: Article | None) -> str:
    """Return where publication stands for the asker: none, awaiting, approved, refused, public, withdrawn."""
    if article is None:
        return "none"
    if article.draft_state in SHOWN:
        return str(article.draft_state)
    if article.status == "published":
        return "public"
    return "withdrawn" if article.withdrawn_by_asker_at else "none"


def text_shown(article: Article | None) -> PublicDraft | None:
    """Return the text the asker is asked about, else the one that is public; never one still worked on."""
    if article is None:
        return None
    if article.draft_state in SHOWN:
        return draft_of(article)
    text = current_text(article.id, article.original_language) if article.status == "published" else None
    if text is None:
        return None
    return PublicDraft(
        language=text.language,
        topic=article.topic_slug,
        text=TextDraft(
            question=text.question,
            short_answer=text.short_answer,
            explanation=text.explanation,
            steps=text.steps,
        ),
        provisions=[row.provision_id for row in article.provisions],
    )


def _topic(shown: PublicDraft | None) -> Topic | None:
    return find_topic(shown.topic) if shown else None
