"""Parts of the ask page that scripts fetch while somebody types."""

from __future__ import annotations

from flask import render_template, request

from app.authz.permissions import Permission
from app.core.limits import hit, network_key
from app.i18n import current_language
from app.intake.blueprint import bp
from app.intake.similar import similar_answers
from app.redaction.detectors import warn_kinds
from app.tickets.opening import QUESTION_MAX
from app.web.guards import permission

PER_NETWORK = "600/minute"


@bp.post("/ask/similar")
@permission(Permission.TICKET_OPEN)
def similar() -> str:
    """Return answered questions like the typed one."""
    found = similar_answers(_text(), language=str(current_language))
    return render_template("intake/_similar.html", similar=found)


@bp.post("/ask/check")
@permission(Permission.TICKET_OPEN)
def check() -> str:
    """Return a warning when the typed text holds personal data."""
    return render_template("intake/_warning.html", kinds=warn_kinds(_text()))


def _text() -> str:
    hit("ask-live", network_key(), PER_NETWORK)
    return request.form.get("question", "")[:QUESTION_MAX]
