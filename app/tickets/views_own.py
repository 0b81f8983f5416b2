"""What ends and revives a question: closing, reopening, deleting it for good."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.authz.access import require
from app.authz.permissions import Permission
from app.i18n import gettext as _
from app.tickets import service
from app.tickets.blueprint import bp
from app.tickets.models import Ticket
from app.tickets.views_queue import case_url, load_case
from app.web.actor import current_actor, forget_actor
from app.web.guards import permission


@bp.post("/t/<number>/close")
@permission(Permission.TICKET_CLOSE)
def close(number: str) -> Response:
    """End a case: the asker or staff."""
    ticket = load_case(number)
    service.close(current_actor(), ticket)
    flash(_("The question is closed. It can be opened again."), "success")
    return redirect(_room(ticket), 303)


@bp.post("/t/<number>/reopen")
@permission(Permission.TICKET_REOPEN)
def reopen(number: str) -> Response:
    """Put a finished question into the queue again."""
    ticket = load_case(number)
    service.reopen(current_actor(), ticket)
    flash(_("Your question is open again. A lawyer will see it in the queue."), "success")
    return redirect(_room(ticket), 303)


@bp.route("/t/<number>/delete", methods=["GET", "POST"])
@permission(Permission.TICKET_DELETE)
def delete_own(number: str) -> str | tuple[str, int] | Response:
    """Say what deleting means and, once more confirmed, do it."""
    ticket = load_case(number)
    require(current_actor(), Permission.TICKET_DELETE, ticket)
    if request.method == "GET":
        return render_template("tickets/delete_own.html", ticket=ticket, missing=False)
    if request.form.get("sure") != "yes":
        return render_template("tickets/delete_own.html", ticket=ticket, missing=True), 422
    service.delete_ticket(current_actor(), ticket)
    forget_actor()
    flash(_("Your question and everything written in it are deleted."), "success")
    return redirect(url_for("tickets.mine"), 303)


def _room(ticket: Ticket) -> str:
    if current_actor().is_staff:
        return case_url(ticket.number)
    return url_for("chat.room", number=ticket.number)
