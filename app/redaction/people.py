"""Names of people. Plain first names are also names of streets and schools: they are only shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.redaction.common_words import NOT_NAME_STEMS, NOT_NAMES
from app.redaction.findings import LOW, UP, Finding

_LETTER = f"[{UP}{LOW}]"
_WORD = rf"[{UP}][{LOW}'’]+(?:-[{UP}][{LOW}]+)?"
_EDGE, _END = rf"(?<![{UP}{LOW}0-9@])", rf"(?![{UP}{LOW}])"
# Kazakh endings after ұлы, қызы (-ның, -на, -нан, -мен, -мын …).
_CASES = r"(?:н(?:ың|ікі|ы|а|ан|да|дағы)?|мын|мін|мен|м|ң|ңыз|дікі|нікі|сы|сына|сының|лар\w{0,5})?"
_KAZAKH = rf"[{LOW}]+-?(?:ұлы|қызы){_CASES}|[{LOW}]{{2,}}-?(?:улы|кызы){_CASES}"
_RUSSIAN = (
    rf"[{LOW}]{{2,}}(?:ович|евич)(?:а|у|ем|ом|е|и)?|[{LOW}]{{1,}}(?:овн|евн|иничн|ичн)(?:а|ы|е|у|ой|ою)|"
    rf"(?:льич|ьмич|укич|икитич)(?:а|у|ом|ем|е)?"
)
_LATIN = r"[a-z']{2,}(?:uly|ūly|uluy|qyzy|kyzy|kizi|ovich|evich|ovna|evna)"
# Adjectives that end like a patronymic in a case: "Основной", "Верховной".
_ADJECTIVES = (
    r"(?!(?:Осн|Верх|Дух|Угол|Усл|Безусл|Церк|Чин|Вин|Невин|Пол|Гот|Дн|Ежедн|Др|Пл|Душ|Хлоп)(?:овн|евн))"
)
_PATRONYMIC = re.compile(rf"{_EDGE}{_ADJECTIVES}[{UP}](?:{_KAZAKH}|{_RUSSIAN}|{_LATIN}){_END}")
_SMALL_PATRONYMIC = re.compile(
    rf"{_EDGE}(?!айыпп)(?:[{LOW}]{{3,}}-?(?:ұлы|қызы){_CASES}|[{LOW}]{{3,}}(?:ович|евич|евн[аыуе]|овн[аыуе])){_END}"
)
_SEPARATE = re.compile(rf"{_EDGE}{_WORD}(?:\s{_WORD})?\s(?:ұлы|қызы|uly|qyzy|kyzy){_CASES}{_END}")
_WORDS_BEFORE = re.compile(rf"(?:{_EDGE}(?:{_WORD}|[{UP}]\.) ?){{1,2}}$")
# "Ask Aidos Serikuly": of two Latin words before, the first is a surname only when it ends like one.
_LATIN_OPENING = re.compile(
    r"(?![A-Z][a-z]+(?:ov|ev|in|ova|eva|ina|bay|bek|uly) )[A-Z][a-z]+ (?=[A-Z][a-z]+ )"
)
_WORDS_AFTER = re.compile(rf" {_WORD}{_END}")
_INTRODUCED = re.compile(
    rf"(?<!\w)(?:[Мм]еня\s+зовут|[Мм]о[её]\s+имя|[Зз]овут\s+меня|[Мм]енің\s+(?:атым|есімім)|[Аа]тым|[Ее]сімім|"
    rf"[Аа]ты-?жөн\w*|Ф\.?И\.?О\.?|[Аа]вы?тор|[Mm]y\s+name\s+is|[Mm]y\s+name's|I\s+am\s+called)"
    rf"[ \t]{{0,2}}[:—–-]?[ \t]{{0,2}}(?P<value>{_WORD}(?: {_WORD}){{0,2}})"
)
_INTRODUCED_SMALL = re.compile(
    rf"(?<!\w)(?:меня\s+зовут|менің\s+атым|my\s+name\s+is)[ \t]{{1,2}}(?P<value>[{LOW}]{{3,}}){_END}",
    re.IGNORECASE,
)
_SURNAME_ENDING = (
    r"(?:[оеё]в|ин|ын)(?:а|у|ой|ым|ом|е|ы|ых|ға|ге|тің|тың|ты|ті|пен|пын|пін|тан|тен|та|те)?|"
    r"(?:[оеё]в|ин)а(?:ның|ны|ға|дан|мен|мын|да)?|енко|(?:бай|бек|ғали|гали)"
)
_POLISH_ENDING = r"ск(?:ий|ая|ого|ому|ой)"
_FULL = (
    re.compile(rf"{_EDGE}{_WORD} [{UP}][{LOW}]{{2,}}(?:{_SURNAME_ENDING}|{_POLISH_ENDING}){_END}"),
    re.compile(rf"{_EDGE}[{UP}][{LOW}]{{2,}}(?:{_SURNAME_ENDING}) {_WORD}{_END}"),
    re.compile(rf"{_EDGE}[A-Z][a-z]+ [A-Z][a-z]{{2,}}(?:ov|ova|ev|eva|yev|yeva|bay|bek){_END}"),
)
_INITIALS = (
    re.compile(rf"{_EDGE}[{UP}]\. ?(?:[{UP}]\. ?)?{_WORD}{_END}"),
    re.compile(rf"{_EDGE}{_WORD} [{UP}]\. ?[{UP}]\.(?!\w)"),
)
_ROLE = re.compile(
    r"(?<!\w)(?i:директор\w{0,4}|завуч\w{0,3}|декан\w{0,4}|ректор\w{0,4}|куратор\w{0,4}|мұғалім\w{0,5}|учител\w{1,6}|"
    r"преподавател\w{1,4}|оқытушы\w{0,5}|жетекші\w{0,5}|руководител\w{1,4}|председател\w{1,4}|төраға\w{0,5}|бастығы\w{0,4}|"
    r"начальник\w{0,3}|комендант\w{0,4}|әкімі?\w{0,4}|аким\w{0,3}|полицейск\w{2,4}|учаскелік\w{0,4}|teacher|dean|director|"
    rf"principal|head|officer|brother|sister|friend)\s(?P<value>{_WORD}(?: {_WORD}){{0,2}}){_END}"
)
_HONORIFIC = re.compile(
    rf"{_EDGE}(?P<value>{_WORD})\s(?:апай|ағай|аға|апа|әпке|тәте|мырза|ханым|көке)\w{{0,5}}(?!\w)"
)
_I_AM = re.compile(rf"(?<!\w)[Мм]ен,?\s(?P<value>{_WORD}(?: {_WORD})?)(?<=[бмп][ыі]н){_END}")
_SURNAME = re.compile(rf"(?<=[{LOW},] )[{UP}][{LOW}]{{2,}}(?:{_SURNAME_ENDING}){_END}")


def find_names(text: str) -> Iterator[Finding]:
    """Yield names with a patronymic and names people introduce themselves by (both certain), then guesses."""
    for match in _PATRONYMIC.finditer(text):
        yield Finding(*_whole_name(text, match.start(), match.end()), "name", certain=True)
    for match in _INTRODUCED.finditer(text):
        yield Finding(*match.span("value"), "name", certain=True)
    for pattern in (_SMALL_PATRONYMIC, _SEPARATE, *_FULL, *_INITIALS, _SURNAME):
        for match in pattern.finditer(text):
            start = _skip_opening(text, match.start(), match.end())
            yield from _guess(text, start, match.end())
    for pattern in (_INTRODUCED_SMALL, _ROLE, _HONORIFIC, _I_AM):
        for match in pattern.finditer(text):
            yield from _guess(text, *match.span("value"))


def _guess(text: str, start: int, end: int) -> Iterator[Finding]:
    if not any(word.startswith(common) for word in text[start:end].split() for common in NOT_NAME_STEMS):
        yield Finding(start, end, "name", certain=False)


def _whole_name(text: str, start: int, end: int) -> tuple[int, int]:
    """Stretch a patronymic over the surname and the first name beside it."""
    before = _WORDS_BEFORE.search(text, max(0, start - 80), start)
    if before:
        opening = _LATIN_OPENING.match(text, before.start(), start)
        start = _skip_opening(text, opening.end() if opening else before.start(), start)
    after = _WORDS_AFTER.match(text, end)
    if after and after[0].strip().lower() not in NOT_NAMES:
        end = after.end()
    return start, end


def _skip_opening(text: str, start: int, end: int) -> int:
    while True:
        word, _, rest = text[start:end].partition(" ")
        if not rest or word.lower() not in NOT_NAMES:
            return start
        start += len(word) + 1
