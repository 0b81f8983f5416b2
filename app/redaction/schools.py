"""Where a person learns: school classes, groups, schools and universities."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.redaction.findings import LOW, UP, Finding

_CLASS = (
    re.compile(
        r"(?<!\w)(?:1[0-2]|"
        r"[1-9])\s?[-–]?\s?[«\"“']?[А-ЯӘҒҚҢӨҰҮІA-Zа-яәғқңөұүі][»\"”']?\s?[-–]?\s?(?:сын(?:ып|"
        r"ыб)\w{0,8}|класс\w{0,4})"
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
_ACRONYM = (
    r"(?:ЮКУ|ЮКГУ|ОҚУ|ОҚМУ|КазНУ|ҚазҰУ|ЕНУ|ЕҰУ|МКТУ|ХҚТУ|КБТУ|ҚБТУ|КИМЭП|КазНПУ|ҚазҰПУ|КазНТУ|"
    r"ҚазҰТУ|КазГЮУ|СДУ|ЮКМА|ОҚМА|ҚазҰМУ|"
    r"КазНМУ|Satbayev University|SDU|KBTU|KIMEP|AlmaU|AITU|ENU|KazNU|NU)"
)
_SCHOOL = (
    re.compile(rf"(?<!\w)№\s?[0-9]{{1,3}}[\s-]{{0,2}}(?:\w+\s)?{_INSTITUTION}"),
    re.compile(rf"(?<!\w)[0-9]{{1,3}}[\s-]{{1,2}}{_INSTITUTION}"),
    re.compile(rf"(?<!\w){_INSTITUTION}(?:-\w+)?\s(?:№|No\.?|N)?\s?[0-9]{{1,3}}(?!\d)", re.IGNORECASE),
    re.compile(rf"(?<!\w)(?:[{UP}][{LOW}.]+\s){{1,2}}атындағы\s(?:[\w№-]+\s){{0,2}}?{_INSTITUTION}"),
    re.compile(rf"(?<!\w){_INSTITUTION}\sим(?:ени|\.)\s?(?:[{UP}]\.\s?)?[{UP}][{LOW}]+", re.IGNORECASE),
    re.compile(
        rf"(?<!\w)(?i:университет\w{{0,3}}|институт\w{{0,3}}|академи\w{{1,2}}|колледж\w{{0,2}}|"
        rf"лице\w{{1,2}}|гимнази\w{{1,2}}|"
        rf"балабақша\w{{0,5}}|детс\w{{0,5}}(?:\sсад\w{{0,2}})?)\s(?:им(?:ени|"
        rf"\.)\s?)?(?:№\s?[0-9]{{1,3}}|[«\"]?(?:аль-|әл-)?[{UP}][\w.-]+[»\"]?"
        rf"(?:\s[{UP}][\w-]+[»\"]?)?)"
    ),
    re.compile(
        rf"(?<!\w)(?:[{UP}][\w’-]+\s){{1,3}}(?:атындағы\s)?(?:университет|институт|академия|колледж|"
        rf"лицей|гимназия)\w{{0,6}}"
    ),
    re.compile(rf"(?<!\w){_ACRONYM}(?:\sим(?:ени|\.)\s?(?:аль-)?[{UP}][\w.-]+)?(?!\w)"),
)


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
