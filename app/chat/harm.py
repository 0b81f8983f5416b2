"""Stops what an asker would regret: the own receipt, a telephone number, an IIN."""

from __future__ import annotations

import re

from app.chat.seats import Seat
from app.core.errors import Invalid
from app.i18n import gettext as _
from app.i18n import lazy_gettext as _l
from app.redaction.detectors import warn_kinds
from app.redaction.words import kind_name
from app.tickets.models import Ticket
from app.tickets.receipts import holds_secret

# Looking for everything takes milliseconds; what is looked for here has figures or an @ in it.
_WORTH_A_LOOK = re.compile(r"\d{3}|@")


def check_harmless(ticket: Ticket, seat: Seat, text: str, *, confirmed: bool) -> None:
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
