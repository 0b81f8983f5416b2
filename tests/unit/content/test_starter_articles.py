"""The 56 starter answers: complete, in three languages that say the same, resting on known provisions."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

CONTENT = Path(__file__).resolve().parents[3] / "app" / "content"
LANGUAGES = ("kk", "ru", "en")
IDS = [f"F{number:02}" for number in range(1, 57)]
KAZAKH_ONLY = re.compile("[әғқңөұүһі]", re.IGNORECASE)
CYRILLIC = re.compile("[а-яёәғқңөұүһі]", re.IGNORECASE)
MIXED_WORD = re.compile(r"\b(?=\w*[a-zA-Z])(?=\w*[а-яёәғқңөұүһіА-ЯЁӘҒҚҢӨҰҮҺІ])[^\W\d_]+\b")
OUTDATED = re.compile("мажилис|мәжіліс|mazhilis|сенат|senate", re.IGNORECASE)
EXPLAIN_THE_CHANGE = {"F13", "F56"}
MARKDOWN_LINK_OR_HTML = re.compile(r"</?[a-z]+|\]\(")


def read(source_id: str) -> dict[str, Any]:
    return tomllib.loads((CONTENT / "articles" / f"{source_id}.toml").read_text(encoding="utf-8"))


ARTICLES = {source_id: read(source_id) for source_id in IDS}
TEXTS = [(source_id, language) for source_id in IDS for language in LANGUAGES]


def shown(article: dict[str, Any], language: str) -> str:
    text = article[language]
    steps = " ".join(step["text"] for step in text.get("steps", []))
    return " ".join([text["question"], text["short_answer"], text["explanation"], steps])


def test_there_are_exactly_the_56_entries() -> None:
    found = sorted(path.stem for path in (CONTENT / "articles").glob("*.toml"))
    assert found == IDS
    assert [ARTICLES[source_id]["source_id"] for source_id in IDS] == IDS


def test_every_address_is_used_once() -> None:
    slugs = [article["slug"] for article in ARTICLES.values()]
    assert len(slugs) == len(set(slugs))
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) for slug in slugs)


@pytest.mark.parametrize("source_id", IDS)
def test_an_entry_names_topic_confidence_day_and_known_provisions(source_id: str) -> None:
    article = ARTICLES[source_id]
    topics = {topic["slug"] for topic in tomllib.loads((CONTENT / "topics.toml").read_text())["topic"]}
    known = {row["id"] for row in tomllib.loads((CONTENT / "provisions.toml").read_text())["provision"]}
    assert article["topic"] in topics
    assert article["confidence"] in {"high", "medium", "low"}
    assert isinstance(article["checked_on"], date)
    assert article["provisions"]
    assert set(article["provisions"]) <= known
    assert set(article.get("related", [])) <= set(IDS) - {source_id}


def test_ten_entries_are_featured_and_only_those_of_high_confidence() -> None:
    ranked = {article["common_rank"]: article for article in ARTICLES.values() if "common_rank" in article}
    assert sorted(ranked) == list(range(1, 11))
    assert {article["confidence"] for article in ranked.values()} == {"high"}


@pytest.mark.parametrize(("source_id", "language"), TEXTS)
def test_a_text_is_complete_short_and_plain(source_id: str, language: str) -> None:
    text = ARTICLES[source_id][language]
    assert text["question"].strip()
    assert 0 < len(" ".join(text["short_answer"].split())) <= 240
    assert 60 <= len(text["explanation"].split()) <= 220
    assert not MARKDOWN_LINK_OR_HTML.search(text["explanation"])
    assert all(step["text"].strip() for step in text.get("steps", []))


@pytest.mark.parametrize(("source_id", "language"), TEXTS)
def test_a_text_is_written_in_its_own_letters(source_id: str, language: str) -> None:
    text = shown(ARTICLES[source_id], language)
    assert MIXED_WORD.findall(text) == []
    if language == "en":
        assert not CYRILLIC.search(text)
    elif language == "ru":
        assert not KAZAKH_ONLY.search(text)
    else:
        assert len(KAZAKH_ONLY.findall(text)) > len(text) / 25


@pytest.mark.parametrize("source_id", IDS)
def test_the_three_languages_give_the_same_steps_with_the_same_deadlines(source_id: str) -> None:
    article = ARTICLES[source_id]
    rows = [
        [(step.get("due_days"), step.get("due_time")) for step in article[language].get("steps", [])]
        for language in LANGUAGES
    ]
    assert rows[0] == rows[1] == rows[2]


@pytest.mark.parametrize(("source_id", "language"), TEXTS)
def test_no_text_speaks_of_bodies_that_no_longer_exist(source_id: str, language: str) -> None:
    if source_id not in EXPLAIN_THE_CHANGE:
        assert not OUTDATED.search(shown(ARTICLES[source_id], language))


def test_the_letter_check_finds_a_latin_letter_in_a_cyrillic_word() -> None:
    assert MIXED_WORD.findall("дауыс бepу") == ["бepу"]
