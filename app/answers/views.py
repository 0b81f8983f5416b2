"""The lawyer's editor."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request, url_for

from app.answers import editor, service
from app.answers.forms import AnswerForm
from app.answers.picker import search
from app.answers.queries import body_of, draft_of, newest, provision_ids
from app.authz.access import load_or_404
from app.authz.permissions import Permission
from app.core.errors import Conflict, Invalid
from app.redaction.words import kind_name
from app.tickets.models import Ticket
from app.tickets.queries import find_by_number
from app.web.actor import current_actor
from app.web.forms import keeps_typed
from app.web.guards import permission

bp = Blueprint("answers", __name__)
bp.add_app_template_global(kind_name)


def _case(number: str) -> Ticket:
    return load_or_404(current_actor(), Permission.ANSWER_WRITE, find_by_number(number))


@bp.route("/desk/<number>/answer", methods=["GET", "POST"])
@permission(Permission.ANSWER_WRITE)
@keeps_typed
def write(number: str) -> Any:
    """Write the answer; every button saves first."""
    ticket = _case(number)
    form = AnswerForm() if request.method == "POST" else editor.opened(ticket)
    if request.method == "POST":
        form.validate()
        try:
            done = None if form.form_errors else editor.press(current_actor(), ticket, form)
            if done is not None:
                return done
        except (Invalid, Conflict) as error:
            form.refuse(error)
    return render_template("answers/write.html", **editor.page(ticket, form)), 422 if form.errors else 200


@bp.post("/desk/<number>/answer/from-chat")
@permission(Permission.ANSWER_WRITE)
def from_chat(number: str) -> Any:
    """Begin, or go on with, the answer from what was written and cited in the conversation."""
    service.draft_from_chat(current_actor(), _case(number))
    return redirect(url_for("answers.write", number=number), 303)


@bp.post("/desk/<number>/answer/draft")
@permission(Permission.ANSWER_WRITE)
def autosave(number: str) -> Any:
    """Keep what has been typed so far; return the preview of it."""
    ticket = _case(number)
    form = AnswerForm()
    form.validate()
    cited = list(form.provisions.data or [])
    answer = service.save_draft(current_actor(), ticket, body=form.body(), provisions=cited)
    preview = render_template("answers/_preview.html", **editor.shown(ticket, form.body(), cited))
    saved = render_template("answers/_saved.html", draft=answer)
    return jsonify(saved=saved, preview=preview)


@bp.get("/desk/<number>/answer/preview")
@permission(Permission.ANSWER_WRITE)
def preview(number: str) -> str:
    """Show the draft as the asker will see it."""
    ticket = _case(number)
    source = draft_of(ticket) or newest(ticket)
    shown = editor.shown(ticket, body_of(source), provision_ids(source))
    return render_template("answers/preview.html", **shown)


@bp.get("/desk/<number>/answer/law")
@permission(Permission.ANSWER_WRITE)
def law(number: str) -> str:
    """Return the list of provisions for the words typed so far, for the editor's script."""
    ticket = _case(number)
    words = request.args.get("law", "")[:100]
    chosen = request.args.getlist("provisions")
    return render_template("answers/_found.html", found=search(words, ticket.topic, chosen), law=words)
