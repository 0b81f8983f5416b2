"""The form that opens a question again."""

from __future__ import annotations

from wtforms import BooleanField, StringField
from wtforms.validators import DataRequired, Length, ValidationError

from app.accounts.browser import is_shared
from app.core.codes import GROUP, CodeProblem, code_problem, foreign_marks, read_code
from app.i18n import gettext as _
from app.i18n import lazy_gettext as _l
from app.tickets.receipts import GROUPS
from app.web.forms import BaseForm


def explain(typed: str) -> str | None:
    """Return why no question can have this secret, or None; it tells nothing of any question."""
    problem = code_problem(typed, GROUPS)
    if problem is CodeProblem.FOREIGN:
        return _(
            "“%(marks)s” stands in no secret code: there are only the digits 2 to 9 and the letters "
            "A B C E H K M P T X Y. Look once more at the receipt.",
            marks=" ".join(foreign_marks(typed)[:5]),
        )
    if problem is CodeProblem.LENGTH:
        return _(
            "A secret code has %(right)s characters, here are %(count)s.",
            right=GROUPS * GROUP,
            count=len(read_code(typed)),
        )
    if problem is CodeProblem.CHECK:
        return _("There is a slip in the secret code: one character is wrong, or two have changed places.")
    return None


class ReceiptForm(BaseForm):
    """What stands on the receipt."""

    number = StringField(
        _l("Number"),
        [DataRequired(_l("Write the number from your receipt.")), Length(max=40)],
        description=_l("Eight digits."),
    )
    secret = StringField(
        _l("Secret code"),
        [DataRequired(_l("Write the secret code from your receipt.")), Length(max=300)],
        description=_l(
            "Six groups of four. Capital or small letters, with hyphens or without, Latin or Cyrillic "
            "keyboard: all is fine."
        ),
    )
    shared = BooleanField(
        _l("Other people use this device"),
        description=_l("The question closes here after 45 minutes, and nothing you type is kept."),
        default=is_shared,
    )

    def validate_secret(self, field: StringField) -> None:
        """Name a slip at once, before anything slow is computed."""
        slip = explain(field.data or "")
        if slip is not None:
            raise ValidationError(slip)
