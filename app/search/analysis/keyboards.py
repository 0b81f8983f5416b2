"""Words typed with the wrong keyboard layout, and Latin letters that different people read differently."""

from __future__ import annotations

from itertools import islice, product

from app.search.analysis.letters import skeleton
from app.search.analysis.tokens import term_of

_LATIN_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,."
_RUSSIAN_KEYS = "йцукенгшщзхъфывапролджэячсмитьбю"
_TO_RUSSIAN = str.maketrans(_LATIN_KEYS, _RUSSIAN_KEYS)
_TO_LATIN = str.maketrans(_RUSSIAN_KEYS, _LATIN_KEYS)
# The Kazakh layout has its own letters where others have digits.
_TO_KAZAKH = str.maketrans(_LATIN_KEYS + "234589-=0", _RUSSIAN_KEYS + "әіңғүұөһқ")

# Skeleton letters for one letter (or two) that writers of Latin Kazakh and Russian use differently.
_READINGS = {
    "w": ("u", "w"),
    "y": ("i", "u"),
    "c": ("c", "ts", "s", "k"),
    "x": ("h", "ks"),
    "j": ("j", "i"),
    "h": ("h", ""),
    "e": ("e", "a"),
    "u": ("u", "o"),
    "ng": ("n",),
    "6": ("w",),
    "4": ("4",),
}
_MAX_READINGS = 12


def other_spellings(text: str, term: str) -> list[str]:
    """Return the terms a normalised word may stand for, likeliest first, its own term left out."""
    found: dict[str, None] = {}
    latin = text.isascii()
    for table in (_TO_RUSSIAN, _TO_KAZAKH) if latin else (_TO_LATIN,):
        switched = text.translate(table)
        if switched != text and switched.isalpha():
            found[term_of(skeleton(switched))] = None
    if latin and not text.isdecimal():
        for reading in islice(_readings(text), _MAX_READINGS):
            found[term_of(skeleton(reading))] = None
    found.pop(term, None)
    return list(found)


def switched_texts(text: str) -> list[str]:
    """Return the text as it would read had the other keyboard layout been on."""
    lower = text.lower()
    if any(letter in _RUSSIAN_KEYS for letter in lower):
        return [lower.translate(_TO_LATIN)] if lower.translate(_TO_LATIN).isascii() else []
    if any(letter in _LATIN_KEYS for letter in lower):
        return list(dict.fromkeys(lower.translate(table) for table in (_TO_RUSSIAN, _TO_KAZAKH)))
    return []


def _readings(text: str) -> list[str]:
    pieces: list[tuple[str, ...]] = []
    i = 0
    open_choices = 0
    while i < len(text):
        pair = text[i : i + 2]
        if pair in {"sh", "ch", "zh", "kh", "gh"}:
            pieces.append((pair,))
            i += 2
            continue
        key = pair if pair in _READINGS else text[i]
        choices = _READINGS.get(key, (key,))
        if len(choices) > 1:
            open_choices += 1
            if open_choices > 3:
                choices = choices[:1]
        pieces.append(tuple("ш" if c == "w" else c for c in choices))
        i += len(key)
    return ["".join(each) for each in product(*pieces)]
