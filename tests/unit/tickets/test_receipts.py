"""The receipt's number; its secret is a code, see test_codes."""

from __future__ import annotations

import re

import pytest

from app.core.codes import code_problem
from app.tickets.receipts import GROUPS, grouped_number, new_number, new_secret, normal_number


def test_a_secret_is_a_code_of_24_characters_in_six_groups() -> None:
    secret = new_secret()
    assert code_problem(secret, GROUPS) is None
    assert [len(group) for group in secret.split("-")] == [4] * 6


def test_numbers_are_eight_digits_and_random() -> None:
    numbers = {new_number() for _ in range(500)}
    assert len(numbers) == 500
    assert all(re.fullmatch(r"[1-9]\d{7}", number) for number in numbers)


@pytest.mark.parametrize("typed", ["48271936", "4827-1936", " 4827 1936 ", "№ 4827–1936", "٤٨٢٧١٩٣٦"])
def test_a_number_is_found_however_it_is_typed(typed: str) -> None:
    assert normal_number(typed) == "48271936"
    assert grouped_number("48271936") == "4827-1936"
