"""The asker's own door: a receipt opens a question, a list shows the opened ones."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts.browser import set_shared
from app.authz.permissions import Permission
from app.core.errors import NotAllowed
from app.core.limits import hit, network_key
from app.i18n import gettext as _
from app.tickets.blueprint import bp
from app.tickets.door import hold, let_go
from app.tickets.forms_receipt import ReceiptForm
from app.tickets.keeping import own_tickets
from app.tickets.models import Ticket
from app.tickets.queries import find_by_number
from app.tickets.receipts import verify
from app.web.actor import current_actor
from app.web.forms import keeps_typed
from app.web.guards import permission, public

Answer = str | tuple[str, int] | Response


@bp.route("/t", methods=["GET", "POST"])
@public
@keeps_typed
def enter() -> Answer:
    """Ask for number and secret; open the question they belong to."""
    form = ReceiptForm(number=request.args.get("number", "")[:12])
    if form.validate_on_submit():
        hit("receipt", network_key(), "300/hour")
        ticket = verify(form.number.data or "", form.secret.data or "", network=network_key())
        if ticket is not None:
            return _open(form, ticket)
        form.form_errors.append(_("There is no question with this number and this code. Check both."))
    return _enter_page(form)


@bp.get("/tickets")
@permission(Permission.TICKET_LIST_OWN)
def mine() -> str:
    """List the questions of this account and this browser."""
    page = min(max(request.args.get("page", 1, type=int), 1), 500)
    tickets, has_next = own_tickets(current_actor(), page=page)
    return render_template("tickets/mine.html", tickets=tickets, page=page, has_next=has_next)


@bp.post("/tickets/forget")
@permission(Permission.TICKET_LIST_OWN)
def forget() -> Response:
    """Leave one question (`?number=`) or everything on this device; the receipt opens it again."""
    number = request.args.get("number")
    if not number:
        let_go(None)
        response = redirect(request.script_root + "/", 303)
        response.headers["Clear-Site-Data"] = '"storage"'
        return response
    ticket = find_by_number(number)
    if ticket is not None and ticket.id in current_actor().ticket_ids:
        let_go(ticket)
        flash(_("This device has forgotten the question. Your receipt opens it again."), "success")
    return redirect(url_for("tickets.mine"), 303)


def _open(form: ReceiptForm, ticket: Ticket) -> Answer:
    set_shared(is_shared=form.shared.data)
    try:
        hold(ticket)
    except NotAllowed as error:
        form.refuse(error)
        return _enter_page(form)
    return redirect(url_for("chat.room", number=ticket.number), 303)


def _enter_page(form: ReceiptForm) -> tuple[str, int]:
    return render_template("tickets/enter.html", form=form), 422 if form.errors else 200
