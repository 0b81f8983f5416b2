"""Pages behind links by mail: an invitation, a forgotten password."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.accounts import invitations, resets
from app.accounts.blueprint import bp
from app.accounts.door import first_page, let_in
from app.accounts.forms import ForgotForm, InvitationForm, ResetForm
from app.accounts.models import Invitation
from app.core.errors import Invalid
from app.core.limits import hit, network_key
from app.i18n import current_language
from app.i18n import gettext as _
from app.web.forms import keeps_typed
from app.web.guards import public

Answer = str | tuple[str, int] | Response


@bp.route("/invitation/<token>", methods=["GET", "POST"])
@public
@keeps_typed
def accept_invitation(token: str) -> Answer:
    """Show what is asked of new staff; make their account."""
    hit("link", network_key(), "120/hour")
    invitation = invitations.find_invitation(token)
    form = InvitationForm(languages=[invitation.locale])
    if form.validate_on_submit():
        try:
            return _accept(invitation, form)
        except Invalid as error:
            form.refuse(error)
    page = render_template("accounts/invitation.html", form=form, invitation=invitation)
    return page, 422 if form.errors else 200


@bp.route("/forgot", methods=["GET", "POST"])
@public
@keeps_typed
def forgot() -> Answer:
    """Take an address; the answer is the same whether there is such an account or not."""
    form = ForgotForm()
    if form.validate_on_submit():
        hit("forgot", network_key(), "20/hour")
        resets.request_reset(form.email.data or "")
        return render_template("accounts/forgot_sent.html")
    return render_template("accounts/forgot.html", form=form), 422 if form.errors else 200


@bp.route("/reset/<token>", methods=["GET", "POST"])
@public
@keeps_typed
def reset(token: str) -> Answer:
    """Take the new password of whoever opened the link."""
    hit("link", network_key(), "120/hour")
    found = resets.find_reset(token)
    form = ResetForm()
    if form.validate_on_submit():
        try:
            resets.reset_password(found, password=form.password.data or "")
            flash(_("The new password is set. Sign in with it."), "success")
            return redirect(url_for("accounts.sign_in"), 303)
        except Invalid as error:
            form.refuse(error)
    return render_template("accounts/reset.html", form=form), 422 if form.errors else 200


def _accept(invitation: Invitation, form: InvitationForm) -> Response:
    profile = invitations.Profile(
        name=form.name.data or "",
        locale=str(current_language),
        languages=form.languages.data or [],
        licence_number=form.licence_number.data or "",
    )
    account = invitations.accept_invitation(invitation, password=form.password.data or "", profile=profile)
    let_in(account)
    flash(_("Welcome! Your account is ready."), "success")
    return redirect(first_page(account), 303)
