"""Rules of the conversation. Pure: no database, no clock."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta

from app.core.errors import Conflict, Invalid, NotAllowed
from app.i18n import lazy_gettext as _l

MESSAGE_MAX = 4000
CHANGE_WINDOW = timedelta(minutes=15)
ASKER = "asker"  # the author of everything an asker writes, with or without an account
_CLIENT_ID = re.compile(r"[A-Za-z0-9-]{8,36}")
_KEPT_CONTROLS = "\n\t"
_TURNS_DIRECTION = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def clean_body(text: str) -> str:
    """Return the text as it is stored; raise Invalid when it is empty or too long."""
    unified = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    # Invisible marks that turn the reading direction could disguise what was written.
    kept = "".join(mark for mark in unified if mark in _KEPT_CONTROLS or not _is_invisible(mark)).strip()
    if not kept:
        raise Invalid(_l("Write something first."), code="empty", field="body")
    if len(kept) > MESSAGE_MAX:
        raise Invalid(
            _l("This text is too long. Send it in several messages."), code="too_long", field="body"
        )
    return kept


def check_client_id(client_id: str) -> None:
    """Raise Invalid unless the id can name a message."""
    if not _CLIENT_ID.fullmatch(client_id):
        raise Invalid(code="bad_client_id", field="client_id")


def check_changeable(
    *, author: str, by: str, created_at: datetime, withdrawn_at: datetime | None, moment: datetime
) -> None:
    """Raise unless `author` may still edit or withdraw the message."""
    if by != author:
        raise NotAllowed(code="not_author")
    if withdrawn_at is not None:
        raise Conflict(_l("This message has been withdrawn."), code="withdrawn")
    if moment > created_at + CHANGE_WINDOW:
        raise Conflict(_l("Messages can be changed for 15 minutes after they were sent."), code="too_late")


def may_change(
    *, author: str, by: str, created_at: datetime, withdrawn_at: datetime | None, moment: datetime
) -> bool:
    """Tell whether `author` may still edit or withdraw the message."""
    return by == author and withdrawn_at is None and moment <= created_at + CHANGE_WINDOW


def _is_invisible(mark: str) -> bool:
    return mark in _TURNS_DIRECTION or unicodedata.category(mark) in {"Cc", "Cs", "Cn"}
