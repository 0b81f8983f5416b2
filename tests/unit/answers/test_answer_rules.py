"""What an answer needs, and what its writer is told about its language."""

from __future__ import annotations

from datetime import date

import pytest

from app.answers.rules import Body, Hint, body_from_json, hints, make_step, obstacles


def fields(body: Body, provisions: int = 1) -> list[str]:
    return [each.field for each in obstacles(body, provisions)]


def test_a_short_answer_and_one_provision_are_enough() -> None:
    assert fields(Body(short="Иә.")) == []


@pytest.mark.parametrize(
    ("body", "provisions", "field"),
    [
        (Body(short="  "), 1, "short"),
        (Body(short="а" * 241), 1, "short"),
        (Body(short="бір\nекі\nүш"), 1, "short"),
        (Body(short="Иә.", explanation="а" * 8001), 1, "explanation"),
        (Body(short="Иә."), 0, "provisions"),
        (Body(short="Иә."), 21, "provisions"),
        (Body(short="Иә.", steps=[{"text": "а"}] * 13), 1, "steps"),
        (Body(short="Иә.", steps=[{"text": "а" * 301}]), 1, "steps"),
    ],
)
def test_what_is_missing_or_too_long_keeps_the_answer_back(body: Body, provisions: int, field: str) -> None:
    assert fields(body, provisions) == [field]


def test_two_lines_and_240_characters_are_allowed() -> None:
    assert fields(Body(short="а" * 119 + "\n" + "б" * 120)) == []


def test_a_body_comes_back_from_its_sealed_form() -> None:
    body = Body(short="Қысқа", explanation="Неге", steps=[{"text": "Бар", "due_days": -3}])
    assert body_from_json(body.as_json()) == body


@pytest.mark.parametrize(
    ("days", "time", "day", "expected"),
    [
        (None, "", None, {"text": "a"}),
        (15, "18:00", None, {"text": "a", "due_days": -15, "due_time": "18:00"}),
        (0, "", None, {"text": "a", "due_days": 0}),
        (15, "", date(2026, 11, 15), {"text": "a", "due_on": "2026-11-15"}),
        (None, "18:00", None, {"text": "a"}),
    ],
)
def test_a_step_keeps_its_deadline(
    days: int | None, time: str, day: date | None, expected: dict[str, object]
) -> None:
    assert make_step(" a ", days, time, day) == expected


def test_a_step_without_words_is_no_step() -> None:
    assert make_step("  ", 3, "18:00", None) is None


def test_a_long_sentence_is_shown_to_its_writer_with_its_length() -> None:
    long = " ".join(["сөз"] * 23) + "."
    assert hints(Body(short="Қысқа.", explanation=f"Бұл қысқа. {long} Бұл да.")) == [
        Hint("long_sentence", " ".join(["сөз"] * 8) + " …", 23)
    ]


def test_numbers_and_short_forms_do_not_break_a_sentence_apart() -> None:
    assert hints(Body(short="EL 41.6 бап, т.б. бойынша 18.00-ге дейін.")) == []


def test_names_and_phones_in_an_answer_are_pointed_out() -> None:
    found = hints(Body(short="Айдос Серікұлына 8 701 123 45 67 арқылы хабарласыңыз."))
    assert [(each.kind, each.excerpt) for each in found] == [
        ("name", "Айдос Серікұлына"),
        ("phone", "8 701 123 45 67"),
    ]
