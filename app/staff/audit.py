"""The audit log follows every event: who did what to what, never what was said.

Each entry's `chain` hashes the entry and the chain before it, so a changed or missing entry shows.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from sqlalchemy import select, text

from app.accounts.events import SessionsEnded
from app.chat.events import MarksMoved, MessageChanged, What
from app.core.clock import now
from app.core.events import Event, in_transaction
from app.core.transaction import before_commit, current_unit
from app.extensions import db
from app.staff.models import AuditEntry

START = "0" * 64
LOCK_KEY = 0x4B656E6573  # "Kenes": one advisory lock for the end of the chain
PENDING = "audit_pending"
BATCH = 1000
LONGEST_TEXT = 80
_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, kw_only=True)
class Fact:
    """What an entry says, before it has a place in the chain."""

    at: datetime
    actor: str
    action: str
    subject: str
    details: dict[str, Any]


@dataclass(frozen=True)
class Verdict:
    """What a walk along the chain found; `broken_at` is the first entry that does not fit."""

    entries: int
    head: str
    broken_at: int | None = None
    has_expected: bool = True

    @property
    def is_sound(self) -> bool:
        """Tell whether nothing was changed, removed or cut off."""
        return self.broken_at is None and self.has_expected


@in_transaction(Event)
def note(event: Event) -> None:
    """Have the event written at the very end of its transaction, with all others of it."""
    if _is_left_out(event):
        return
    info = db.session().info
    if _write_pending not in current_unit().last_steps:
        info[PENDING] = []  # the first one; what a failed transaction left behind is forgotten
        before_commit(_write_pending)
    info[PENDING].append(fact_of(event, now()))


def fact_of(event: Event, at: datetime) -> Fact:
    """Return what the log may know of an event: identifiers, numbers and words of our own code."""
    values = {field.name: _plain(getattr(event, field.name)) for field in fields(event)}
    actor = str(values.pop("actor"))
    thing = next((name for name in values if name.endswith(("_id", "_slug"))), None)
    subject = str(values.pop(thing)) if thing else ""
    return Fact(at=at, actor=actor[:40], action=action_of(type(event)), subject=subject[:80], details=values)


def action_of(kind: type[Event]) -> str:
    """Return how the log names an event: TicketMoved is "ticket_moved"."""
    return _WORD_START.sub("_", kind.__name__).lower()


def chain_after(previous: str, fact: Fact) -> str:
    """Return the hash that ties a fact to everything before it."""
    canonical = json.dumps(
        {
            "at": fact.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "actor": fact.actor,
            "action": fact.action,
            "subject": fact.subject,
            "details": fact.details,
        },
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(f"{previous}{canonical}".encode()).hexdigest()


def verify(expected_head: str | None = None) -> Verdict:
    """Walk the whole chain. `expected_head`, noted earlier, must be part of it: that shows a cut-off end."""
    chain, count, seen = START, 0, expected_head in {None, START}
    for number, fact, stored in _all_entries():
        chain = chain_after(chain, fact)
        if chain != stored:
            return Verdict(count, chain, broken_at=number)
        count += 1
        seen = seen or chain == expected_head
    return Verdict(count, chain, has_expected=seen)


def _is_left_out(event: Event) -> bool:
    if isinstance(event, MarksMoved | SessionsEnded):
        return True  # marks tell nothing about responsibility; sessions end as part of what is logged
    if isinstance(event, MessageChanged):
        return event.what is What.SENT  # the room itself says who wrote what and when
    # What askers do with accounts of their own is nobody's business.
    return event.actor == "asker" and hasattr(event, "account_id")


def _plain(value: Any) -> Any:
    """Return a value that may be kept; anything longer than a code is not an identifier."""
    if isinstance(value, Enum):
        value = value.value
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, tuple | list | set | frozenset):
        return [_plain(each) for each in value]
    return str(value)[:LONGEST_TEXT]


def _write_pending() -> None:
    pending: list[Fact] = db.session().info.pop(PENDING, [])
    chain = _lock_end()
    for fact in pending:
        chain = chain_after(chain, fact)
        db.session.add(
            AuditEntry(
                at=fact.at,
                actor=fact.actor,
                action=fact.action,
                subject=fact.subject,
                details=fact.details,
                chain=chain,
            )
        )
        db.session.flush()  # one by one: the order of the identifiers is the order of the chain


def _lock_end() -> str:
    """Return the last hash, and keep every other writer from adding to it until the commit.

    On SQLite the transaction holds the only write lock already. The lock is taken last of all, so it
    is held for a moment only and never while waiting for another lock.
    """
    if db.session.connection().dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK_KEY})
    last = db.session.scalar(select(AuditEntry.chain).order_by(AuditEntry.id.desc()).limit(1))
    return last or START


def _all_entries() -> Iterator[tuple[int, Fact, str]]:
    last = 0
    columns = (AuditEntry.at, AuditEntry.actor, AuditEntry.action, AuditEntry.subject, AuditEntry.details)
    while True:
        query = select(AuditEntry.id, AuditEntry.chain, *columns).where(AuditEntry.id > last)
        batch = db.session.execute(query.order_by(AuditEntry.id).limit(BATCH)).all()
        for number, stored, at, actor, action, subject, details in batch:
            yield number, Fact(at=at, actor=actor, action=action, subject=subject, details=details), stored
        if len(batch) < BATCH:
            return
        last = batch[-1][0]
