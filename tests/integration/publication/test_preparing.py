"""The redactor: what is masked, who is asked at all, and what the text needs before that."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy import text as sql

from app.articles import publication
from app.articles.drafting import set_wish
from app.articles.models import ArticleText, Redaction
from app.articles.publication_queries import article_of, draft_of, first_draft
from app.articles.publication_rules import CHECKS
from app.core.errors import Conflict, Invalid
from app.extensions import db
from tests.cases import BODY, answered, make_case
from tests.publishing import approved, awaiting, ready_draft, refused

pytestmark = pytest.mark.usefixtures("db_session")
QUESTION = "Айдос Серікұлымын, 8 701 123 45 67. Жатақханада қайда дауыс беремін?"


def test_the_first_draft_is_question_and_answer_with_personal_data_masked() -> None:
    draft = first_draft(answered(question=QUESTION).ticket)
    assert draft.text.question == "[аты-жөні], [телефон]. Жатақханада қайда дауыс беремін?"
    assert (draft.text.short_answer, draft.text.steps) == (BODY.short, BODY.steps)
    assert (draft.language, draft.topic, draft.provisions) == ("kk", "away", ["EL:24(6)"])


def test_a_draft_is_sealed_and_no_readable_text_exists_before_publication() -> None:
    article = approved(answered())
    assert article.draft_sealed is not None
    assert BODY.short.encode() not in article.draft_sealed
    assert db.session.scalar(select(func.count()).select_from(ArticleText)) == 0
    assert article.slug.startswith("draft-")
    assert article.status == "draft"


def test_personal_data_typed_into_the_public_text_is_masked_when_it_is_kept() -> None:
    case = answered()
    draft = ready_draft(case, explanation="Айдос Серікұлына +7 701 123 45 67 арқылы жазыңыз.")
    kept = draft_of(publication.prepare(case.lawyer, case.ticket, draft))
    assert kept is not None
    assert kept.text.explanation == "[аты-жөні] [телефон] арқылы жазыңыз."


def test_a_name_of_history_may_stay_when_the_redactor_says_so() -> None:
    case = answered()
    draft = replace(ready_draft(case, explanation="Абай Құнанбайұлы айтқан."), kept=["Абай Құнанбайұлы"])
    article = publication.prepare(case.lawyer, case.ticket, draft)
    publication.request_consent(case.lawyer, article)
    stored = draft_of(article)
    assert stored is not None
    assert stored.text.explanation == "Абай Құнанбайұлы айтқан."


def test_guesses_are_masked_only_when_they_are_chosen() -> None:
    case = answered()
    draft = ready_draft(case, explanation="Қарашық ауылында, директор Ахметов айтты.")
    stored = draft_of(publication.prepare(case.lawyer, case.ticket, draft, chosen={"Ахметов": "name"}))
    assert stored is not None
    assert stored.text.explanation == "Қарашық ауылында, директор [аты-жөні] айтты."


@pytest.mark.parametrize(
    ("adult", "wish", "allowed"),
    [
        ("yes", "yes", True),
        ("yes", "later", True),
        ("yes", "no", False),
        ("no", "yes", True),
        ("no", "later", False),
        ("unsure", "later", False),
        ("unsure", "yes", True),
        ("no", "no", False),
    ],
)
def test_nothing_is_prepared_against_the_askers_word_and_of_minors_only_with_it(
    adult: str, wish: str, *, allowed: bool
) -> None:
    case = answered(adult=adult, publication=wish)
    if allowed:
        assert publication.prepare(case.lawyer, case.ticket, ready_draft(case)).draft_state == "working"
    else:
        refused(lambda: publication.prepare(case.lawyer, case.ticket, ready_draft(case)), Conflict)
        assert article_of(case.ticket) is None


def test_an_asker_who_changes_their_mind_opens_and_shuts_the_way() -> None:
    case = answered(publication="no")
    set_wish(case.asker, case.ticket, wants=True)
    article = awaiting(case)
    set_wish(case.asker, case.ticket, wants=False)
    assert article.draft_state == "refused"
    refused(lambda: publication.request_consent(case.lawyer, article), Conflict)


def test_without_a_given_answer_nothing_is_prepared() -> None:
    case = make_case(publication="yes")
    refused(lambda: publication.prepare(case.lawyer, case.ticket, ready_draft(case)), Conflict)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ({"question": ""}, "question"),
        ({"question": "а" * 301}, "question"),
        ({"short_answer": ""}, "short"),
        ({"short_answer": "бір\nекі\nүш"}, "short"),
    ],
)
def test_an_unready_text_is_not_shown_to_the_asker(text: dict[str, str], field: str) -> None:
    case = answered()
    article = publication.prepare(case.lawyer, case.ticket, ready_draft(case, **text))
    with pytest.raises(Invalid) as refusal:
        publication.request_consent(case.lawyer, article)
    assert refusal.value.field == field
    assert article.draft_state == "working"


@pytest.mark.parametrize("missing", CHECKS)
def test_every_line_of_the_checklist_is_needed(missing: str) -> None:
    case = answered()
    draft = replace(ready_draft(case), checked=[each for each in CHECKS if each != missing])
    article = publication.prepare(case.lawyer, case.ticket, draft)
    refused(lambda: publication.request_consent(case.lawyer, article), Invalid)


def test_what_was_masked_is_counted_by_kind_and_never_stored() -> None:
    case = answered(question=QUESTION)
    article = awaiting(case)
    query = select(Redaction.kind, Redaction.found, Redaction.masked).order_by(Redaction.kind)
    assert [tuple(row) for row in db.session.execute(query)] == [("name", 1, 1), ("phone", 1, 1)]
    for table in db.metadata.tables:
        for row in db.session.execute(sql(f'SELECT * FROM "{table}"')):
            assert "701 123" not in str(row), table
            assert "Серікұлы" not in str(row), table
    assert article.draft_state == "awaiting"
