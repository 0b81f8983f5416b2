"""What the engine reaches on the labelled sentences may not get worse; what is written to hurt it may not slow it."""

from __future__ import annotations

import time

import pytest

from app.redaction.detectors import find
from bench.redacting.measure import STRUCTURED, Result, false_per_thousand, measure
from bench.redacting.sentences import labelled, sentences
from bench.redaction import articles, questions


@pytest.fixture(scope="module", params=[False, True], ids=["tuned on", "held out"])
def result(request: pytest.FixtureRequest) -> Result:
    return measure(each for each in sentences() if each.is_held_out is request.param)


def test_structured_identifiers_are_found(result: Result) -> None:
    score = result.together(STRUCTURED)
    assert score.wanted >= 120
    assert (score.recall >= 0.99, score.precision >= 0.98) == (True, True)


def test_names_with_patronymics_are_found(result: Result) -> None:
    assert result.of("name").wanted >= 100
    assert result.of("name").recall >= 0.97
    assert result.of("name").precision >= 0.95


def test_addresses_are_found(result: Result) -> None:
    assert result.of("address").wanted >= 30
    assert result.of("address").recall >= 0.95


def test_the_set_is_large_and_a_third_of_it_is_held_out() -> None:
    rows = sentences()
    assert len(rows) >= 900
    assert len({row.text for row in rows}) >= 700
    assert 0.25 < sum(row.is_held_out for row in rows) / len(rows) < 0.45


def test_texts_without_personal_data_are_left_alone() -> None:
    assert false_per_thousand([*articles(), *questions()])[0] <= 0.1


def test_an_engine_that_finds_nothing_would_be_noticed() -> None:
    blind = measure([labelled("ЖСН [[iin|12345]] деп жаздым")])
    assert blind.of("iin").recall == 0


@pytest.mark.parametrize(
    "piece",
    [
        "8 ",
        "7-",
        "0 5 0 5 1 5 ",
        "A",
        "Аа ",
        "Ааұлы ",
        "ұлы",
        "Абай көшесі ",
        "ул. Абая, ",
        "а@",
        "a.b.",
        "@",
        "удостоверение ",
        "t.me/",
        "семь восемь ",
        "KZ",
        "(",
        "А. Б. ",
        "\u200b",
        "деген ",
        "живу Абая 1, ",
    ],
)
def test_time_grows_with_the_length_and_not_faster(piece: str) -> None:
    """Twice the text takes about twice the time; a square would take four times, and soon hours."""

    def seconds(part: str) -> float:
        begun = time.process_time()
        find(part)
        return time.process_time() - begun

    half = min(seconds(piece * (1500 // len(piece))) for _ in range(3))
    whole = min(seconds(piece * (3000 // len(piece))) for _ in range(3))
    assert whole < max(3.4 * half, 0.5)
