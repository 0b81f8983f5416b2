"""What the asker does with an answer."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.answers import service
from app.answers.forms import AskBackForm, RatingForm
from app.answers.models import Answer
from app.answers.panel import for_asker
from app.answers.queries import newest_given
from app.answers.views import bp
from app.authz.access import load_or_404
from app.authz.permissions import Permission
from app.core.errors import Conflict, Invalid, NotFound
from app.i18n import gettext as _
from app.tickets.queries import find_by_number
from app.web.actor import current_actor
from app.web.forms import keeps_typed
from app.web.guards import permission


def _answer(number: str) -> Answer:
    ticket = load_or_404(current_actor(), Permission.ANSWER_ACCEPT, find_by_number(number))
    answer = newest_given(ticket)
    if answer is None:
        raise NotFound
    return answer


def _room(answer: Answer) -> Response:
    return redirect(url_for("chat.room", number=answer.ticket.number), 303)


def _page(answer: Answer, **forms: Any) -> Any:
    status = 422 if any(form.errors for form in forms.values()) else 200
    return render_template("answers/show.html", **{**for_asker(answer), **forms}), status


@bp.get("/t/<number>/answer")
@permission(Permission.ANSWER_ACCEPT)
def show(number: str) -> Any:
    """Show the answer alone, to read and print."""
    return _page(_answer(number))


@bp.post("/t/<number>/answer/accept")
@permission(Permission.ANSWER_ACCEPT)
def accept(number: str) -> Any:
    """Close the question: the answer was enough."""
    answer = _answer(number)
    try:
        service.accept(current_actor(), answer)
    except Conflict as error:
        flash(str(error.message), "warning")
    else:
        flash(_("Thank you. The question is closed; you can open it again at any time."), "success")
    return _room(answer)


@bp.post("/t/<number>/answer/ask-back")
@permission(Permission.ANSWER_ACCEPT)
@keeps_typed
def ask_back(number: str) -> Any:
    """Ask the lawyer for more."""
    answer = _answer(number)
    form = AskBackForm(prefix="back-")
    if form.validate_on_submit():
        try:
            service.ask_back(current_actor(), answer, words=form.words.data or "")
            return _room(answer)
        except (Invalid, Conflict) as error:
            form.refuse(error)
    return _page(answer, ask_back_form=form)


@bp.post("/t/<number>/answer/rate")
@permission(Permission.ANSWER_ACCEPT)
@keeps_typed
def rate(number: str) -> Any:
    """Keep the asker's rating."""
    answer = _answer(number)
    form = RatingForm(prefix="rate-")
    if form.validate_on_submit():
        stars = request.form.get("rate-stars", 0, type=int)
        try:
            service.rate(current_actor(), answer, stars=stars, words=form.words.data or "")
            flash(_("Thank you for telling us."), "success")
            return _room(answer)
        except Invalid as error:
            form.refuse(error)
    return _page(answer, rating_form=form)
