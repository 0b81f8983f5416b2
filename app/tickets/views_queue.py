"""The desk: who waits, what I have in hand, what my colleagues have in hand."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from app.authz.access import can, load_or_404
from app.authz.permissions import Permission
from app.i18n import gettext as _
from app.tickets import queries
from app.tickets.blueprint import bp
from app.tickets.filters import open_desk, urgency_names
from app.tickets.unread import unread
from app.web.actor import current_actor
from app.web.guards import permission

REMEMBERED = "desk_filters"


@bp.before_app_request
def ask_staff_to_sign_in() -> Response | None:
    """Lead to the sign-in, and back, whoever opens the desk without a session: it may just have run out."""
    if not f"{request.path}/".startswith("/desk/") or current_actor().account_id is not None:
        return None
    return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")), 303)


@bp.get("/desk")
@permission(Permission.TICKET_QUEUE)
def queue() -> str:
    """Show who waits, narrowed by the filters of the address or of last time."""
    return render_template("tickets/desk_queue.html", **_queue_context(), **desk_frame())


@bp.get("/desk/list")
@permission(Permission.TICKET_QUEUE)
def queue_list() -> str:
    """Return the list alone, for the script that keeps an open page true."""
    return render_template("tickets/_desk_list.html", **_queue_context())


@bp.get("/desk/mine")
@permission(Permission.TICKET_QUEUE)
def my_cases() -> str:
    """Show the cases in this lawyer's hands, or those that are finished."""
    finished = request.args.get("show") == "finished"
    cases = queries.cases_of(current_actor().account_id or "", is_finished=finished)
    return render_template("tickets/desk_mine.html", cases=cases, finished=finished, **desk_frame())


@bp.get("/desk/in-work")
@permission(Permission.TICKET_WATCH)
def in_work() -> str:
    """Show what lawyers have in hand, what stands still longest first."""
    cases, after = queries.in_work(after=request.args.get("after"))
    return render_template("tickets/desk_in_work.html", cases=cases, after=after, **desk_frame())


@bp.get("/desk/find")
@permission(Permission.TICKET_QUEUE)
def find() -> Response:
    """Open the ticket of a number, as far as this person may see it."""
    ticket = queries.find_by_number(request.args.get("number", "")[:20])
    if ticket is not None and can(current_actor(), Permission.TICKET_READ, ticket):
        return redirect(case_url(ticket.number))
    if ticket is not None and can(current_actor(), Permission.TICKET_DECLARE, ticket):
        return redirect(url_for("tickets.declare", number=ticket.number))
    flash(_("There is no ticket with this number that you could open."), "warning")
    return redirect(url_for("tickets.queue"))


def case_url(number: str) -> str:
    """Return the page on which a case is worked on."""
    return url_for("chat.case", number=number)


def load_case(number: str) -> Any:
    """Return the ticket of a number if this person reads it."""
    return load_or_404(current_actor(), Permission.TICKET_READ, queries.find_by_number(number))


def desk_frame() -> dict[str, Any]:
    """Return what the tabs above every page of the desk say."""
    account_id = current_actor().account_id or ""
    ids = queries.open_case_ids(account_id)
    return {"own_count": len(ids), "unread": unread(account_id, ids)}


def _queue_context() -> dict[str, Any]:
    actor = current_actor()
    desk = open_desk(actor, request.args, session.get(REMEMBERED))
    if session.get(REMEMBERED) != desk.values:
        session[REMEMBERED] = desk.values
    page = queries.queue(actor.account_id, desk.filters, after=request.args.get("after"))
    total = queries.count_queue(actor.account_id, desk.filters)
    return {"desk": desk, "page": page, "total": total, "urgencies": urgency_names()}
