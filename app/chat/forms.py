"""What is typed in a room."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from wtforms import BooleanField, FileField, HiddenField, TextAreaField
from wtforms.validators import Length

from app.chat.rules import MESSAGE_MAX
from app.i18n import lazy_gettext as _l
from app.web.forms import BaseForm


class ConfirmField(BooleanField):
    """Set by the second button, which appears when a text seems to hold personal data."""

    is_asked = False


class MessageForm(BaseForm):
    """A message or a note. The hidden id makes a second press of the button harmless."""

    client_id = HiddenField()
    confirmed = ConfirmField()
    body = TextAreaField(_l("Your message"), validators=[Length(max=MESSAGE_MAX)])

    @classmethod
    def fresh(cls, text: str = "", *, prefix: str = "") -> MessageForm:
        """Return an unsent form, whatever this request carries."""
        return cls(formdata=None, prefix=prefix, client_id=str(uuid.uuid4()), body=text)


class FileForm(BaseForm):
    """A photo or a PDF. The hidden id makes a repeat of a broken upload harmless."""

    PREFIX: ClassVar[str] = "upload"
    client_id = HiddenField()
    file = FileField(_l("Photo or PDF"))

    @classmethod
    def fresh(cls) -> FileForm:
        """Return an empty form, whatever this request carries."""
        return cls(formdata=None, prefix=cls.PREFIX, client_id=str(uuid.uuid4()))

    def values(self) -> dict[str, Any]:
        """Return what was sent; a form without a file has no content."""
        sent = self.file.data
        return {
            "client_id": self.client_id.data or "",
            "name": getattr(sent, "filename", "") or "",
            "content": sent.read() if hasattr(sent, "read") else b"",
        }


class ChangeForm(BaseForm):
    """Another text for a message that was sent."""

    confirmed = ConfirmField()
    body = TextAreaField(_l("Your message"), validators=[Length(max=MESSAGE_MAX)])
