"""A browser in plain words, as coarse as it can be: nothing here recognises one person's device."""

from __future__ import annotations

from app.authz.access import STAFF_ROLES
from app.i18n import lazy_gettext as _l

# The first name found counts: most browsers also name those they descend from.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("YaBrowser", "Yandex"),
    ("SamsungBrowser", "Samsung"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)
PHONE, COMPUTER = "phone", "computer"
KINDS = {PHONE: _l("A phone"), COMPUTER: _l("A computer")}


def device_of(user_agent: str, role: str | None) -> str:
    """Return what a session remembers: of staff "Firefox, Windows", of askers phone or computer."""
    if role is None:
        return ""
    if role not in STAFF_ROLES:
        return PHONE if "Mobi" in user_agent or "Android" in user_agent else COMPUTER
    found = [_first(user_agent, names) for names in (BROWSERS, SYSTEMS)]
    return ", ".join(filter(None, found))


def device_words(device: str) -> str:
    """Return it in the reader's language."""
    return str(KINDS.get(device, device or _l("A device we know nothing about")))


def _first(text: str, names: tuple[tuple[str, str], ...]) -> str:
    return next((word for sign, word in names if sign in text), "")
