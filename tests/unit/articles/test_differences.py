"""Differences are shown word by word, and nothing gets lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.articles.differences import side_by_side


def words(rows: list, side: int, *kinds: str) -> str:
    return "\n".join("".join(text for kind, text in row[side] if kind in kinds) for row in rows)


def test_the_same_text_has_no_marks() -> None:
    rows = side_by_side("Бірінші жол\n\nЕкінші", "Бірінші жол\n\nЕкінші")
    assert {kind for row in rows for side in row for kind, _ in side} == {"same"}


def test_one_changed_word_is_marked_alone() -> None:
    ((left, right),) = side_by_side("Срок шесть дней до выборов", "Срок семь дней до выборов")
    assert [text.strip() for kind, text in left if kind == "removed"] == ["шесть"]
    assert [text.strip() for kind, text in right if kind == "added"] == ["семь"]


def test_an_added_line_stands_alone_on_its_side() -> None:
    rows = side_by_side("a line here", "a line here\nanother one")
    assert rows[1] == ([], [("added", "another one")])


def test_lines_that_have_nothing_in_common_are_not_woven_together() -> None:
    ((left, right),) = side_by_side("alpha beta gamma", "delta epsilon zeta")
    assert (left, right) == ([("removed", "alpha beta gamma")], [("added", "delta epsilon zeta")])


@given(st.text(alphabet="абв \n", max_size=60), st.text(alphabet="абв \n", max_size=60))
def test_each_side_holds_exactly_its_text(before: str, after: str) -> None:
    rows = side_by_side(before, after)
    assert words(rows, 0, "same", "removed").split() == before.split()
    assert words(rows, 1, "same", "added").split() == after.split()
