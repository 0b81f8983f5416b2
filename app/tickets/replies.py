"""Prepared replies: texts a lawyer starts from, with placeholders that are filled from the ticket."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import format_datetime
from sqlalchemy import select

from app.authz.access import Actor, require
from app.authz.permissions import Permission
from app.core.clock import local, now
from app.core.errors import Invalid, NotFound
from app.core.events import record
from app.core.transaction import transaction
from app.extensions import db
from app.i18n import LANGUAGES, in_language, localized
from app.i18n import gettext as _
from app.i18n import lazy_gettext as _l
from app.reference.models import PreparedReply
from app.reference.queries import find_topic
from app.tickets.events import ReplyChanged
from app.tickets.models import Ticket
from app.tickets.receipts import grouped_number

TITLE_MAX = 80
BODY_MAX = 4000
_PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")

# What the text may name, and what it means to the person who writes it.
PLACEHOLDERS = {
    "ticket": _l("number of the ticket"),
    "deadline": _l("date and time by which you will answer"),
    "precinct": _l("number of the precinct"),
    "article_url": _l("address of a published answer"),
}


@dataclass(frozen=True)
class Filled:
    """A reply ready for the composer; `blanks` are the gaps still to be filled, as they stand in the text."""

    text: str
    blanks: list[str]


def unknown_placeholders(text: str) -> list[str]:
    """Return what stands in braces but means nothing."""
    return [word for word in _PLACEHOLDER.findall(text) if word not in PLACEHOLDERS]


def find_reply(actor: Actor, reply_id: str) -> PreparedReply | None:
    """Return a reply this person may use: a shared one or their own."""
    query = select(PreparedReply).where(PreparedReply.id == reply_id, PreparedReply.is_active)
    query = query.where(PreparedReply.owner_id.is_(None) | (PreparedReply.owner_id == actor.account_id))
    return db.session.scalar(query)


def reply_text(actor: Actor, ticket: Ticket, reply_id: str) -> Filled:
    """Return a reply in the language of the ticket with what the ticket knows filled in."""
    require(actor, Permission.CHAT_SEND, ticket)
    reply = find_reply(actor, reply_id)
    if reply is None:
        raise NotFound
    due = ticket.respond_by if ticket.respond_by > now() else None
    known = {
        "ticket": grouped_number(ticket.number),
        "deadline": _moment(due, ticket.language) if due else "",
    }
    return fill(localized(reply.body, ticket.language), known, ticket.language)


def sample(text: str, language: str) -> Filled:
    """Return a text as it would look for an invented ticket: the preview while writing."""
    known = {"ticket": "1234-5678", "deadline": _moment(now() + timedelta(hours=12), language)}
    return fill(text, known, language)


def fill(text: str, known: dict[str, str], language: str) -> Filled:
    """Return `text` with the known placeholders filled and the others as bracketed gaps."""
    blanks: list[str] = []

    def put(match: re.Match[str]) -> str:
        name = match.group(1)
        if known.get(name):
            return known[name]
        blank = f"[{PLACEHOLDERS[name]}]" if name in PLACEHOLDERS else match.group(0)
        blanks.append(blank)
        return blank

    with in_language(language):
        return Filled(_PLACEHOLDER.sub(put, text), list(dict.fromkeys(blanks)))


def save_reply(
    actor: Actor,
    reply: PreparedReply | None,
    *,
    title: dict[str, str],
    body: dict[str, str],
    topic: str | None,
    is_shared: bool = False,
) -> PreparedReply:
    """Store a new reply or a changed one; shared replies are kept by moderators."""
    owner = None if is_shared else actor.account_id
    kept = reply or PreparedReply(owner_id=owner, topic_slug=topic, title={}, body={})
    require(actor, Permission.REPLY_EDIT, kept)
    title, body = _checked(title, body)
    if topic and find_topic(topic) is None:
        raise Invalid(_l("Choose a topic."), field="topic")
    with transaction():
        kept.title, kept.body, kept.topic_slug, kept.updated_at = title, body, topic or None, now()
        db.session.add(kept)
        db.session.flush()
        _record(actor, kept, "edited" if reply else "created")
    return kept


def delete_reply(actor: Actor, reply: PreparedReply) -> None:
    """Remove a reply; a shared one is only retired, because content files may bring it again."""
    require(actor, Permission.REPLY_EDIT, reply)
    with transaction():
        _record(actor, reply, "deleted")
        if reply.owner_id is None:
            reply.is_active = False
        else:
            db.session.delete(reply)


def _record(actor: Actor, reply: PreparedReply, change: str) -> None:
    shared = reply.owner_id is None
    record(ReplyChanged(actor=actor.reference, reply_id=reply.id, change=change, is_shared=shared))


def _checked(title: dict[str, str], body: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    titles = {code: (title.get(code) or "").strip()[:TITLE_MAX] for code in LANGUAGES}
    bodies = {code: (body.get(code) or "").replace("\r\n", "\n").strip() for code in LANGUAGES}
    if not any(bodies.values()):
        raise Invalid(_l("Write the text in at least one language."), field="body_kk")
    for code, text in bodies.items():
        if text and not titles[code]:
            raise Invalid(_l("Give the text a title."), field=f"title_{code}")
        if len(text) > BODY_MAX:
            raise Invalid(_l("This text is too long."), field=f"body_{code}")
        if unknown := unknown_placeholders(text):
            message = _(
                "There is no placeholder {%(name)s}. The known ones are listed below.", name=unknown[0]
            )
            raise Invalid(message, field=f"body_{code}")
    written = [code for code in LANGUAGES if bodies[code]]
    return {code: titles[code] for code in written}, {code: bodies[code] for code in written}


def _moment(moment: datetime, language: str) -> str:
    with in_language(language):
        text: str = format_datetime(local(moment).replace(tzinfo=None), "d MMMM, HH:mm", rebase=False)
        return text
