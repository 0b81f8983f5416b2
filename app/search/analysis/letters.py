"""From what people type to one small alphabet, so that a keyboard never decides what is found.

Kazakh in Cyrillic, on a Russian keyboard, in the official Latin letters, in everyday Latin letters and
with look-alikes from the other script all become the same word of small ASCII letters: its *skeleton*.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

WORD = re.compile(r"[^\W_]+")
MAX_WORD = 48

_APOSTROPHES = "'`´ʹʻʼʽˈ‘’‛′＇"
_UNSPOKEN = {"Mn", "Cs"}
# Everything but plain Latin, Greek and Cyrillic letters and punctuation: only there can marks hide.
_UNUSUAL = re.compile(
    "[^\\x00-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e\u2070-\u20cf\u2100-\u214f]"
)
_JOINERS = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff" + _APOSTROPHES))

_CYRILLIC = {
    **dict.fromkeys("аәӓ", "a"),
    "б": "b",
    "в": "v",
    **dict.fromkeys("гғґ", "g"),
    "д": "d",
    **dict.fromkeys("еёэєҽ", "e"),
    "ж": "j",
    "җ": "j",
    "з": "z",
    **dict.fromkeys("иійыїӣ", "i"),
    **dict.fromkeys("кқҝ", "k"),
    "л": "l",
    "м": "m",
    **dict.fromkeys("нңҥ", "n"),
    **dict.fromkeys("оөӧ", "o"),
    "п": "p",
    "р": "r",
    "с": "s",
    "т": "t",
    **dict.fromkeys("уұүўӯ", "u"),
    "ф": "f",
    **dict.fromkeys("хһҳ", "h"),
    "ц": "ts",
    "ч": "4",
    "ҷ": "4",
    **dict.fromkeys("шщ", "w"),
    **dict.fromkeys("ъь", ""),
    "ю": "iu",
    "я": "ia",
    "ј": "j",
}
_LATIN = {
    **{letter: letter for letter in "abcdefgijklmnoprstuvz"},
    **dict.fromkeys("äáàâãåāəɵæ", "a"),
    "ɵ": "o",
    **dict.fromkeys("öóòôõōø", "o"),
    **dict.fromkeys("üúùûūýŭůw", "u"),
    **dict.fromkeys("ğǵĝġ", "g"),
    **dict.fromkeys("ñńň", "n"),
    **dict.fromkeys("ıíìîïyÿ", "i"),
    **dict.fromkeys("éèêëē", "e"),
    "q": "k",
    "x": "h",
    "h": "h",
    **dict.fromkeys("şšśș", "w"),
    **dict.fromkeys("çčć", "4"),
    "ž": "j",
    "ß": "s",
}
# In a Cyrillic word a Latin letter is there for its shape, not for its sound.
_LATIN_SHAPES = {"c": "s", "p": "r", "x": "h", "y": "u", "w": "w", "n": "n", "h": "h"}
_CYRILLIC_SHAPES = {"с": "c", "р": "p", "х": "x", "у": "y", "ѕ": "s", "һ": "h", "і": "i", "ј": "j", "қ": "k"}
_DIGRAPHS = re.compile("shch|sch|sh|ch|zh|kh|gh")
_DIGRAPH_LETTER = {"shch": "w", "sch": "w", "sh": "w", "ch": "4", "zh": "j", "kh": "h", "gh": "g"}
_RUNS = re.compile("i{2,}|u{2,}")

_IN_CYRILLIC = str.maketrans({**_LATIN, **_CYRILLIC, **_LATIN_SHAPES})
_IN_LATIN = str.maketrans({**_CYRILLIC, **_LATIN})
_TO_LATIN_SHAPES = str.maketrans(_CYRILLIC_SHAPES)
_CYRILLIC_LETTER = re.compile("[\u0400-\u052f]")
_LATIN_LETTER = re.compile("[a-z\u00df-\u024fəɵ]")


def normalise(text: str) -> str:
    """Return the text in one Unicode form and case, without stress marks, apostrophes, invisible signs."""
    text = unicodedata.normalize("NFKC", text).casefold().translate(_JOINERS)
    if not _UNUSUAL.search(text):
        return text
    text = unicodedata.normalize("NFC", text)
    return "".join(c for c in text if unicodedata.category(c) not in _UNSPOKEN)


def words(text: str) -> list[str]:
    """Return the runs of letters and digits of a normalised text, over-long ones cut."""
    return [word[:MAX_WORD] for word in WORD.findall(text)]


@lru_cache(maxsize=65536)
def skeleton(word: str) -> str:
    """Return one normalised word in the skeleton alphabet; letters outside it stay as they are."""
    cyrillic = len(_CYRILLIC_LETTER.findall(word))
    latin = len(_LATIN_LETTER.findall(word))
    if cyrillic and cyrillic >= latin:
        bones = word.translate(_IN_CYRILLIC)
    else:
        if cyrillic:
            word = word.translate(_TO_LATIN_SHAPES)
        # Single letters first: the pairs write `w`, which by itself is another letter's Latin spelling.
        bones = _DIGRAPHS.sub(lambda found: _DIGRAPH_LETTER[found.group()], word.translate(_IN_LATIN))
    return _RUNS.sub(lambda found: found.group()[0], bones) or word


def rules() -> list[tuple[str, str]]:
    """Return every letter's skeleton in one comparable form."""
    tables = (_CYRILLIC, _LATIN, _LATIN_SHAPES, _CYRILLIC_SHAPES, _DIGRAPH_LETTER)
    return [pair for table in tables for pair in sorted(table.items())]
