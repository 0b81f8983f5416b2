"""What kinds of personal data are called: in warnings to a person, and inside masks."""

from __future__ import annotations

from typing import Any

from app.i18n import gettext, in_language, lazy_gettext

KINDS: dict[str, Any] = {
    "address": lazy_gettext("home address"),
    "bin": lazy_gettext("BIN of an organisation"),
    "birth_date": lazy_gettext("date of birth"),
    "card": lazy_gettext("bank card number"),
    "date": lazy_gettext("exact date"),
    "document": lazy_gettext("document number"),
    "email": lazy_gettext("e-mail address"),
    "handle": lazy_gettext("social network name"),
    "iban": lazy_gettext("bank account number"),
    "id_card": lazy_gettext("identity card number"),
    "iin": lazy_gettext("IIN"),
    "link": lazy_gettext("link"),
    "name": lazy_gettext("name of a person"),
    "passport": lazy_gettext("passport number"),
    "phone": lazy_gettext("phone number"),
    "place": lazy_gettext("place smaller than a region"),
    "plate": lazy_gettext("car plate"),
    "precinct": lazy_gettext("precinct number"),
    "school": lazy_gettext("school or college"),
    "school_class": lazy_gettext("class or group"),
    "settlement": lazy_gettext("village or town"),
}


def kind_name(kind: str) -> str:
    """Return what a kind is called, in the reader's language."""
    return str(KINDS[kind])


def mask_words(language: str) -> dict[str, str]:
    """Return the words that stand inside masks, in the language of the masked text."""
    with in_language(language):
        return {
            "address": gettext("address"),
            "birth_date": gettext("date of birth"),
            "date": gettext("date"),
            "email": gettext("e-mail"),
            "handle": gettext("contact"),
            "id_card": gettext("document number"),
            "link": gettext("link"),
            "name": gettext("name"),
            "passport": gettext("document number"),
            "place": gettext("locality"),
            "precinct": gettext("precinct"),
            "school": gettext("place of study"),
            "school_class": gettext("class"),
            "settlement": gettext("locality"),
            **{kind: gettext("number") for kind in ("bin", "card", "document", "iban", "iin", "plate")},
            "phone": gettext("phone"),
        }
