"""The form that opens a question again."""

from __future__ import annotations

from wtforms import BooleanField, StringField
from wtforms.validators import DataRequired, Length

from app.accounts.browser import is_shared
from app.i18n import lazy_gettext as _l
from app.web.forms import BaseForm


class ReceiptForm(BaseForm):
    """What stands on the receipt."""

    number = StringField(
        _l("Number"),
        [DataRequired(_l("Write the number from your receipt.")), Length(max=40)],
        description=_l("Eight digits."),
    )
    secret = StringField(
        _l("Secret words"),
        [DataRequired(_l("Write the five secret words from your receipt.")), Length(max=300)],
        description=_l(
            "Five words. Capital or small letters, spaces or hyphens, Latin or Cyrillic: all is fine."
        ),
    )
    shared = BooleanField(
        _l("Other people use this device"),
        description=_l("The question closes here after 45 minutes, and nothing you type is kept."),
        default=is_shared,
    )
