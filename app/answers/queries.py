"""Reading answers."""

from __future__ import annotations

from sqlalchemy import select

from app.answers.models import Answer
from app.answers.rules import Body, body_from_json
from app.core.sealing import ticket_seal
from app.extensions import db
from app.tickets.models import Ticket

VISIBLE = ("given", "accepted", "asked_back")


def draft_of(ticket: Ticket) -> Answer | None:
    """Return the version that is being written, if any; the asker never sees it."""
    query = select(Answer).where(Answer.ticket_id == ticket.id, Answer.state == "draft")
    return db.session.scalar(query)


def newest_given(ticket: Ticket) -> Answer | None:
    """Return the answer the asker sees: the newest that was given."""
    query = (
        select(Answer)
        .where(Answer.ticket_id == ticket.id, Answer.state.in_(VISIBLE))
        .order_by(Answer.version.desc())
        .limit(1)
    )
    return db.session.scalar(query)


def given(ticket: Ticket) -> list[Answer]:
    """Return every version that was given, oldest first."""
    query = select(Answer).where(Answer.ticket_id == ticket.id, Answer.state.in_(VISIBLE))
    return list(db.session.scalars(query.order_by(Answer.version)))


def newest(ticket: Ticket) -> Answer | None:
    """Return the newest version, draft or given."""
    query = select(Answer).where(Answer.ticket_id == ticket.id).order_by(Answer.version.desc()).limit(1)
    return db.session.scalar(query)


def body_of(answer: Answer | None) -> Body:
    """Return the words of an answer; of none, an empty body."""
    if answer is None:
        return Body()
    return body_from_json(
        ticket_seal(answer.ticket).open(answer.body_sealed, f"answers.body_sealed:{answer.id}")
    )


def rating_words(answer: Answer) -> str:
    """Return what the asker wrote with the rating."""
    if answer.rating_note_sealed is None:
        return ""
    return ticket_seal(answer.ticket).open(
        answer.rating_note_sealed, f"answers.rating_note_sealed:{answer.id}"
    )


def provision_ids(answer: Answer | None) -> list[str]:
    """Return what the answer rests on, in order."""
    return [row.provision_id for row in answer.provisions] if answer else []
