"""Codes that people copy by hand: characters that look the same in Latin and Cyrillic, the last one a check.

The check is that of ISO 7064's pure systems with the prime 19 and the radix 2: every single wrong character
and every two neighbours that changed places are noticed, because 19 divides neither a weight nor the
difference of two neighbouring weights.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Iterator
from enum import StrEnum

ALPHABET = "23456789ABCEHKMPTXY"
PRIME = len(ALPHABET)
RADIX = 2
GROUP = 4
LONGEST_INPUT = 300
# Groups that hold one of these could read as an insult, in whichever script one reads them.
UNKIND = re.compile(r"CYK|XEP|XY[AEY]|CP[AE]|CEKC|TBAP|XAM|KAKA|AKMA|ECEK|KET|CCCP|HAX|EBA")
# The second row: Kazakh letters that are mistaken for their neighbours, and the З that looks like a 3.
LOOKALIKES = str.maketrans("АВСЕНКМРТХУ" + "ЁҚҢҺҮҰЗ", "ABCEHKMPTXY" + "EKHHYY3")
_RUN = re.compile(rf"(?:[{ALPHABET}][\W_]{{0,3}})+")


class CodeProblem(StrEnum):
    """Why something typed cannot be a code, found without any secret."""

    FOREIGN = "foreign"
    LENGTH = "length"
    CHECK = "check"


def code_from(seed: bytes, groups: int) -> str:
    """Return the code of a random seed, in groups; all codes are equally likely."""
    draw = _numbers(seed)
    code = ""
    while len(code) < groups * GROUP:
        is_last = len(code) == (groups - 1) * GROUP
        more = "".join(ALPHABET[next(draw)] for _ in range(GROUP - is_last))
        more += check_character(code + more) if is_last else ""
        if not UNKIND.search(more):
            code += more
    return grouped(code)


def new_code(groups: int) -> str:
    """Return a fresh code in groups."""
    return code_from(secrets.token_bytes(32), groups)


def check_character(body: str) -> str:
    """Return the character that makes a code of `body`."""
    return ALPHABET[(1 - RADIX * _sum(body)) % PRIME]


def is_code(plain: str, groups: int) -> bool:
    """Tell whether these characters, without separators, have the length and the check of a code."""
    return len(plain) == groups * GROUP and set(plain) <= set(ALPHABET) and _sum(plain) == 1


def read_code(text: str) -> str:
    """Return a code as it was shown, without separators, however it was typed; foreign characters stay."""
    return "".join(_mark(each) for each in _translated(text[:LONGEST_INPUT]) if each.isalnum())


def grouped(plain: str) -> str:
    """Return a code as people copy it: in groups with hyphens."""
    return "-".join(plain[start : start + GROUP] for start in range(0, len(plain), GROUP))


def code_problem(text: str, groups: int) -> CodeProblem | None:
    """Return why `text` cannot be a code of that many groups, or None."""
    plain = read_code(text)
    if foreign_marks(plain):
        return CodeProblem.FOREIGN
    if len(plain) != groups * GROUP:
        return CodeProblem.LENGTH
    return None if is_code(plain, groups) else CodeProblem.CHECK


def foreign_marks(text: str) -> list[str]:
    """Return the characters of `text` that stand in no code, each once, in order."""
    return list(dict.fromkeys(each for each in read_code(text) if each not in ALPHABET))


def codes_in(text: str, groups: int) -> list[str]:
    """Return what could be a code of that many groups inside a longer text, without separators."""
    found: list[str] = []
    for run in _RUN.findall(_translated(text)):
        if len(run) < groups * GROUP:
            continue
        parts = re.split(r"[\W_]+", run)
        for start in range(len(parts)):
            plain = ""
            for part in parts[start:]:
                plain += part
                if len(plain) >= groups * GROUP:
                    break
            if is_code(plain, groups):
                found.append(plain)
    return found


def _translated(text: str) -> str:
    return unicodedata.normalize("NFKC", text).upper().translate(LOOKALIKES)


def _mark(each: str) -> str:
    return str(unicodedata.digit(each)) if each.isdecimal() else each


def _sum(plain: str) -> int:
    total = 0
    for each in plain:
        total = (total * RADIX + ALPHABET.index(each)) % PRIME
    return total


def _numbers(seed: bytes) -> Iterator[int]:
    """Yield evenly spread numbers below the prime from an endless stream of the seed."""
    usable = 256 - 256 % PRIME
    block = 0
    while True:
        for byte in hashlib.sha256(seed + block.to_bytes(8)).digest():
            if byte < usable:
                yield byte % PRIME
        block += 1
