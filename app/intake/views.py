"""Asking: the form, the last look before sending, sending."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from app.accounts.browser import is_shared, set_shared
from app.authz.access import VISITOR
from app.authz.permissions import Permission
from app.config import Settings
from app.core.errors import Conflict, DomainError
from app.core.limits import hit, network_key
from app.i18n import current_language
from app.intake.blueprint import bp
from app.intake.choices import read_place
from app.intake.forms import AskForm
from app.intake.handover import hand_over
from app.intake.similar import similar_answers
from app.redaction.detectors import warn_kinds
from app.reference.queries import next_election
from app.tickets.door import hold
from app.tickets.models import Ticket
from app.tickets.opening import open_ticket
from app.tickets.queries import waiting_summary
from app.web.actor import current_actor
from app.web.forms import keeps_typed
from app.web.guards import permission
from app.web.page_cache import page_with_blanks

Answer = str | tuple[str, int] | Response
PER_HOUR, PER_DAY = "60/hour", "400/day"


@bp.route("/ask", methods=["GET", "POST"])
@permission(Permission.TICKET_OPEN)
@keeps_typed
def ask() -> Answer:
    """Show the form, the last look, or send; `step` says which button was pressed."""
    form = AskForm.of_request()
    step = request.form.get("step")
    if request.method == "GET":
        return _fresh_page(form)
    if step == "edit":
        return _form_page(form)
    if slug := request.form.get("answered"):
        return redirect(url_for("intake.answered", article=slug), 303)
    if not form.validate():
        return _form_page(form, 422)
    return _send(form) if step == "send" else _last_look(form)


@bp.get("/ask/answered")
@permission(Permission.TICKET_OPEN)
def answered() -> str:
    """Say goodbye to somebody whose question was answered already: nothing was sent."""
    return render_template("intake/answered.html", slug=request.args.get("article", "")[:80])


def _send(form: AskForm) -> Answer:
    try:
        ticket, secret = _open(form)
        set_shared(is_shared=form.shared.data)
        hold(ticket)
    except Conflict as error:
        flash(str(error.message), "info")
        return redirect(url_for("tickets.mine"), 303)
    except DomainError as error:
        form.refuse(error)
        return _form_page(form, error.status)
    hand_over(ticket, secret)
    return redirect(url_for("intake.receipt"), 303)


def _open(form: AskForm) -> tuple[Ticket, str]:
    hit("ask", network_key(), PER_HOUR)
    hit("ask-day", network_key(), PER_DAY)
    district, region = read_place(form.place.data or "")
    return open_ticket(
        current_actor(),
        question=form.question.data or "",
        language=form.language.data,
        topic=form.topic.data,
        district=district,
        region=region,
        adult=form.adult.data,
        urgency=form.urgency.data,
        publication=form.publication.data,
        # The form's token alone must not be enough: it lies in the page, the other half in the cookie.
        request_key=f"{form.token.data}:{session.get('csrf_token', '')}",
    )


def _fresh_page(form: AskForm) -> Answer:
    is_personal = request.args or "_flashes" in session or is_shared() or current_actor() != VISITOR
    if is_personal:
        return _form_page(form)
    waiting = waiting_summary()
    key = ("ask", str(waiting.waiting), str(waiting.usual))
    return page_with_blanks(key, [generate_csrf(), str(form.token.data)], lambda: _form_page(form)[0])


def _form_page(form: AskForm, status: int = 200) -> tuple[str, int]:
    settings: Settings = current_app.extensions["kenes_settings"]
    page = render_template(
        "intake/ask.html",
        similar=[],
        election=next_election(),
        kept={
            "unanswered": settings.keep_unanswered_days,
            "answered": settings.keep_answered_days,
            "station": settings.keep_station_days,
        },
        **_context(form),
    )
    return page, status


def _last_look(form: AskForm) -> str:
    similar = similar_answers(form.question.data or "", language=str(current_language))
    return render_template("intake/check.html", similar=similar, **_context(form))


def _context(form: AskForm) -> dict[str, Any]:
    return {"form": form, "kinds": warn_kinds(form.question.data or ""), "waiting": waiting_summary()}
