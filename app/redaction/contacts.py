"""Ways to reach a person: phones, e-mail, handles, links."""

from __future__ import annotations

import re
from collections.abc import Iterator

import phonenumbers
from phonenumbers import Leniency, PhoneNumberMatcher, PhoneNumberType

from app.redaction.findings import BLANK, Finding

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
# Written so that machines shall not read it: aidana (собака) mail.ru, aidana [at] mail точка ru.
_AT = (
    r"(?:@|\(at\)|\[at\]|\{at\}|\(@\)|\(собака\)|\[собака\]|собака|собачка|\(собачка\)|ит белгісі|айқұлақ|at)"
)
_DOT = r"(?:\.|\(dot\)|\[dot\]|dot|\(точка\)|точка|нүкте)"
_HIDDEN_EMAIL = re.compile(
    rf"(?<![\w.+-])[A-Za-z0-9][\w.+-]{{1,40}} ?(?: {_AT} |[@(\[{{]\w{{0,7}}[)\]}}]? ?| ?@ ?|собака)"
    rf"[A-Za-z0-9-]{{2,30}} ?{_DOT} ?(?:ru|kz|com|net|org|me|edu|su|info)(?:\.kz)?(?!\w)",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w@/.])@[A-Za-z][\w.]{2,31}(?<!\.)")
_NETWORKS = (
    r"t\.me|telegram\.me|wa\.me|api\.whatsapp\.com|instagram\.com|instagr\.am|vk\.com|vk\.ru|"
    r"facebook\.com|fb\.com|"
    r"m\.me|tiktok\.com|ok\.ru|youtube\.com|x\.com|twitter\.com|threads\.net|linkedin\.com"
)
_PROFILE = re.compile(
    rf"(?<![\w.])(?:https?://)?(?:www\.|m\.)?(?:{_NETWORKS})/[\w\-./@%?=&#+~:]+", re.IGNORECASE
)
_APPS = (
    r"(?:телеграм\w*|telegram|телега\w*|тг\w{0,3}|tg|инстаграм\w*|инста\w*|instagram|insta|"
    r"whats?app|ватсап\w*|вацап\w*|тикток\w*|tiktok|"
    r"ник\w{0,4}|nick\w{0,4}|вк|vk|дискорд\w{0,2}|discord|фейсбук\w{0,2}|facebook|логин\w{0,2}|login)"
)
_NAME_THERE = r"(?P<value>(?=[\w.]*[A-Za-z])[A-Za-z0-9_.]{3,32}(?:#[0-9]{4})?)(?<!\.)"
_NICK = (
    re.compile(
        rf"(?<!\w){_APPS}(?:\s(?:в|мой|менің|ім)\s\w+)?\s{{0,2}}[:=–—-]\s{{0,2}}@?\s?{_NAME_THERE}",
        re.IGNORECASE,
    ),
    # Without a colon only what no word looks like: with a digit, a dot or a line.
    re.compile(
        rf"(?<!\w){_APPS}\s@?\s?(?=[A-Za-z]\w*[0-9_.])(?!\w+\.(?:me|com|kz|ru)\b){_NAME_THERE}(?!\w)",
        re.IGNORECASE,
    ),
    re.compile(r"(?<!\w)@ ?(?P<value>(?=\w*[A-Za-z])[A-Za-z0-9_.]{4,32})(?<!\.)(?!\w)"),
)
_LINK = re.compile(r"(?<![\w.])https?://(?P<host>[\w.-]{3,})(?:[:/?#][\w\-./@%?=&#+~:]*)?", re.IGNORECASE)
# Official sites hold nobody's personal page.
_PUBLIC_HOSTS = re.compile(r"(?:^|\.)(?:gov\.kz|egov\.kz|zan\.kz|sud\.kz)$", re.IGNORECASE)

_S = r"[ .,()/_*~\u2013\u2014-]{0,3}"
_PHONE = re.compile(
    rf"(?<![\d+])(?:\+ ?7|[78]){_S}\(?[0-9]{{3}}{_S}[0-9]{{3}}{_S}[0-9]{{2}}{_S}[0-9]{{2}}(?!\d)"
)
# Ten digits after 7 or 8, however they are spread; 7 begins every code of the country.
_SPREAD_PHONE = re.compile(
    r"(?<![\d+.,])(?:\+ ?7|[78])[ .()/_*~\u2013-]{0,2}\(?7(?:[ ()/_*~\u2013.-]{0,2}[0-9]){9}(?![\d])"
)
_NO_PREFIX = re.compile(
    r"(?<![\d+.,/-])\(?(?P<code>70[0-8]|747|"
    r"77[15678])\)?(?P<mark>[ .-])?[0-9]{3}(?P<mark2>[ .-])?[0-9]{2}[ .-]?[0-9]{2}(?![\d.,-]\d|\d)"
)
_NUMBER_WORDS = (
    r"(?:ноль|нуль|од(?:ин|на)|два|две|три|четыре|пять|шесть|семь|восемь|девять|десять|одиннадцать|"
    r"двенадцать|\w{3,7}надцать|"
    r"двадцать|тридцать|сорок|пятьдесят|шестьдесят|семьдесят|восемьдесят|девяносто|сто|двести|"
    r"триста|четыреста|пятьсот|шестьсот|"
    r"семьсот|восемьсот|девятьсот|нөл|бір|екі|үш|төрт|бес|алты|жеті|сегіз|тоғыз|он|жиырма|отыз|"
    r"қырық|елу|алпыс|жетпіс|сексен|"
    r"тоқсан|жүз|плюс)"
)
_SPELT = re.compile(rf"(?<!\w){_NUMBER_WORDS}(?:[\s,-]{{1,3}}{_NUMBER_WORDS}){{5,20}}(?!\w)", re.IGNORECASE)
_LABELLED_PHONE = re.compile(
    r"(?<!\w)(?:тел(?:ефон\w*)?|ұялы\w*|сот(?:ка|овый)\w*|phone|mobile|звоните|"
    r"хабарлас\w*)\.?\s?(?:№|:|-|–)?\s?"
    r"(?P<value>\+?[0-9](?:[ ()-]{0,2}[0-9]){5,13})(?!\d)",
    re.IGNORECASE,
)
_NEAR_PHONE = re.compile(
    r"(?:тел|ұялы|сот|phone|mobile|звон|хабарлас|номер|нөмір|ватсап|вотсап|whats|wa|viber|напи|жаз|"
    r"пиш)\w{0,8}\W{0,4}(?:\w{1,6}\W{1,2})?$",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"\[[^\[\]0-9]*\]")
_NOT_PERSONAL = frozenset(
    {
        PhoneNumberType.TOLL_FREE,
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.SHARED_COST,
        PhoneNumberType.UAN,
    }
)


_CERTAIN_ONLINE = (("email", _EMAIL), ("email", _HIDDEN_EMAIL), ("handle", _PROFILE), ("handle", _HANDLE))


def find_addresses_online(text: str) -> Iterator[Finding]:
    """Yield e-mail addresses, profiles in social networks, handles and other links."""
    for kind, pattern in _CERTAIN_ONLINE:
        for match in pattern.finditer(text):
            yield Finding(match.start(), _end(match), kind, certain=True)
    for pattern in _NICK:
        for match in pattern.finditer(text):
            yield Finding(*match.span("value"), "handle", certain=True)
    for match in _LINK.finditer(text):
        if not _PUBLIC_HOSTS.search(match["host"].rstrip(".")):
            yield Finding(match.start(), _end(match), "link", certain=False)


def find_phones(text: str) -> Iterator[Finding]:
    """Yield phone numbers of people; short numbers and free hotlines belong to the public."""
    yield from _known_phones(text)
    for pattern in (_PHONE, _SPREAD_PHONE):
        for found in pattern.finditer(text):
            if re.sub(r"\D", "", found[0])[1:4] != "800":
                yield Finding(*found.span(), "phone", certain=True)
    for found in _NO_PREFIX.finditer(text):
        if found["mark"] or _NEAR_PHONE.search(text[max(0, found.start() - 30) : found.start()]):
            yield Finding(*found.span(), "phone", certain=True)
    for found in (*_SPELT.finditer(text), *_LABELLED_PHONE.finditer(text)):
        yield Finding(*found.span(found.lastgroup or 0), "phone", certain=False)


def _known_phones(text: str) -> Iterator[Finding]:
    """Yield what the library of numbering plans takes for somebody's number, of any country."""
    # It takes a bracket for the beginning of a number, also the bracket of a mask.
    plain = _BRACKETED.sub(lambda match: BLANK * len(match[0]), text)
    for match in PhoneNumberMatcher(plain, "KZ", leniency=Leniency.VALID, max_tries=len(text)):
        if phonenumbers.number_type(match.number) not in _NOT_PERSONAL:
            start = plain.index(match.raw_string.lstrip("(["), match.start)
            yield Finding(start, match.end, "phone", certain=True)


def _end(match: re.Match[str]) -> int:
    return match.start() + len(match[0].rstrip(".:?"))
