"""The receipt: a public number and a secret in five pronounceable groups, the asker's only key.

The database keeps a slow salted hash of the secret, so nobody can look a ticket up by its secret.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Iterator

from sqlalchemy import select

from app.core.limits import forgive, slow_down
from app.core.sealing import ticket_seal
from app.core.slowhash import is_same
from app.extensions import db
from app.tickets.models import Ticket

# Letters that have one meaning each, in Latin and on a Cyrillic keyboard alike: no p (looks like р, which
# is r), no h (н), no c (с), no y (у), no x (х), no v (В looks like B).
CONSONANTS = "bdfgjklmnrstz"
VOWELS = "aeiou"
SYLLABLES = tuple(consonant + vowel for consonant in CONSONANTS for vowel in VOWELS)
GROUPS = 5
SYLLABLES_PER_GROUP = 3
GROUP_LETTERS = 2 * SYLLABLES_PER_GROUP
LETTERS = GROUPS * GROUP_LETTERS
# Groups that hold one of these could read as an insult in Kazakh, Russian or English.
UNKIND = re.compile(r"eb[aeiou]|suka|sosi|kota|sik[aei]|jid[ao]|fag[ao]|nazi|dura|debi|mudi")

CYRILLIC = str.maketrans(
    {
        **dict(zip("абдефгжзийклмнорстуэё", "abdefgjzijklmnorstuee", strict=True)),
        **dict(zip("әғіқңөұүы", "agiknouui", strict=True)),
        "в": "b",
        "ı": "i",
        "ß": "s",
        "0": "o",
    }
)
_SECRET_IN_TEXT = re.compile(r"(?:[^\W\d_]{6}[\W_]{0,3}){4}[^\W\d_]{6}")

# Attempts per hour that cost no waiting.
FREE_PER_TICKET, FREE_PER_NETWORK, FREE_FOR_ALL = 5, 40, 2000


def new_number() -> str:
    """Return a random public number: it tells neither how many asked nor who asked before."""
    return str(10_000_000 + secrets.randbelow(90_000_000))


def normal_number(text: str) -> str:
    """Return only the digits of a number as typed, with spaces or hyphens."""
    return "".join(str(unicodedata.digit(mark)) for mark in text if mark.isdecimal())[:12]


def grouped_number(number: str) -> str:
    """Return a number as people read it aloud: 4827-1936."""
    return f"{number[:4]}-{number[4:]}"


def new_secret() -> str:
    """Return a fresh secret of at least 90 bits."""
    return secret_from(secrets.token_bytes(32))


def secret_from(seed: bytes) -> str:
    """Return the secret of a random seed: the same for the same seed, evenly spread over all secrets."""
    groups: list[str] = []
    draw = _numbers(seed, len(SYLLABLES))
    while len(groups) < GROUPS:
        group = "".join(SYLLABLES[next(draw)] for _ in range(SYLLABLES_PER_GROUP))
        if not UNKIND.search(group):
            groups.append(group)
    return "-".join(groups)


def normalise_secret(text: str) -> str:
    """Return the secret as it was shown, however it was typed: case, spaces, hyphens, Cyrillic letters."""
    letters = unicodedata.normalize("NFC", text).casefold().translate(CYRILLIC)
    plain = unicodedata.normalize("NFKD", letters)
    kept = "".join(mark for mark in plain if "a" <= mark <= "z")
    return "-".join(kept[start : start + GROUP_LETTERS] for start in range(0, len(kept), GROUP_LETTERS))


def verify(number: str, secret: str, *, network: str = "") -> Ticket | None:
    """Return the ticket that number and secret open, or None; None always takes the same time.

    Attempts are slowed down per number (existing or not), per network and altogether; none is locked out.
    """
    digits = normal_number(number)
    slow_down("receipt-all", "*", free=FREE_FOR_ALL)
    slow_down("receipt-network", network, free=FREE_PER_NETWORK)
    slow_down("receipt-number", digits, free=FREE_PER_TICKET)
    row = db.session.execute(select(Ticket.id, Ticket.secret_hash).where(Ticket.number == digits)).first()
    if not is_same(row.secret_hash if row else None, normalise_secret(secret)[:64]) or row is None:
        return None
    forgive("receipt-number", digits)
    return db.session.get(Ticket, row.id)


def holds_secret(ticket: Ticket, text: str) -> bool:
    """Tell whether `text` gives away the ticket's own secret, so that it can be stopped before storing."""
    found = _SECRET_IN_TEXT.findall(text)[:2]
    return any(is_same(ticket.secret_hash, normalise_secret(candidate)) for candidate in found)


def question_text(ticket: Ticket) -> str:
    """Return the question as it was typed. Ask for permission first."""
    return ticket_seal(ticket).open(ticket.question_sealed, f"question:{ticket.id}")


def _numbers(seed: bytes, below: int) -> Iterator[int]:
    """Yield evenly spread numbers under `below`, at most 256, from an endless stream of the seed."""
    usable = 256 - 256 % below
    block = 0
    while True:
        for byte in hashlib.sha256(seed + block.to_bytes(8)).digest():
            if byte < usable:
                yield byte % below
        block += 1
