"""Every line of the attack checklist is attacked by a test, and the table in docs/ says which."""

from __future__ import annotations

import re

from tests.security import table
from tests.security.proofs import all_tests, checklist, marked_tests

LINES = [
    f"{group}{number:02}"
    for group, last in zip("ABCD", (22, 14, 18, 16), strict=True)
    for number in range(1, last + 1)
]


def test_the_checklist_has_all_its_seventy_lines() -> None:
    assert list(checklist()) == LINES
    assert len(LINES) == 70


def test_every_line_is_attacked() -> None:
    assert [line for line in checklist() if line not in marked_tests()] == []


def test_no_test_names_a_line_that_does_not_exist() -> None:
    assert set(marked_tests()) <= set(checklist())


def test_every_named_test_exists() -> None:
    assert sorted({test for tests in marked_tests().values() for test in tests} - all_tests()) == []


def test_the_table_in_docs_is_the_one_of_these_tests() -> None:
    assert table.without_states(table.written()) == table.without_states(
        table.HEAD + "\n".join(table.rows({}))
    )


def test_the_table_in_docs_is_all_green() -> None:
    states = [
        line.rsplit(" | ", 1)[1] for line in table.written().splitlines() if re.match(r"\| [A-D]\d\d ", line)
    ]
    words = set(re.sub(r"×\d+", "", " ".join(states)).replace("<br>", " ").replace("|", " ").split())
    assert words == {table.GREEN}
