"""Names of people. Certain with a patronymic or when somebody introduces themselves; otherwise only shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.redaction import patronymics
from app.redaction.common_words import NOT_NAME_STEMS, NOT_NAMES
from app.redaction.figures import is_called_so, is_known
from app.redaction.findings import LOW, UP, Finding
from app.redaction.given_names import is_given_name

_LETTER = f"[{UP}{LOW}]"
_WORD = rf"[{UP}][{LOW}'’]+(?:-[{UP}]?[{LOW}]+)?"
_EDGE, _END = rf"(?<![{UP}{LOW}0-9@])", rf"(?![{UP}{LOW}])"
_WORDS_BEFORE = re.compile(rf"(?:{_EDGE}(?:{_WORD}|[{UP}]\.) ?){{1,2}}$")
_SMALL_BEFORE = re.compile(rf"{_EDGE}([{LOW}]{{3,20}}) $")
_SMALL_TWO_BEFORE = re.compile(rf"{_EDGE}([{LOW}]{{3,20}}) [{LOW}]{{3,20}} $")
_CAPS_BEFORE = re.compile(rf"(?:{_EDGE}[{UP}]{{2,}} ){{1,2}}$")
_CAPS_AFTER = re.compile(rf" [{UP}]{{2,}}(?:ОВ|ЕВ|ИН|ОВА|ЕВА|ИНА|ОВОЙ|ЕВОЙ|ИНОЙ|БАЙ|БЕК){_END}")
# "Ask Aidos Serikuly": of two Latin words before, the first is a surname only when it ends like one.
_LATIN_OPENING = re.compile(
    r"(?![A-Z][a-z]+(?:ov|ev|in|ova|eva|ina|bay|bek|uly) )[A-Z][a-z]+ (?=[A-Z][a-z]+ )"
)
_WORD_BEFORE = re.compile(rf"{_EDGE}{_WORD} $")
_WORDS_AFTER = re.compile(rf" {_WORD}{_END}")
_ASIDE = r"[ \t]{0,2}[:—–-]?[ \t]{0,2}"
_INTRODUCED = re.compile(
    rf"(?<!\w)(?:[Мм]еня\s+зовут|[Мм]о[её]\s+имя|[Зз]овут\s+меня|[Мм]енің\s+(?:атым|есімім)|[Аа]тым|"
    rf"[Ее]сімім|"
    rf"[Аа]ты-?жөн\w*|Ф\.?И\.?О\.?|[Фф]ио|[Аа]вы?тор|[Тт]егі[мң]?|[Фф]амили[яю]|[Mm]y\s+name\s+is|"
    rf"[Mm]y\s+name's|"
    rf"I\s+am\s+called|[Mm]enin\s+aty[mn]|[Mm]eni[nń]\s+esimim|[Аа]тымыз|[Ээ]то\s+я,|[Ss]urname|[Tt]egim)"
    rf"{_ASIDE}(?P<value>{_WORD}(?: {_WORD}){{0,2}})"
)
_CALLED = re.compile(
    rf"(?<!\w)(?:зовут|имя|аты|есімі|аттары|атты|named?|"
    rf"called){_ASIDE}(?P<value>{_WORD}(?: {_WORD}){{0,2}}){_END}"
)
_INTRODUCED_SMALL = re.compile(
    rf"(?<!\w)(?:(?P<who>меня\s+зовут|менің\s+атым|my\s+name\s+is|menin\s+atym)|"
    rf"атым)[ \t]{{1,2}}(?P<value>[{LOW}]{{3,}}){_END}",
    re.IGNORECASE,
)
_SURNAME_ENDING = (
    r"(?:[оеё]в|ин|ын)(?:а|у|ой|ым|ом|е|ы|ых|ға|ге|қа|ке|тің|тың|ның|нің|ты|ті|ды|ді|пен|пын|пін|"
    r"мын|мін|тан|тен|та|те|нен|нан)?|"
    r"(?:[оеё]в|ин)а(?:ның|ны|ға|дан|мен|мын|да|сың)?|енко|(?:бай|бек|ғали|гали|хан|жан)(?:тың|тің|"
    r"дың|ны|ды|ға|ке|ов)?"
)
_FAMILY = re.compile(rf"[{LOW}](?:{_SURNAME_ENDING})$")
_POLISH_ENDING = r"ск(?:ий|ая|ого|ому|ой)"
_FULL = (
    re.compile(rf"{_EDGE}{_WORD} [{UP}][{LOW}]{{2,}}(?:{_SURNAME_ENDING}|{_POLISH_ENDING}){_END}"),
    re.compile(rf"{_EDGE}[{UP}][{LOW}]{{2,}}(?:{_SURNAME_ENDING}) {_WORD}{_END}"),
    re.compile(rf"{_EDGE}[A-Z][a-z]+ [A-Z][a-z]{{2,}}(?:ov|ova|ev|eva|yev|yeva|bay|bek|bayev|in|ina){_END}"),
)
_PAIR = re.compile(rf"{_EDGE}(?=(?P<value>(?P<first>{_WORD}) (?P<second>{_WORD}))){_WORD}{_END}")
_INITIALS = (
    re.compile(rf"{_EDGE}[{UP}]\. ?(?:[{UP}]\. ?)?{_WORD}{_END}"),
    re.compile(rf"{_EDGE}{_WORD} [{UP}]\. ?(?:[{UP}]\.(?!\w)|(?={_WORD}))(?: ?{_WORD})?"),
    re.compile(rf"{_EDGE}{_WORD} [{UP}]\.(?=[\s,;)]*(?:[{LOW}]|$))"),
)
_ROLE = re.compile(
    r"(?<!\w)(?i:(?:зам)?директор\w{0,6}|завуч\w{0,3}|декан\w{0,6}|(?:про)?ректор\w{0,6}|"
    r"куратор\w{0,4}|мұғалім\w{0,6}|"
    r"учител\w{1,6}|преподавател\w{1,4}|препод\w{0,3}|оқытушы\w{0,6}|жетекші\w{0,5}|"
    r"руководител\w{1,4}|председател\w{1,4}|"
    r"төраға\w{0,5}|төрайым\w{0,5}|бастығы\w{0,4}|начальник\w{0,3}|комендант\w{0,4}|әкімі?\w{0,4}|"
    r"аким\w{0,3}|полицейск\w{2,4}|"
    r"учаскелік\w{0,4}|участков\w{2,3}|староста\w{0,3}|тәрбиеші\w{0,5}|дәрігер\w{0,5}|врач\w{0,2}|"
    r"сосед\w{0,4}|көрші\w{0,5}|мама|"
    r"отец|брат\w{0,2}|сестр\w{1,2}|анам|әкем|ағам|інім|апкем|әпкем|қарындасым|сіңлім|досым|"
    r"друг\w{0,2}|подруг\w{1,2}|подружк\w|"
    r"наблюдател\w{1,4}|байқаушы\w{0,5}|воспитател\w{1,5}|тренер\w{0,3}|сержант\w{0,3}|"
    r"капитан\w{0,3}|майор\w{0,3}|"
    r"teacher|dean|director|principal|head|officer|brother|sister|friend|curator|neighbour|"
    r"observer),?\s(?:деген\s)?"
    rf"(?P<value>{_WORD}(?: {_WORD}){{0,2}}){_END}"
)
_HONORIFIC = re.compile(
    rf"{_EDGE}(?P<value>{_WORD}(?: {_WORD})?)\s(?:апай|ағай|аға|апа|әпке|тәте|мырза|ханым|көке|"
    rf"молда|қажы|ата|әже|деген\s(?:кісі|адам|азамат|апай|ағай))\w{{0,5}}(?!\w)"
)
_HONORIFIC_BEFORE = re.compile(
    r"(?<!\w)(?i:тётя|тетя|дядя|баба|дед|дедушка|бабушка|господин\w?|госпож\w|мырза|Mr\.?|Mrs\.?|"
    r"Ms\.?|uncle|aunt)"
    rf"\s(?P<value>{_WORD}){_END}"
)
_I_AM = re.compile(rf"(?<!\w)[Мм]ен,?\s(?P<value>{_WORD}(?: {_WORD})?)(?<=[бмп][ыі]н){_END}")
_SURNAME = re.compile(
    rf"(?<=[{LOW},] )[{UP}][{LOW}]{{2,}}(?!(?:бай|бек|ғали|гали|хан|"
    rf"жан)\w{{0,4}}{_END})(?:{_SURNAME_ENDING}){_END}"
)


def find_names(text: str) -> Iterator[Finding]:
    """Yield names with a patronymic and names people introduce themselves by (both certain), then guesses."""
    for start, end in patronymics.titled(text):
        yield from _full_name(text, *_whole_name(text, start, end))
    for start, end in patronymics.in_capitals(text):
        before, after = _CAPS_BEFORE.search(text, max(0, start - 60), start), _CAPS_AFTER.match(text, end)
        yield from _full_name(text, before.start() if before else start, after.end() if after else end)
    for match in _INTRODUCED.finditer(text):
        yield Finding(*match.span("value"), "name", certain=True)
    # The longest first: "Бекова Айша", not only "Бекова".
    yield from sorted(_guesses(text), key=lambda each: each.start - each.end)


def _guesses(text: str) -> Iterator[Finding]:
    for start, end in patronymics.guesses(text):
        yield from _guess(text, _small_start(text, start), end)
    for pattern in (*_FULL, *_INITIALS, _SURNAME):
        for match in pattern.finditer(text):
            yield from _guess(text, *match.span())
    for match in _INTRODUCED_SMALL.finditer(text):
        if is_given_name(match["value"]) or match["who"]:
            yield from _guess(text, *match.span("value"))
    for pattern in (_CALLED, _ROLE, _HONORIFIC, _HONORIFIC_BEFORE, _I_AM):
        for match in pattern.finditer(text):
            yield from _guess(text, *match.span("value"))
    yield from _pairs(text)


def _full_name(text: str, start: int, end: int) -> Iterator[Finding]:
    if not is_called_so(text, start, end):
        yield Finding(start, end, "name", certain=True)


def _pairs(text: str) -> Iterator[Finding]:
    """Yield two capitalised words of which one is a given name: Данияр Ахмет, Бекова Айша."""
    for match in _PAIR.finditer(text):
        first, second = match["first"], match["second"]
        if first.lower() in NOT_NAMES or second.lower() in NOT_NAMES:
            continue
        if is_given_name(first, alone=True) or is_given_name(second, alone=True):
            yield from _guess(text, *match.span("value"))


def _guess(text: str, start: int, end: int) -> Iterator[Finding]:
    begin = _skip_opening(text, start, end)
    words = text[begin:end].split()
    if any(word.startswith(common) for word in words for common in NOT_NAME_STEMS):
        return
    if words[0].lower() in NOT_NAMES or (
        begin > start and len(words) == 1 and not _may_stand_alone(words[0])
    ):
        return
    before = _WORD_BEFORE.search(text, max(0, begin - 30), begin)
    if not is_called_so(text, begin, end) and not (before and is_known(text[before.start() : end])):
        yield Finding(begin, end, "name", certain=False)


def _may_stand_alone(word: str) -> bool:
    return is_given_name(word) or _FAMILY.search(word) is not None


def _whole_name(text: str, start: int, end: int) -> tuple[int, int]:
    """Stretch a patronymic over the surname and the first name beside it."""
    before = _WORDS_BEFORE.search(text, max(0, start - 80), start)
    if before:
        opening = _LATIN_OPENING.match(text, before.start(), start)
        start = _skip_opening(text, opening.end() if opening else before.start(), start)
    after = _WORDS_AFTER.match(text, end)
    if after and after[0].strip().lower() not in NOT_NAMES and not is_known(after[0].strip()):
        end = after.end()
    return start, end


def _small_start(text: str, start: int) -> int:
    """Take the given name before a patronymic in small letters, and a surname before that."""
    before = _SMALL_BEFORE.search(text, max(0, start - 30), start)
    if before is None or not is_given_name(before[1]):
        return start
    family = _SMALL_TWO_BEFORE.search(text, max(0, start - 60), start)
    if family and re.search(r"(?:[оеё]в|ин)(?:а|у|ой|ым|ға|ты)?$", family[1]):
        return family.start()
    return before.start()


def _skip_opening(text: str, start: int, end: int) -> int:
    while True:
        word, _, rest = text[start:end].partition(" ")
        if not rest or word.lower() not in NOT_NAMES:
            return start
        start += len(word) + 1
