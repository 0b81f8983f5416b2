"""A light stemmer for Kazakh nouns that works in the skeleton alphabet and needs no lexicon.

The longest matching ending is taken off again and again, so the stem of a word and of the word with one
more ending are the same even where the stem is not the one a dictionary has. Endings of verbs and of word
formation stay on: taking them off was measured and made search worse.
"""

from __future__ import annotations

from functools import lru_cache

VOWELS = frozenset("aeiou")
MIN_STEM = 3
MAX_ROUNDS = 8

# ending: the letters it may follow (empty: any letter)
_ENDINGS: dict[str, frozenset[str]] = {}


def _add(endings: str, after: str = "") -> None:
    _ENDINGS.update(dict.fromkeys(endings.split(), frozenset(after)))


_add("lar ler dar der tar ter")
_add("nin din tin ni di ti ga ge ka ke da de ta te nda nde")
_add("na ne", after="i")
_add("a e", after="mn")
_add("dan den tan ten nan nen men ben pen")
_add("dagi degi tagi tegi ndagi ndegi")
_add("i si in sin im imiz miz iniz niz")
_LONGEST = max(map(len, _ENDINGS))


@lru_cache(maxsize=65536)
def stem(bones: str) -> str:
    """Return the stem of a word given in the skeleton alphabet."""
    for _ in range(MAX_ROUNDS):
        shorter = _without_ending(bones)
        if shorter == bones:
            break
        bones = shorter
    return _root(bones)


def _without_ending(bones: str) -> str:
    for length in range(min(_LONGEST, len(bones) - MIN_STEM), 0, -1):
        ending = bones[-length:]
        after = _ENDINGS.get(ending)
        if after is None:
            continue
        rest = bones[:-length]
        if after and rest[-1] not in after:
            continue
        if not VOWELS.intersection(rest):
            continue
        if "a" in ending and _last_vowel(rest) == "e":
            continue
        return rest
    return bones


def _last_vowel(bones: str) -> str:
    return next((letter for letter in reversed(bones) if letter in VOWELS), "")


def _root(bones: str) -> str:
    if bones[-1:] == "b":
        bones = bones[:-1] + "p"
    elif bones[-1:] == "g":
        bones = bones[:-1] + "k"
    if len(bones) > 3 and bones[-2] == "i" and bones[-1] not in VOWELS and bones[-3] not in VOWELS:
        bones = bones[:-2] + bones[-1]
    return bones


def rules() -> list[tuple[str, str]]:
    """Return every rule in one comparable form."""
    return sorted((ending, "".join(sorted(after))) for ending, after in _ENDINGS.items())
