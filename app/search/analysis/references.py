"""Provisions of law in a text: «41-баптың 6-1-тармағы», «п. 6-1 ст. 41», "art. 41(6-1)", "EL:41(6-1)".

The patterns read the skeleton of the text, so one of them serves every alphabet and keyboard.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.search.analysis.letters import WORD, normalise, skeleton
from app.search.interface import Citation

_NUMBER = r"\d{1,3}(?:-\d{1,2})?"
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_INNER = rf"(?:\s?\((?P<inner>{_NUMBER})\))?(?:\s?\(\d{{1,2}}(?:-\d)?\))*"
_PARAGRAPH_WORD = r"(?:punkt[a-z]*|p\.?|4ast[a-z]*|4\.|paragraph|para\.?|sub?paragraph)"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        # 41-баптың 6-1-тармағы
        (
            rf"(?<!\d)(?P<article>{_NUMBER})\s?-?\s?ba[pb][a-z]*\b"
            rf"(?:[\s,]{{1,3}}(?P<after>{_NUMBER})(?![\d:])(?:\s?-?\s?tarma[kg][a-z]*)?)?"
        ),
        # пункт 6-1 статьи 41
        (
            rf"\b{_PARAGRAPH_WORD}\s?(?P<before>{_NUMBER})\s(?:stat[a-z]+|st\.?|of article|article)"
            rf"\s?(?P<article>{_NUMBER})\b"
        ),
        # статья 41 пункт 6-1 · art. 41(6-1) · § 41
        (
            rf"(?:\b(?:stat[a-z]+|st\.?|article|art\.?|bap)|§)\s?(?P<article>{_NUMBER}){_INNER}"
            rf"(?:[\s,]{{1,3}}{_PARAGRAPH_WORD}\s?(?P<after>{_NUMBER}))?"
        ),
        # EL:41(6-1)
        rf"\b(?P<act>el:|[cs]26[: ]|koap[: ]|ss:|cc:|pd:|at:|la:|yp:)\s?(?P<article>{_NUMBER})\b{_INNER}",
        # 41(6-1)
        rf"(?<![\d-])(?P<article>{_NUMBER})\s?\((?P<inner>{_NUMBER})\)",
    )
)
_ACT_CODES = {"el": "EL", "c26": "C26", "s26": "C26", "koap": "KoAP", "cc": "CC", "ss": "CC"}
_BARE = re.compile(rf"\s*({_NUMBER})\s*")
_BARE_HYPHENATED = re.compile(r"(?<![\d(-])(\d{1,3}-\d{1,2})(?![\d)-])")
_CITED = re.compile(rf"(?P<act>\w+):(?P<article>[\w-]+)(?:\((?P<paragraph>{_NUMBER})\))?")


def bones_of(text: str) -> str:
    """Return the text with every word in the skeleton alphabet, signs and spaces kept."""
    plain = normalise(text).translate(_DASHES)
    return " ".join(WORD.sub(lambda found: skeleton(found.group()), plain).split())


def cut_citations(bones: str) -> tuple[list[Citation], str]:
    """Return the provisions named in a skeleton text, and the text without them."""
    found: list[Citation] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(bones):
            groups = match.groupdict()
            paragraph = groups.get("inner") or groups.get("after") or groups.get("before") or ""
            act = (groups.get("act") or "").rstrip(": ")
            act = _ACT_CODES.get(act, act.upper())
            found.append(Citation(article=groups["article"], paragraph=paragraph, act=act))
        bones = pattern.sub(" ", bones)
    return list(dict.fromkeys(found)), bones


def asked_citations(text: str) -> list[Citation]:
    """Return the provisions a question names; a question that is nothing but a number names one too."""
    bones = bones_of(text)
    found, rest = cut_citations(bones)
    if not found and (bare := _BARE.fullmatch(bones)):
        return [Citation(article=bare.group(1))]
    if not found:
        found = [Citation(article=number) for number in _BARE_HYPHENATED.findall(rest)]
    return found


def parse_cited(cited: str) -> Citation | None:
    """Read a citation as articles store it, "EL:41(6-1)"."""
    match = _CITED.match(cited)
    return Citation(match["article"], match["paragraph"] or "", match["act"]) if match else None


def citation_terms(citation: Citation) -> Iterator[str]:
    """Yield the index terms of a provision, the coarse one first."""
    yield f"@{citation.article}"[:32]
    if citation.paragraph:
        yield f"@{citation.article}.{citation.paragraph}"[:32]
