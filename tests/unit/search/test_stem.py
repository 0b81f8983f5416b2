"""Every rule of the stemmer with real words, and what must hold for any word."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.analysis.letters import skeleton
from app.search.analysis.stem import KEPT, rules, stem
from app.search.analysis.tokens import word_of

FORMS: dict[str, str] = tomllib.loads(Path(__file__).with_name("forms.toml").read_text(encoding="utf-8"))
PAIRS = [(word, form) for word, forms in FORMS.items() for form in forms.split()]

# ending → (word with it, the word it must meet)
RULES = {
    "lar": ("балалар", "бала"),
    "ler": ("кемелер", "кеме"),
    "dar": ("адамдар", "адам"),
    "der": ("көлдер", "көл"),
    "tar": ("кітаптар", "кітап"),
    "ter": ("мектептер", "мектеп"),
    "nin": ("баланың", "бала"),
    "din": ("жолдың", "жол"),
    "tin": ("кітаптың", "кітап"),
    "ni": ("баланы", "бала"),
    "di": ("жолды", "жол"),
    "ti": ("кітапты", "кітап"),
    "ga": ("жолға", "жол"),
    "ge": ("көлге", "көл"),
    "ka": ("кітапқа", "кітап"),
    "ke": ("мектепке", "мектеп"),
    "na": ("кітабына", "кітап"),
    "ne": ("мектебіне", "мектеп"),
    "nda": ("кітабында", "кітап"),
    "nde": ("мектебінде", "мектеп"),
    "a": ("кітабыма", "кітап"),
    "e": ("мектебіме", "мектеп"),
    "da": ("жолда", "жол"),
    "de": ("көлде", "көл"),
    "ta": ("кітапта", "кітап"),
    "te": ("мектепте", "мектеп"),
    "dan": ("жолдан", "жол"),
    "den": ("көлден", "көл"),
    "tan": ("кітаптан", "кітап"),
    "ten": ("мектептен", "мектеп"),
    "nan": ("адамнан", "адам"),
    "nen": ("мектебінен", "мектеп"),
    "men": ("жолмен", "жол"),
    "ben": ("сөзбен", "сөз"),
    "pen": ("кітаппен", "кітап"),
    "dagi": ("жолдағы", "жол"),
    "degi": ("көлдегі", "көл"),
    "tagi": ("кітаптағы", "кітап"),
    "tegi": ("мектептегі", "мектеп"),
    "ndagi": ("кітабындағы", "кітап"),
    "ndegi": ("мектебіндегі", "мектеп"),
    "si": ("баласы", "бала"),
    "sin": ("баласын", "бала"),
    "miz": ("баламыз", "бала"),
    "niz": ("балаңыз", "бала"),
    "i": ("жолы", "жол"),
    "in": ("жолын", "жол"),
    "im": ("мектебім", "мектеп"),
    "imiz": ("жолымыз", "жол"),
    "iniz": ("жолыңыз", "жол"),
}


@pytest.mark.parametrize(("form", "word"), RULES.values(), ids=RULES.keys())
def test_each_ending_comes_off_a_real_word(form: str, word: str) -> None:
    assert word_of(form).term == word_of(word).term


def test_every_ending_has_an_example() -> None:
    endings = {name for name, where in rules() if where != "kept"}
    assert endings == set(RULES)


@pytest.mark.parametrize(("word", "form"), PAIRS)
def test_forms_of_one_word_are_one_term(word: str, form: str) -> None:
    assert word_of(form).term == word_of(word).term


def test_the_list_of_forms_is_long_enough() -> None:
    assert len(PAIRS) >= 300


@pytest.mark.parametrize(
    ("one", "other"),
    [("кітап", "кітабы"), ("құқық", "құқығы"), ("халық", "халқы"), ("орын", "орны"), ("бөлік", "бөлігі")],
)
def test_what_an_ending_does_to_the_stem_is_undone(one: str, other: str) -> None:
    assert word_of(one).term == word_of(other).term


@pytest.mark.parametrize(
    ("form", "word"),
    [("дауысын", "дауыс"), ("учаскесі", "учаске"), ("кандидаты", "кандидат"), ("уақытында", "уақыт")],
)
def test_nothing_inside_a_kept_word_is_taken_for_an_ending(form: str, word: str) -> None:
    assert skeleton(word) in KEPT
    assert stem(skeleton(form)) == stem(skeleton(word))


@pytest.mark.parametrize("word", ["білім", "қысым", "бөлім", "сенім"])
def test_a_short_noun_that_ends_like_my_keeps_its_end(word: str) -> None:
    assert word_of(word).term != word_of(word[:3]).term


@pytest.mark.parametrize(
    ("word", "other"),
    [("сот", "сотта"), ("үй", "үйде"), ("жас", "жасқа"), ("бап", "бапта"), ("заң", "заңда")],
)
def test_short_words_of_the_domain_lose_their_endings(word: str, other: str) -> None:
    assert word_of(word).term == word_of(other).term


BONES = st.text(alphabet="abdeghijklmnoprstuvwz4", min_size=1, max_size=30)


@given(BONES)
def test_a_stem_is_never_empty_and_never_longer(bones: str) -> None:
    assert 0 < len(stem(bones)) <= len(bones)


@given(BONES)
def test_stemming_takes_no_vowelless_rest(bones: str) -> None:
    if set("aeiou") & set(bones):
        assert set("aeiou") & set(stem(bones))


@given(BONES)
def test_a_back_ending_never_comes_off_a_front_stem(bones: str) -> None:
    """Harmony: -лар, -да, -ға do not follow a stem whose last vowel is е."""
    for ending in ("lar", "da", "ga", "nan"):
        front = bones + "et"
        assert stem(front + ending).startswith(front[:3])
        assert len(stem(front + ending)) > len(front)


@given(BONES)
def test_stemming_twice_changes_nothing(bones: str) -> None:
    assert stem(stem(bones)) == stem(bones)
