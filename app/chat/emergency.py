"""What a room shows of reading in an emergency, and who leaves it when that ends."""

from __future__ import annotations

from app.authz.access import Actor
from app.chat.listeners import show_out_former_readers
from app.chat.panels import Content, register_panel
from app.chat.seats import seat_of
from app.core.events import after_commit
from app.i18n import lazy_gettext as _l
from app.tickets.emergency import openings_of
from app.tickets.events import EmergencyDecided
from app.tickets.models import Ticket

ROLES = {"moderator": _l("Moderator"), "administrator": _l("Administrator")}


def in_room(actor: Actor, ticket: Ticket) -> Content:
    """Show everybody in the room who was let in, when and why."""
    openings = openings_of(ticket)
    if not openings:
        return None
    is_asker = not seat_of(actor, ticket).is_staff
    return "chat/_emergency.html", {"openings": openings, "roles": ROLES, "is_asker": is_asker}


register_panel(in_room, position=90)


@after_commit(EmergencyDecided)
def show_out(event: EmergencyDecided) -> None:
    """A ticket that is closed again is closed at once, also for open sockets."""
    if event.step == "ended":
        show_out_former_readers(event.ticket_id)
