"""Names, addresses, schools. All people are made up."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from app.redaction.detectors import Finding, find

CONTENT = Path(__file__).resolve().parents[3] / "app" / "content" / "articles"


def found(text: str) -> list[tuple[str, str]]:
    return [(each.kind, text[each.start : each.end]) for each in find(text)]


def masked(text: str) -> list[tuple[str, str]]:
    return [(each.kind, text[each.start : each.end]) for each in find(text) if each.certain]


@pytest.mark.parametrize(
    "name",
    [
        "Айдос Серікұлы",
        "Айдос Серікұлының",
        "Болатқызына",
        "Айгерім Болат-қызы",
        "Айдос Серикулы",
        "Ахметов Айдос Серікұлы",
        "Иванов Иван Иванович",
        "Ивана Ивановича",
        "Марии Ивановне",
        "Мария Ильинична",
        "Aidos Serikuly",
        "Aigerim Bolatqyzy",
    ],
)
def test_a_name_with_a_patronymic_is_masked_with_the_names_beside_it(name: str) -> None:
    assert masked(f"мен мұны {name} туралы айтамын") == [("name", name)]


def test_the_word_that_opens_an_english_sentence_is_no_surname() -> None:
    assert masked("Ask Aidos Serikuly about it.") == [("name", "Aidos Serikuly")]
    assert masked("Akhmetov Aidos Serikuly knows.") == [("name", "Akhmetov Aidos Serikuly")]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Менің атым Айдос.", "Айдос"),
        ("Меня зовут Алия Омарова, мне 18", "Алия Омарова"),
        ("Аты-жөнім: Айдос Бекетов", "Айдос Бекетов"),
        ("My name is Aidos.", "Aidos"),
    ],
)
def test_a_name_somebody_introduces_themselves_by_is_masked(text: str, name: str) -> None:
    assert masked(text) == [("name", name)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("меня зовут алия", "алия"),
        ("Мен Айдоспын", "Айдоспын"),
        ("Гүлнар апай айтты", "Гүлнар"),
        ("директор Ахметов мәжбүрледі", "Ахметов"),
        ("деканымыз А.С. Ахметов", "А.С. Ахметов"),
        ("это Нурлан Оразбаев сказал", "Нурлан Оразбаев"),
        ("серікұлы деген", "серікұлы"),
    ],
)
def test_a_probable_name_is_shown_but_not_masked(text: str, name: str) -> None:
    assert masked(text) == []
    assert ("name", name) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Основной закон, Верховной Суд, Духовной жизни",
        "айыппұлы қанша, Таулы аймақ, Оқулық",
        "Центральная избирательная комиссия и Гражданин Казахстана",
        "председатель Центральной комиссии",
        "Дала ұлы, Отан қызы, көршінің ұлы, Айыппұлы бар, санаулы күн",
        "Памятник Абаю Кунанбаеву, роман Мухтара Ауэзова, Абай Құнанбайұлы ескерткіші",
    ],
)
def test_common_words_that_look_like_names_stay(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "address",
    [
        "Абай көшесі, 15 үй, 23 пәтер",
        "Абай көшесі 15",
        "Төле би көшесі 12/3",
        "Самал шағын ауданы, 15-үй",
        "Назарбаев даңғылы 10",
        "ул. Абая, д. 15, кв. 23",
        "улица Толе би 12",
        "мкр Самал-2, дом 15, кв 3",
        "проспект Назарбаева 10",
        "дом 5 кв 12",
        "15 үй, 23 пәтер",
        "15 Abay Street, apt 3",
    ],
)
def test_an_address_with_a_house_number_is_masked_whole(address: str) -> None:
    assert masked(f"мына жерде: {address}") == [("address", address)]


@pytest.mark.parametrize("text", ["Абай көшесінде", "ул. Абая", "кв. 15", "15 пәтер"])
def test_part_of_an_address_is_shown_but_not_masked(text: str) -> None:
    assert masked(text) == []
    assert [kind for kind, _ in found(text)] == ["address"]


@pytest.mark.parametrize("text", ["11 «А» сыныбында", "9Б класс", "11-а класс", '11 "Ә" сынып'])
def test_a_school_class_is_masked(text: str) -> None:
    assert [kind for kind, _ in masked(f"мен {text} оқимын")] == ["school_class"]


def test_a_year_of_school_alone_says_nothing() -> None:
    assert found("11 сынып оқушысымын") == []


@pytest.mark.parametrize(
    "text", ["№12 мектеп", "12-мектеп", "школа № 5", "гимназия 8", "Абай атындағы мектеп"]
)
def test_a_school_is_shown(text: str) -> None:
    assert [kind for kind, _ in found(text)] == ["school"]


@pytest.mark.parametrize("text", ["Қарашық ауылында", "в селе Карашик", "Karashyk village"])
def test_a_village_is_shown(text: str) -> None:
    assert [kind for kind, _ in found(text)] == ["settlement"]


def test_the_starter_articles_hold_no_personal_data() -> None:
    false_hits: list[tuple[str, Finding]] = []
    for path in sorted(CONTENT.glob("*.toml")):
        entry = tomllib.loads(path.read_text(encoding="utf-8"))
        for language in ("kk", "ru", "en"):
            words = "\n".join(entry[language][part] for part in ("question", "short_answer", "explanation"))
            false_hits += [(path.stem, each) for each in find(words)]
    assert false_hits == []
