"""Staff: one's own second factors."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from app.accounts import factors, passkeys
from app.accounts.blueprint import bp
from app.accounts.browser import current_account
from app.accounts.confirming import fresh
from app.accounts.forms import AppForm, PasskeyForm
from app.accounts.models import Account, TotpFactor
from app.accounts.views_factor import add_factor_of, set_up_page, show_codes
from app.authz.access import STAFF_ROLES
from app.authz.permissions import Permission
from app.core.errors import DomainError, NotFound, TooMany
from app.extensions import db
from app.i18n import gettext as _
from app.web.actor import current_actor
from app.web.guards import permission
from app.web.returning import local_path

Answer = str | tuple[str, int] | Response
P = Permission.ACCOUNT_MANAGE_OWN


@bp.get("/account/security")
@permission(P)
@fresh
def security() -> Answer:
    """Show the second factors; offer another one."""
    return _page(AppForm(prefix="app"), PasskeyForm(prefix="key"))


@bp.post("/account/security")
@permission(P)
@fresh
def add_factor() -> Answer:
    """Add an app or a passkey. All other browsers are signed out."""
    account = _account()
    app, key = AppForm(prefix="app"), PasskeyForm(prefix="key")
    form = key if key.credential.data else app
    is_first = not factors.has_factor(account.id)
    if form.validate():
        try:
            add_factor_of(account, form)
            if is_first:
                return show_codes(account, url_for("accounts.security"))
            return _done(_("The second factor is added. All other devices were signed out."))
        except TooMany:
            raise
        except DomainError as error:
            form.refuse(error)
    return _page(app, key)


@bp.post("/account/security/remove")
@permission(P)
@fresh
def remove_factor() -> Answer:
    """Remove the app, or the passkey that is named. All other browsers are signed out."""
    factors.remove_factor(current_actor(), _account(), passkey_id=request.form.get("passkey") or None)
    return _done(_("The second factor is removed. All other devices were signed out."))


@bp.post("/account/security/codes")
@permission(P)
@fresh
def renew_codes() -> Answer:
    """Replace the recovery codes; the former ones are worthless."""
    account = _account()
    if not factors.has_factor(account.id):
        raise NotFound
    return show_codes(account, url_for("accounts.security"))


@bp.post("/account/confirm")
@permission(P)
@fresh
def confirm() -> Response:
    """The owner has confirmed; go on to the page that asked for it."""
    return redirect(local_path(request.args.get("next")) or url_for("accounts.me"), 303)


def _page(app: AppForm, key: PasskeyForm) -> tuple[str, int]:
    account = _account()
    return set_up_page(
        account,
        app,
        key,
        "accounts/security.html",
        has_app=db.session.get(TotpFactor, account.id),
        passkeys=passkeys.passkeys_of(account.id),
        codes_left=factors.codes_left(account.id),
    )


def _done(text: str) -> Response:
    flash(text, "success")
    return redirect(url_for("accounts.security"), 303)


def _account() -> Account:
    account = current_account()
    if account is None or account.role not in STAFF_ROLES:
        raise NotFound
    return account
