"""Finding personal data in what people write. `find` is the door; the kinds have their own files."""

from __future__ import annotations

from dataclasses import replace

from app.redaction.contacts import find_addresses_online, find_phones
from app.redaction.findings import BLANK, Detector, Finding
from app.redaction.numbers import (
    find_accounts,
    find_birth_dates,
    find_cards,
    find_documents,
    find_iins,
    find_plates,
)
from app.redaction.people import find_names
from app.redaction.places import find_addresses, find_settlements
from app.redaction.schools import find_schools
from app.redaction.views import view_of

__all__ = ["Finding", "find", "warn_kinds"]

# The order decides who gets a number that several rules claim: IIN before phone.
DETECTORS: tuple[Detector, ...] = (
    find_addresses_online,
    find_accounts,
    find_cards,
    find_iins,
    find_documents,
    find_phones,
    find_birth_dates,
    find_addresses,
    find_names,
    find_schools,
    find_plates,
    find_settlements,
)
# What a person is warned about before sending; guesses about names and places would only scare.
WARNED = (
    "iin",
    "id_card",
    "passport",
    "document",
    "phone",
    "card",
    "iban",
    "email",
    "handle",
    "plate",
    "address",
    "birth_date",
)
GUESSES_WARNED = frozenset({"iin", "plate"})


def find(text: str) -> list[Finding]:
    """Return what was found, in order of the text, never overlapping.

    The certain findings do not depend on the guesses, and nothing certain is left once they
    are masked: masking twice is masking once.
    """
    found: list[Finding] = []
    view = view_of(text)
    rest = view.text
    for certain_only in (True, False):
        rest = _sweep(rest, found, certain_only=certain_only)
    return sorted(Finding(*view.back(each.start, each.end), each.kind, each.certain) for each in found)


def warn_kinds(text: str) -> list[str]:
    """Return the kinds of personal data to warn about before a text is sent, the gravest first."""
    kinds = {each.kind for each in find(text) if each.certain or each.kind in GUESSES_WARNED}
    return [kind for kind in WARNED if kind in kinds]


def _sweep(text: str, found: list[Finding], *, certain_only: bool) -> str:
    """Ask all detectors until none has anything new: what one takes away may uncover another."""
    while True:
        before = len(found)
        for detector in DETECTORS:
            for each in list(detector(text)):
                if (each.certain or not certain_only) and BLANK not in text[each.start : each.end]:
                    # What only a guess has uncovered is a guess itself.
                    found.append(replace(each, certain=certain_only))
                    text = text[: each.start] + BLANK * (each.end - each.start) + text[each.end :]
        if len(found) == before:
            return text
