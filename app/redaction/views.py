"""A text as the detectors read it: one kind of digit, space and hyphen; nothing invisible; no look-alikes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_SPACES = dict.fromkeys(
    map(ord, "\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000"), " "
)
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2212\ufe58\ufe63\uff0d"), "-")
_SIGNS = {ord("＠"): "@", ord("＋"): "+", ord("．"): ".", ord("ʼ"): "’"}
_TABLE = {**_SPACES, **_DASHES, **_SIGNS}
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u180e]")
# Letters that stand for digits: 8 7O1 222 33 44, 87O1, 7l1.
_ZERO = re.compile(r"(?<=[0-9])[OoОо]{1,3}(?=[ -]?[0-9])")
_ONE = re.compile(r"(?<=[0-9])[lI|]{1,2}(?=[ -]?[0-9])")
_UUID = re.compile(r"(?<![0-9A-Za-z])[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![0-9A-Za-z])")
_HEX = re.compile(
    r"(?<![0-9A-Za-z])(?=[0-9a-f]{0,63}[a-f])(?=[a-f]{0,63}[0-9])[0-9a-f]{16,64}(?![0-9A-Za-z])"
)


@dataclass(frozen=True)
class View:
    """`text` with the place of each of its characters in the original."""

    text: str
    places: list[int] | None

    def back(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of the view stands in the original."""
        if self.places is None:
            return start, end
        return self.places[start], self.places[end - 1] + 1


def view_of(text: str) -> View:
    """Return the text as detectors read it. Identifiers of machines become x: they are nobody's."""
    places = None
    if _UNSEEN.search(text):
        places = [place for place, mark in enumerate(text) if not _UNSEEN.match(mark)]
        text = "".join(text[place] for place in places)
    text = text.translate(_TABLE)
    if not text.isascii():
        text = "".join(_digit(mark) for mark in text)
    for pattern, sign in ((_ZERO, "0"), (_ONE, "1"), (_UUID, "x"), (_HEX, "x")):
        text = pattern.sub(lambda match, sign=sign: sign * len(match[0]), text)  # type: ignore[misc]
    return View(text, places)


def _digit(mark: str) -> str:
    return str(unicodedata.digit(mark)) if mark.isdecimal() and not mark.isascii() else mark
