"""The receipt's secret: strong enough, pronounceable, forgiving to type."""

from __future__ import annotations

import math
import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.tickets.receipts import (
    GROUPS,
    LETTERS,
    SYLLABLES,
    SYLLABLES_PER_GROUP,
    UNKIND,
    grouped_number,
    new_number,
    new_secret,
    normal_number,
    normalise_secret,
    secret_from,
)

TO_CYRILLIC = str.maketrans("abdefgijklmnorstuz", "абдефгижклмнорстуз")
CAPITAL_LOOKALIKES = str.maketrans({"A": "А", "B": "В", "E": "Е", "K": "К", "M": "М", "O": "О", "T": "Т"})
SEEDS = st.binary(min_size=32, max_size=32)


def test_a_secret_carries_at_least_90_bits_even_without_unkind_groups() -> None:
    kind = sum(not UNKIND.search("".join(parts)) for parts in product(SYLLABLES, repeat=SYLLABLES_PER_GROUP))
    assert GROUPS * math.log2(kind) >= 90


def test_a_secret_is_five_groups_of_three_syllables() -> None:
    assert re.fullmatch(r"(?:(?:[bdfgjklmnrstz][aeiou]){3}-?){5}", new_secret())


def test_two_secrets_differ() -> None:
    assert len({new_secret() for _ in range(1000)}) == 1000


def test_syllables_are_evenly_spread() -> None:
    drawn = "".join(new_secret().replace("-", "") for _ in range(2000))
    counts = [sum(drawn[i : i + 2] == pair for i in range(0, len(drawn), 2)) for pair in SYLLABLES]
    expected = len(drawn) / 2 / len(SYLLABLES)
    assert min(counts) > 0.6 * expected
    assert max(counts) < 1.4 * expected


@given(SEEDS)
def test_no_secret_holds_an_unkind_group(seed: bytes) -> None:
    assert not any(UNKIND.search(group) for group in secret_from(seed).split("-"))


@given(SEEDS)
def test_normalising_keeps_a_secret_as_it_is_so_no_two_secrets_become_one(seed: bytes) -> None:
    secret = secret_from(seed)
    assert normalise_secret(secret) == secret
    assert len(secret.replace("-", "")) == LETTERS


@given(
    SEEDS,
    st.sampled_from(["", " ", "-", " - ", "–", "\n", ".", "_", "  "]),
    st.sampled_from([str.upper, str.lower, str.title, str.swapcase]),
    st.sampled_from([{}, TO_CYRILLIC]),
)
def test_typing_in_any_case_with_any_separator_on_either_keyboard_is_understood(
    seed: bytes, separator: str, case: object, keyboard: dict[int, int]
) -> None:
    secret = secret_from(seed)
    typed = separator.join(secret.split("-")).translate(keyboard)
    assert normalise_secret(case(typed)) == secret  # type: ignore[operator]


@given(SEEDS)
def test_capital_lookalikes_typed_on_a_cyrillic_keyboard_are_understood(seed: bytes) -> None:
    secret = secret_from(seed)
    assert normalise_secret(secret.upper().translate(CAPITAL_LOOKALIKES)) == secret


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("бәдөкү ғіңұқө", "badoku-ginuko"),
        ("bädökü gıñuko", "badoku-ginuko"),
        ("BADОKU, GІNUKО!", "badoku-ginuko"),
        ("bad0ku ginuk0", "badoku-ginuko"),
        ("ёлка", "elka"),
    ],
)
def test_kazakh_letters_of_both_scripts_mean_their_plain_sound(typed: str, meant: str) -> None:
    assert normalise_secret(typed) == meant


def test_numbers_are_eight_digits_and_random() -> None:
    numbers = {new_number() for _ in range(500)}
    assert len(numbers) == 500
    assert all(re.fullmatch(r"[1-9]\d{7}", number) for number in numbers)


@pytest.mark.parametrize("typed", ["48271936", "4827-1936", " 4827 1936 ", "№ 4827–1936", "٤٨٢٧١٩٣٦"])
def test_a_number_is_found_however_it_is_typed(typed: str) -> None:
    assert normal_number(typed) == "48271936"
    assert grouped_number("48271936") == "4827-1936"
