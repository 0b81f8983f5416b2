"""What the buttons of the editor do. Every one of them saves first, so that nothing typed is lost."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from app.answers import service
from app.answers.forms import AnswerForm
from app.answers.picker import search
from app.answers.queries import body_of, draft_of, newest, newest_given, provision_ids
from app.answers.rules import Body, hints
from app.authz.access import Actor
from app.i18n import gettext as _
from app.reference.queries import next_election, provisions
from app.tickets.models import Ticket


def opened(ticket: Ticket) -> AnswerForm:
    """Return the form as the page opens it: the draft, or the answer given before to start from."""
    source = draft_of(ticket) or newest(ticket)
    rows = request.args.get("rows", type=int) or 0
    return AnswerForm.of(body_of(source), provision_ids(source), rows)


def press(actor: Actor, ticket: Ticket, form: AnswerForm) -> Response | None:
    """Save, then do what the pressed button says. None: stay on the page, it has errors."""
    verb, _colon, value = request.form.get("action", "save").partition(":")
    body, cited = _after(verb, value, form.body(), list(form.provisions.data or []))
    service.save_draft(actor, ticket, body=body, provisions=cited)
    if form.errors:
        return None
    if verb == "give":
        service.give(actor, ticket)
        flash(_("The asker can read the answer now."), "success")
        return redirect(url_for("chat.case", number=ticket.number), 303)
    if verb == "preview":
        return redirect(url_for("answers.preview", number=ticket.number), 303)
    if verb == "from_chat":
        service.draft_from_chat(actor, ticket)
    return redirect(_back(ticket, verb, len(form.steps.entries)), 303)


def shown(ticket: Ticket, body: Body, cited: list[str]) -> dict[str, Any]:
    """Return what the preview shows: the answer as the asker will see it, and hints."""
    election = next_election()
    return {
        "ticket": ticket,
        "body": body,
        "provisions": provisions(cited),
        "voting_day": election.voting_day if election else None,
        "hints": hints(body),
    }


def page(ticket: Ticket, form: AnswerForm) -> dict[str, Any]:
    """Return everything the editor's page needs."""
    cited = list(form.provisions.data or [])
    law = request.args.get("law", "")
    return {
        **shown(ticket, form.body(), cited),
        "form": form,
        "law": law,
        "found": search(law, ticket.topic, cited),
        "draft": draft_of(ticket),
        "given": newest_given(ticket),
    }


def _after(verb: str, value: str, body: Body, cited: list[str]) -> tuple[Body, list[str]]:
    if verb == "add" and value not in cited:
        cited = [*cited, value]
    if verb == "remove":
        cited = [each for each in cited if each != value]
    return body, cited


def _back(ticket: Ticket, verb: str, rows: int) -> str:
    """Return the editor's address, at the place where the button was."""
    law = request.form.get("law", "").strip()[:100]
    if verb in {"add", "remove", "find"}:
        return url_for("answers.write", number=ticket.number, law=law or None, _anchor="law")
    if verb == "add_step":
        return url_for("answers.write", number=ticket.number, rows=rows + 1, _anchor=f"steps-{rows}-text")
    return url_for("answers.write", number=ticket.number)
