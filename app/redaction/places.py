"""Where a person lives: addresses and small places."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.redaction.findings import LOW, UP, Finding
from app.redaction.numbers import MONTHS

_LOWER = r"би|бия|батыр\w?|хана?|ана|ата|жолы|аль|әл|сал|ақын|жырау|баба|атындағы|лет|года|жылдығы"
# Words with a space between them and of a bounded length: a pattern that may cut one long word anywhere
# takes time with the fourth power of its length.
_PART = rf"(?:(?:(?:аль|әл|ал)-)?[{UP}0-9][{UP}{LOW}0-9'’.-]{{0,30}}|(?:{_LOWER})(?!\w))"
_NAME = rf"{_PART}(?: {_PART}){{0,3}}"
_NUMBER = rf"[0-9]{{1,4}}(?:[ ]?[{UP}{LOW}](?![{UP}{LOW}]))?(?:/[0-9]{{1,4}}\w?)?"
_HOUSE = (
    rf"(?:д\.|дом\w{{0,2}}|үй\w{{0,5}}|№|house|строение|"
    rf"корпус)?\s?№?\s?{_NUMBER}(?:[\s-]?(?:үй\w{{0,6}}|дом\w{{0,2}}))?"
    r"(?:,?\s?(?:корп\.?|корпус|блок|подъезд)\s?[0-9]{1,2})?"
)
_FLAT = (
    r"(?:,?\s?(?:кв\.?|квартир\w{1,2}|пәтер\w{0,6}|пәт\.|apt\.?|flat)\s?№?\s?[0-9]{1,4}|"
    r",?\s?[0-9]{1,4}[\s-]?(?:пәтер\w{0,6}|пәт\.?(?!\w)|кв\.?(?!\w)|квартир\w{1,2}|бөлме\w{0,4}|"
    r"комнат\w{1,2})|"
    r",?\s?(?:бөлме|комнат\w|ком\.|офис)\s?№?\s?[0-9]{1,4})"
)
_FLAT_ONE = rf"(?:{_FLAT}|(?:,\s?|\s?-\s?)[0-9]{{1,4}}(?![\d.]))"
_KK_STREET = (
    r"(?:көше(?:сі)?\w{0,9}|көш\.?(?!\w)|даңғыл(?:ы)?\w{0,6}|даң\.|бұлвар\w{0,6}|тұйығы\w{0,5}|"
    r"(?:шағын|ықшам)\s?аудан\w{0,6}|ш/а|м\.\s?а\.|м/а|мкр\.?|мөлтек\s?аудан\w{0,5}|koshesi|kóshesi|"
    r"микрорайон\w{0,2}|ул\.)"
)
_RU_STREET = (
    r"(?:ул\.|ул(?=\s)|улиц[аеыу]|улицей|пр\.|пр-т\.?|пр-кт\.?|просп\.|проспект\w{0,2}|"
    r"бульвар\w{0,2}|б-р\.?|пер\.|переул\w{2,3}|"
    r"мкр\.?|мкрн\.?|мкр-н\.?|м-н|микрорайон\w{0,2}|шоссе|тупик|проезд\w?|квартал\w?)"
)
_EN_STREET = r"(?:[Ss]treet|St\.|[Aa]venue|Ave\.|[Mm]icrodistrict|[Ll]ane)"
_WITH_NUMBER = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<!\w){_NAME}\s?{_KK_STREET},?\s?{_HOUSE}{_FLAT_ONE}?",
        rf"(?<!\w)(?i:{_RU_STREET})\s?(?:им(?:ени|\.)\s?)?{_NAME},?\s?{_HOUSE}{_FLAT_ONE}?",
        rf"(?<!\w)[0-9]{{1,4}}\w?,?\s(?:[A-Z][\w'-]+\s){{1,3}}{_EN_STREET}{_FLAT}?",
        rf"(?<!\w)(?:[A-Z][\w'-]+\s){{1,3}}{_EN_STREET},?\s(?:house\s)?{_NUMBER}{_FLAT_ONE}?",
        rf"(?<!\w)(?i:дом\w{{0,2}}|д\.|үй)\s?№?\s?{_NUMBER}\s(?:по\s)?(?i:{_RU_STREET}|улице)\s?{_NAME}",
        (
            rf"(?<!\w)[0-9]{{1,2}}-?\w{{0,2}}\s?(?i:мкр\w{{0,2}}\.?|микрорайон\w{{0,2}}|"
            rf"шағын\s?аудан\w{{0,5}}),?\s?{_HOUSE}{_FLAT_ONE}?"
        ),
        rf"(?<!\w)(?i:{_RU_STREET})\s?{_NAME},?\s?{_NUMBER}\s(?:дом|үй)\w{{0,3}}{_FLAT_ONE}?",
        (
            rf"(?<!\w)(?:[{UP}][{LOW}-]+\s(?:{_LOWER})|"
            rf"[{UP}][{LOW}-]+(?:\s[{UP}][{LOW}-]+)?)\s{_NUMBER}[\s-]?үй\w{{0,5}}(?:{_FLAT})?"
        ),
        (
            r"(?<!\w)(?i:общежити\w{1,2}|общаг\w{1,2}|"
            r"жатақхана\w{0,6})\s?(?:№\s?)?[0-9]{1,3},?\s(?:комнат\w{1,2}|бөлме\w{0,3}|ком\.)?\s?"
            r"(?:№\s?)?[0-9]{1,4}(?:[\s-]бөлме\w{0,3})?"
        ),
        rf"(?<!\w)(?i:дом\w?|д\.|үй)\s?№?\s?{_NUMBER}{_FLAT}",
        rf"(?<!\w){_NUMBER}[\s-]?үй\w{{0,6}}{_FLAT}",
        (
            rf"(?<!\w)[{UP}][{LOW}-]+(?:\s(?:[{UP}][{LOW}]+|"
            rf"{_LOWER}))?,?\s[0-9]{{1,4}}\w?(?:/[0-9]{{1,3}})?{_FLAT}"
        ),
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
_CITY = re.compile(
    rf"(?<!\w)(?:(?:г\.|город\w?)\s?[{UP}][{LOW}-]+|[{UP}][{LOW}-]+\s(?:қ\.|қаласы)|(?:Түркістан|"
    rf"Туркестан|Шымкент|Кентау|Алматы|Астана))"
    r"(?:,?\s)$"
)
# "Жібек жолы 7-15" is an address only where somebody says that they live there.
_BARE = (
    rf"(?:[{UP}][{LOW}’-]+(?:\s(?:[{UP}][{LOW}’-]+|{_LOWER})){{0,2}},?\s[0-9]{{1,3}}[а-яa-z]?"
    rf"(?:(?:/|-|,\s?)[0-9]{{1,4}}[а-яa-z]?)?)(?![\d.:]|\s(?:жыл|год|лет|жас|бап|числ|{MONTHS}))"
)
_HOME_WORDS = (
    r"(?:пропис\w{1,6}|адрес\w{0,4}|прожива\w{1,4}|живу|живём|живет|живёт|мекенжай\w{0,5}|"
    r"мекен-жай\w{0,5}|тіркеу\w{0,5}|"
    r"тіркелген\w{0,5}|тұрам\w{0,4}|тұратын|address|live|registered)"
)
_NEAR_HOME = (
    re.compile(
        rf"(?<!\w)(?i:{_HOME_WORDS})[\s:,–—-]{{1,4}}(?:в\s|на\s|по\s|at\s|is\s|жерім\s|"
        rf"мой\s)?(?P<value>{_BARE})"
    ),
    re.compile(
        rf"(?<!\w)(?P<value>{_BARE})[\s,)–—-]{{1,4}}(?:это\s|моя\s|мой\s|менің\s|деген\s)?(?i:{_HOME_WORDS})"
    ),
)
_SETTLEMENT = (
    re.compile(
        rf"(?<!\w)[{UP}][{UP}{LOW}-]+\s(?:ауыл(?:ы|дық\sокруг)\w{{0,8}}|кент(?:і)\w{{0,6}}|село|аул)(?!\w)"
    ),
    re.compile(
        rf"(?<!\w)(?i:с\.|село|сел[еау]|аул\w?|пос\.|пос[её]л\w{{2,3}}|п\.|"
        rf"village(?:\sof)?)\s?[{UP}][{LOW}-]+(?:\s[{UP}][{LOW}]+)?"
    ),
    re.compile(r"(?<!\w)[A-Z][a-z]+\svillage(?!\w)"),
)


def find_addresses(text: str) -> Iterator[Finding]:
    """Yield addresses: certain with a house number, otherwise only shown."""
    for pattern in _WITH_NUMBER:
        for match in pattern.finditer(text):
            start, end = _trimmed(match)
            yield Finding(_with_city(text, start), end, "address", certain=True)
    for pattern in _NEAR_HOME:
        for match in pattern.finditer(text):
            yield Finding(*match.span("value"), "address", certain=False)
    for pattern in _WITHOUT_NUMBER:
        for match in pattern.finditer(text):
            yield Finding(*_trimmed(match), "address", certain=False)


def find_settlements(text: str) -> Iterator[Finding]:
    """Yield villages: with a rare fact they name a person."""
    for pattern in _SETTLEMENT:
        for match in pattern.finditer(text):
            yield Finding(*match.span(), "settlement", certain=False)


def _with_city(text: str, start: int) -> int:
    """Take the town before a street along: г. Туркестан, ул. Абая 12."""
    city = _CITY.search(text, max(0, start - 40), start)
    return city.start() if city else start


def _trimmed(match: re.Match[str]) -> tuple[int, int]:
    return match.start(), match.start() + len(match[0].rstrip(" ,\u00a0"))
