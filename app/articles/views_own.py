"""What the asker takes along."""

from __future__ import annotations

from flask import render_template, request
from werkzeug.wrappers import Response

from app.accounts.browser import is_shared
from app.articles.export import export
from app.articles.views_public import bp
from app.authz.access import load_or_404
from app.authz.permissions import Permission
from app.tickets.queries import find_by_number
from app.web.actor import current_actor
from app.web.guards import permission


@bp.route("/t/<number>/export", methods=["GET", "POST"])
@permission(Permission.TICKET_EXPORT)
def export_own(number: str) -> str | tuple[str, int] | Response:
    """Say what is in the archive and, pressed, hand it out; on a shared phone only after a warning."""
    ticket = load_or_404(current_actor(), Permission.TICKET_EXPORT, find_by_number(number))
    if request.method == "GET":
        return render_template("articles/export.html", ticket=ticket, shared=is_shared(), missing=False)
    if is_shared() and request.form.get("sure") != "yes":
        return render_template("articles/export.html", ticket=ticket, shared=True, missing=True), 422
    name = f"{ticket.number}.zip"
    response = Response(export(current_actor(), ticket), mimetype="application/zip")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
