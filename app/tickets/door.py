"""Which questions a browser has opened with their receipts: its session holds them, nobody else."""

from __future__ import annotations

from app.accounts.browser import current_account, end_session, start_session
from app.core.errors import NotAllowed
from app.i18n import lazy_gettext as _l
from app.tickets.models import Ticket
from app.web.actor import current_actor, forget_actor

STAFF_AT_THE_DOOR = _l("You are signed in as staff. Sign out before you open a question as its asker.")


def hold(ticket: Ticket) -> None:
    """Let this browser act for the asker of `ticket`, with a new session token."""
    actor = current_actor()
    if actor.is_staff:
        raise NotAllowed(STAFF_AT_THE_DOOR)
    start_session(current_account(), actor.ticket_ids | {ticket.id})
    forget_actor()


def let_go(ticket: Ticket | None) -> None:
    """Forget one question in this browser; without one, forget everything and sign out."""
    actor = current_actor()
    rest = actor.ticket_ids - {ticket.id} if ticket is not None else frozenset[str]()
    if rest or (ticket is not None and actor.account_id):
        start_session(current_account(), rest)
    else:
        end_session(actor.session_id)
    forget_actor()
