"""Writing, giving and taking an answer."""

from __future__ import annotations

from collections.abc import Sequence

from app.answers.events import AnswerAccepted, AnswerAskedBack, AnswerGiven, AnswerRated
from app.answers.models import Answer, AnswerProvision
from app.answers.queries import body_of, draft_of, newest, newest_given, provision_ids
from app.answers.rules import STARS, WORDS_MAX, Body, obstacles
from app.authz.access import Actor, require
from app.authz.permissions import Permission
from app.chat.cards import PROVISION
from app.chat.entries import Entry
from app.chat.queries import timeline_after
from app.chat.service import send_message
from app.core.clock import now
from app.core.database import new_id
from app.core.errors import Conflict, Invalid
from app.core.events import record
from app.core.sealing import ticket_seal
from app.core.transaction import transaction
from app.extensions import db
from app.i18n import lazy_gettext as _l
from app.reference.queries import provisions as provisions_by_id
from app.tickets.life import lock, move
from app.tickets.models import Ticket
from app.tickets.rules import Action


def save_draft(actor: Actor, ticket: Ticket, *, body: Body, provisions: Sequence[str]) -> Answer:
    """Keep what has been written, finished or not; after a given answer this begins a new version."""
    require(actor, Permission.ANSWER_WRITE, ticket)
    with transaction():
        lock(ticket)
        require(actor, Permission.ANSWER_WRITE, ticket)
        answer = draft_of(ticket) or _new_version(ticket)
        answer.author_id = actor.account_id
        answer.body_sealed = ticket_seal(ticket).seal(body.as_json(), f"answers.body_sealed:{answer.id}")
        answer.updated_at = now()
        _cite(answer, provisions)
    return answer


def give(actor: Actor, ticket: Ticket) -> Answer:
    """Give the draft to the asker. It needs a short answer and a provision of law."""
    require(actor, Permission.ANSWER_WRITE, ticket)
    with transaction():
        lock(ticket)
        require(actor, Permission.ANSWER_WRITE, ticket)
        answer = draft_of(ticket)
        if answer is None:
            raise Conflict(_l("There is no draft to give."), code="no_draft")
        for obstacle in obstacles(body_of(answer), len(answer.provisions)):
            raise Invalid(obstacle.message, field=obstacle.field)
        answer.state, answer.given_at, answer.author_id = "given", now(), actor.account_id
        moment = answer.given_at
        move(
            actor,
            ticket,
            Action.ANSWER,
            answered_at=moment,
            first_reply_at=ticket.first_reply_at or moment,
        )
        record(AnswerGiven(actor=actor.reference, ticket_id=ticket.id, answer_id=answer.id))
    return answer


def accept(actor: Actor, answer: Answer) -> None:
    """The asker has what was needed: the question is closed, and can be reopened."""
    require(actor, Permission.ANSWER_ACCEPT, answer)
    with transaction():
        _lock_newest(answer)
        move(actor, answer.ticket, Action.ACCEPT, closed_at=now())
        answer.state, answer.accepted_at = "accepted", now()
        record(AnswerAccepted(actor=actor.reference, ticket_id=answer.ticket_id, answer_id=answer.id))


def ask_back(actor: Actor, answer: Answer, *, words: str) -> None:
    """The asker needs more: the words become a message in the room."""
    require(actor, Permission.ANSWER_ACCEPT, answer)
    if not words.strip():
        raise Invalid(_l("Write what is still unclear."), field="words")
    with transaction():
        _lock_newest(answer)
        move(actor, answer.ticket, Action.ASK_BACK)
        answer.state = "asked_back"
        send_message(actor, answer.ticket, client_id=new_id(), body=words)
        record(AnswerAskedBack(actor=actor.reference, ticket_id=answer.ticket_id, answer_id=answer.id))


def rate(actor: Actor, answer: Answer, *, stars: int, words: str = "") -> None:
    """Say how helpful the answer was; saying it again replaces it."""
    require(actor, Permission.ANSWER_ACCEPT, answer)
    words = words.strip()
    if stars not in STARS:
        raise Invalid(_l("Choose from 1 to 5."), field="stars")
    if len(words) > WORDS_MAX:
        raise Invalid(_l("This text is too long."), field="words")
    with transaction():
        if answer.given_at is None:
            raise Conflict
        answer.rating = stars
        sealed = (
            ticket_seal(answer.ticket).seal(words, f"answers.rating_note_sealed:{answer.id}")
            if words
            else None
        )
        answer.rating_note_sealed = sealed
        record(AnswerRated(actor=actor.reference, ticket_id=answer.ticket_id, answer_id=answer.id))


def draft_from_chat(actor: Actor, ticket: Ticket) -> Answer:
    """Put what the lawyer wrote and cited in the room into the draft, below what is there already."""
    require(actor, Permission.ANSWER_WRITE, ticket)
    source = draft_of(ticket) or newest(ticket)
    body = body_of(source)
    known = [body.explanation] if body.explanation.strip() else []
    entries = _by_lawyers(actor, ticket)
    said = [each.text for each in entries if each.text and each.text not in body.explanation]
    cited = [each.card["id"] for each in entries if each.card and each.card["of"] == PROVISION]
    merged = Body(short=body.short, explanation="\n\n".join([*known, *said]), steps=body.steps)
    return save_draft(actor, ticket, body=merged, provisions=[*provision_ids(source), *cited])


def _by_lawyers(actor: Actor, ticket: Ticket) -> list[Entry]:
    entries: list[Entry] = []
    after, more = 0, True
    while more:
        part = timeline_after(actor, ticket, after)
        entries += [each for each in part.entries if each.kind == "message" and each.by == "lawyer"]
        after, more = part.cursor, part.more
    return sorted(entries, key=lambda each: each.place)


def _new_version(ticket: Ticket) -> Answer:
    before = newest(ticket)
    answer = Answer(
        id=new_id(), ticket_id=ticket.id, version=before.version + 1 if before else 1, state="draft"
    )
    answer.ticket = ticket
    db.session.add(answer)
    return answer


def _cite(answer: Answer, wanted: Sequence[str]) -> None:
    """Keep only provisions that exist, each once, in the order given."""
    known = [row.id for row in provisions_by_id(list(dict.fromkeys(wanted)))]
    if [row.provision_id for row in answer.provisions] == known:
        return
    answer.provisions.clear()
    db.session.flush()
    answer.provisions.extend(
        AnswerProvision(provision_id=each, position=place) for place, each in enumerate(known, start=1)
    )


def _lock_newest(answer: Answer) -> None:
    """Let only the newest given answer be taken or questioned, once."""
    lock(answer.ticket)
    db.session.refresh(answer, ["state"])
    current = newest_given(answer.ticket)
    if current is None or current.id != answer.id or answer.state != "given":
        raise Conflict
