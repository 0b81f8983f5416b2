"""Where a person lives or learns: addresses, school classes, small places."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.redaction.findings import LOW, UP, Finding

_NAME = rf"(?:(?:[{UP}0-9][{UP}{LOW}0-9'’.-]*|би|батыр\w?|хана?|ана|ата)[ \u00a0]?){{1,3}}"
_NUMBER = rf"[0-9]{{1,4}}(?:[ ]?[{UP}{LOW}](?![{UP}{LOW}]))?(?:/[0-9]{{1,4}}\w?)?"
_HOUSE = rf"(?:д\.|дом\w{{0,2}}|үй\w{{0,5}}|№|house)?\s?№?\s?{_NUMBER}(?:[\s-]?(?:үй\w{{0,6}}|дом\w{{0,2}}))?"
_FLAT = (
    r"(?:,?\s?(?:кв\.?|квартир\w{1,2}|пәтер\w{0,6}|пәт\.|apt\.?|flat)\s?№?\s?[0-9]{1,4}|"
    r",?\s?[0-9]{1,4}[\s-]?(?:пәтер\w{0,6}|пәт\.|кв\.?(?!\w)))"
)
_FLAT_ONE = rf"(?:{_FLAT}|,\s?[0-9]{{1,4}}(?!\d))"
_KK_STREET = (
    r"(?:көше(?:сі)?\w{0,7}|көш\.|даңғыл(?:ы)?\w{0,6}|даң\.|бұлвар\w{0,6}|тұйығы\w{0,5}|шағын\s?аудан\w{0,6}|ш/а|м\.\s?а\.|"
    r"мкр\.?)"
)
_RU_STREET = (
    r"(?:ул\.|ул(?=\s)|улиц[аеыу]|улицей|пр\.|пр-т\.?|просп\.|проспект\w{0,2}|бульвар\w{0,2}|б-р\.?|пер\.|переул\w{2,3}|"
    r"мкр\.?|мкрн\.?|микрорайон\w{0,2})"
)
_EN_STREET = r"(?:[Ss]treet|St\.|[Aa]venue|Ave\.|[Mm]icrodistrict|[Ll]ane)"
_WITH_NUMBER = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<!\w){_NAME}\s?{_KK_STREET},?\s?{_HOUSE}{_FLAT_ONE}?",
        rf"(?<!\w)(?i:{_RU_STREET})\s?(?:им(?:ени|\.)\s?)?{_NAME},?\s?{_HOUSE}{_FLAT_ONE}?",
        rf"(?<!\w)[0-9]{{1,4}}\w?,?\s(?:[A-Z][\w'-]+\s){{1,3}}{_EN_STREET}{_FLAT}?",
        rf"(?<!\w)(?:[A-Z][\w'-]+\s){{1,3}}{_EN_STREET},?\s(?:house\s)?{_NUMBER}{_FLAT_ONE}?",
        rf"(?<!\w)(?i:дом\w?|д\.|үй)\s?№?\s?{_NUMBER}{_FLAT}",
        rf"(?<!\w){_NUMBER}[\s-]?үй\w{{0,6}}{_FLAT}",
        rf"(?<!\w)[{UP}][{LOW}]+(?:\s[{UP}][{LOW}]+)?,?\s[0-9]{{1,4}}\w?{_FLAT}",
    )
)
_WITHOUT_NUMBER = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<!\w)(?:[{UP}][{UP}{LOW}.'’-]*\s){{1,2}}{_KK_STREET}(?!\w)",
        rf"(?<!\w)(?i:{_RU_STREET})\s?(?:[{UP}][{UP}{LOW}.'’-]+)(?:\s[{UP}][{LOW}]+)?",
        rf"(?<!\w)(?:[A-Z][\w'-]+\s){{1,2}}{_EN_STREET}(?!\w)",
        r"(?<!\w)(?i:кв\.|квартир\w{1,2}|пәтер\w{0,6}|apt\.?|flat)\s?№?\s?[0-9]{1,4}(?!\d)",
        r"(?<!\w)[0-9]{1,4}[\s-]?(?:пәтер\w{0,6}|пәт\.)",
        r"(?<!\w)(?i:дом|д\.)\s?№?\s?[0-9]{1,4}[а-яa-z]?(?!\w)",
        r"(?<!\w)(?:№\s?)?[0-9]{1,4}[\s-]?үй(?:де|дің|ге|ден)?(?!\w)",
    )
)
_CLASS = (
    re.compile(
        r"(?<!\w)(?:1[0-2]|[1-9])\s?[-–]?\s?[«\"“']?[А-ЯӘҒҚҢӨҰҮІA-Zа-яәғқңөұүі][»\"”']?\s?[-–]?\s?(?:сын(?:ып|ыб)\w{0,8}|класс\w{0,4})"
    ),
    re.compile(
        r"(?<!\w)(?:grade|class|form)\s(?:1[0-2]|[1-9])\s?[-–]?[«\"“']?[A-Za-z](?![A-Za-z])", re.IGNORECASE
    ),
)
_GROUP = (
    re.compile(
        rf"(?<!\w)(?:групп\w{{1,3}}|group)\s№?\s?[{UP}]{{1,6}}[ -]?[0-9]{{1,4}}(?:[-/][0-9{UP}]{{1,4}})*",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<!\w)[{UP}]{{1,6}}[ -]?[0-9]{{1,4}}(?:[-/][0-9{UP}]{{1,4}})*\s?"
        r"(?:тоб(?:ы|ын)\w{0,6}|топ(?:та|тың)?)(?!\w)"
    ),
)
_INSTITUTION = (
    r"(?:мектеп\w{0,6}|мектеб\w{0,6}|школ\w{0,4}|гимнази\w{0,6}|лице\w{0,6}|колледж\w{0,6}|балабақша\w{0,5}|"
    r"детсад\w{0,2}|school)"
)
_SCHOOL = (
    re.compile(rf"(?<!\w)№\s?[0-9]{{1,3}}[\s-]{{0,2}}(?:\w+\s)?{_INSTITUTION}"),
    re.compile(rf"(?<!\w)[0-9]{{1,3}}[\s-]{{1,2}}{_INSTITUTION}"),
    re.compile(rf"(?<!\w){_INSTITUTION}(?:-\w+)?\s(?:№|No\.?|N)?\s?[0-9]{{1,3}}(?!\d)", re.IGNORECASE),
    re.compile(rf"(?<!\w)(?:[{UP}][{LOW}.]+\s){{1,2}}атындағы(?:\s[\w-]+){{0,2}}"),
    re.compile(rf"(?<!\w){_INSTITUTION}\sим(?:ени|\.)\s?(?:[{UP}]\.\s?)?[{UP}][{LOW}]+", re.IGNORECASE),
)
_SETTLEMENT = (
    re.compile(
        rf"(?<!\w)[{UP}][{UP}{LOW}-]+\s(?:ауыл(?:ы|дық\sокруг)\w{{0,8}}|кент(?:і)\w{{0,6}}|село|аул)(?!\w)"
    ),
    re.compile(
        rf"(?<!\w)(?i:с\.|село|сел[еау]|аул\w?|пос\.|пос[её]л\w{{2,3}}|п\.|village(?:\sof)?)\s?[{UP}][{LOW}-]+(?:\s[{UP}][{LOW}]+)?"
    ),
    re.compile(r"(?<!\w)[A-Z][a-z]+\svillage(?!\w)"),
)


def find_addresses(text: str) -> Iterator[Finding]:
    """Yield addresses: certain with a house number, otherwise only shown."""
    for pattern in _WITH_NUMBER:
        for match in pattern.finditer(text):
            yield Finding(*_trimmed(match), "address", certain=True)
    for pattern in _WITHOUT_NUMBER:
        for match in pattern.finditer(text):
            yield Finding(*_trimmed(match), "address", certain=False)


def find_schools(text: str) -> Iterator[Finding]:
    """Yield a pupil's class (certain), then groups and institutions, which are only shown."""
    for pattern in _CLASS:
        for match in pattern.finditer(text):
            yield Finding(*match.span(), "school_class", certain=True)
    for pattern in _GROUP:
        for match in pattern.finditer(text):
            yield Finding(*match.span(), "school_class", certain=False)
    for pattern in _SCHOOL:
        for match in pattern.finditer(text):
            yield Finding(*match.span(), "school", certain=False)


def find_settlements(text: str) -> Iterator[Finding]:
    """Yield villages: with a rare fact they name a person."""
    for pattern in _SETTLEMENT:
        for match in pattern.finditer(text):
            yield Finding(*match.span(), "settlement", certain=False)


def _trimmed(match: re.Match[str]) -> tuple[int, int]:
    return match.start(), match.start() + len(match[0].rstrip(" ,\u00a0"))
