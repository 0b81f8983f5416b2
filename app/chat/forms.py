"""What is typed in a room."""

from __future__ import annotations

import uuid

from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length

from app.chat.rules import MESSAGE_MAX
from app.i18n import lazy_gettext as _l
from app.web.forms import BaseForm


class MessageForm(BaseForm):
    """A message or a note. The hidden id makes a second press of the button harmless."""

    client_id = HiddenField()
    body = TextAreaField(_l("Your message"), validators=[Length(max=MESSAGE_MAX)])

    @classmethod
    def fresh(cls, text: str = "", *, prefix: str = "") -> MessageForm:
        """Return an unsent form, whatever this request carries."""
        return cls(formdata=None, prefix=prefix, client_id=str(uuid.uuid4()), body=text)


class ChangeForm(BaseForm):
    """Another text for a message that was sent."""

    body = TextAreaField(_l("Your message"), validators=[Length(max=MESSAGE_MAX)])
