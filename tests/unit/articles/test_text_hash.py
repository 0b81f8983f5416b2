"""The hash is what a consent names: it must change with everything a reader sees, and with nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from app.articles.texts import TextDraft, text_hash, tidy, tidy_steps

TEXT: dict[str, Any] = {
    "language": "kk",
    "question": "Қайда дауыс беремін?",
    "short_answer": "Тіркелген жеріңізде.",
    "explanation": "Өйткені заң солай дейді.",
    "steps": [{"text": "Тексеріңіз", "due_days": 15, "due_time": "18:00"}],
    "provisions": ["EL:24(6)", "EL:25(3)"],
}


def _hash(**parts: Any) -> str:
    language, provisions = parts.pop("language"), parts.pop("provisions")
    return text_hash(language, TextDraft(**parts), provisions)


@pytest.mark.parametrize(
    "change",
    [
        {"language": "ru"},
        {"question": "Қайда дауыс беремін"},
        {"short_answer": "Тіркелген жеріңізде!"},
        {"explanation": "өйткені заң солай дейді."},
        {"steps": []},
        {"steps": [{"text": "Тексеріңіз", "due_days": 14, "due_time": "18:00"}]},
        {"steps": [{"text": "Тексеріңіз", "due_days": 15}]},
        {"provisions": ["EL:25(3)", "EL:24(6)"]},
        {"provisions": ["EL:24(6)"]},
    ],
)
def test_every_change_that_a_reader_could_see_changes_the_hash(change: dict[str, Any]) -> None:
    assert _hash(**TEXT) != _hash(**{**TEXT, **change})


@pytest.mark.parametrize(
    "change",
    [
        {"question": "  Қайда дауыс беремін? \r\n"},
        {"explanation": "Өйткені заң солай дейді.  \n"},
        {"steps": [{"due_time": "18:00", "due_days": 15, "text": "Тексеріңіз", "due_on": None}]},
        {"steps": [{"text": "Тексеріңіз", "due_days": 15, "due_time": "18:00"}, {"text": ""}]},
    ],
)
def test_what_nobody_can_see_does_not_change_the_hash(change: dict[str, Any]) -> None:
    assert _hash(**TEXT) == _hash(**{**TEXT, **change})


def test_the_parts_of_a_text_cannot_be_moved_into_each_other() -> None:
    left, right = TextDraft(question="a", short_answer="b c"), TextDraft(question="a b", short_answer="c")
    assert text_hash("kk", left) != text_hash("kk", right)


def test_keywords_help_to_find_a_text_and_are_no_part_of_it() -> None:
    plain = TextDraft(question="a", short_answer="b")
    assert text_hash("kk", plain) == text_hash(
        "kk", TextDraft(question="a", short_answer="b", keywords=["c"])
    )


def test_letters_are_composed_and_line_ends_are_plain() -> None:
    assert tidy("и\u0306\r\nб  \r\n") == "й\nб"


def test_unknown_keys_of_a_step_are_dropped() -> None:
    assert tidy_steps([{"text": " a ", "colour": "red", "due_days": 0}]) == [{"text": "a", "due_days": 0}]
