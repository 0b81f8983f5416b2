"""A question becomes a ticket."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError

from app.authz.access import Actor, Role, require
from app.authz.permissions import Permission
from app.core.clock import local, now
from app.core.errors import Conflict, Invalid
from app.core.events import record
from app.core.sealing import new_wrapped_key, ticket_seal
from app.core.slowhash import slow_hash
from app.core.transaction import transaction
from app.extensions import db
from app.i18n import LANGUAGES
from app.i18n import lazy_gettext as _l
from app.reference.models import District, Region, Topic
from app.reference.queries import next_election
from app.tickets.events import TicketOpened
from app.tickets.life import deletion_day
from app.tickets.models import Ticket
from app.tickets.receipts import new_number, secret_from
from app.tickets.rules import Adult, PublicationWish, State, Urgency, respond_by

QUESTION_MAX = 4000
# How long the same form, sent again, leads to the same receipt instead of a refusal.
REPEATABLE = timedelta(minutes=30)


@dataclass(frozen=True)
class _Question:
    """A checked question, ready to be stored."""

    text: str
    language: str
    topic: Topic
    region: str | None
    district: str | None
    adult: Adult
    urgency: Urgency
    publication: PublicationWish


def open_ticket(
    actor: Actor,
    *,
    question: str,
    language: str,
    topic: str,
    district: str | None,
    adult: str,
    urgency: str,
    publication: str,
    region: str | None = None,
    request_key: str | None = None,
) -> tuple[Ticket, str]:
    """Store a question; return the ticket and its secret, which is kept nowhere.

    The same `request_key` (unguessable, one per form) means the same ticket and the same secret, however
    often and however simultaneously it is sent.
    """
    require(actor, Permission.TICKET_OPEN)
    place = _place(district, region)
    checked = _Question(
        text=_checked_text(question),
        language=_one_of(language, LANGUAGES, "language"),
        topic=_topic(topic),
        region=place[0],
        district=place[1],
        adult=Adult(_one_of(adult, tuple(Adult), "adult")),
        urgency=Urgency(_one_of(urgency, tuple(Urgency), "urgency")),
        publication=PublicationWish(_one_of(publication, tuple(PublicationWish), "publication")),
    )
    key = (request_key or secrets.token_urlsafe(32)).encode()
    ticket_id = hashlib.sha256(b"ticket:" + key).hexdigest()[:32]
    secret = secret_from(hashlib.sha256(b"secret:" + key).digest())
    hashed = slow_hash(secret)
    with transaction():
        return _store(actor, checked, ticket_id, hashed), secret


def _store(actor: Actor, question: _Question, ticket_id: str, secret_hash: str) -> Ticket:
    for _attempt in range(5):
        known = db.session.get(Ticket, ticket_id)
        if known is not None:
            return _repeated(known)
        ticket = _ticket(actor, question, ticket_id, secret_hash)
        try:
            with db.session.begin_nested():
                db.session.add(ticket)
        except IntegrityError:
            continue  # the number is taken, or the same form arrived a moment earlier
        record(TicketOpened(actor=actor.reference, ticket_id=ticket.id))
        return ticket
    raise Conflict


def _repeated(ticket: Ticket) -> Ticket:
    if now() - ticket.created_at > REPEATABLE:
        raise Conflict(_l("This question has already been sent."), code="already_sent")
    return ticket


def _ticket(actor: Actor, question: _Question, ticket_id: str, secret_hash: str) -> Ticket:
    moment = now()
    ticket = Ticket(
        id=ticket_id,
        number=new_number(),
        secret_hash=secret_hash,
        key_sealed=new_wrapped_key(ticket_id),
        account_id=actor.account_id if actor.role is Role.ASKER else None,
        state=State.NEW.value,
        language=question.language,
        topic_slug=question.topic.slug,
        region_code=question.region,
        district_code=question.district,
        adult=question.adult.value,
        urgency=question.urgency.value,
        consent_handling_at=moment,
        consent_publication=question.publication.value,
        created_at=moment,
        waiting_since=moment,
        respond_by=_respond_by(moment, question),
        delete_on=deletion_day(State.NEW, question.urgency),
    )
    ticket.question_sealed = ticket_seal(ticket).seal(question.text, f"tickets.question_sealed:{ticket.id}")
    return ticket


def _respond_by(moment: datetime, question: _Question) -> datetime:
    election = next_election(local(moment).date())
    return respond_by(
        moment,
        question.urgency,
        sla_hours=question.topic.sla_hours,
        voting_day_minutes=question.topic.sla_voting_day_minutes,
        is_voting_day=election is not None and election.voting_day == local(moment).date(),
    )


def _checked_text(question: str) -> str:
    text = question.replace("\r\n", "\n").strip()
    if not text:
        raise Invalid(_l("Write your question."), field="question")
    if len(text) > QUESTION_MAX:
        raise Invalid(_l("The question is too long. Shorten it; details can follow later."), field="question")
    return text


def _topic(slug: str) -> Topic:
    topic = db.session.get(Topic, slug)
    if topic is None or not topic.is_active:
        raise Invalid(_l("Choose one of the topics."), field="topic")
    return topic


def _place(district: str | None, region: str | None) -> tuple[str | None, str | None]:
    if district:
        found = db.session.get(District, district)
        if found is None:
            raise Invalid(_l("Choose one of the places."), field="place")
        return found.region_code, found.code
    if region and db.session.get(Region, region) is None:
        raise Invalid(_l("Choose one of the places."), field="place")
    return region or None, None


def _one_of(value: str, known: tuple[str, ...], field: str) -> str:
    if value not in known:
        raise Invalid(field=field)
    return value
