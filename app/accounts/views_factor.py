"""Between the password and the desk: the second factor, and setting one up for the first time."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts import factors, passkeys
from app.accounts.blueprint import bp
from app.accounts.browser import pending_account
from app.accounts.door import first_page, let_in_with_factor
from app.accounts.forms import AppForm, FactorForm, PasskeyForm
from app.accounts.models import Account
from app.core.errors import DomainError, TooMany
from app.core.qr import qr_code
from app.web.forms import keeps_typed
from app.web.guards import public

Answer = str | tuple[str, int] | Response


@bp.route("/sign-in/second-factor", methods=["GET", "POST"])
@public
@keeps_typed
def second_factor() -> Answer:
    """Ask for digits, a code on paper or a passkey, after the right password."""
    account = pending_account()
    form = FactorForm(next=request.args.get("next"))
    if account is None or not factors.has_factor(account.id):
        return _elsewhere(account, form.next.data)
    if form.validate_on_submit():
        if _is_proven(account, form):
            let_in_with_factor(account)
            return redirect(first_page(account, form.next.data), 303)
        form.code.errors = [str(passkeys.DID_NOT_WORK if form.credential.data else factors.WRONG_CODE)]
    options = passkeys.request_options(account)
    page = render_template("accounts/second_factor.html", form=form, options=options)
    return page, 422 if form.errors else 200


@bp.route("/sign-in/set-up", methods=["GET", "POST"])
@public
@keeps_typed
def set_up_factor() -> Answer:
    """Let no staff in before they have a second factor."""
    account = pending_account()
    app, key = AppForm(prefix="app"), PasskeyForm(prefix="key")
    wished = request.args.get("next")
    if account is None or factors.has_factor(account.id):
        return _elsewhere(account, wished)
    form = key if key.credential.data else app
    if form.validate_on_submit():
        try:
            return _set_up(account, form, wished)
        except TooMany:
            raise
        except DomainError as error:
            form.refuse(error)
    return set_up_page(account, app, key, "accounts/set_up.html", wished=wished)


def set_up_page(
    account: Account, app: AppForm, key: PasskeyForm, template: str, **more: object
) -> tuple[str, int]:
    """Render a page that offers an app and a passkey."""
    secret = factors.proposed_secret()
    page = render_template(
        template,
        app=app,
        key=key,
        secret=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        qr=qr_code(factors.app_link(account, secret)),
        options=passkeys.creation_options(account),
        **more,
    )
    return page, 422 if app.errors or key.errors else 200


def add_factor_of(account: Account, form: AppForm | PasskeyForm) -> None:
    """Store what the form brings, and give the browser a new session."""
    if isinstance(form, PasskeyForm):
        passkeys.add_passkey(account, form.credential.data or "", name=form.name.data or "")
    else:
        factors.add_app(account, form.code.data or "")
    let_in_with_factor(account)


def show_codes(account: Account, onward: str) -> str:
    """Make new codes on paper and show them: this once."""
    return render_template("accounts/codes.html", codes=factors.new_codes(account), onward=onward)


def _set_up(account: Account, form: AppForm | PasskeyForm, wished: str | None) -> str:
    add_factor_of(account, form)
    return show_codes(account, first_page(account, wished))


def _is_proven(account: Account, form: FactorForm) -> bool:
    if form.credential.data:
        return passkeys.prove_passkey(account, form.credential.data)
    return factors.prove(account, form.code.data or "")


def _elsewhere(account: Account | None, wished: str | None) -> Response:
    if account is None:
        return redirect(url_for("accounts.sign_in", next=wished or None), 303)
    return redirect(first_page(account, wished), 303)
