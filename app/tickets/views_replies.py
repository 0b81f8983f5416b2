"""Prepared replies: the lawyer's own and those everybody shares."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.authz.access import Role, load_or_404
from app.authz.permissions import Permission
from app.core.errors import DomainError
from app.i18n import LANGUAGES
from app.i18n import gettext as _
from app.reference.models import PreparedReply
from app.reference.queries import prepared_replies
from app.tickets.blueprint import bp
from app.tickets.forms import ReplyForm
from app.tickets.replies import PLACEHOLDERS, Filled, delete_reply, find_reply, sample, save_reply
from app.tickets.views_queue import desk_frame
from app.web.actor import current_actor
from app.web.forms import keeps_typed
from app.web.guards import permission

Answer = str | tuple[str, int] | Response


@bp.get("/desk/replies")
@permission(Permission.REPLY_EDIT)
def replies() -> str:
    """List the replies, own ones first."""
    rows = prepared_replies(current_actor().account_id)
    return render_template(
        "tickets/desk_replies.html",
        own=[row for row in rows if row.owner_id],
        shared=[row for row in rows if not row.owner_id],
        **desk_frame(),
    )


@bp.route("/desk/replies/new", methods=["GET", "POST"])
@permission(Permission.REPLY_EDIT)
@keeps_typed
def new_reply() -> Answer:
    """Write a reply."""
    return _edit(None, ReplyForm())


@bp.route("/desk/replies/<reply_id>", methods=["GET", "POST"])
@permission(Permission.REPLY_EDIT)
@keeps_typed
def edit_reply(reply_id: str) -> Answer:
    """Change a reply."""
    reply = _load(reply_id)
    values = {
        f"{part}_{code}": getattr(reply, part).get(code, "")
        for part in ("title", "body")
        for code in LANGUAGES
    }
    return _edit(reply, ReplyForm(data={**values, "topic": reply.topic_slug or ""}))


@bp.post("/desk/replies/<reply_id>/delete")
@permission(Permission.REPLY_EDIT)
def remove_reply(reply_id: str) -> Response:
    """Delete a reply."""
    delete_reply(current_actor(), _load(reply_id))
    flash(_("The prepared reply is deleted."), "success")
    return redirect(url_for("tickets.replies"), 303)


def _load(reply_id: str) -> PreparedReply:
    """Return a reply this person keeps; what they may only use is not there for them."""
    actor = current_actor()
    return load_or_404(actor, Permission.REPLY_EDIT, find_reply(actor, reply_id))


def _edit(reply: PreparedReply | None, form: ReplyForm) -> Answer:
    status = 200
    wants_preview = request.form.get("action") == "preview"
    if form.validate_on_submit() and not wants_preview:
        try:
            return _save(reply, form)
        except DomainError as error:
            form.refuse(error)
            status = error.status
    elif form.errors:
        status = 422
    page = render_template(
        "tickets/desk_reply.html",
        form=form,
        reply=reply,
        previews=_previews(form) if wants_preview else {},
        placeholders=PLACEHOLDERS,
        may_share=current_actor().role is Role.MODERATOR,
    )
    return page, status


def _save(reply: PreparedReply | None, form: ReplyForm) -> Response:
    save_reply(
        current_actor(),
        reply,
        title=form.texts("title"),
        body=form.texts("body"),
        topic=form.topic.data or None,
        is_shared=bool(form.is_shared.data),
    )
    flash(_("The prepared reply is saved."), "success")
    return redirect(url_for("tickets.replies", saved=1), 303)


def _previews(form: ReplyForm) -> dict[str, Filled]:
    return {code: sample(text, code) for code, text in form.texts("body").items() if text.strip()}
