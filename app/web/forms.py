"""What all forms share: errors of services shown at their field, and nothing lost when a token is too old."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import wraps
from typing import Any, TypeVar

from flask import request
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFError

from app.core.errors import DomainError
from app.extensions import csrf
from app.i18n import lazy_gettext as _l
from app.web.widgets import keep_drawn

F = TypeVar("F", bound=Callable[..., Any])
TOO_OLD = _l("This page was open for a long time. Check what you typed and send it once more.")


class BaseForm(FlaskForm):
    """A form whose token may be too old: then it is shown again, filled in, with a fresh one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self._fields.values():
            keep_drawn(field)

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Check all fields; say a bad token in words a reader understands."""
        is_valid: bool = super().validate(extra_validators)
        token = self._fields.get("csrf_token")
        if token is not None and token.errors:
            token.errors = []
            self.form_errors.append(TOO_OLD)
        for field in self._fields.values():
            # Lazy texts become words here: templates tell them from the lists of nested forms.
            field.errors = [str(each) if isinstance(each, LazyString) else each for each in field.errors]
        return is_valid

    def refuse(self, error: DomainError) -> None:
        """Show a service's refusal at the field it names, else above the form."""
        name = getattr(error, "field", None) or error.details.get("field")
        field = self._fields.get(str(name))
        if field is None:
            self.form_errors.append(error.message)
        else:
            field.errors = [*field.errors, str(error.message)]


def keeps_typed(view: F) -> F:
    """Let the view's own form, not an error page, answer a missing or old token.

    The view may act only after its form's `validate_on_submit()`, which checks the token as well.
    """

    @wraps(view)
    def tolerant(*args: Any, **kwargs: Any) -> Any:
        if request.method == "POST":
            with suppress(CSRFError):  # the form finds the same and is shown again
                csrf.protect()
        return view(*args, **kwargs)

    csrf.exempt(tolerant)
    return tolerant  # type: ignore[return-value]
