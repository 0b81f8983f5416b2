"""A light stemmer for Kazakh nouns that works in the skeleton alphabet and needs no dictionary.

The longest matching ending is taken off again and again, so the stem of a word and of the word with one
more ending are the same even where the stem is not the one a dictionary has. Each ending knows the letters
it may follow: that is how Kazakh chooses between -лар, -дар and -тар. Endings of verbs and of word formation
stay on: taking them off was measured and made search worse.
"""

from __future__ import annotations

from functools import lru_cache

from app.search.analysis.letters import skeleton

VOWELS = frozenset("aeiou")
MIN_STEM = 3

# Words of elections and law: nothing inside them is taken for an ending, short ones may stand alone.
_KEPT = """
дауыс сайлау учаске участок бюллетень құқық куәлік құжат азамат кандидат депутат студент үгіт уақыт міндет
сурет кабина төраға мүше жас заң бап сот тізім мерзім комиссия хаттама шағым өтініш ұйым үй
"""
KEPT = frozenset(skeleton(word) for word in _KEPT.split())

_VOICED = "aeioulmnrjzv"
_VOICELESS = "ptkfshw4cbgvd"  # б, г, в, д end borrowed words and sound voiceless there
# ending: the letters it may follow (empty: any letter)
_ENDINGS: dict[str, frozenset[str]] = {}


def _add(endings: str, after: str = "") -> None:
    _ENDINGS.update(dict.fromkeys(endings.split(), frozenset(after)))


_add("lar ler", "aeiour")
_add("dar der", "lmnjz")
_add("tar ter", _VOICELESS)
_add("nin", "aeioumn")
_add("din", "lrjziu")
_add("tin", _VOICELESS)
_add("ni", "aeiou")
_add("di", "lrjziumn")
_add("ti", _VOICELESS)
_add("ga ge", _VOICED)
_add("ka ke", _VOICELESS)
_add("na ne nda nde", "i")
_add("a e", "mn")
_add("da de", _VOICED)
_add("ta te", _VOICELESS)
_add("dan den", "lrjzvaeiou")
_add("tan ten", _VOICELESS)
_add("nan nen", "mni")
_add("men", "lmnraeiou")
_add("ben", "jzmn")
_add("pen", _VOICELESS)
_add("dagi degi", _VOICED)
_add("tagi tegi", _VOICELESS)
_add("ndagi ndegi", "i")
_add("si sin miz niz", "aeiou")
_add("i in im imiz iniz")
_LONGEST = max(map(len, _ENDINGS))
# "My" looks like the end of many short nouns (білім, бөлім, қысым): it needs a longer stem.
_LONG_STEM = {"im": 4}


@lru_cache(maxsize=65536)
def stem(bones: str) -> str:
    """Return the stem of a word given in the skeleton alphabet; the stem of a stem is the stem."""
    kept = _kept_beginning(bones)
    while (shorter := _without_ending(bones, kept)) != bones:
        bones = shorter
    root = _root(bones)
    return root if root == bones else stem(root)


def _kept_beginning(bones: str) -> str:
    longest = min(len(bones), _LONGEST_KEPT)
    return next((bones[:n] for n in range(longest, 1, -1) if bones[:n] in KEPT), "")


def _without_ending(bones: str, kept: str) -> str:
    for length in range(min(_LONGEST, len(bones) - 1), 0, -1):
        ending, rest = bones[-length:], bones[:-length]
        if len(rest) < len(kept):
            continue
        if rest == kept and ending == "m" and rest[-1] in VOWELS:
            return rest
        after = _ENDINGS.get(ending)
        if after is None or (after and rest[-1] not in after):
            continue
        if rest != kept and len(rest) < _LONG_STEM.get(ending, MIN_STEM):
            continue
        if not VOWELS.intersection(rest) or ("a" in ending and _last_vowel(rest) == "e"):
            continue
        return rest
    return bones


def _last_vowel(bones: str) -> str:
    return next((letter for letter in reversed(bones) if letter in VOWELS), "")


def _root(bones: str) -> str:
    """Undo what an ending with a vowel does to the stem: кітабы, құқығы, халқы."""
    if bones[-1:] == "b":
        bones = bones[:-1] + "p"
    elif bones[-1:] == "g":
        bones = bones[:-1] + "k"
    between = bones[-3:-2] + bones[-1:]
    if len(bones) > MIN_STEM and bones[-2] == "i" and not VOWELS.intersection(between):
        shorter = bones[:-2] + bones[-1]
        return shorter if VOWELS.intersection(shorter) else bones  # an only vowel stays: клип
    return bones


_LONGEST_KEPT = max(map(len, KEPT))


def rules() -> list[tuple[str, str]]:
    """Return every rule in one comparable form."""
    endings = [(ending, "".join(sorted(after))) for ending, after in _ENDINGS.items()]
    return sorted([*endings, *((kept, "kept") for kept in KEPT)])
