"""What narrows a public text down to one person: exact dates, small places, precincts, people.

None of it is personal data by itself; together it can be. Every hit is shown to a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from app.redaction.detectors import find
from app.redaction.findings import LOW, UP, Finding
from app.redaction.numbers import DATE, MONTHS

ISSUES = ("date", "place", "precinct", "person")
_DAYS = (
    re.compile(rf"(?<![0-9]){DATE}", re.IGNORECASE),
    re.compile(rf"(?<![0-9])[0-3]?[0-9][\s-]{{1,2}}{MONTHS}\w*", re.IGNORECASE),
    re.compile(rf"(?<!\w){MONTHS}\s[0-3]?[0-9](?![0-9])", re.IGNORECASE),
)
_PLACES = (
    re.compile(rf"(?<!\w)[{UP}][{UP}{LOW}-]+\s(?:аудан(?:ы|дық)\w{{0,6}}|қала(?:сы|лық)\w{{0,6}})"),
    re.compile(rf"(?<!\w)[{UP}][{LOW}-]+(?:ск\w{{2,3}})\sрайон\w{{0,3}}"),
    re.compile(rf"(?<!\w)(?:г\.|город\w{{0,3}}|район\w{{0,3}})\s?[{UP}][{LOW}-]+"),
    re.compile(r"(?<!\w)(?:(?:city|town|district)\sof\s[A-Z][a-z]+|[A-Z][a-z]+\s(?:district|city))"),
)
_PRECINCT = (
    re.compile(r"(?<!\w)№\s?[0-9]{1,4}[\s-]?(?:\w+\s)?(?:учаске\w{0,8}|участ\w{1,4}|УИК|УСК)", re.IGNORECASE),
    re.compile(r"(?<!\w)[0-9]{1,4}[\s-]{1,2}(?:сайлау\s)?учаске\w{0,8}", re.IGNORECASE),
    re.compile(
        r"(?<!\w)(?:учаске\w{0,8}|участ\w{1,4}|УИК|УСК|precinct|polling\sstation)\s?(?:№|No\.?|"
        r"number)?\s?[0-9]{1,4}(?!\d)",
        re.IGNORECASE,
    ),
)


def narrowing(text: str, places: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Return (issue, words) for everything that narrows the text down, each once.

    `places` are names of districts and towns to look for besides what looks like a place.
    """
    hits = {*_hits(text), *(("place", name) for name in places if _names(text, name))}
    longest = [hit for hit in hits if not any(_is_part(hit, other) for other in hits)]
    return sorted(longest, key=lambda hit: (ISSUES.index(hit[0]), text.find(hit[1])))


def _hits(text: str) -> Iterator[tuple[str, str]]:
    for issue, patterns in (("date", _DAYS), ("place", _PLACES), ("precinct", _PRECINCT)):
        for pattern in patterns:
            for match in pattern.finditer(text):
                yield issue, match[0].strip()
    for each in find(text):
        kind = _issue_of(each)
        if kind:
            yield kind, text[each.start : each.end]


def _is_part(hit: tuple[str, str], other: tuple[str, str]) -> bool:
    return hit != other and hit[0] == other[0] and hit[1] in other[1]


def _issue_of(finding: Finding) -> str | None:
    if finding.kind == "name":
        return "person"
    return "place" if finding.kind in {"settlement", "school", "school_class", "address"} else None


def _names(text: str, name: str) -> bool:
    """Tell whether a place is named, in whatever case: its stem begins a word. A region may be named."""
    stem = name[: max(4, len(name) - 2)] if len(name) > 5 else name
    pattern = rf"(?<!\w){re.escape(stem)}\w*(?!\w|\s(?:облыс|област|region))"
    return re.search(pattern, text, re.IGNORECASE) is not None
