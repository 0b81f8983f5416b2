"""Ways to reach a person: phones, e-mail, handles, links."""

from __future__ import annotations

import re
from collections.abc import Iterator

import phonenumbers
from phonenumbers import Leniency, PhoneNumberMatcher, PhoneNumberType

from app.redaction.findings import BLANK, Finding

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_HANDLE = re.compile(r"(?<![\w@/.])@[A-Za-z][\w.]{2,31}(?<!\.)")
_NETWORKS = (
    r"t\.me|telegram\.me|wa\.me|api\.whatsapp\.com|instagram\.com|instagr\.am|vk\.com|vk\.ru|facebook\.com|fb\.com|"
    r"m\.me|tiktok\.com|ok\.ru|youtube\.com|x\.com|twitter\.com|threads\.net|linkedin\.com"
)
_PROFILE = re.compile(
    rf"(?<![\w.])(?:https?://)?(?:www\.|m\.)?(?:{_NETWORKS})/[\w\-./@%?=&#+~:]+", re.IGNORECASE
)
_NICK = re.compile(
    r"(?<!\w)(?:телеграм\w*|telegram|телега\w*|тг|инстаграм\w*|инста\w*|instagram|insta|whats?app|ватсап\w*|"
    r"тикток\w*|tiktok|ник\w*|nick)\s{0,2}[:=–—-]\s{0,2}(?P<value>(?=[\w.]*[A-Za-z])[A-Za-z0-9_.]{3,32})(?<!\.)",
    re.IGNORECASE,
)
_LINK = re.compile(r"(?<![\w.])https?://(?P<host>[\w.-]{3,})(?:[:/?#][\w\-./@%?=&#+~:]*)?", re.IGNORECASE)
# Official sites hold nobody's personal page.
_PUBLIC_HOSTS = re.compile(r"(?:^|\.)(?:gov\.kz|egov\.kz|zan\.kz|sud\.kz)$", re.IGNORECASE)

_S = "[ \u00a0\u2009.()/\u2013-]{0,3}"
_PHONE = re.compile(
    rf"(?<![\d+])(?:\+ ?7|[78]){_S}\(?[0-9]{{3}}{_S}[0-9]{{3}}{_S}[0-9]{{2}}{_S}[0-9]{{2}}(?!\d)"
)
_SPREAD_PHONE = re.compile(r"(?<![\d+])(?:\+ ?7|[78])(?:[ .\u2013-][0-9]){10}(?!\d)")
_LABELLED_PHONE = re.compile(
    r"(?<!\w)(?:тел(?:ефон\w*)?|ұялы\w*|сот(?:ка|овый)\w*|phone|mobile|звоните|хабарлас\w*)\.?\s?(?:№|:|-|–)?\s?"
    r"(?P<value>\+?[0-9](?:[ ()-]{0,2}[0-9]){5,13})(?!\d)",
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


def find_addresses_online(text: str) -> Iterator[Finding]:
    """Yield e-mail addresses, profiles in social networks, handles and other links."""
    for match in _EMAIL.finditer(text):
        yield Finding(*match.span(), "email", certain=True)
    for match in _PROFILE.finditer(text):
        end = match.start() + len(match[0].rstrip(".:?"))
        yield Finding(match.start(), end, "handle", certain=True)
    for match in _HANDLE.finditer(text):
        yield Finding(*match.span(), "handle", certain=True)
    for match in _NICK.finditer(text):
        yield Finding(*match.span("value"), "handle", certain=True)
    for match in _LINK.finditer(text):
        if not _PUBLIC_HOSTS.search(match["host"].rstrip(".")):
            end = match.start() + len(match[0].rstrip(".:?"))
            yield Finding(match.start(), end, "link", certain=False)


def find_phones(text: str) -> Iterator[Finding]:
    """Yield phone numbers of people; short numbers and free hotlines belong to the public."""
    # The library takes a bracket for the beginning of a number, also the bracket of a mask.
    plain = _BRACKETED.sub(lambda match: BLANK * len(match[0]), text)
    for match in PhoneNumberMatcher(plain, "KZ", leniency=Leniency.VALID, max_tries=len(text)):
        if phonenumbers.number_type(match.number) not in _NOT_PERSONAL:
            start = plain.index(match.raw_string.lstrip("(["), match.start)
            yield Finding(start, match.end, "phone", certain=True)
    for pattern in (_PHONE, _SPREAD_PHONE):
        for found in pattern.finditer(text):
            if re.sub(r"\D", "", found[0])[1:4] != "800":
                yield Finding(*found.span(), "phone", certain=True)
    for found in _LABELLED_PHONE.finditer(text):
        yield Finding(*found.span("value"), "phone", certain=False)
