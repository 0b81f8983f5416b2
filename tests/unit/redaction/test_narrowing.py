"""What narrows a public text down to one person."""

from __future__ import annotations

import pytest

from app.redaction.narrowing import narrowing

PLACES = ("Келес", "Сарыағаш", "Түркістан", "Туркестан")


@pytest.mark.parametrize(
    ("text", "issue", "words"),
    [
        ("2026 жылғы 15 қарашада болды", "date", "2026 жылғы 15 қарашада"),
        ("это было 15 ноября", "date", "15 ноября"),
        ("on 5 November at noon", "date", "5 November"),
        ("15.11.2026 күні", "date", "15.11.2026"),
        ("Сайрам ауданында тұрамын", "place", "Сайрам ауданында"),
        ("в Сайрамском районе", "place", "Сайрамском районе"),
        ("в г. Кентау", "place", "г. Кентау"),
        ("Қарашық ауылында", "place", "Қарашық ауылында"),
        ("№12 мектепте", "place", "№12 мектепте"),
        ("Келесте тұрамын", "place", "Келес"),
        ("Сарыағашта", "place", "Сарыағаш"),
        ("№ 123 учаскеде", "precinct", "№ 123 учаскеде"),
        ("на участке № 12", "precinct", "участке № 12"),
        ("precinct No. 12", "precinct", "precinct No. 12"),
        ("директор Ахметов айтты", "person", "Ахметов"),
        ("Гүлнар апай", "person", "Гүлнар"),
    ],
)
def test_what_narrows_is_named(text: str, issue: str, words: str) -> None:
    assert narrowing(text, PLACES) == [(issue, words)]


@pytest.mark.parametrize(
    "text",
    [
        "2026 жылғы қарашада Түркістан облысында",
        "в ноябре 2026 года в Туркестанской области",
        "дауыс беруге 15 күн қалғанда, 41-бап, 3-тармақ",
        "in a school in the region, in November 2026",
        "учаскелік комиссияға барыңыз",
    ],
)
def test_a_month_a_region_and_the_law_narrow_nothing(text: str) -> None:
    assert narrowing(text, PLACES) == []
