"""Rules of the conversation."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.chat.rules import (
    CHANGE_WINDOW,
    MESSAGE_MAX,
    check_changeable,
    check_client_id,
    clean_body,
    may_change,
)
from app.core.errors import Conflict, Invalid, NotAllowed

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@given(text=some.text(max_size=200))
def test_a_cleaned_text_stays_as_it_is_when_cleaned_again(text: str) -> None:
    once = clean_body(text + "x")
    assert clean_body(once) == once


def test_line_ends_become_one_kind_and_marks_that_turn_the_direction_go() -> None:
    assert clean_body("  бір\r\nекі\rүш\u202e \x07") == "бір\nекі\nүш"


def test_emoji_joiners_and_kazakh_letters_stay() -> None:
    assert clean_body("Әжем 👩‍⚖️ құқық") == "Әжем 👩‍⚖️ құқық"


def test_the_limit_counts_characters() -> None:
    assert len(clean_body("ә" * MESSAGE_MAX)) == MESSAGE_MAX
    with pytest.raises(Invalid):
        clean_body("ә" * (MESSAGE_MAX + 1))


@pytest.mark.parametrize("key", ["a1b2c3d4", "123e4567-e89b-12d3-a456-426614174000"])
def test_usual_client_ids_pass(key: str) -> None:
    check_client_id(key)


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({}, None),
        ({"by": "somebody"}, NotAllowed),
        ({"withdrawn_at": NOW}, Conflict),
        ({"moment": NOW + CHANGE_WINDOW}, None),
        ({"moment": NOW + CHANGE_WINDOW + timedelta(seconds=1)}, Conflict),
    ],
)
def test_who_may_still_change_a_message(values: dict[str, object], error: type[Exception] | None) -> None:
    facts = {
        "author": "asker",
        "by": "asker",
        "created_at": NOW,
        "withdrawn_at": None,
        "moment": NOW,
        **values,
    }
    assert may_change(**facts) is (error is None)
    if error is None:
        check_changeable(**facts)
    else:
        with pytest.raises(error):
            check_changeable(**facts)
