"""What staff do with one ticket: declare, look, take, give back, pass on, decline, close."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.authz.access import can, load_or_404, require
from app.authz.permissions import Permission
from app.core.errors import Conflict, DomainError, NotAllowed, NotFound
from app.i18n import gettext as _
from app.tickets import service
from app.tickets.blueprint import bp
from app.tickets.forms import TO_QUEUE, DeclineForm, GiveBackForm, TransferForm
from app.tickets.lawyers import has_declared_clear, has_declared_conflict
from app.tickets.models import Ticket
from app.tickets.queries import find_by_number
from app.tickets.rules import QUEUE
from app.tickets.views_queue import case_url
from app.web.actor import current_actor
from app.web.forms import BaseForm, keeps_typed
from app.web.guards import permission

Answer = str | tuple[str, int] | Response
ANSWERS = {"clear": True, "known": False, "field": False}


@bp.get("/desk/<number>/declare")
@permission(Permission.TICKET_DECLARE)
def declare(number: str) -> Answer:
    """Ask for conflicts of interest; topic, place and day are all that is shown."""
    ticket = _to_declare(number)
    if has_declared_clear(ticket.id, current_actor().account_id):
        return redirect(url_for("tickets.preview", number=number))
    return render_template("tickets/desk_declare.html", ticket=ticket)


@bp.post("/desk/<number>/declare")
@permission(Permission.TICKET_DECLARE)
def answer_declaration(number: str) -> Answer:
    """Store the declaration; a lawyer who is not clear never sees the ticket again."""
    ticket = _to_declare(number)
    given = request.form.get("answer", "")
    if given not in ANSWERS:
        return render_template("tickets/desk_declare.html", ticket=ticket), 422
    was_handed_over = ticket.awaits_declaration
    service.declare_conflict(current_actor(), ticket, is_clear=ANSWERS[given])
    if not ANSWERS[given]:
        flash(_("Thank you. This ticket is no longer in your queue."), "info")
        return redirect(url_for("tickets.queue"), 303)
    return redirect(case_url(number) if was_handed_over else url_for("tickets.preview", number=number), 303)


@bp.get("/desk/<number>/preview")
@permission(Permission.TICKET_PREVIEW)
def preview(number: str) -> Answer:
    """Show the question to a lawyer who has declared to be clear: take it or leave it."""
    actor = current_actor()
    ticket = load_or_404(actor, Permission.TICKET_PREVIEW, find_by_number(number))
    if can(actor, Permission.TICKET_READ, ticket):
        return redirect(case_url(number))
    if not has_declared_clear(ticket.id, actor.account_id):
        return redirect(url_for("tickets.declare", number=number))
    question = service.preview(actor, ticket)
    return render_template("tickets/desk_preview.html", ticket=ticket, question=question)


@bp.post("/desk/<number>/claim")
@permission(Permission.TICKET_CLAIM)
def claim(number: str) -> Answer:
    """Take a ticket; whoever comes second is told so and goes on with the queue."""
    ticket = find_by_number(number)
    if ticket is None or not has_declared_clear(ticket.id, current_actor().account_id):
        raise NotFound
    try:
        service.claim(current_actor(), ticket)
    except Conflict as refusal:
        flash(str(refusal.message), "warning")
        return redirect(url_for("tickets.queue"), 303)
    return redirect(case_url(number), 303)


@bp.route("/desk/<number>/give-back", methods=["GET", "POST"])
@permission(Permission.TICKET_GIVE_BACK)
@keeps_typed
def give_back(number: str) -> Answer:
    """Return a case to the queue."""
    ticket = _to_work_on(number, Permission.TICKET_GIVE_BACK)
    form = GiveBackForm()

    def act() -> None:
        service.give_back(current_actor(), ticket, reason=form.reason.data or "", text=form.text.data or "")
        flash(_("The case is back in the queue."), "success")

    return _work_on(form, "give_back", ticket, act)


@bp.route("/desk/<number>/transfer", methods=["GET", "POST"])
@permission(Permission.TICKET_TRANSFER)
@keeps_typed
def transfer(number: str) -> Answer:
    """Pass a case on to a colleague, or to the queue of another language or topic."""
    ticket = _to_work_on(number, Permission.TICKET_TRANSFER)
    form = TransferForm(ticket, language=ticket.language, topic=ticket.topic_slug)
    return _work_on(form, "transfer", ticket, lambda: _transfer(ticket, form))


@bp.route("/desk/<number>/decline", methods=["GET", "POST"])
@permission(Permission.TICKET_DECLINE)
@keeps_typed
def decline(number: str) -> Answer:
    """Refuse a question with a reason that the asker reads."""
    ticket = _to_work_on(number, Permission.TICKET_DECLINE)
    form = DeclineForm()

    def act() -> None:
        service.decline(current_actor(), ticket, reason=form.reason.data or "", text=form.text.data or "")
        flash(_("The question is declined. The asker reads your reason."), "success")

    return _work_on(form, "decline", ticket, act)


def _transfer(ticket: Ticket, form: TransferForm) -> None:
    actor, text = current_actor(), form.text.data or ""
    if form.way.data == TO_QUEUE:
        service.return_to_queue(
            actor, ticket, language=form.language.data or "", topic=form.topic.data or "", text=text
        )
        flash(_("The case is back in the queue."), "success")
        return
    hand_over = service.assign if ticket.state in QUEUE else service.transfer
    hand_over(actor, ticket, lawyer_id=form.lawyer.data or "", text=text)
    flash(_("The lawyer has the case now and is asked about conflicts of interest first."), "success")


def _to_declare(number: str) -> Ticket:
    """Return a ticket this lawyer may still declare about; after a conflict it is not there any more."""
    actor = current_actor()
    ticket = load_or_404(actor, Permission.TICKET_DECLARE, find_by_number(number))
    if has_declared_conflict(ticket.id, actor.account_id):
        raise NotFound
    return ticket


def _to_work_on(number: str, needed: Permission) -> Ticket:
    """Return the ticket of a form. A lawyer who has just lost the case still gets back what was typed."""
    actor, ticket = current_actor(), find_by_number(number)
    was_theirs = ticket is not None and has_declared_clear(ticket.id, actor.account_id)
    if request.method == "POST" and ticket is not None and was_theirs:
        return ticket
    found = load_or_404(actor, Permission.TICKET_READ, ticket)
    require(actor, needed, found)
    return found


def _work_on(form: BaseForm, name: str, ticket: Ticket, act: Callable[[], None]) -> Answer:
    """Answer one of the small pages: show it, do it, or show it again with everything typed."""
    status = 200
    if form.validate_on_submit():
        try:
            act()
        except NotAllowed:
            form.form_errors.append(service.CHANGED)
            status = 409
        except DomainError as error:
            form.refuse(error)
            status = error.status
        else:
            return redirect(_next_page(ticket), 303)
    elif form.is_submitted():
        status = 422
    return render_template(f"tickets/desk_{name}.html", form=form, ticket=ticket), status


def _next_page(ticket: Ticket) -> str:
    """Return where to go on: the case while it may be read, else the own cases."""
    if can(current_actor(), Permission.TICKET_READ, ticket):
        return case_url(ticket.number)
    return url_for("tickets.my_cases")
