"""`@fresh`: before something dangerous, the owner shows once more that it is they."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any, TypeVar

from flask import render_template, request
from flask_wtf.csrf import CSRFError

from app.accounts import service
from app.accounts.browser import current_account, is_fresh, note_proof
from app.accounts.forms import ConfirmForm
from app.core.errors import Invalid, NotFound
from app.extensions import csrf
from app.web.actor import current_actor

F = TypeVar("F", bound=Callable[..., Any])
FRESH = "__kenes_fresh__"
OWN_FIELDS = frozenset({"csrf_token", "confirm_password"})


def fresh(view: F) -> F:
    """Ask for the password unless it, or the second factor, was shown in the last ten minutes.

    What was being sent is carried along and done right after. Stands below the view's permission.
    """

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        form = ConfirmForm()
        if is_fresh() or _is_confirmed(form):
            return view(*args, **kwargs)
        carried = [pair for pair in request.form.items(multi=True) if pair[0] not in OWN_FIELDS]
        target = request.full_path.rstrip("?")
        page = render_template(
            "accounts/confirm.html", form=form, carried=carried, target=request.script_root + target
        )
        return page, 403

    setattr(guarded, FRESH, True)
    return guarded  # type: ignore[return-value]


def _is_confirmed(form: ConfirmForm) -> bool:
    """Tell whether the password came along and is right."""
    if request.method != "POST" or "confirm_password" not in request.form:
        return False
    with suppress(CSRFError):  # the form finds the same
        csrf.protect()
    if not form.validate():
        return False
    account = current_account()
    if account is None:
        raise NotFound
    try:
        service.confirm_owner(current_actor(), account, password=form.confirm_password.data or "")
    except Invalid as error:
        form.refuse(error)
        return False
    note_proof()
    return True
