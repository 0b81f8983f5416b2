"""Codes copied by hand: strong enough, the same in both scripts, and every usual slip is noticed."""

from __future__ import annotations

import math
import re
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.codes import (
    ALPHABET,
    GROUP,
    PRIME,
    UNKIND,
    CodeProblem,
    code_from,
    code_problem,
    codes_in,
    foreign_marks,
    is_code,
    new_code,
    read_code,
)

GROUPS = 6
TO_CYRILLIC = str.maketrans("ABCEHKMPTXY", "АВСЕНКМРТХУ")
SEEDS = st.binary(min_size=32, max_size=32)
CODE = code_from(b"\x07" * 32, GROUPS)
PLAIN = CODE.replace("-", "")


def test_a_secret_carries_more_than_97_bits_also_without_unkind_groups() -> None:
    kind = sum(not UNKIND.search("".join(marks)) for marks in product(ALPHABET, repeat=GROUP))
    share = kind / PRIME**GROUP
    bits = (GROUPS * GROUP - 1) * math.log2(PRIME) + GROUPS * math.log2(share)
    assert bits > 97
    assert share > 0.99


def test_the_alphabet_has_no_character_that_means_something_else_in_cyrillic() -> None:
    assert ALPHABET == "23456789ABCEHKMPTXY"
    assert all(PRIME % divisor for divisor in range(2, PRIME))


def test_a_code_is_six_groups_of_four() -> None:
    assert re.fullmatch(rf"[{ALPHABET}]{{4}}(-[{ALPHABET}]{{4}}){{5}}", new_code(GROUPS))
    assert len({new_code(GROUPS) for _ in range(1000)}) == 1000


def test_characters_are_evenly_spread_also_the_check() -> None:
    codes = [new_code(GROUPS).replace("-", "") for _ in range(4000)]
    for drawn in ("".join(codes), "".join(code[-1] for code in codes)):
        expected = len(drawn) / PRIME
        counts = [drawn.count(mark) for mark in ALPHABET]
        assert min(counts) > 0.7 * expected
        assert max(counts) < 1.3 * expected


@given(SEEDS)
def test_every_code_is_sound_kind_and_read_as_itself(seed: bytes) -> None:
    code = code_from(seed, GROUPS)
    assert code_problem(code, GROUPS) is None
    assert not any(UNKIND.search(group) for group in code.split("-"))
    assert read_code(code) == code.replace("-", "")
    assert code == code_from(seed, GROUPS)


def test_every_single_wrong_character_is_noticed() -> None:
    for place, mark in product(range(len(PLAIN)), ALPHABET):
        if PLAIN[place] != mark:
            assert not is_code(PLAIN[:place] + mark + PLAIN[place + 1 :], GROUPS)


@given(SEEDS)
def test_every_two_neighbours_that_changed_places_are_noticed(seed: bytes) -> None:
    plain = read_code(code_from(seed, GROUPS))
    for place, (one, other) in enumerate(pairwise(plain)):
        if one != other:
            assert not is_code(plain[:place] + other + one + plain[place + 2 :], GROUPS)


@given(
    SEEDS,
    st.sampled_from(["", " ", "-", " - ", "–", "\n", ".", "_", "  "]),
    st.sampled_from([str.upper, str.lower, str.title, str.swapcase]),
    st.sampled_from([{}, TO_CYRILLIC]),
)
def test_any_case_any_separator_and_either_keyboard_are_understood(
    seed: bytes, separator: str, case: object, keyboard: dict[int, int]
) -> None:
    code = code_from(seed, GROUPS)
    typed = case(separator.join(code.split("-")).translate(keyboard))  # type: ignore[operator]
    assert read_code(typed) == code.replace("-", "")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("қң үұһ", "KHYYH"), ("ёз2", "E32"), ("ＡＢ", "AB"), ("٢٣", "23"), ("АВсе нк\u200bмр", "ABCEHKMP")],
)
def test_letters_that_only_look_like_it_are_understood(typed: str, meant: str) -> None:
    assert read_code(typed) == meant


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        (CODE.replace(CODE[0], "O", 1), CodeProblem.FOREIGN),
        (CODE + "I", CodeProblem.FOREIGN),
        (CODE[:-1], CodeProblem.LENGTH),
        (CODE + CODE[0], CodeProblem.LENGTH),
        ("", CodeProblem.LENGTH),
        (CODE[:-1] + ALPHABET[ALPHABET.index(CODE[-1]) - 1], CodeProblem.CHECK),
    ],
)
def test_what_cannot_be_a_code_is_named(typed: str, problem: CodeProblem) -> None:
    assert code_problem(typed, GROUPS) is problem


def test_characters_of_no_code_are_named_once() -> None:
    assert foreign_marks("0O1I-0OБ2A") == ["0", "O", "1", "I", "Б"]


def test_a_code_is_found_inside_a_text_and_nothing_else_is() -> None:
    for text in (
        f"как код {CODE}, сақта",
        f"({CODE.replace('-', '')})",
        f"так: {CODE.lower().replace('-', ' ')}",
    ):
        assert codes_in(text, GROUPS) == [PLAIN]
    assert codes_in("Қайда дауыс беремін? Учаске ашық па, кімге барамын? 87011234567 " * 20, GROUPS) == []
