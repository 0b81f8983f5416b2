"""Why a ticket was declined, given back or passed on: the codes are data, what staff add is sealed."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from app.core.errors import Invalid
from app.core.sealing import ticket_seal
from app.i18n import gettext as _
from app.i18n import lazy_gettext as _l
from app.i18n import localized
from app.tickets.models import Ticket, TicketChange
from app.tickets.rules import Action

SOURCE = Path(__file__).resolve().parent.parent / "content" / "reasons.toml"
TEXT_MAX = 2000
# Only what concerns the asker is shown to the asker; the rest is talk among staff.
ASKER_READS_TEXT = frozenset({Action.DECLINE})


@dataclass(frozen=True)
class Reason:
    """One entry of reasons.toml."""

    code: str
    name: dict[str, str]
    asker: dict[str, str] = field(default_factory=dict)
    needs_text: bool = False
    offered: bool = True


@cache
def reasons(kind: str) -> dict[str, Reason]:
    """Return the reasons of a kind, "decline" or "give_back", by their code."""
    rows = tomllib.loads(SOURCE.read_text(encoding="utf-8"))[kind]
    return {row["code"]: Reason(**row) for row in rows}


def choices(kind: str) -> dict[str, str]:
    """Return what staff may choose, in the reader's language."""
    return {code: localized(reason.name) for code, reason in reasons(kind).items() if reason.offered}


def pack(kind: str, code: str, text: str = "") -> str:
    """Return code and text as they are stored; raise Invalid when something is missing."""
    reason = reasons(kind).get(code)
    if reason is None:
        raise Invalid(_l("Choose a reason."), field="reason")
    return f"{code}\n{checked_text(text, is_needed=reason.needs_text)}".rstrip("\n")


def checked_text(text: str, *, is_needed: bool = False) -> str:
    """Return a text of staff, trimmed; raise Invalid when it is too long, or missing and needed."""
    trimmed = text.replace("\r\n", "\n").strip()
    if is_needed and not trimmed:
        raise Invalid(_l("Write the reason in your own words."), field="text")
    if len(trimmed) > TEXT_MAX:
        raise Invalid(_l("This text is too long."), field="text")
    return trimmed


def describe(ticket: Ticket, change: TicketChange, *, for_staff: bool) -> str:
    """Return the reason of a change in the reader's language, "" when there is none to show."""
    action = Action(change.action)
    code, text = "", ""
    if change.reason_sealed:
        stored = ticket_seal(ticket).open(change.reason_sealed, f"ticket_changes.reason_sealed:{change.id}")
        code, _mark, text = stored.partition("\n")
    reason = reasons(action).get(code) if action in {Action.DECLINE, Action.GIVE_BACK} else None
    if for_staff:
        return "\n".join(filter(None, [localized(reason.name) if reason else code, text]))
    if action is Action.GIVE_BACK:
        return _("Another lawyer will take over and will see everything you have written here.")
    shown = text if action in ASKER_READS_TEXT else ""
    return "\n".join(filter(None, [localized(reason.asker) if reason else "", shown]))
