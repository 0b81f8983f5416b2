"""Provisions of law as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.analysis.references import asked_citations, parse_cited
from app.search.analysis.tokens import read_citations
from app.search.interface import Citation

WRITTEN = {
    "41-бап": ("41", "", ""),
    "41 бап": ("41", "", ""),
    "41бап": ("41", "", ""),
    "41 bap": ("41", "", ""),
    "41-баптың 6-1-тармағы": ("41", "6-1", ""),
    "41-бап, 6-1-тармақ": ("41", "6-1", ""),
    "41 бап 6-1": ("41", "6-1", ""),
    "ст. 41": ("41", "", ""),
    "ст.41": ("41", "", ""),
    "статья 41 пункт 6-1": ("41", "6-1", ""),
    "п. 6-1 ст. 41": ("41", "6-1", ""),
    "пункт 6-1 статьи 41": ("41", "6-1", ""),
    "art. 41(6-1)": ("41", "6-1", ""),
    "article 20-1": ("20-1", "", ""),
    "§ 20-1": ("20-1", "", ""),
    "41(6-1)": ("41", "6-1", ""),
    "EL:41(6-1)": ("41", "6-1", "EL"),
    "КоАП 126": ("126", "", "KoAP"),
    "20-1": ("20-1", "", ""),
    "20–1": ("20-1", "", ""),
    "41": ("41", "", ""),
}


@pytest.mark.parametrize(("text", "meant"), WRITTEN.items())
def test_a_provision_is_understood(text: str, meant: tuple[str, str, str]) -> None:
    assert asked_citations(text) == [Citation(*meant)]


@pytest.mark.parametrize(
    "text", ["18 жас", "2026 жылы", "18-ге толсам", "статьи расходов", "баптар", "start 5", "18:00"]
)
def test_other_numbers_name_no_provision(text: str) -> None:
    assert asked_citations(text) == []


def test_an_articles_own_citations_become_terms() -> None:
    assert parse_cited("EL:41(6-1)(2)") == Citation("41", "6-1", "EL")
    assert parse_cited("nonsense") is None
    assert read_citations("41-бап, 6-1-тармақ") == ["@41", "@41.6-1"]


@given(st.text(alphabet="41-(). бапстqarticle§", max_size=300))
def test_no_text_breaks_or_stalls_the_patterns(text: str) -> None:
    asked_citations(text)
