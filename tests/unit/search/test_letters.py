"""One word, many keyboards: all spellings of a word are one skeleton."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.analysis.letters import normalise, skeleton, words
from app.search.analysis.tokens import grams, neighbourhood, read, word_of


def bones(text: str) -> str:
    return skeleton(normalise(text))


@pytest.mark.parametrize(
    "spellings",
    [
        ("құқық", "кукык", "qūqyq", "quqyq", "kukyk", "ҚҰҚЫҚ"),
        ("сайлаушы", "сайлаушы", "sailauşy", "saylaushy", "sailaushi"),
        ("жәшік", "жашик", "jäşik", "jashik", "zhashik"),
        ("үйде", "уйде", "üide", "uyde", "uide"),
        ("ғылым", "гылым", "ğylym", "gylym", "ghylym"),
        ("өтініш", "отиниш", "ötınış", "otinish"),
        ("учаске", "учаске", "uchaske"),
        ("тізім", "тизим", "tızım", "tizim"),
    ],
)
def test_every_keyboard_gives_the_same_word(spellings: tuple[str, ...]) -> None:
    assert len({bones(each) for each in spellings}) == 1


@pytest.mark.parametrize(
    ("mixed", "clean"),
    [
        ("тiзiм", "тізім"),  # Latin i in a Cyrillic word, as in the law's own text
        ("cот", "сот"),  # Latin c
        ("пaрoль", "пароль"),  # Latin a and o
        ("əділет", "әділет"),  # Latin schwa
        ("сommission", "commission"),  # Cyrillic с in a Latin word
    ],
)
def test_letters_of_the_other_script_count_by_their_shape(mixed: str, clean: str) -> None:
    assert bones(mixed) == bones(clean)


def test_yo_is_ye_and_a_decomposed_letter_is_whole() -> None:
    assert bones("учёт") == bones("учет")
    assert bones(unicodedata.normalize("NFD", "қайсы й")) == bones("қайсы й")
    assert bones("вы\u0301боры") == bones("выборы")


def test_apostrophes_and_invisible_signs_do_not_cut_words() -> None:
    assert words(normalise("voter’s")) == ["voters"]
    assert words(normalise("дау\u00adыс")) == ["дауыс"]
    assert words(normalise("дау\u200bыс\u202e")) == ["дауыс"]


def test_numbers_stand_apart_from_the_endings_that_hang_on_them() -> None:
    assert [word.term for word in read("18-ге 18ге 2026 жылғы")] == [
        "18",
        "ge",
        "18",
        "2026",
        word_of("жылғы").term,
    ]


def test_long_words_are_cut_not_refused() -> None:
    assert len(words("а" * 10_000)[0]) < 100


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading(text: str) -> None:
    for word in read(text):
        assert word.term
        assert "\x00" not in word.term
        assert grams(word.bones)
        assert neighbourhood(word.term)
        word.term.encode()


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(st.text(alphabet="абвгдеёжзийклмнопрстуфхцчшщъыьэюяәіңғүұқөһ", min_size=1, max_size=20))
def test_a_kazakh_word_and_its_russian_keyboard_spelling_are_one(word: str) -> None:
    russian = word.translate(str.maketrans("әіңғүұқөһ", "аингуукох"))
    assert bones(word) == bones(russian)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=20))
def test_a_skeleton_has_only_small_ascii_letters(word: str) -> None:
    assert set(bones(word)) <= set("abcdefghijklmnopqrstuvwz4")
