"""Files in a room: taken in clean, sealed with the ticket's key, read by who reads the room, gone with it."""

from __future__ import annotations

import hmac
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import func, select

from app.authz.access import Actor, load_or_404, require
from app.authz.permissions import Permission
from app.chat.attachments import FILE, packed, unpacked
from app.chat.events import MessageChanged, What
from app.chat.file_cleaning import CleanFile, clean_file
from app.chat.models import Message, body_context
from app.chat.rules import check_client_id
from app.chat.seats import seat_of
from app.chat.writing import Draft, write
from app.config import Settings
from app.core.clock import now
from app.core.database import new_id
from app.core.errors import DomainError, Invalid, NotFound, TooLarge, TooMany
from app.core.events import in_transaction
from app.core.limits import hit
from app.core.outbox import enqueue, outbox_handler
from app.core.sealing import Seal, SealBroken, ticket_seal
from app.core.storage import NotStored, file_store
from app.core.transaction import transaction
from app.extensions import db
from app.i18n import lazy_gettext as _l
from app.tickets.deletion import before_deletion
from app.tickets.models import Ticket

UPLOADS_PER_AUTHOR = "10/10 minutes"
DESTROY, CHECK = "files.destroy", "files.check"
STORED_WITHIN = timedelta(hours=1)
NAME_MAX = 80
EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "application/pdf": "pdf"}
PARTS = ("content", "preview")


@dataclass(frozen=True)
class OpenFile:
    """A file as it is sent to a reader. Its name on the reader's device tells nothing about the person."""

    content: bytes
    type: str
    name: str


def limits() -> dict[str, int]:
    """Return what a file may have at most, for forms and scripts."""
    settings: Settings = current_app.extensions["kenes_settings"]
    return {"megabytes": settings.file_megabytes, "files": settings.files_per_ticket}


def add_file(actor: Actor, ticket: Ticket, *, client_id: str, name: str, content: bytes) -> Message:
    """Store a file as a message once, however often the same `client_id` comes; return the message."""
    require(actor, Permission.CHAT_READ, ticket)
    check_client_id(client_id)
    author = seat_of(actor, ticket).author
    if (known := _written_before(ticket.id, author, client_id)) is not None:
        return known
    require(actor, Permission.CHAT_SEND, ticket)
    _check_size(content)
    _check_quota(ticket.id)
    hit("files", f"{ticket.id}:{author}", UPLOADS_PER_AUTHOR)
    ticket_id, number, seal, message_id = ticket.id, ticket.number, ticket_seal(ticket), new_id()
    db.session.rollback()  # nobody may wait for our database connection meanwhile
    clean = clean_file(content)
    _store(seal, message_id, clean)
    draft = Draft(
        number=number,
        client_id=client_id,
        body=packed(
            {**clean.about, "name": shown_name(name, clean.about["type"]), "size": len(clean.content)}
        ),
        kind=FILE,
        message_id=message_id,
        is_checked=True,
        actor=actor,
    )
    return _write(draft, ticket_id, seal)


def open_file(actor: Actor, message_id: str, *, part: str = "content") -> OpenFile:
    """Return a file of a room this actor reads, or its preview; anything else looks like not there."""
    message = db.session.get(Message, message_id)
    if message is None or message.kind != FILE or message.body_sealed is None:
        raise NotFound
    ticket = load_or_404(actor, Permission.CHAT_READ, message.ticket)
    seal, number = ticket_seal(ticket), ticket.number
    about = unpacked(FILE, seal.open(message.body_sealed, body_context(message.id)))[FILE]
    place, kind = message.seq, str(about["type"]) if part == "content" else "image/webp"
    db.session.rollback()
    try:
        sealed = file_store().get(storage_key(seal, message_id, part))
        content = seal.open_bytes(sealed, _context(message_id, part))
    except (NotStored, SealBroken) as error:
        raise NotFound from error
    return OpenFile(content, kind, f"{number}-{place}.{EXTENSIONS[kind]}")


def storage_key(seal: Seal, message_id: str, part: str) -> str:
    """Return the name in the store. Only who has the ticket's key can tell which file belongs to it."""
    return hmac.digest(seal.key, f"file.{part}:{message_id}".encode(), "sha256").hex()[:48]


def shown_name(name: str, kind: str) -> str:
    """Return the sender's name of a file, without path and tricks, ending as its content demands."""
    base = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(
        mark for mark in unicodedata.normalize("NFC", base) if unicodedata.category(mark)[0] != "C"
    )
    stem = kept.rpartition(".")[0] or kept
    return f"{stem.strip(' .')[:NAME_MAX] or 'file'}.{EXTENSIONS[kind]}"


@in_transaction(MessageChanged)
def destroy_withdrawn(event: MessageChanged) -> None:
    """A withdrawn file is destroyed, not only hidden."""
    message = db.session.get(Message, event.message_id) if event.what is What.WITHDRAWN else None
    if message is not None and message.kind == FILE:
        _destroy_later(ticket_seal(message.ticket), [message.id])


@before_deletion
def destroy_with_ticket(ticket: Ticket) -> None:
    """The files of a ticket go with it; without its key they are noise already."""
    query = select(Message.id).where(
        Message.ticket_id == ticket.id, Message.kind == FILE, Message.withdrawn_at.is_(None)
    )
    _destroy_later(ticket_seal(ticket), list(db.session.scalars(query)))


@outbox_handler(DESTROY)
def destroy(payload: dict[str, Any]) -> None:
    """Remove files from the store; those that are gone already do no harm."""
    for key in payload["keys"]:
        file_store().delete(key)


@outbox_handler(CHECK)
def destroy_unwritten(payload: dict[str, Any]) -> None:
    """Remove what was stored for a message that was never written: the process died in between."""
    if db.session.get(Message, payload["message_id"]) is None:
        destroy(payload)


def _written_before(ticket_id: str, author: str, client_id: str) -> Message | None:
    query = select(Message).where(
        Message.ticket_id == ticket_id, Message.author == author, Message.client_id == client_id
    )
    return db.session.scalar(query)


def _check_size(content: bytes) -> None:
    if not content:
        raise Invalid(_l("Choose a file first."), code="empty", field="file")
    if len(content) > limits()["megabytes"] * 1024 * 1024:
        raise TooLarge(_l("This file is too large."), code="file_too_large", field="file")


def _check_quota(ticket_id: str) -> None:
    query = select(func.count()).where(Message.ticket_id == ticket_id, Message.kind == FILE)
    if (db.session.scalar(query) or 0) >= limits()["files"]:
        raise Invalid(
            _l("No more files can be sent in this conversation."), code="too_many_files", field="file"
        )


def _store(seal: Seal, message_id: str, clean: CleanFile) -> None:
    """Note first what may have to be removed again, then store: a process may die at any moment."""
    keys = [storage_key(seal, message_id, part) for part in PARTS]
    with transaction():
        enqueue(CHECK, {"message_id": message_id, "keys": keys}, run_after=now() + STORED_WITHIN)
    for key, part, content in zip(keys, PARTS, (clean.content, clean.preview), strict=True):
        if content:
            file_store().put(key, seal.seal_bytes(content, _context(message_id, part)))


def _write(draft: Draft, ticket_id: str, seal: Seal) -> Message:
    try:
        with transaction():
            outcome = write([draft])[0]
            if isinstance(outcome, DomainError):
                raise outcome
            stored = outcome.entry.id
            if stored == draft.message_id:
                _recheck_quota(ticket_id)
    except Exception:
        _destroy_now(seal, draft.message_id)
        raise
    if stored != draft.message_id:
        _destroy_now(seal, draft.message_id)  # the same upload came twice, and the other one was quicker
    return db.session.get_one(Message, stored)


def _recheck_quota(ticket_id: str) -> None:
    """Asked again with the room locked and this file counted: two at once may not both be the last."""
    query = select(func.count()).where(Message.ticket_id == ticket_id, Message.kind == FILE)
    if (db.session.scalar(query) or 0) > limits()["files"]:
        raise TooMany(code="too_many_files")


def _destroy_later(seal: Seal, message_ids: list[str]) -> None:
    keys = [storage_key(seal, each, part) for each in message_ids for part in PARTS]
    if keys:
        enqueue(DESTROY, {"keys": keys})


def _destroy_now(seal: Seal, message_id: str) -> None:
    for part in PARTS:
        file_store().delete(storage_key(seal, message_id, part))


def _context(message_id: str, part: str) -> str:
    return f"file.{part}:{message_id}"
