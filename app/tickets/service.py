"""What people do with tickets. Each step checks twice: at the door, and again with the row locked."""

from __future__ import annotations

from typing import Any

from sqlalchemy.exc import IntegrityError, InvalidRequestError

from app.authz.access import Actor, can, require, system_actor
from app.authz.permissions import Permission
from app.core.clock import local, now
from app.core.errors import Conflict, Gone, Invalid, NotAllowed
from app.core.events import record
from app.core.transaction import transaction
from app.extensions import db
from app.i18n import LANGUAGES
from app.i18n import lazy_gettext as _l
from app.reference.queries import find_topic, next_election
from app.tickets.deletion import delete_ticket
from app.tickets.events import ConflictDeclared, QuestionPreviewed
from app.tickets.lawyers import find_available, has_declared_clear, has_declared_conflict, orphaned
from app.tickets.life import lock, move
from app.tickets.models import ConflictDeclaration, Ticket
from app.tickets.reasons import checked_text, pack
from app.tickets.receipts import question_text
from app.tickets.rules import QUEUE, Action, respond_by

__all__ = [
    "assign",
    "claim",
    "close",
    "declare_conflict",
    "decline",
    "delete_ticket",
    "give_back",
    "preview",
    "release_orphaned",
    "reopen",
    "return_to_queue",
    "transfer",
]
TAKEN = _l("Another lawyer has just taken this question.")
CHANGED = _l("This case has changed in the meantime. Look at its newest state.")
IN_QUEUE: dict[str, Any] = {"lawyer_id": None, "claimed_at": None, "awaits_declaration": False}


def declare_conflict(actor: Actor, ticket: Ticket, *, is_clear: bool) -> None:
    """Store the answer to "do you know these people?". A conflict hides the ticket for good, silently."""
    require(actor, Permission.TICKET_DECLARE, ticket)
    with transaction():
        _still(actor, Permission.TICKET_DECLARE, ticket)
        if is_clear and has_declared_conflict(ticket.id, actor.account_id):
            raise NotAllowed(code="conflict_declared")
        _store_declaration(actor, ticket, is_clear=is_clear)
        record(ConflictDeclared(actor=actor.reference, ticket_id=ticket.id))
        if ticket.awaits_declaration and is_clear:
            ticket.awaits_declaration = False
        elif ticket.awaits_declaration:
            move(actor, ticket, Action.GIVE_BACK, reason=pack("give_back", "not_clear"), **IN_QUEUE)


def preview(actor: Actor, ticket: Ticket) -> str:
    """Return the question before the claim: after a clear declaration only, and always recorded."""
    require(actor, Permission.TICKET_PREVIEW, ticket)
    with transaction():
        _require_declaration(actor, ticket)
        record(QuestionPreviewed(actor=actor.reference, ticket_id=ticket.id))
    return question_text(ticket)


def claim(actor: Actor, ticket: Ticket) -> None:
    """Take a waiting ticket. Of several lawyers at once exactly one gets it, the others a Conflict."""
    require(actor, Permission.TICKET_CLAIM, ticket)
    with transaction():
        _still(actor, Permission.TICKET_CLAIM, ticket)
        _require_declaration(actor, ticket)
        if ticket.state not in QUEUE:
            raise Conflict(TAKEN, code="taken")
        move(actor, ticket, Action.CLAIM, lawyer_id=actor.account_id, claimed_at=now())


def give_back(actor: Actor, ticket: Ticket, *, reason: str, text: str = "") -> None:
    """Return a case to the queue; `text` is read by staff only."""
    require(actor, Permission.TICKET_GIVE_BACK, ticket)
    packed = pack("give_back", reason, text)
    with transaction():
        _still(actor, Permission.TICKET_GIVE_BACK, ticket)
        move(actor, ticket, Action.GIVE_BACK, reason=packed, **IN_QUEUE)


def transfer(actor: Actor, ticket: Ticket, *, lawyer_id: str, text: str = "") -> None:
    """Hand a case to another lawyer, who reads it only after declaring that there is no conflict."""
    require(actor, Permission.TICKET_TRANSFER, ticket)
    note = checked_text(text)
    with transaction():
        _still(actor, Permission.TICKET_TRANSFER, ticket)
        if lawyer_id == ticket.lawyer_id:
            raise Invalid(_l("This lawyer already works on the case."), field="lawyer")
        _hand_over(actor, ticket, Action.TRANSFER, lawyer_id, note)


def return_to_queue(actor: Actor, ticket: Ticket, *, language: str, topic: str, text: str = "") -> None:
    """Pass a case, or a waiting ticket, on to the lawyers of another language or topic: through the queue."""
    require(actor, Permission.TICKET_TRANSFER, ticket)
    note = checked_text(text)
    if language not in LANGUAGES:
        raise Invalid(_l("Choose a language."), field="language")
    if (found := find_topic(topic)) is None:
        raise Invalid(_l("Choose a topic."), field="topic")
    with transaction():
        _still(actor, Permission.TICKET_TRANSFER, ticket)
        values = {**IN_QUEUE, "language": language, "topic_slug": found.slug}
        waits = ticket.state in QUEUE
        action = Action.TRANSFER if waits else Action.GIVE_BACK
        move(actor, ticket, action, reason=f"\n{note}" if note else "", staff_only=waits, **values)


def assign(actor: Actor, ticket: Ticket, *, lawyer_id: str, text: str = "") -> None:
    """Give a ticket to a lawyer (moderators); the lawyer still has to declare before reading."""
    require(actor, Permission.TICKET_ASSIGN, ticket)
    note = checked_text(text)
    with transaction():
        _still(actor, Permission.TICKET_ASSIGN, ticket)
        if lawyer_id == ticket.lawyer_id:
            raise Invalid(_l("This lawyer already works on the case."), field="lawyer")
        _hand_over(actor, ticket, Action.ASSIGN, lawyer_id, note)


def decline(actor: Actor, ticket: Ticket, *, reason: str, text: str = "") -> None:
    """Refuse a question with a reason that the asker reads."""
    require(actor, Permission.TICKET_DECLINE, ticket)
    packed = pack("decline", reason, text)
    with transaction():
        _still(actor, Permission.TICKET_DECLINE, ticket)
        move(actor, ticket, Action.DECLINE, reason=packed, closed_at=now(), awaits_declaration=False)


def close(actor: Actor, ticket: Ticket) -> None:
    """End a case without an answer to accept; the asker can reopen it."""
    require(actor, Permission.TICKET_CLOSE, ticket)
    with transaction():
        _still(actor, Permission.TICKET_CLOSE, ticket)
        move(actor, ticket, Action.CLOSE, closed_at=now(), awaits_declaration=False)


def reopen(actor: Actor, ticket: Ticket) -> None:
    """Put a finished question into the queue again, with a new term for the first reply."""
    require(actor, Permission.TICKET_REOPEN, ticket)
    with transaction():
        _still(actor, Permission.TICKET_REOPEN, ticket)
        moment = now()
        election = next_election(local(moment).date())
        due = respond_by(
            moment,
            ticket.urgency,
            sla_hours=ticket.topic.sla_hours,
            voting_day_minutes=ticket.topic.sla_voting_day_minutes,
            is_voting_day=election is not None and election.voting_day == local(moment).date(),
        )
        move(actor, ticket, Action.REOPEN, closed_at=None, respond_by=due, **IN_QUEUE)


def release_orphaned() -> int:
    """Return cases to the queue whose lawyer may not work any longer; return how many."""
    actor, returned = system_actor("licences"), 0
    for ticket in orphaned():
        try:
            give_back(actor, ticket, reason="licence")
        except (Conflict, Gone, NotAllowed):
            continue  # somebody was quicker
        returned += 1
    return returned


def _still(actor: Actor, permission: Permission, ticket: Ticket) -> None:
    """Lock the newest row and ask again: the page may be old, and a colleague quicker."""
    try:
        lock(ticket)
    except InvalidRequestError as error:
        raise Gone from error
    if not can(actor, permission, ticket):
        raise Conflict(CHANGED, code="changed")


def _require_declaration(actor: Actor, ticket: Ticket) -> None:
    if can(actor, Permission.TICKET_READ, ticket):
        return
    if not has_declared_clear(ticket.id, actor.account_id):
        raise NotAllowed(_l("Say first whether you know anybody in this case."), code="declaration_missing")


def _store_declaration(actor: Actor, ticket: Ticket, *, is_clear: bool) -> None:
    row = ConflictDeclaration(
        ticket_id=ticket.id, lawyer_id=actor.account_id, is_clear=is_clear, declared_at=now()
    )
    try:
        with db.session.begin_nested():
            db.session.merge(row)
    except IntegrityError as error:  # the same form twice at once
        raise Conflict from error


def _hand_over(actor: Actor, ticket: Ticket, action: Action, lawyer_id: str, note: str) -> None:
    lawyer = find_available(lawyer_id, ticket)
    if lawyer is None:
        raise Invalid(_l("This lawyer cannot take the case. Choose somebody else."), field="lawyer")
    move(
        actor,
        ticket,
        action,
        reason=f"\n{note}" if note else "",
        lawyer_id=lawyer.id,
        claimed_at=now(),
        awaits_declaration=not has_declared_clear(ticket.id, lawyer.id),
    )
