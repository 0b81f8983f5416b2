"""The one way a text comes into a room, from sockets and forms: many at once share one transaction.

Read under the lock: the tickets, who writes (sockets name only their session), what was stored before.
Then each text for itself: permission, repeat, rules, limit, state, place. What may not be written is
refused alone. Then everything is stored with one statement for tickets and one for messages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from flask import current_app
from sqlalchemy import bindparam, insert, select, tuple_

from app.authz.access import Actor, load_or_404, require
from app.authz.permissions import Permission
from app.chat.attachments import KINDS
from app.chat.entries import Entry, entry_of_message, opened_entry
from app.chat.events import MessageChanged, What
from app.chat.harm import check_harmless
from app.chat.models import Message, body_context
from app.chat.presentation import render_entry
from app.chat.rules import check_client_id, clean_body
from app.chat.seats import Seat, seat_of
from app.core.clock import now
from app.core.database import new_id
from app.core.errors import DomainError, NotAllowed
from app.core.events import record
from app.core.limits import hit
from app.core.sealing import ticket_seal
from app.core.transaction import transaction
from app.extensions import db
from app.realtime.together import Together
from app.tickets.life import Place
from app.tickets.receipts import normal_number
from app.tickets.rooms import RoomFacts, RoomRow, lock_rooms, store_rooms
from app.web.actor import actors_of

MESSAGES_PER_AUTHOR = "40/minute"
FRESH = "written_messages"
_Key = tuple[str, str, str]
_TABLE = Message.__table__
_INSERT = insert(_TABLE)  # type: ignore[arg-type]  # __table__ is typed wider than it is
_KNOWN = select(_TABLE).where(
    tuple_(_TABLE.c.ticket_id, _TABLE.c.author, _TABLE.c.client_id).in_(bindparam("keys", expanding=True))
)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A text on its way into a room, from an actor or from whoever a session belongs to when it is written.

    `is_checked`: it was looked through for personal data already, where nobody had to wait for that.
    `kind`: what else than words it is, see attachments.py; `message_id`: what its file was stored for.
    """

    number: str
    client_id: str
    body: str
    is_note: bool = False
    kind: str = "text"
    message_id: str = ""
    confirmed: bool = False
    is_checked: bool = False
    actor: Actor | None = None
    session_id: str = ""


@dataclass(frozen=True)
class Written:
    """A message in its room, as the socket and the page need it."""

    entry: Entry
    room: RoomFacts
    rendered: dict[str, str] = field(default_factory=dict)

    def html(self, language: str) -> str:
        """Return the entry's HTML, rendered once for everybody who reads this language."""
        if language not in self.rendered:
            self.rendered[language] = render_entry(self.entry, language)
        return self.rendered[language]


@dataclass(frozen=True)
class _Task:
    """A draft whose room and author are known."""

    draft: Draft
    room: RoomRow
    actor: Actor
    seat: Seat

    @property
    def key(self) -> _Key:
        return self.room.id, self.seat.author, self.draft.client_id


Outcome = Written | DomainError


def write(drafts: Sequence[Draft]) -> list[Outcome]:
    """Store each text once, however often its `client_id` comes; return messages, or why there is none.

    Of many, one that is stored already breaks the unique key and with it the whole; whoever gives many then
    gives each alone, as `Together` does. Repeats are rare, and looking for all costs as much as storing them.
    """
    with transaction():
        db.session.flush()  # what the caller has changed: the statements below go past the mapper
        tasks = _prepare(drafts)
        known = _known(tasks[0]) if len(tasks) == 1 else {}
        rows: list[dict[str, Any]] = []
        changed: dict[str, RoomRow] = {}
        outcomes = [
            task if isinstance(task, DomainError) else _attempt(task, known, rows, changed) for task in tasks
        ]
        if rows:
            store_rooms(changed.values())
            db.session.connection().execute(_INSERT, rows)
    return outcomes


def write_together(draft: Draft) -> Outcome:
    """Have a text written with those of others that wait at this moment; read nothing just before."""
    writers: Together[Draft, Outcome] = current_app.extensions.setdefault("kenes_writers", Together(write))
    return writers.do(draft)


def just_written(message_id: str) -> Written | None:
    """Return a message that this very transaction has stored, so that nobody reads it again."""
    found: Written | None = db.session().info.get(FRESH, {}).get(message_id)
    return found


def is_written(ticket_id: str, author: str, client_id: str) -> bool:
    """Tell whether a message came in before: then this is a repeat."""
    return db.session.execute(_KNOWN, {"keys": [(ticket_id, author, client_id)]}).first() is not None


def _prepare(drafts: Sequence[Draft]) -> list[_Task | DomainError]:
    rooms = lock_rooms({normal_number(draft.number) for draft in drafts})
    sessions = {draft.session_id for draft in drafts if draft.actor is None}
    actors = actors_of(sessions, touch=True) if sessions else {}
    prepared: list[_Task | DomainError] = []
    for draft in drafts:
        try:
            actor = draft.actor or actors.get(draft.session_id)
            if actor is None:
                raise NotAllowed(code="session_ended")
            room = load_or_404(actor, Permission.CHAT_READ, rooms.get(normal_number(draft.number)))
            if draft.is_note:
                require(actor, Permission.CHAT_NOTE, room)
            check_client_id(draft.client_id)
            prepared.append(_Task(draft, room, actor, seat_of(actor, room)))
        except DomainError as error:
            prepared.append(error)
    return prepared


def _attempt(
    task: _Task, known: dict[_Key, Outcome], rows: list[dict[str, Any]], changed: dict[str, RoomRow]
) -> Outcome:
    if task.key in known:
        return known[task.key]
    try:
        written, row = _compose(task)
    except DomainError as error:
        return _known(task).get(task.key, error)
    rows.append(row)
    known[task.key], changed[task.room.id] = written, task.room
    return written


def _compose(task: _Task) -> tuple[Written, dict[str, Any]]:
    draft, room, actor, seat = task.draft, task.room, task.actor, task.seat
    text = draft.body if draft.kind in KINDS else clean_body(draft.body)
    if not draft.is_checked:
        check_harmless(room, seat, text, confirmed=draft.confirmed)
    # Only now: a repeat of a stored message must succeed in a room that was closed meanwhile.
    require(actor, Permission.CHAT_NOTE if draft.is_note else Permission.CHAT_SEND, room)
    hit("chat", f"{room.id}:{seat.author}", MESSAGES_PER_AUTHOR)
    if not draft.is_note:
        room.take_message(actor, by_staff=seat.is_staff)
    place = room.take_place(staff_only=draft.is_note)
    row = _row(task, place, text)
    entry = entry_of_message(SimpleNamespace(**row), room, name=seat.name, body=text)
    written = Written(entry, room)
    _announce(actor, written, place)
    return written, row


def _row(task: _Task, place: Place, text: str) -> dict[str, Any]:
    message_id = task.draft.message_id or new_id()
    return {
        "id": message_id,
        "ticket_id": task.room.id,
        "seq": place.cursor,
        "changed_at_cursor": place.cursor,
        "author": task.seat.author,
        "author_kind": task.seat.kind,
        "client_id": task.draft.client_id,
        "kind": "note" if task.draft.is_note else task.draft.kind,
        "body_sealed": ticket_seal(task.room).seal(text, body_context(message_id)),
        "created_at": now(),
        "edited_at": None,
        "withdrawn_at": None,
    }


def _announce(actor: Actor, written: Written, place: Place) -> None:
    entry = written.entry
    db.session().info.setdefault(FRESH, {})[entry.id] = written
    record(
        MessageChanged(
            actor=actor.reference,
            ticket_id=written.room.id,
            message_id=entry.id,
            what=What.SENT,
            author_kind=entry.by,
            is_note=entry.kind == "note",
            cursor=place.cursor,
            public_before=place.public_before,
        )
    )


def _known(task: _Task | DomainError) -> dict[_Key, Outcome]:
    """Return what was stored before under the id of this draft."""
    if isinstance(task, DomainError):
        return {}
    row = db.session.connection().execute(_KNOWN, {"keys": [task.key]}).first()
    return {task.key: Written(opened_entry(row, task.room, name=task.seat.name), task.room)} if row else {}
