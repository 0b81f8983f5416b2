"""What the search promises, on both databases."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from app.core.transaction import transaction
from app.search import service
from app.search.interface import Document, Hits
from app.search.models import (
    SearchBlock,
    SearchDocument,
    SearchForward,
    SearchGrams,
    SearchProvision,
    SearchSize,
    SearchTerm,
)
from app.search.packing import places_in
from tests.integration.search.conftest import LIBRARY, Put


def refs(hits: Hits) -> list[str]:
    return [hit.ref for hit in hits.items]


@pytest.mark.parametrize(
    ("text", "language", "ref"),
    [
        ("байқаушы жасы", "kk", "observer-age"),
        ("байкаушы неше жаста", "kk", "observer-age"),  # Russian keyboard
        ("baiqauşy jasy", "kk", "observer-age"),  # official Latin
        ("baykaushy zhasy", "kk", "observer-age"),  # everyday Latin
        ("байқауши жасы", "kk", "observer-age"),
        ("бқйқаушы", "kk", "observer-age"),  # a mistake in the second letter
        ("бақылаушы", "kk", "observer-age"),  # a word of the same meaning
        ("ескептен шығару", "kk", "absentee"),
        ("открепительный калай алам", "kk", "absentee"),  # two languages in one question
        ("сфотографировал бюлетень", "ru", "ballot-photo"),
        (",.kktntym", "ru", "ballot-photo"),  # бюллетень with the keyboard switched
        ("tctgnty is5fhe", "kk", "absentee"),  # есептен шығару with the keyboard switched
        ("voting at home", "en", "home"),
    ],
)
def test_however_it_is_typed_it_is_found(library: object, text: str, language: str, ref: str) -> None:
    assert refs(service.find(text, language=language))[0] == ref


def test_results_carry_marked_pieces_not_markup(library: object) -> None:
    hit = service.find("фото заполненного бюллетеня <b>", language="ru").items[0]
    assert [piece for piece, is_hit in hit.title if is_hit] == ["сфотографировать заполненный бюллетень"]
    assert "".join(piece for piece, _ in hit.title) == hit.question
    assert all(isinstance(piece, str) for piece, _ in hit.passage)


def test_an_article_in_another_language_comes_below_and_is_marked(library: object, put: Put) -> None:
    hits = service.find("бюллетеньді суретке түсіру", language="kk")
    assert [hit.is_other_language for hit in hits.items] == sorted(
        hit.is_other_language for hit in hits.items
    )
    found = {hit.ref: hit for hit in hits.items}
    assert found["ballot-photo"].is_other_language
    assert found["ballot-photo"].language == "ru"
    assert hits.other_language_total >= 1


def test_an_article_is_shown_once_and_in_the_askers_language(library: object) -> None:
    hits = service.find("наблюдатель", language="kk")
    assert [(hit.ref, hit.language) for hit in hits.items if hit.ref == "observer-age"] == [
        ("observer-age", "kk")
    ]


def test_topic_and_language_filters(library: object) -> None:
    assert refs(service.find("дауыс беру", language="kk", topic="access")) == ["home"]
    only = service.find("наблюдатель", language="kk", languages=("ru",))
    assert {hit.language for hit in only.items} == {"ru"}


def test_a_correction_is_offered(library: object) -> None:
    assert service.find("бюлетень", language="ru").did_you_mean is not None
    assert "бюллетень" in str(service.find(",.kktntym", language="ru").did_you_mean)
    assert service.find("бюллетень", language="ru").did_you_mean is None


def test_nothing_sensible_finds_nothing_and_says_so(library: object) -> None:
    hits = service.find("zzzzqqqq", language="kk")
    assert hits.items == ()
    assert hits.is_weak
    assert hits.pages == 0


def test_a_good_answer_is_not_weak(library: object) -> None:
    assert not service.find("неше жастан байқаушы болады", language="kk").is_weak


def test_pages_follow_each_other_without_repeats(put: Put) -> None:
    put(*(Document(f"p{i:02}", "kk", f"Дауыс беру тәртібі {i}", ref=f"p{i:02}") for i in range(23)))
    pages = [refs(service.find("дауыс беру", language="kk", page=page, per_page=10)) for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [10, 10, 3, 0]
    assert len({ref for page in pages for ref in page}) == 23


def test_provisions_are_looked_up(library: object) -> None:
    whole = service.lookup_provision("41 бап", language="kk")
    assert {hit.ref for hit in whole[0].items} == {"absentee", "home"}
    exact = service.lookup_provision("ст. 41 п. 6-1", language="ru")
    assert [(hit.ref, hit.is_other_language) for hit in exact[0].items] == [("absentee", True)]
    assert service.lookup_provision("20-1", language="ru")[0].items[0].language == "ru"
    assert service.lookup_provision("дауыс", language="kk") == []
    assert refs(service.find("27-бап 4-тармақ", language="ru"))[0] == "ballot-photo"


def test_suggestions_come_while_typing(library: object) -> None:
    assert service.suggest("байқ", language="kk")[0].ref == "observer-age"
    assert service.suggest("есептен шы", language="kk")[0].ref == "absentee"
    assert service.suggest("сфотог", language="ru")[0].ref == "ballot-photo"
    assert service.suggest("", language="kk") == []
    assert service.suggest("б", language="kk") == []
    assert len(service.suggest("да", language="kk", limit=1)) <= 1


def test_a_withdrawn_article_is_gone_at_once(library: object) -> None:
    with transaction():
        service.remove("a3")
    assert "ballot-photo" not in refs(service.find("сфотографировать бюллетень", language="ru"))
    assert service.lookup_provision("27(4)", language="ru") == []
    assert service.suggest("сфотог", language="ru") == []


def test_a_changed_article_forgets_its_old_words(library: object, put: Put) -> None:
    put(replace(LIBRARY[3], question="Можно ли голосовать в шапке?", short_answer="", body="", provisions=()))
    assert "ballot-photo" not in refs(service.find("сфотографировать", language="ru"))
    assert refs(service.find("шапка", language="ru"))[0] == "ballot-photo"


def test_what_is_rolled_back_is_not_found(library: object) -> None:
    def change_of_mind() -> None:
        with transaction():
            service.put(Document("a9", "kk", "Ерекше жаңбырлы ауа райы", ref="rain"))
            assert refs(service.find("жаңбыр", language="kk")) == ["rain"]
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change_of_mind()
    assert service.find("жаңбыр", language="kk").items == ()


def test_putting_the_same_article_again_changes_nothing(
    library: object, put: Put, db_session: scoped_session[Session]
) -> None:
    before = _content(db_session)
    put(*LIBRARY)
    assert _content(db_session) == before


def test_counts_are_those_of_an_index_made_anew(
    library: object, put: Put, db_session: scoped_session[Session]
) -> None:
    """Whatever was written and removed before, every count is what the documents that are left say."""
    before = _content(db_session)
    extra = [Document(f"x{i}", "kk", f"Қосымша {i} мақала", body="дауыс сайлау " * i) for i in range(5)]
    put(*extra)
    put(*(replace(each, body="басқа мәтін") for each in extra))
    with transaction():
        for each in extra:
            service.remove(each.article_id)
    assert _content(db_session) == before


def test_an_empty_index_answers_everything_with_nothing(db_session: scoped_session[Session]) -> None:
    assert service.find("дауыс", language="kk").items == ()
    assert service.suggest("дау", language="kk") == []
    assert service.lookup_provision("999-бап", language="kk") == []


def test_a_question_about_a_word_nobody_wrote_still_leads_somewhere_and_is_marked_as_weak(
    library: object,
) -> None:
    hits = service.find("Can I brzwgt?", language="en")
    assert hits.items[0].ref == "home"
    assert hits.is_weak
    assert service.find("brzwgt", language="en").total == 0


def _content(session: scoped_session[Session]) -> dict[str, object]:
    session.expire_all()
    terms = select(SearchTerm.term, SearchTerm.language, SearchTerm.df).where(SearchTerm.df > 0)
    return {
        "terms": sorted(map(tuple, session.execute(terms))),
        "grams": {
            part: data
            for part, data in session.execute(select(SearchGrams.part, SearchGrams.data))
            if any(data)
        },
        "lists": _lists(session),
        "sizes": sorted(
            map(tuple, session.execute(select(SearchSize.language, SearchSize.documents, SearchSize.tokens)))
        ),
        **{
            model.__tablename__: session.scalar(select(func.count()).select_from(model))
            for model in (SearchDocument, SearchForward, SearchProvision)
        },
    }


def _lists(session: scoped_session[Session]) -> list[tuple[str, str, int]]:
    """Return which term is in how many documents by the packed lists, not by the counts."""
    held: Counter[tuple[str, str]] = Counter()
    query = select(SearchTerm.term, SearchTerm.language, SearchBlock.data)
    for term, language, data in session.execute(
        query.join(SearchBlock, SearchBlock.term_id == SearchTerm.id)
    ):
        held[term, language] += len(places_in(data))
    return sorted((*key, number) for key, number in held.items())
