"""The receipt, shown until it is written down and never again."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.accounts.browser import is_shared
from app.authz.permissions import Permission
from app.core.qr import qr_code
from app.i18n import current_language
from app.i18n import gettext as _
from app.intake.blueprint import bp
from app.intake.handover import handed_over, written_down
from app.tickets.queries import waiting_summary_with_mine
from app.web.guards import permission
from app.web.links import public_link


@bp.get("/ask/receipt")
@permission(Permission.TICKET_OPEN)
def receipt() -> str | Response:
    """Show number and secret."""
    held = handed_over()
    if held is None:
        flash(_("A receipt is shown only once, right after asking. Nobody keeps a copy of it."), "info")
        return redirect(url_for("tickets.mine"), 303)
    door = public_link("tickets.enter", str(current_language))
    return render_template(
        "intake/receipt.html",
        ticket=held.ticket,
        secret=held.secret,
        door=door,
        # Behind the #: browsers keep that part to themselves.
        qr=qr_code(f"{door}#{held.ticket.number}.{held.secret}"),
        waiting=waiting_summary_with_mine(),
        shared=is_shared(),
    )


@bp.post("/ask/receipt")
@permission(Permission.TICKET_OPEN)
def confirm_receipt() -> Response:
    """The receipt is written down: forget it and go to the question."""
    held = handed_over()
    written_down()
    if held is None:
        return redirect(url_for("tickets.mine"), 303)
    return redirect(url_for("chat.room", number=held.ticket.number), 303)
