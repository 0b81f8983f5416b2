"""The reference data in app/content: complete in three languages, consistent, neutral, and cited as it exists."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

CONTENT = Path(__file__).parents[3] / "app" / "content"
LANGUAGES = ("kk", "ru", "en")
FILES = ("acts", "topics", "places", "provisions", "deadlines", "glossary", "replies")
PROVISION = re.compile(
    r"(?P<act>[A-Z][A-Za-z0-9]*):(?P<article>(?:ch)?\d+(?:-\d+)?)"
    r"(?:\((?P<paragraph>\d+(?:-\d+)?)\)(?:\((?P<subparagraph>\d+(?:-\d+)?)\))?)?"
)
KAZAKH_LETTERS = frozenset("әғқңөұүһі")
CONFIDENCE = {"high", "medium", "low"}
PLACEHOLDERS = {"deadline", "precinct", "article_url", "ticket"}
TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
OFFICIAL = re.compile(r"https://(?:zan\.gov\.kz|adilet\.zan\.kz)/\S+")
# Words that are ordinary ones too («ауыл» is a village) are looked for in the form of a party's name only.
PARTIES = re.compile(
    r"AMANAT|\bАманат\b|\bAmanat\b|Nur Otan|Нұр Отан|Нур Отан|Ақ жол|Ак жол|Ақжол|Акжол|Aq Jol|Ak Zhol|Aqjol"
    r"|[«“]Ауыл[»”]|\bAuyl\b|Respublica|[«“]Республика[»”]|Байтақ|Байтак|Baytaq|Baitaq|ЖСДП|ОСДП|\bOSDP\b|\bНПК\b|ҚХП"
    r"|Народная партия|Халық партиясы|People.s Party|[Сс]оциал-демократ|[Ss]ocial.[Dd]emocrat|\bӘділет\b|[«“]Adal[»”]"
)


@cache
def load(name: str) -> dict[str, Any]:
    return tomllib.loads((CONTENT / f"{name}.toml").read_text(encoding="utf-8"))


def rows(name: str, table: str) -> list[dict[str, Any]]:
    found = load(name)[table]
    assert isinstance(found, list)
    return found


def strings(value: object) -> Iterator[str]:
    """Every text in a parsed file, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)


def texts(value: object) -> Iterator[tuple[str, dict[str, str]]]:
    """Every {kk, ru, en} table in a parsed file with its name."""
    if isinstance(value, dict):
        for name, item in value.items():
            if isinstance(item, dict) and name != "centre" and set(item) & set(LANGUAGES):
                yield name, item
            else:
                yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)


def twice(keys: list[str]) -> list[str]:
    return [key for key, count in Counter(keys).items() if count > 1]


def language_faults(value: object) -> list[str]:
    faults = []
    for name, table in texts(value):
        if set(table) != set(LANGUAGES):
            faults.append(f"{name}: has {sorted(table)}")
        faults += [f"{name}.{key}: empty" for key, text in table.items() if not text.strip()]
        faults += [f"{name}.{key}: padded" for key, text in table.items() if text != text.strip()]
    return faults


def script_faults(value: object) -> list[str]:
    """English written with Cyrillic letters, or Russian with Kazakh ones, is a text in the wrong field."""
    faults = []
    for _name, table in texts(value):
        if re.search("[А-я]", table.get("en", "")):
            faults.append(table["en"])
        if KAZAKH_LETTERS & set(table.get("ru", "").replace("Жетісу", "").replace("Ұлытау", "").lower()):
            faults.append(table["ru"])
    return faults


def latin_lookalikes(text: str) -> list[str]:
    """Words in which somebody typed a Latin letter between Cyrillic ones."""
    return re.findall(r"\w*(?:[А-яӘ-ӿ][A-Za-z]|[A-Za-z][А-яӘ-ӿ])\w*", text)


def citations(value: object) -> set[str]:
    acts = {act["code"] for act in rows("acts", "act")}
    return {text for text in strings(value) if (m := PROVISION.fullmatch(text)) and m["act"] in acts}


def missing(cited: set[str]) -> list[str]:
    return sorted(cited - {provision["id"] for provision in rows("provisions", "provision")})


def reply_faults(reply: dict[str, Any]) -> list[str]:
    sets = {
        language: {field for _, field, _, _ in Formatter().parse(body) if field is not None}
        for language, body in reply["body"].items()
    }
    faults = [f"{key}: {name}" for key, names in sets.items() for name in names - PLACEHOLDERS]
    return faults if sets["kk"] == sets["ru"] == sets["en"] else [*faults, f"differ: {sets}"]


@pytest.mark.parametrize("name", FILES)
def test_every_text_exists_in_three_languages_and_in_its_own_script(name: str) -> None:
    data = load(name)
    assert language_faults(data) == []
    assert script_faults(data) == []
    assert [word for text in strings(data) for word in latin_lookalikes(text)] == []


@pytest.mark.parametrize("name", FILES)
def test_no_party_is_named(name: str) -> None:
    assert [text for text in strings(load(name)) if PARTIES.search(text)] == []


@pytest.mark.parametrize("name", sorted(set(FILES) - {"glossary"}))
def test_the_kazakh_texts_are_kazakh(name: str) -> None:
    kazakh = "".join(table["kk"] for _, table in texts(load(name))).lower()
    assert len(KAZAKH_LETTERS & set(kazakh)) >= 7
    assert sum(letter in KAZAKH_LETTERS for letter in kazakh) > len(kazakh) * 0.06


@pytest.mark.parametrize(
    ("name", "table", "key"),
    [
        ("acts", "act", "code"),
        ("topics", "topic", "code"),
        ("topics", "topic", "slug"),
        ("topics", "topic", "order"),
        ("places", "region", "code"),
        ("places", "region", "kato"),
        ("places", "region", "plate"),
        ("places", "district", "code"),
        ("places", "district", "kato"),
        ("provisions", "provision", "id"),
        ("deadlines", "deadline", "key"),
        ("glossary", "term", "key"),
        ("replies", "reply", "key"),
    ],
)
def test_keys_are_there_once(name: str, table: str, key: str) -> None:
    assert twice([str(row[key]) for row in rows(name, table)]) == []


def test_acts_are_dated_and_point_to_official_pages_only() -> None:
    today = date(2026, 11, 22)
    for act in rows("acts", "act"):
        assert act["adopted"] <= act.get("edition", today) <= today, act["code"]
        assert act["edition_note"]
        assert act["confidence"] in CONFIDENCE
        assert not act["official_url"] or OFFICIAL.fullmatch(act["official_url"]), act["official_url"]


def test_provisions_are_written_as_they_are_cited() -> None:
    acts = {act["code"]: act for act in rows("acts", "act")}
    for row in rows("provisions", "provision"):
        match = PROVISION.fullmatch(row["id"])
        assert match, row["id"]
        parts = {name: row.get(name) for name in ("act", "article", "paragraph", "subparagraph")}
        assert parts == match.groupdict(), row["id"]
        assert row["act"] in acts
        assert row["confidence"] in CONFIDENCE
        assert isinstance(row["checked_on"], date)
        edition = row.get("edition", row["checked_on"])
        assert acts[row["act"]]["adopted"] <= edition <= row["checked_on"], row["id"]


def test_every_act_has_provisions() -> None:
    cited = {provision["act"] for provision in rows("provisions", "provision")}
    assert {act["code"] for act in rows("acts", "act")} == cited


def test_everything_cited_exists() -> None:
    cited = {name: citations(load(name)) for name in FILES}
    for path in CONTENT.glob("articles/F*.toml"):
        cited[path.name] = citations(tomllib.loads(path.read_text(encoding="utf-8")))
    assert {name: gone for name, ids in cited.items() if (gone := missing(ids))} == {}


def test_articles_cite_in_the_agreed_grammar() -> None:
    for path in CONTENT.glob("articles/F*.toml"):
        article = tomllib.loads(path.read_text(encoding="utf-8"))
        assert missing(set(article["provisions"])) == [], path.name


def test_there_are_thirteen_topics_in_order() -> None:
    topics = rows("topics", "topic")
    assert [(topic["code"], topic["order"]) for topic in topics] == [(f"T{n:02}", n) for n in range(1, 14)]
    for topic in topics:
        assert SLUG.fullmatch(topic["slug"])
        assert topic["law"]
        assert 0 <= topic["sla_voting_day_minutes"] <= topic["sla_hours"] * 60


def test_the_places_are_turkistans_seventeen_and_twenty_regions_and_cities() -> None:
    regions, districts = rows("places", "region"), rows("places", "district")
    assert Counter(region["kind"] for region in regions) == {"region": 17, "city": 3}
    assert Counter(district["kind"] for district in districts) == {"district": 14, "town": 3}
    assert {district["region"] for district in districts} == {"turkistan"}
    assert regions[0]["code"] == "turkistan"
    for place in regions + districts:
        assert SLUG.fullmatch(place["code"])
        assert place["confidence"] in CONFIDENCE
    assert [region["order"] for region in regions] == list(range(1, 21))
    assert [district["order"] for district in districts] == list(range(1, 18))


def test_deadlines_count_in_whole_days_and_local_time() -> None:
    for row in rows("deadlines", "deadline"):
        assert isinstance(row["days"], int)
        assert row.get("until_days", row["days"] + 1) > row["days"]
        assert "time" not in row or TIME.fullmatch(row["time"]), row["key"]
        assert row["provision"]
        assert row["applies_to"]
        assert row["confidence"] in CONFIDENCE
    days = [row["days"] for row in rows("deadlines", "deadline")]
    assert days == sorted(days)


def test_the_glossary_has_words_in_every_language_and_both_words_for_observer() -> None:
    terms = {term["key"]: term for term in rows("glossary", "term")}
    assert terms["observer"]["kk"] == ["байқаушы", "бақылаушы"]
    for key, term in terms.items():
        assert SLUG.fullmatch(key)
        for language in LANGUAGES:
            words = term[language]
            assert words
            assert all(word == word.strip() != "" for word in words)
            assert twice([word.casefold() for word in words]) == []
    letters = set("".join(word for term in terms.values() for word in term["kk"]).lower())
    assert letters >= KAZAKH_LETTERS - {"һ"}


def test_replies_use_the_documented_placeholders_alike_in_every_language() -> None:
    slugs = {topic["slug"] for topic in rows("topics", "topic")}
    for reply in rows("replies", "reply"):
        assert reply_faults(reply) == [], reply["key"]
        assert reply.get("topic") in {None, *slugs}


def test_the_checks_turn_red_on_bad_examples() -> None:
    good = {"kk": "өтініш", "ru": "заявление", "en": "statement"}
    assert language_faults({"name": {"kk": "сайлау", "ru": " "}})
    assert script_faults([{"name": good | {"en": "заявление"}}])
    assert script_faults([{"name": good | {"ru": "өтініш"}}])
    assert latin_lookalikes("тiзiм") == ["тiзiм"]
    assert twice(["a", "b", "a"]) == ["a"]
    assert missing({"EL:41(6-1)", "EL:999"}) == ["EL:999"]
    assert PARTIES.search("партия «Ауыл»")
    assert not PARTIES.search("ауыл әкімі")
    assert reply_faults({"body": good | {"en": "{name}"}})
    assert reply_faults({"body": good | {"en": "{ticket}"}})
    assert not any(PROVISION.fullmatch(text) for text in ("EL 41", "EL:41(", "EL:41()", "EL:41(6", "el:41"))
