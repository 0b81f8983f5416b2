"""Signing in, up and out."""

from __future__ import annotations

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from app.accounts import service
from app.accounts.blueprint import bp
from app.accounts.browser import end_session
from app.accounts.door import first_page, let_in
from app.accounts.forms import SignInForm, SignUpForm
from app.core.errors import DomainError, TooMany
from app.core.limits import hit, network_key
from app.i18n import current_language
from app.i18n import gettext as _
from app.web.actor import current_actor, forget_actor
from app.web.forms import keeps_typed
from app.web.guards import public

Answer = str | tuple[str, int] | Response


@bp.route("/sign-in", methods=["GET", "POST"])
@public
@keeps_typed
def sign_in() -> Answer:
    """Show the form; let in who gives the right name and password."""
    form = SignInForm(next=request.args.get("next"))
    if form.validate_on_submit():
        account = service.sign_in(form.login.data or "", form.password.data or "", network=network_key())
        if account is not None:
            let_in(account, keep=form.keep.data, shared=form.shared.data)
            return redirect(first_page(account, form.next.data), 303)
        form.form_errors.append(_("The name or the password is not right."))
    return render_template("accounts/sign_in.html", form=form), _status(form)


@bp.route("/sign-up", methods=["GET", "POST"])
@public
@keeps_typed
def sign_up() -> Answer:
    """Show the form; give an asker an account and let them in."""
    form = SignUpForm()
    if form.validate_on_submit():
        try:
            return _sign_up(form)
        except TooMany:
            raise
        except DomainError as error:
            form.refuse(error)
    return render_template("accounts/sign_up.html", form=form), _status(form)


def _sign_up(form: SignUpForm) -> Response:
    hit("sign-up", network_key(), "30/hour")
    account = service.sign_up(
        current_actor(),
        login=form.login.data or "",
        password=form.password.data or "",
        locale=str(current_language),
    )
    let_in(account, keep=form.keep.data, shared=form.shared.data)
    return redirect(first_page(account), 303)


@bp.post("/sign-out")
@public
def sign_out() -> Response:
    """End this browser's session and everything it held."""
    end_session(current_actor().session_id)
    forget_actor()
    response = redirect(request.script_root + "/", 303)
    response.headers["Clear-Site-Data"] = '"storage"'
    return response


def _status(form: SignInForm | SignUpForm) -> int:
    return 422 if form.errors else 200
