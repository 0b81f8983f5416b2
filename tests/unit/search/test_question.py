"""Questions taken apart: what counts, what only asks, other spellings, switched keyboards."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.analysis.keyboards import switched_texts
from app.search.analysis.question import MAX_WORDS, read_question, spellings
from app.search.analysis.tokens import word_of


def terms(text: str) -> list[str]:
    return [word.term for word in read_question(text).content]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Бюллетеньге қандай белгі қою керек?", "бюллетень белгі қою"),
        ("Какие документы нужны наблюдателю?", "документы нужны наблюдателю"),
        ("What is the age for an observer?", "age observer"),
        ("калай дауыс беремиз", "дауыс береміз"),
    ],
)
def test_words_that_only_ask_are_set_aside(text: str, kept: str) -> None:
    assert terms(text) == [word_of(word).term for word in kept.split()]


def test_a_question_of_asking_words_keeps_them() -> None:
    assert terms("қалай?") == [word_of("қалай").term]


def test_a_named_provision_is_no_word() -> None:
    question = read_question("41-баптың 6-1-тармағы бойынша куәлік")
    assert [word.term for word in question.content] == [word_of("куәлік").term]
    assert question.citation_terms == ["@41", "@41.6-1"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("cfqkfe", "сайлау"),
        ("dauys", "дауыс"),
        ("щиыукмук", "observer"),
        ("wagym", "шағым"),
        ("090s0", "құқық"),
    ],
)
def test_a_word_may_be_meant_in_another_spelling(typed: str, meant: str) -> None:
    word = word_of(typed)
    assert word_of(meant).term in {word.term, *spellings(word)}


def test_a_whole_text_with_the_keyboard_switched() -> None:
    assert "где голосовать" in switched_texts("ult ujkjcjdfnm")
    assert "бюллетень" in switched_texts(",.kktntym")[0]
    assert switched_texts("123") == []


@given(st.text(max_size=5000))
def test_any_text_is_a_question(text: str) -> None:
    question = read_question(text)
    assert len(question.content) <= MAX_WORDS
    assert len(question.content) == len(question.counts)
    for word in question.content:
        assert len(spellings(word)) <= 20
