"""Numbers that name a person: IIN, bank cards, accounts, documents, plates, dates of birth."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.redaction.findings import BLANK, GAP, UP, Finding

_RUN = re.compile(r"[0-9](?:(?:[ \u2013\u2014_-]|  |[./](?=[0-9]{3}(?![0-9])|[0-9]{6}(?![0-9])))?[0-9])*")
_GROUP = re.compile(r"[0-9]+")
_SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
_IIN_LABEL = re.compile(r"(?:ИИН|ЖСН|IIN)\w{0,6}\W{0,4}$", re.IGNORECASE)
_BIN_LABEL = re.compile(r"(?:БИН|БСН|BIN)\w{0,6}\W{0,4}$", re.IGNORECASE)
_CARD_LABEL = re.compile(
    r"(?:карт|card|каспи|kaspi|халык|halyk|jusan|банк|реквизит)\w{0,5}\W{0,3}(?:№\W{0,2}|"
    r"номер\w?\W{0,2}|нөмірі\W{0,2})?$",
    re.IGNORECASE,
)
_MONEY = re.compile(r"\W?(?:тенге|теңге|тг\b|₸|KZT|руб)", re.IGNORECASE)
LONGEST_CARD = 19
_CARD_GROUPS = re.compile(r"(?:4-4-4-[1-7](?:-[1-3])?|4-6-[45]|1[3-9]|8-8|4-12|12-4|(?:2-){7}2|(?:1-){15}1)")

_IBAN = re.compile(r"(?<!\w)[KК]Z[ -]?[0-9]{2}(?:[ -]?[A-ZАВЕКМНОРСТХ0-9]){16}(?!\w)", re.IGNORECASE)
_PASSPORT = re.compile(r"(?<!\w)[NНnн][ -]?(?:№ ?)?[0-9]{8}(?!\d)|(?<!\w)[NН](?: ?[0-9]{2}){4}(?!\d)")
# "034567891 – номер моего удостоверения".
_CARD_BEFORE = re.compile(
    r"(?<![\w.-])(?P<value>0[0-9]{8})(?![\w])(?=\W{1,4}(?:\w+\s){0,4}?(?:удостоверени|куәлі|"
    r"документ|құжат|ID))",
    re.IGNORECASE,
)
_CARDS_OF_OTHERS = (
    r"(?:студ\w*\s(?:билет|куәлі)\w*|студбилет\w*|student\s(?:ID|card)|зач[её]тк\w*|"
    r"водительск\w*\s\w+|права\s(?:№|номер)|"
    r"жүргізуші\sкуәлі\w*|свидетельств\w{1,2}\s(?:о\s)?рожден\w{1,3}|туу\sтуралы\sкуәлі\w*|"
    r"пенсионн\w{2,3}\sудостоверени\w)"
)
_LABELLED = (
    (
        "id_card",
        (
            r"(?:удостоверени\w*|удостак\w*|удост\.?|уд\.?\s?личн\w*|уд-ние|жеке\s(?:бас\w*\s)?куәлі\w*|"
            r"куәлі[кг]\w*|"
            r"ID[\s-]?card|identity\scard|kualik\w*|документ\w*|құжат\w*)"
        ),
        r"[0-9](?:[ -]?[0-9]){8}",
        48,
    ),
    ("passport", r"(?:загран\w*|паспорт\w*|төлқұжат\w*|passport)", r"(?:[A-ZА-Я]{1,2} ?)?[0-9]{7,9}", 32),
    (
        "document",
        _CARDS_OF_OTHERS,
        r"(?:[A-ZА-Я]{1,3}-? ?)?[0-9][0-9-]{3,11}",
        16,
    ),
)
_DOCUMENTS = tuple(
    (kind, re.compile(rf"(?<!\w){label}{GAP}{{0,{gap}}}?(?<!\w)(?P<value>{value})(?!\w)", re.IGNORECASE))
    for kind, label, value, gap in _LABELLED
)

_REGION = r"(?:0[1-9]|1[0-9]|20)"
_PLATES = (
    re.compile(rf"(?<!\w)[0-9]{{3}}[ -]?(?P<letters>[{UP}]{{2,3}})[ -]?{_REGION}(?!\w)"),
    re.compile(rf"(?<!\w)[0-9]{{3}}(?P<letters>[a-z]{{2,3}}){_REGION}(?!\w)"),
    re.compile(r"(?<!\w)[A-Z][ -]?[0-9]{3}[ -]?(?P<letters>[A-Z]{2,3})(?!\w)"),
)
# Election commissions and codes stand between numbers too: "123 УИК 13".
_NOT_ON_PLATES = frozenset(
    {"УИК", "ТИК", "ОИК", "ЦИК", "УСК", "АСК", "ОСК", "АПК", "ГПК", "УПК", "КЗ", "РК", "ҚР"}
)

MONTHS = (
    r"(?:январ\w|феврал\w|марта?|апрел\w|ма[йя]|июн\w|июл\w|августа?|сентябр\w|октябр\w|ноябр\w|декабр\w|"
    r"қаңтар|ақпан|наурыз|сәуір|мамыр|маусым|шілде|тамыз|қыркүйек|қазан|қараша|желтоқсан|"
    r"January|February|March|April|May|June|July|August|September|October|November|December)"
)
DATE = (
    rf"(?:[0-3]?[0-9][./-][01]?[0-9][./-](?:19|20)?[0-9]{{2}}|(?:19|20)[0-9]{{2}}-[01][0-9]-[0-3][0-9]|"
    rf"(?:19|20)[0-9]{{2}}\s?(?:жыл\w*|ж\.)?,?\s?[0-3]?[0-9][\s-]{{1,2}}{MONTHS}\w*|"
    rf"[0-3]?[0-9][\s-]{MONTHS}\w*(?:,?\s(?:19|20)[0-9]{{2}})|{MONTHS}\s[0-3]?[0-9](?:,?\s(?:19|"
    rf"20)[0-9]{{2}}))"
)
_BORN_BEFORE = re.compile(
    r"(?<!\w)(?:туған|туылған|туыл\w*|родил\w*|рожд[её]н\w*|дата\sрожд\w*|день\sрожд\w*|д\. ?р\.|"
    r"др(?=\W)|born|date\sof\sbirth|birthday)"
    rf"{GAP}{{0,16}}?(?P<value>{DATE}|[0-3]?[0-9]\s{MONTHS}\w*|(?:19|"
    rf"20)[0-9]{{2}}-?\w{{0,4}}\s(?:жылы\s|жылғы\s)?[0-3]?[0-9][\s-]{MONTHS}\w*)(?!\d)",
    re.IGNORECASE,
)
_BORN_AFTER = re.compile(
    rf"(?<![0-9.])(?P<value>{DATE})\s?(?:ж\.|жыл\w*|года?)?\s?"
    r"(?:ту(?:ған|ылған|ылд)\w*|г\. ?р\.|гр(?!\w)|рождени\w|роди\w+|рожд[её]н\w*|дүниеге\s\w+)",
    re.IGNORECASE,
)


def is_iin(digits: str) -> bool:
    """Tell whether twelve digits carry the right check digit; dates inside mean nothing since 2013."""
    values = [int(digit) for digit in digits]
    check = sum(value * weight for weight, value in enumerate(values[:11], start=1)) % 11
    if check == 10:
        check = sum(map(int.__mul__, values[:11], _SECOND_WEIGHTS)) % 11
    return check == values[11] and len(set(digits)) > 1


def is_card(digits: str) -> bool:
    """Tell whether the digits pass the Luhn check of payment cards."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0 and digits[0] in "2345689"


def find_cards(text: str) -> Iterator[Finding]:
    """Yield payment cards, solid or in the groups cards are printed in."""
    for groups in _runs(text):
        for first in range(len(groups)):
            for last in range(min(len(groups), first + LONGEST_CARD) - 1, first - 1, -1):
                window = groups[first : last + 1]
                digits = "".join(text[start:end] for start, end in window)
                shape = "-".join(str(end - start) for start, end in window)
                if 13 <= len(digits) <= 19 and _CARD_GROUPS.fullmatch(shape):
                    start, end = window[0][0], window[-1][1]
                    is_named = _CARD_LABEL.search(text[max(0, start - 24) : start]) is not None
                    if is_card(digits) or is_named or (len(digits) == 16 and digits[0] in "456"):
                        yield Finding(start, end, "card", certain=is_card(digits))


def find_iins(text: str) -> Iterator[Finding]:
    """Yield IIN (certain with a right check digit) and BIN, which are only shown to a person."""
    for groups in _runs(text):
        for first in range(len(groups)):
            for last in range(first, len(groups)):
                window = groups[first : last + 1]
                digits = "".join(text[start:end] for start, end in window)
                if len(digits) == 12:
                    yield from _twelve(text, window, digits)
                if len(digits) >= 12:
                    break


def _twelve(text: str, window: list[tuple[int, int]], digits: str) -> Iterator[Finding]:
    start, end = window[0][0], window[-1][1]
    before = text[max(0, start - 16) : start]
    is_labelled = _IIN_LABEL.search(before) is not None
    is_phone = before.endswith("+") or (window[0][1] - start == 1 and digits[:2] in {"77", "87"})
    if (is_phone or _MONEY.match(text, end)) and not is_labelled:
        return
    is_right = is_iin(digits)
    if _BIN_LABEL.search(before) or (is_right and digits[4] in "456" and not is_labelled):
        yield Finding(start, end, "bin", certain=False)
    elif is_right or len(window) == 1 or is_labelled:
        yield Finding(start, end, "iin", certain=is_right)


def _runs(text: str) -> Iterator[list[tuple[int, int]]]:
    """Yield the digit groups of each run of numbers that single separators hold together."""
    for run in _RUN.finditer(text):
        yield [group.span() for group in _GROUP.finditer(text, run.start(), run.end())]


def find_accounts(text: str) -> Iterator[Finding]:
    """Yield bank account numbers; their shape is too special to need the check digits."""
    for match in _IBAN.finditer(text):
        if sum(character.isdigit() for character in match[0]) >= 5:
            yield Finding(*match.span(), "iban", certain=True)


def find_documents(text: str) -> Iterator[Finding]:
    """Yield numbers of identity documents: by shape, or by the label before them."""
    for match in _PASSPORT.finditer(text):
        yield Finding(*match.span(), "passport", certain=True)
    for kind, pattern in _DOCUMENTS:
        for match in pattern.finditer(text):
            yield Finding(*match.span("value"), kind, certain=True)
    for match in _CARD_BEFORE.finditer(text):
        yield Finding(*match.span("value"), "id_card", certain=True)


def find_birth_dates(text: str) -> Iterator[Finding]:
    """Yield dates that are said to be somebody's birthday."""
    for pattern in (_BORN_BEFORE, _BORN_AFTER):
        for match in pattern.finditer(text):
            yield Finding(*match.span("value"), "birth_date", certain=True)


def find_plates(text: str) -> Iterator[Finding]:
    """Yield car plates; an incident report may need them, so a person decides."""
    for pattern in _PLATES:
        for match in pattern.finditer(text):
            if match["letters"].upper() not in _NOT_ON_PLATES and BLANK not in match[0]:
                yield Finding(*match.span(), "plate", certain=False)
