"""The small parts: packed values, the formula, shares of a secret, snippets, the thesaurus."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search import shares
from app.search.analysis.document import ANALYSER, analyse, tidy
from app.search.analysis.tokens import GRAM_CODES, word_of
from app.search.bm25 import LEVELS, idf, impact_of, saturation
from app.search.interface import Document
from app.search.packing import (
    SPAN,
    change_block,
    is_dense,
    lanes,
    pack_grams,
    pack_terms,
    places_in,
    read_grams,
    read_lanes,
    read_terms,
)
from app.search.snippets import best_passage, mark, plain
from app.search.thesaurus import load, thesaurus

COUNTS = st.dictionaries(st.integers(0, 2**32 - 1), st.integers(1, 255), max_size=50)
GRAMS = st.dictionaries(st.integers(0, GRAM_CODES - 1), st.integers(1, 255), max_size=50)
PLACES = st.dictionaries(st.integers(0, SPAN - 1), st.integers(1, 255), max_size=60)


@given(COUNTS)
def test_packed_terms_are_read_again(terms: dict[int, int]) -> None:
    ids, counts = read_terms(pack_terms(terms))
    assert dict(zip(ids, counts, strict=True)) == terms


@given(GRAMS, st.integers(0, 2**31))
def test_packed_letter_runs_are_read_again(grams: dict[int, int], length: int) -> None:
    runs = read_grams(pack_grams(grams, length))
    assert dict(zip(map(ord, runs.letters), runs.counts, strict=True)) == grams
    assert runs.length == length


@pytest.mark.parametrize("is_common", [False, True])
@given(first=PLACES, second=PLACES)
def test_a_block_holds_what_was_put_in_and_not_taken_out(
    *, first: dict[int, int], second: dict[int, int], is_common: bool
) -> None:
    crowd = dict.fromkeys(range(0, SPAN, 2), 7) if is_common else {}
    block = change_block(b"", crowd | first)
    assert is_dense(block) == is_common
    block = change_block(block, second)
    block = change_block(block, dict.fromkeys(crowd.keys() - first.keys() - second.keys(), 0))
    expected = first | second
    assert places_in(block) == sorted(expected)
    assert change_block(block, dict.fromkeys(expected, 0)) == b""


def test_a_block_of_a_common_word_adds_up_like_a_list() -> None:
    block = change_block(b"", {place: place % 255 + 1 for place in range(SPAN - 3)})
    sums = read_lanes(3 * lanes(block) + 5 * lanes(block))
    assert sums[:3] == [8, 16, 24]
    assert sums[-3:] == [0, 0, 0]


@given(st.integers(1, 255), st.integers(1, 100_000))
def test_an_impact_fits_its_byte_and_more_is_better(count: int, length: int) -> None:
    assert 0 < impact_of(count, length) <= LEVELS
    assert impact_of(count + 1, length) >= impact_of(count, length)


def test_rare_words_and_short_texts_weigh_more() -> None:
    assert idf(1000, 1) > idf(1000, 500) > 0
    assert saturation(100, 200) < saturation(400, 200)


def test_the_question_weighs_more_than_the_answer_and_the_answer_more_than_the_rest() -> None:
    document = Document("a", "kk", question="бір", short_answer="екі", body="төртінші", provisions=("EL:7",))
    counted = analyse(document).terms
    weights = [counted[word_of(word).term] for word in ("бір", "екі", "төртінші")] + [counted["@7"]]
    assert weights == sorted(weights, reverse=True)
    assert len(set(weights)) == len(weights)


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_document_can_be_analysed(question: str, body: str) -> None:
    document = tidy(Document("a", "kk", question=question, body=body))
    counted = analyse(document)
    assert counted.length >= 0
    assert all(0 < len(term) <= 32 for term in counted.terms)
    (document.question + document.body).encode()


def test_the_analyser_has_a_name_that_fits() -> None:
    assert 3 < len(ANALYSER) <= 16


def test_marked_pieces_joined_are_the_text() -> None:
    telling = {word_of("дауыс").term: 1.0, word_of("беру").term: 1.0}
    text = "Үйде дауыс беруге бола ма? Дауысым құпия."
    pieces = mark(text, telling)
    assert "".join(piece for piece, _ in pieces) == text
    assert [piece for piece, is_hit in pieces if is_hit] == ["дауыс беруге", "Дауысым"]


@given(st.text(max_size=200), st.lists(st.text(min_size=1, max_size=6), max_size=3))
def test_marking_never_loses_a_letter(text: str, words: list[str]) -> None:
    assert "".join(piece for piece, _ in mark(text, dict.fromkeys(words, 1.0))) == text


def test_the_passage_that_answers_most_is_shown() -> None:
    body = "Бірінші сөйлем. " * 30 + "Хаттаманың көшірмесін төраға береді. " + "Соңғы сөйлем. " * 30
    passage = best_passage((body,), {word_of("хаттама").term: 2.0, word_of("көшірме").term: 2.0})
    assert "Хаттаманың көшірмесін" in "".join(piece for piece, _ in passage)
    assert sum(len(piece) for piece, _ in passage) < 300


def test_markup_is_no_part_of_a_passage() -> None:
    assert plain("- **Бір** [екі](https://example.org)") == "Бір екі"


def test_enough_shares_open_the_key_and_fewer_do_not() -> None:
    secret = b"one query"
    points = [shares.share_of(secret, f"asker {i}") for i in range(shares.THRESHOLD + 2)]
    assert shares.recover(points) == shares.key_of(secret)
    assert shares.recover(points[: shares.THRESHOLD]) == shares.key_of(secret)
    assert shares.recover(points[: shares.THRESHOLD - 1]) is None
    assert shares.recover(points[:1] * 10) is None
    assert shares.recover([*points[:4], shares.share_of(b"another", "x")]) != shares.key_of(secret)


def test_the_content_says_what_means_the_same(tmp_path: Path) -> None:
    found = thesaurus().meanings({word_of("байқаушы").term})
    russian = {phrase for meaning in found for phrase in meaning.entry.phrases["ru"]}
    assert (word_of("наблюдатель").term,) in russian
    assert load([tmp_path / "missing.toml"]).meanings({"x"}) == []


def test_a_longer_phrase_hides_the_shorter_one() -> None:
    terms = {word_of(word).term for word in ("есептен", "шығару", "куәлігі")}
    used = [meaning.used for meaning in thesaurus().meanings(terms)]
    assert frozenset(terms) in used
    assert not any(each < frozenset(terms) for each in used)
