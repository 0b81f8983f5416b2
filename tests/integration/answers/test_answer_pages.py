"""The editor, the room's answer and the asker's replies, as browsers without scripts see them."""

from __future__ import annotations

from datetime import date as day
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.answers.queries import body_of, draft_of, newest_given, provision_ids, rating_words
from app.core.transaction import transaction
from app.extensions import db
from app.reference.models import Election
from tests.actors import asker_of, lawyer, moderator
from tests.cases import BODY, Case, answered, browser_of, give_answer, make_case, make_provision
from tests.factories import make_ticket, names
from tests.support.client import CheckedClient

PREFIXES = {"kk": "", "ru": "/ru", "en": "/en"}
TYPED: dict[str, Any] = {
    "short": "Жатақханада дауыс бересіз.",
    "explanation": "Өйткені тізім сонда.",
    "steps-0-text": "Тізімді тексеріңіз",
    "steps-0-days_before": "15",
    "steps-0-time": "9:05",
    "provisions": ["EL:24(6)"],
}


@pytest.fixture
def case(db_session: object) -> Case:
    make_provision()
    return make_case()


@pytest.fixture
def desk(app: Flask, case: Case) -> CheckedClient:
    return browser_of(app, case.lawyer)


@pytest.fixture
def room(app: Flask, case: Case) -> CheckedClient:
    return browser_of(app, case.asker)


def editor(case: Case) -> str:
    return f"/desk/{case.ticket.number}/answer"


def press(client: CheckedClient, case: Case, action: str, **typed: Any) -> TestResponse:
    return client.post(editor(case), data={**TYPED, **typed, "action": action})


@pytest.mark.parametrize("prefix", PREFIXES.values())
def test_the_editor_opens_empty_in_three_languages(desk: CheckedClient, case: Case, prefix: str) -> None:
    page = desk.get(prefix + editor(case))
    assert page.status_code == 200
    assert 'name="steps-0-text"' in page.text


@pytest.mark.parametrize(
    "action", ["save", "add_step", "find", "preview", "from_chat", "add:EL:25(3)", "nonsense"]
)
def test_every_button_saves_what_was_typed(desk: CheckedClient, case: Case, action: str) -> None:
    make_provision("EL:25(3)")
    assert press(desk, case, action).status_code == 303
    body = body_of(draft_of(case.ticket))
    assert (body.short, body.explanation) == (TYPED["short"], TYPED["explanation"])
    assert body.steps == [{"text": "Тізімді тексеріңіз", "due_days": -15, "due_time": "09:05"}]


def test_what_was_saved_stands_in_the_form_again(desk: CheckedClient, case: Case) -> None:
    press(desk, case, "save")
    page = desk.get(editor(case)).text
    for text in (TYPED["short"], TYPED["explanation"], TYPED["steps-0-text"], 'value="15"', 'value="09:05"'):
        assert text in page


def test_provisions_are_found_added_and_removed_without_scripts(desk: CheckedClient, case: Case) -> None:
    make_provision("EL:25(3)")
    found = press(desk, case, "find", law="25")
    page = desk.get(found.location).text
    assert "add:EL:25(3)" in page
    assert press(desk, case, "add:EL:25(3)", law="25").location.endswith("law=25#law")
    assert provision_ids(draft_of(case.ticket)) == ["EL:24(6)", "EL:25(3)"]
    press(desk, case, "remove:EL:24(6)", provisions=["EL:24(6)", "EL:25(3)"])
    assert provision_ids(draft_of(case.ticket)) == ["EL:25(3)"]


def test_words_that_no_provision_holds_say_so(desk: CheckedClient, case: Case) -> None:
    assert "No provision holds these words" in desk.get(f"/en{editor(case)}?law=zzz").text


def test_one_more_step_opens_one_more_row(desk: CheckedClient, case: Case) -> None:
    location = press(desk, case, "add_step").location
    assert 'name="steps-1-text"' in desk.get(location).text


@pytest.mark.parametrize(
    "wrong",
    [
        {"steps-0-days_before": "abc"},
        {"steps-0-time": "25:00"},
        {"steps-0-on": "31.31.2026"},
        {"short": "а" * 241},
    ],
)
def test_an_error_keeps_what_was_typed_on_the_page_and_on_the_server(
    desk: CheckedClient, case: Case, wrong: dict[str, str]
) -> None:
    page = press(desk, case, "give", **wrong)
    assert page.status_code == 422
    for text in wrong.values():
        assert text in page.text
    assert TYPED["explanation"] in page.text
    assert body_of(draft_of(case.ticket)).explanation == TYPED["explanation"]
    assert newest_given(case.ticket) is None


def test_a_form_with_an_old_token_is_shown_again_filled_in(desk: CheckedClient, case: Case) -> None:
    page = desk.post(editor(case), data={**TYPED, "action": "give"}, csrf=False)
    assert page.status_code == 422
    assert TYPED["explanation"] in page.text
    assert draft_of(case.ticket) is None


def test_without_law_the_answer_is_not_given_and_the_field_says_why(desk: CheckedClient, case: Case) -> None:
    page = desk.post(f"/en{editor(case)}", data={**TYPED, "provisions": [], "action": "give"})
    assert page.status_code == 422
    assert 'href="#provisions"' in page.text
    assert page.text.count("Cite at least one provision of law.") == 2


def test_giving_leads_back_to_the_room(desk: CheckedClient, case: Case) -> None:
    given = press(desk, case, "give")
    assert given.location == f"/desk/{case.ticket.number}"
    assert case.ticket.state == "answered"
    assert TYPED["short"] in desk.get(given.location).text


def test_typing_is_saved_by_the_script_and_previewed(desk: CheckedClient, case: Case) -> None:
    answer = desk.post(f"{editor(case)}/draft", data=TYPED)
    assert answer.status_code == 200
    assert TYPED["short"] in answer.json["preview"]
    assert "<time" in answer.json["saved"]
    assert body_of(draft_of(case.ticket)).short == TYPED["short"]
    with_error = desk.post(f"{editor(case)}/draft", data={**TYPED, "steps-0-days_before": "abc"})
    assert with_error.status_code == 200


@pytest.mark.parametrize(("language", "date"), [("kk", "31"), ("ru", "31 октября"), ("en", "31 October")])
def test_the_preview_shows_dates_and_the_law_in_the_readers_language(
    desk: CheckedClient, case: Case, language: str, date: str
) -> None:

    with transaction():
        db.session.add(Election(name=names("vote"), voting_day=day(2027, 11, 15)))
    press(desk, case, "save")
    page = desk.get(f"{PREFIXES[language]}{editor(case)}/preview").text
    assert TYPED["short"] in page
    assert "24" in page
    assert "2026" in page
    assert date.split(maxsplit=1)[0] in page


def test_long_sentences_and_names_are_hinted_at(desk: CheckedClient, case: Case) -> None:
    long = " ".join(["сөз"] * 30)
    press(desk, case, "save", explanation=f"{long}. Айдос Серікұлы айтты.")
    page = desk.get(f"/en{editor(case)}").text
    assert "A sentence of 30 words" in page
    assert "<q>Айдос Серікұлы</q>" in page


@pytest.mark.parametrize("language", PREFIXES)
def test_the_asker_sees_the_answer_in_the_room_and_alone(
    room: CheckedClient, case: Case, language: str
) -> None:
    give_answer(case)
    prefix = PREFIXES[language]
    for path in (f"{prefix}/t/{case.ticket.number}", f"{prefix}/t/{case.ticket.number}/answer"):
        page = room.get(path)
        assert page.status_code == 200
        assert BODY.short in page.text
        assert BODY.steps[0]["text"] in page.text


def test_before_an_answer_the_room_shows_none(room: CheckedClient, desk: CheckedClient, case: Case) -> None:
    press(desk, case, "save")
    assert TYPED["short"] not in room.get(f"/t/{case.ticket.number}").text
    assert room.get(f"/t/{case.ticket.number}/answer").status_code == 404


def test_the_asker_accepts(room: CheckedClient, case: Case) -> None:
    give_answer(case)
    accepted = room.post(f"/t/{case.ticket.number}/answer/accept")
    assert accepted.location == f"/t/{case.ticket.number}"
    assert case.ticket.state == "closed"
    assert room.get(accepted.location).status_code == 200
    again = room.post(f"/t/{case.ticket.number}/answer/accept")
    assert again.status_code == 303


def test_the_asker_asks_back_with_words(room: CheckedClient, case: Case) -> None:
    give_answer(case)
    empty = room.post(f"/t/{case.ticket.number}/answer/ask-back", data={"back-words": " "})
    assert empty.status_code == 422
    asked = room.post(f"/t/{case.ticket.number}/answer/ask-back", data={"back-words": "Ал пәтерде ше?"})
    assert asked.status_code == 303
    assert case.ticket.state == "waiting_for_lawyer"
    assert "Ал пәтерде ше?" in room.get(asked.location).text


def test_a_rating_without_stars_keeps_its_words(room: CheckedClient, case: Case) -> None:
    answer = give_answer(case)
    page = room.post(f"/t/{case.ticket.number}/answer/rate", data={"rate-words": "Жақсы түсіндірді"})
    assert page.status_code == 422
    assert "Жақсы түсіндірді" in page.text
    rated = room.post(f"/t/{case.ticket.number}/answer/rate", data={"rate-stars": "5", "rate-words": "Жақсы"})
    assert rated.status_code == 303
    assert (answer.rating, rating_words(answer)) == (5, "Жақсы")


def test_the_lawyer_reads_the_rating_at_the_desk(app: Flask, db_session: object) -> None:
    case = answered()
    asker, desk = browser_of(app, case.asker), browser_of(app, case.lawyer)
    asker.post(
        f"/t/{case.ticket.number}/answer/rate", data={"rate-stars": "4", "rate-words": "Анық әрі қысқа"}
    )
    assert "Анық әрі қысқа" in desk.get(f"/desk/{case.ticket.number}").text


@pytest.mark.parametrize("path", ["", "/preview", "/law"])
def test_the_editor_does_not_exist_for_others(app: Flask, case: Case, path: str) -> None:
    for actor in (lawyer(), moderator(), case.asker, asker_of(make_ticket())):
        # A visitor is asked to sign in, whatever stands behind the address.
        expected = 404 if actor.account_id else 303
        assert browser_of(app, actor).get(editor(case) + path).status_code == expected
    assert browser_of(app, case.lawyer).get(f"/desk/00000000/answer{path}").status_code == 404


@pytest.mark.parametrize("path", ["accept", "ask-back", "rate"])
def test_nobody_else_judges_an_answer(app: Flask, case: Case, path: str) -> None:
    give_answer(case)
    for actor in (lawyer(), case.lawyer, moderator(), asker_of(make_ticket())):
        address = f"/t/{case.ticket.number}/answer/{path}"
        assert browser_of(app, actor).post(address, data={"rate-stars": "1"}).status_code == 404
    assert browser_of(app, case.asker).get(f"/t/{case.ticket.number}/answer/{path}").status_code == 405
