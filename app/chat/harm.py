"""Stops what an asker would regret: the own receipt, a telephone number, an IIN."""

from __future__ import annotations

import re

from app.chat.seats import Seat
from app.core.codes import codes_in
from app.core.errors import Invalid
from app.i18n import gettext as _
from app.i18n import lazy_gettext as _l
from app.redaction.detectors import warn_kinds
from app.redaction.words import kind_name
from app.tickets.receipts import GROUPS, holds_secret
from app.tickets.rooms import RoomFacts

# Looking for everything takes milliseconds; what is looked for here has figures or an @ in it.
_WORTH_A_LOOK = re.compile(r"\d{3}|@")


def is_worth_a_look(text: str) -> bool:
    """Tell whether `check_harmless` looks closely, or computes a slow hash: nobody may wait for that."""
    return bool(_WORTH_A_LOOK.search(text) or codes_in(text, GROUPS))


def check_harmless(ticket: RoomFacts, seat: Seat, text: str, *, confirmed: bool) -> None:
    """Raise Invalid when an asker gives themselves away; personal data may be confirmed, the receipt not."""
    if seat.is_staff:
        return
    if holds_secret(ticket, text):
        raise Invalid(
            _l("This text holds the secret code of your receipt. Nobody needs it; take it out."),
            code="own_secret",
            field="body",
        )
    kinds = warn_kinds(text) if not confirmed and _WORTH_A_LOOK.search(text) else []
    if kinds:
        names = ", ".join(kind_name(kind) for kind in kinds)
        raise Invalid(
            _("The lawyer does not need this, please take it out: %(kinds)s.", kinds=names),
            code="personal_data",
            field="body",
        )
