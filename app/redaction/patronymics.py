"""Patronymics in Kazakh and Russian, in every case, in small letters, in capitals, in Latin letters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.redaction.findings import LOW, UP
from app.redaction.given_names import is_given_name

_WORD = rf"[{UP}][{LOW}'’]+(?:-[{UP}][{LOW}]+)?"
_EDGE, _END = rf"(?<![{UP}{LOW}0-9@])", rf"(?![{UP}{LOW}])"
# Kazakh endings after ұлы, қызы (-ның, -на, -нан, -мен, -мын …).
_CASES = (
    r"(?:н(?:ың|ын|ікі|ы|а|ан|да|дағы)?|мын|мін|мен|м|ң|ңыз|сың|дікі|нікі|сы|сына|сының|лар\w{0,5}|"
    r"дың|ды|ға|дан|да)?"
)
_CHILD = r"(?:ұлы|қызы|ұлі|қызі|уулу|кызи)"
_KAZAKH = rf"[{LOW}]+-?{_CHILD}{_CASES}|[{LOW}]{{2,}}-?(?:улы|кызы){_CASES}"
_SHORT = (
    r"(?:(?:Ив|П|С|Степ|Ром|Макс)аныч|Палыч|Михалыч|Василич|Николаич|Сергеич|Андреич|Алексеич|"
    r"Лексеич|Кузьмич|Фомич|Лукич|Саввич|Ильич|Никитич|"
    r"Силыч|Савельич|Тимофеич|Викторыч|Александрыч|Владимирыч|Егорыч|Федорыч)(?:а|у|ем|ом|е)?|"
    r"(?:Михалн|Палн|Иванн|Санн|Кузьминичн|Фоминичн|Лукиничн|Саввичн|Ильиничн|Никитичн)(?:а|ы|е|у|ой|ою)"
)
_RUSSIAN = (
    rf"[{LOW}]{{2,}}(?:ович|евич)(?:а|у|ем|ом|е|и|тің|ке|ті|пен|тен|тың|қа|ты)?|"
    rf"[{LOW}]{{1,}}(?:овн|евн|иничн|ичн)(?:а|ы|е|у|ой|ою|аның|аға|аны|амен|адан)|(?:льич|ьмич|укич|"
    rf"икитич)(?:а|у|ом|ем|е)?"
)
_LATIN = (
    r"[a-z']{2,}(?:uly|ūly|uluy|ulı|qyzy|kyzy|kizi|qızı|ovich|evich|ovna|evna|yevich|yevna)(?:nyn|"
    r"nyń|na|dyn|men|nan|ny|a|u|om|em)?"
)
# Adjectives that end like a patronymic in a case: "Основной", "Верховной"; "Айыппұлы" is a fine.
_ADJECTIVES = (
    r"(?!(?:Осн|Верх|Дух|Угол|Усл|Безусл|Церк|Чин|Вин|Невин|Пол|Гот|Дн|Ежедн|Др|Пл|Душ|Хлоп|Уч|Кл|"
    r"Кор|Сл|Син|Дер)(?:овн|евн)|"
    r"Айыппұл|Өсімпұл)"
)
_TITLED = re.compile(rf"{_EDGE}{_ADJECTIVES}(?:[{UP}](?:{_KAZAKH}|{_RUSSIAN}|{_LATIN})|{_SHORT}){_END}")
_CAPITALS = re.compile(
    rf"{_EDGE}(?!АЙЫПП|ОСНОВН|ВЕРХОВН|УГОЛОВН|УСЛОВН|ДУХОВН)[{UP}]{{3,}}(?:(?:ҰЛЫ|ҚЫЗЫ|УЛЫ|"
    rf"КЫЗЫ)(?:НЫҢ|НА|Н|НАН|МЕН|НЫ)?|"
    rf"(?:ОВИЧ|ЕВИЧ)(?:А|У|ЕМ|Е)?|(?:ОВН|ЕВН)(?:А|Ы|Е|У|ОЙ)|UL[YI]|QYZY|KYZY|OVICH|OVNA){_END}"
)
_SMALL = re.compile(
    rf"{_EDGE}(?!айыпп|өсімп|основн|верховн|духовн|условн|безусловн|уголовн|ровн|виновн|невиновн|"
    rf"готовн|церковн|кровн|любовн|сыновн|"
    rf"ежедневн|дневн|древн|деревн|плачевн|душевн|королевн|царевн|полдневн|гневн|напевн|коров)"
    rf"(?:[{LOW}]{{3,}}-?(?:ұлы|қызы){_CASES}|(?P<stem>[{LOW}]{{4,}})(?:улы|кызы){_CASES}|"
    rf"[{LOW}]{{3,}}(?:ович|евич)(?:а|у|ем|е)?|[{LOW}]{{2,}}(?:евн|овн)(?:а|ы|у|е|ой)|"
    rf"[a-z]{{4,}}(?:uly|qyzy|kyzy|ovna|evna|ovich|evich)){_END}"
)
_SEPARATE = re.compile(
    rf"{_EDGE}(?:(?P<first>{_WORD})\s)?(?P<father>{_WORD})\s(?:ұлы|қызы|улы|кызы|оғлы|оглы|углы|"
    rf"гызы|uly|qyzy|kyzy){_CASES}{_END}"
)
_FIXED = frozenset(
    [
        "дала",
        "ел",
        "халық",
        "отан",
        "ана",
        "жер",
        "қазақ",
        "ауыл",
        "әке",
        "аға",
        "тау",
        "батыр",
        "хан",
        "адам",
        "нағыз",
        "сіздің",
        "біздің",
        "менің",
        "оның",
        "көрші",
        "үлкен",
        "кіші",
        "бірінші",
    ]
)


def titled(text: str) -> Iterator[tuple[int, int]]:
    """Yield where patronymics with a capital letter stand."""
    for match in _TITLED.finditer(text):
        yield match.span()
    for match in _SEPARATE.finditer(text):
        # "Болат ұлы" is one man, "Көршінің ұлы" a neighbour's son, "Дала ұлы" a figure of speech.
        if match["first"] and _is_person(match["father"]) and is_given_name(match["father"]):
            yield match.span()


def in_capitals(text: str) -> Iterator[tuple[int, int]]:
    """Yield where patronymics all in capitals stand."""
    for match in _CAPITALS.finditer(text):
        yield match.span()


def guesses(text: str) -> Iterator[tuple[int, int]]:
    """Yield what a person should look at: small letters, and ұлы or қызы as a word of its own."""
    for match in _SMALL.finditer(text):
        # "санаулы" and "жазулы" are no sons: in the Russian spelling a given name has to stand before -улы.
        if match["stem"] is None or is_given_name(match["stem"]):
            yield match.span()
    for match in _SEPARATE.finditer(text):
        if _is_person(match["father"]):
            yield match.span() if match["first"] else (match.start("father"), match.end())


def _is_person(father: str) -> bool:
    word = father.lower()
    is_genitive = re.search(r"(?:н|д|т)(?:ың|ің)$", word) is not None
    return not is_genitive and word not in _FIXED
