"""The one way out for mail, and the backend that keeps it as .eml files where no mail server is set up."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from email.utils import formataddr
from pathlib import Path
from typing import Any

from flask import current_app
from flask_mailman import EmailMessage
from flask_mailman.backends.base import BaseEmailBackend

from app.config import Settings
from app.core.clock import now
from app.i18n import gettext as _


def send_mail(address: str, subject: str, body: str, *, message_id: str | None = None) -> None:
    """Send plain text in the language that is set; the same `message_id` twice counts as one letter."""
    settings: Settings = current_app.extensions["kenes_settings"]
    domain = settings.mail_from.rpartition("@")[2]
    headers = {
        # The library would name this machine; the operator's domain is what readers may know.
        "Message-ID": f"<{message_id or secrets.token_hex(16)}@{domain}>",
        "Auto-Submitted": "auto-generated",
    }
    sender = formataddr((_("Kenes"), settings.mail_from))
    EmailMessage(subject, body, sender, [address], headers=headers).send()


class EmailBackend(BaseEmailBackend):
    """Write each mail into a file that mail programs open. The library looks for this very name."""

    def send_messages(self, email_messages: Sequence[Any]) -> int:
        """Write the mails and return how many."""
        folder = Path(self.mailman.file_path)
        folder.mkdir(parents=True, exist_ok=True)
        for mail in email_messages:
            name = f"{now():%Y%m%d-%H%M%S}-{secrets.token_hex(4)}.eml"
            (folder / name).write_bytes(mail.message().as_bytes())
        return len(email_messages)
