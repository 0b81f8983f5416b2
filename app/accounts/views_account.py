"""One's own account: data, sessions, password, deletion."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts import service
from app.accounts.blueprint import bp
from app.accounts.browser import current_account, end_session
from app.accounts.devices import device_words
from app.accounts.factors import has_factor
from app.accounts.forms import ASKER_PASSWORD_HINT, ChangePasswordForm, DeleteAccountForm
from app.accounts.models import Account
from app.accounts.queries import sessions_of
from app.authz.permissions import Permission
from app.core.errors import DomainError, NotFound
from app.i18n import gettext as _
from app.web.actor import current_actor, forget_actor
from app.web.guards import permission

Answer = str | tuple[str, int] | Response
P = Permission.ACCOUNT_MANAGE_OWN


@bp.get("/account")
@permission(P)
def me() -> Answer:
    """Show the account."""
    return _page(ChangePasswordForm(prefix="change"), DeleteAccountForm(prefix="delete"))


@bp.post("/account")
@permission(P)
def manage() -> Answer:
    """Change the password, or delete the account: two forms of one page."""
    change, removal = ChangePasswordForm(prefix="change"), DeleteAccountForm(prefix="delete")
    is_removal = request.form.get("action") == "delete"
    form = removal if is_removal else change
    if form.validate():
        try:
            return _delete(removal) if is_removal else _change(change)
        except DomainError as error:
            form.refuse(error)
    return _page(change, removal)


@bp.post("/account/sessions/end")
@permission(P)
def end_sessions() -> Response:
    """Sign out everywhere else, or in one other browser."""
    service.end_other_sessions(current_actor(), _account(), only=request.form.get("session") or None)
    flash(_("Signed out there."), "success")
    return redirect(url_for("accounts.me"), 303)


def _change(form: ChangePasswordForm) -> Response:
    service.change_password(
        current_actor(), _account(), old=form.old.data or "", new=form.password.data or ""
    )
    flash(_("The password is changed. All other devices were signed out."), "success")
    return redirect(url_for("accounts.me"), 303)


def _delete(form: DeleteAccountForm) -> Response:
    session_id = current_actor().session_id
    service.delete_account(current_actor(), _account(), password=form.password.data or "")
    end_session(session_id)
    forget_actor()
    flash(_("Your account is deleted."), "success")
    return redirect(request.script_root + "/", 303)


def _page(change: ChangePasswordForm, removal: DeleteAccountForm) -> tuple[str, int]:
    account = _account()
    page = render_template(
        "accounts/me.html",
        account=account,
        sessions=sessions_of(account.id),
        device_words=device_words,
        has_factor=has_factor(account.id),
        asker_hint=ASKER_PASSWORD_HINT,
        change=change,
        removal=removal,
    )
    return page, 422 if change.errors or removal.errors else 200


def _account() -> Account:
    account = current_account()
    if account is None:
        raise NotFound
    return account
