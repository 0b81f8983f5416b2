"""The pages of the desk: who may open them, what they do, what they never lose or give away."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.authz.access import Actor, Role
from app.chat import service as chat
from app.core.clock import now
from app.core.database import new_id
from app.core.transaction import transaction
from app.extensions import db
from app.reference.models import PreparedReply
from app.tickets import service
from app.tickets.models import ConflictDeclaration, Ticket
from app.tickets.queries import Filters, queue
from app.tickets.rules import State
from tests.actors import actor_of, asker_of, lawyer, moderator
from tests.cases import Case, browser_of
from tests.factories import QUESTION, make_account, make_district, make_ticket, make_topic
from tests.support.client import CheckedClient
from tests.support.fixtures_app import Statements

pytestmark = pytest.mark.usefixtures("db_session")
STEPS = ("give-back", "transfer", "decline")


def reread(ticket: Ticket) -> Ticket:
    return db.session.get_one(Ticket, ticket.id, populate_existing=True)


def claimed(taker: Actor | None = None) -> Case:
    who, ticket = taker or lawyer(), make_ticket()
    service.declare_conflict(who, ticket, is_clear=True)
    service.claim(who, ticket)
    return Case(ticket, asker_of(ticket), who)


def at_desk(app: Flask, actor: Actor | None = None) -> CheckedClient:
    return browser_of(app, actor or lawyer())


# ------------------------------------------------------------------ the queue


@pytest.mark.parametrize("prefix", ["", "/ru", "/en"])
def test_the_queue_shows_what_is_needed_and_not_the_question(app: Flask, prefix: str) -> None:
    make_district("keles")
    ticket = make_ticket(district="keles", urgency="station")
    page = at_desk(app).get(f"{prefix}/desk")
    assert page.status_code == 200
    assert f"{ticket.number[:4]}-{ticket.number[4:]}" in page.text
    assert "keles" in page.text
    assert "жатақханада" not in page.text


def test_visitors_are_led_to_the_sign_in_and_back(client: CheckedClient) -> None:
    answer = client.get("/ru/desk?language=ru")
    assert answer.status_code in {302, 303}
    assert "/ru/sign-in" in answer.headers["Location"]
    assert "desk" in answer.headers["Location"]
    number = make_ticket().number
    assert client.get(f"/desk/{number}/preview").status_code == 303


@pytest.mark.parametrize("role", [Role.ASKER, Role.CAPTAIN, Role.ADMINISTRATOR])
def test_only_lawyers_and_moderators_see_the_queue(app: Flask, role: Role) -> None:
    browser = at_desk(app, actor_of(make_account(role)))
    assert browser.get("/desk").status_code == 403
    assert browser.get("/desk/list").status_code == 403


def test_a_lawyer_without_a_checked_licence_sees_who_waits_but_opens_nothing(app: Flask) -> None:
    ticket = make_ticket()
    browser = at_desk(app, actor_of(make_account(Role.LAWYER, verified_at=None)))
    page = browser.get("/en/desk")
    assert "You cannot take questions yet" in page.text
    assert f"/{ticket.number}/" not in page.text
    assert browser.get(f"/desk/{ticket.number}/declare").status_code == 404


def test_filters_narrow_the_queue_and_are_remembered(app: Flask) -> None:
    make_topic("observers")
    wanted, other = make_ticket(topic="observers", language="ru"), make_ticket(topic="away")
    browser = at_desk(app)
    for address in ("/en/desk?language=ru&topic=observers", "/en/desk", "/en/desk/list"):
        text = browser.get(address, check=not address.endswith("/list")).text
        assert wanted.number[4:] in text
        assert other.number not in text
        assert f"-{other.number[4:]}" not in text
    assert other.number[4:] in browser.get("/en/desk?language=").text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("urgency=station", {"urgent"}),
        ("place=keles", {"there"}),
        ("place=turkistan", {"there"}),
        ("waiting=24", {"old"}),
        ("waiting=overdue", {"old"}),
        ("language=xx&topic=nothing&waiting=abc", {"urgent", "there", "old"}),
    ],
)
def test_each_filter_finds_what_it_says(app: Flask, query: str, found: set[str]) -> None:
    tickets = {
        "urgent": make_ticket(urgency="station"),
        "there": make_ticket(district="keles"),
        "old": make_ticket(),
    }
    with transaction():
        tickets["old"].waiting_since = tickets["old"].respond_by = now() - timedelta(days=2)
    text = at_desk(app).get(f"/en/desk?{query}").text
    assert {name for name, ticket in tickets.items() if ticket.number[4:] in text} == found


def test_the_pages_of_the_queue_hold_every_ticket_once_in_order_of_their_terms(app: Flask) -> None:
    tickets = [make_ticket() for _ in range(7)]
    with transaction():
        for place, ticket in enumerate(tickets):
            ticket.respond_by = now() + timedelta(hours=place // 3)  # several share one term
    numbers, after = [], None
    while True:
        page = queue("nobody", Filters(), after=after, limit=3)
        numbers += [row.number for row in page.rows]
        if page.next is None:
            break
        after = page.next
    assert sorted(numbers) == sorted(ticket.number for ticket in tickets)
    assert len(numbers) == len(set(numbers))
    terms = {ticket.number: ticket.respond_by for ticket in tickets}
    assert [terms[number] for number in numbers] == sorted(terms.values())


@pytest.mark.parametrize(
    "after", ["x", "2026-01-01~", "~", "2026-01-01T00:00:00~abc", "9999-99-99T00:00:00+00:00~a"]
)
def test_a_broken_page_key_shows_the_first_page(app: Flask, after: str) -> None:
    ticket = make_ticket()
    assert ticket.number[4:] in at_desk(app).get("/desk", query_string={"after": after, "language": ""}).text


def test_the_queue_takes_the_same_few_statements_however_long_it_is(
    app: Flask, statements: Statements
) -> None:
    browser = at_desk(app)
    make_ticket()
    browser.get("/desk")  # names of topics and places are read once per version of the content
    with statements.counted():
        browser.get("/desk")
    few = len(statements)
    for _ in range(8):
        make_ticket()
    with statements.counted():
        browser.get("/desk")
    assert len(statements) == few <= 7


def test_a_ticket_of_a_number_is_opened_as_far_as_it_may_be_seen(app: Flask) -> None:
    case, waiting = claimed(), make_ticket()
    browser = at_desk(app, case.lawyer)
    shown = f"{case.ticket.number[:4]}-{case.ticket.number[4:]}"
    assert browser.get("/desk/find", query_string={"number": shown}).location == f"/desk/{case.ticket.number}"
    assert browser.get(f"/desk/find?number={waiting.number}").location == f"/desk/{waiting.number}/declare"
    assert at_desk(app).get(f"/desk/find?number={case.ticket.number}").location == "/desk"


# ------------------------------------------------------------------ declare, look, take


def test_declare_shows_topic_place_and_day_only(app: Flask) -> None:
    ticket = make_ticket(district="keles", urgency="station")
    page = at_desk(app).get(f"/en/desk/{ticket.number}/declare")
    assert page.status_code == 200
    for word in ("away", "keles"):
        assert word in page.text
    for secret in ("жатақханада", "At the station", ticket.respond_by.strftime("%H:%M")):
        assert secret not in page.text


def test_from_the_queue_to_the_case_without_scripts(app: Flask) -> None:
    who, ticket = lawyer(), make_ticket()
    browser = at_desk(app, who)
    answer = browser.post(f"/en/desk/{ticket.number}/declare", data={"answer": "clear"})
    page = browser.get(answer.location)
    assert QUESTION in page.text
    assert browser.get(f"/en/desk/{ticket.number}/declare").location == f"/en/desk/{ticket.number}/preview"
    answer = browser.post(f"/en/desk/{ticket.number}/claim")
    assert answer.location == f"/en/desk/{ticket.number}"
    assert browser.get(answer.location).status_code == 200
    assert reread(ticket).lawyer_id == who.account_id


@pytest.mark.parametrize("answer", ["known", "field"])
def test_whoever_is_not_clear_never_meets_the_ticket_again(app: Flask, answer: str) -> None:
    ticket = make_ticket()
    browser = at_desk(app)
    assert browser.post(f"/desk/{ticket.number}/declare", data={"answer": answer}).location == "/desk"
    assert ticket.number[4:] not in browser.get("/desk").text.partition("desk-rows")[2]
    assert browser.get(f"/desk/{ticket.number}/declare").status_code == 404
    assert browser.post(f"/desk/{ticket.number}/declare", data={"answer": "clear"}).status_code == 404
    assert browser.get(f"/desk/{ticket.number}/preview").status_code in {302, 404}
    assert browser.post(f"/desk/{ticket.number}/claim").status_code == 404


def test_an_answer_nobody_offered_changes_nothing(app: Flask) -> None:
    ticket = make_ticket()
    assert at_desk(app).post(f"/desk/{ticket.number}/declare", data={"answer": "maybe"}).status_code == 422
    assert db.session.scalars(select(ConflictDeclaration)).all() == []


def test_the_question_is_not_shown_before_the_declaration(app: Flask) -> None:
    ticket = make_ticket()
    browser = at_desk(app)
    assert browser.get(f"/desk/{ticket.number}/preview").location == f"/desk/{ticket.number}/declare"
    assert browser.post(f"/desk/{ticket.number}/claim").status_code == 404
    assert reread(ticket).state == State.NEW


def test_who_comes_second_is_told_and_goes_on_with_the_queue(app: Flask) -> None:
    second, ticket = lawyer(), make_ticket()
    service.declare_conflict(second, ticket, is_clear=True)
    first = lawyer()
    service.declare_conflict(first, ticket, is_clear=True)
    service.claim(first, ticket)
    browser = at_desk(app, second)
    answer = browser.post(f"/en/desk/{ticket.number}/claim")
    assert answer.location == "/en/desk"
    assert "Another lawyer has just taken this question." in browser.get("/en/desk").text


def test_a_case_handed_over_is_declared_about_first(app: Flask) -> None:
    case, other = claimed(), lawyer()
    service.transfer(case.lawyer, case.ticket, lawyer_id=str(other.account_id))
    browser = at_desk(app, other)
    number = case.ticket.number
    assert browser.get(f"/desk/{number}").status_code == 404
    assert f"/desk/{number}/declare" in browser.get("/desk/mine").text
    assert browser.post(f"/desk/{number}/declare", data={"answer": "clear"}).location == f"/desk/{number}"
    assert browser.get(f"/desk/{number}").status_code == 200


# ------------------------------------------------------------------ the small pages


@pytest.mark.parametrize("step", STEPS)
def test_the_small_pages_open_for_the_lawyer_of_the_case_only(app: Flask, step: str) -> None:
    case = claimed()
    address = f"/desk/{case.ticket.number}/{step}"
    assert at_desk(app, case.lawyer).get(address).status_code == 200
    assert at_desk(app).get(address).status_code == 404
    assert at_desk(app).post(address, data={"reason": "spam", "text": "x"}).status_code == 404
    assert at_desk(app, case.lawyer).get(f"/desk/10000000/{step}").status_code == 404
    assert at_desk(app, case.lawyer).delete(address).status_code == 405
    assert at_desk(app, case.asker).get(address).status_code == 303
    assert reread(case.ticket).state == State.CLAIMED


@pytest.mark.parametrize("step", ["claim", "declare"])
def test_steps_that_change_something_are_not_done_by_looking(app: Flask, step: str) -> None:
    ticket = make_ticket()
    answer = at_desk(app).get(f"/desk/{ticket.number}/{step}")
    assert answer.status_code == (405 if step == "claim" else 200)
    assert reread(ticket).state == State.NEW


def test_a_moderator_may_pass_on_and_decline_but_not_give_back(app: Flask) -> None:
    case = claimed()
    browser = at_desk(app, moderator())
    number = case.ticket.number
    assert [browser.get(f"/desk/{number}/{step}").status_code for step in STEPS] == [403, 200, 200]


@pytest.mark.parametrize(
    ("step", "data"),
    [
        ("give-back", {"reason": "", "text": "half a sentence that took a while"}),
        ("decline", {"reason": "", "text": "half a sentence that took a while"}),
        ("transfer", {"way": "lawyer", "lawyer": "", "text": "half a sentence that took a while"}),
        (
            "transfer",
            {"way": "queue", "language": "de", "topic": "away", "text": "half a sentence that took a while"},
        ),
    ],
)
def test_an_error_keeps_what_was_typed(app: Flask, step: str, data: dict[str, str]) -> None:
    case = claimed()
    browser = at_desk(app, case.lawyer)
    answer = browser.post(f"/desk/{case.ticket.number}/{step}", data=data)
    assert answer.status_code == 422
    assert "half a sentence that took a while" in answer.text
    assert 'class="error-summary"' in answer.text


def test_an_old_token_keeps_what_was_typed(app: Flask) -> None:
    case = claimed()
    browser = at_desk(app, case.lawyer)
    data = {"reason": "no_time", "text": "typed for an hour"}
    answer = browser.post(f"/desk/{case.ticket.number}/give-back", data=data, csrf=False)
    assert answer.status_code == 422
    assert "typed for an hour" in answer.text
    assert reread(case.ticket).state == State.CLAIMED


def test_a_lawyer_who_lost_the_case_gets_back_what_was_typed(app: Flask) -> None:
    case = claimed()
    browser = at_desk(app, case.lawyer)
    service.assign(moderator(), case.ticket, lawyer_id=str(lawyer().account_id))
    data = {"reason": "other", "text": "typed for an hour"}
    answer = browser.post(f"/en/desk/{case.ticket.number}/give-back", data=data)
    assert answer.status_code == 409
    assert "typed for an hour" in answer.text
    assert "This case has changed in the meantime" in answer.text
    assert QUESTION not in answer.text


def test_each_small_page_does_what_it_says(app: Flask) -> None:
    expected = {
        ("give-back", "reason=no_time"): State.RETURNED,
        ("decline", "reason=spam"): State.DECLINED,
        ("transfer", "way=queue&language=ru&topic=away"): State.RETURNED,
    }
    for (step, data), state in expected.items():
        case = claimed()
        browser = at_desk(app, case.lawyer)
        answer = browser.post(
            f"/desk/{case.ticket.number}/{step}", data=data, content_type="application/x-www-form-urlencoded"
        )
        assert answer.status_code == 303, step
        assert reread(case.ticket).state == state
        assert browser.get(answer.location).status_code == 200


def test_the_page_for_passing_on_offers_fitting_lawyers_first(app: Flask) -> None:
    case = claimed()
    fitting = make_account(Role.LAWYER, name="Fitting", topics=["away"])
    make_account(Role.LAWYER, name="Elsewhere", topics=["observers"])
    page = at_desk(app, case.lawyer).get(f"/en/desk/{case.ticket.number}/transfer").text
    assert page.index("Fits language and field") < page.index("Fitting") < page.index("Elsewhere")
    data = {"way": "lawyer", "lawyer": fitting.id, "text": ""}
    at_desk(app, case.lawyer).post(f"/desk/{case.ticket.number}/transfer", data=data)
    assert reread(case.ticket).lawyer_id == fitting.id


# ------------------------------------------------------------------ my cases


def test_my_cases_show_states_and_what_i_have_not_read(app: Flask) -> None:
    case = claimed()
    chat.send_message(case.asker, case.ticket, client_id=new_id(), body="Сәлем")
    chat.send_message(case.asker, case.ticket, client_id=new_id(), body="Тағы бір нәрсе")
    browser = at_desk(app, case.lawyer)
    page = browser.get("/en/desk/mine").text
    assert "2 new messages" in page
    assert "Waiting for the lawyer" in page
    assert "New messages in 1 of your cases" in browser.get("/en/desk").text
    browser.get(f"/desk/{case.ticket.number}")
    assert "new message" not in browser.get("/en/desk/mine").text
    assert case.ticket.number[4:] not in at_desk(app).get("/en/desk/mine").text


def test_finished_cases_have_a_list_of_their_own(app: Flask) -> None:
    case = claimed()
    service.close(case.lawyer, case.ticket)
    browser = at_desk(app, case.lawyer)
    assert case.ticket.number[4:] not in browser.get("/desk/mine").text
    assert case.ticket.number[4:] in browser.get("/desk/mine?show=finished").text


def test_moderators_see_what_lawyers_have_in_hand(app: Flask) -> None:
    case = claimed()
    assert case.ticket.number[4:] in at_desk(app, moderator()).get("/desk/in-work").text
    assert at_desk(app, case.lawyer).get("/desk/in-work").status_code == 403


# ------------------------------------------------------------------ closing, reopening, deleting


def test_the_asker_closes_reopens_and_deletes(app: Flask) -> None:
    case = claimed()
    browser = browser_of(app, case.asker)
    number = case.ticket.number
    assert browser.post(f"/t/{number}/close").location == f"/t/{number}"
    assert browser.post(f"/t/{number}/reopen").location == f"/t/{number}"
    assert reread(case.ticket).state == State.REOPENED
    assert browser.get(f"/t/{number}/delete").status_code == 200
    answer = browser.post(f"/t/{number}/delete")
    assert (answer.status_code, "error-summary" in answer.text) == (422, True)
    assert browser.post(f"/t/{number}/delete", data={"sure": "yes"}).status_code == 303
    assert db.session.scalar(select(Ticket.id).where(Ticket.number == number)) is None


@pytest.mark.parametrize("step", ["close", "reopen", "delete"])
def test_strangers_end_nothing(app: Flask, step: str) -> None:
    case = claimed()
    for actor in (asker_of(make_ticket()), lawyer()):
        assert browser_of(app, actor).post(f"/t/{case.ticket.number}/{step}").status_code == 404
    assert app.test_client().post(f"/t/{case.ticket.number}/{step}").status_code == 404  # type: ignore[call-arg]
    if step != "close":
        assert browser_of(app, case.lawyer).post(f"/t/{case.ticket.number}/{step}").status_code == 403


# ------------------------------------------------------------------ prepared replies

REPLY = {"title_kk": "Сәлем", "body_kk": "Өтініш {ticket}, {deadline} дейін", "topic": ""}


def test_a_lawyer_writes_changes_and_deletes_a_reply_of_their_own(app: Flask) -> None:
    who = lawyer()
    browser = at_desk(app, who)
    assert browser.post("/desk/replies/new", data=REPLY).status_code == 303
    reply = db.session.scalars(select(PreparedReply)).one()
    assert (reply.owner_id, reply.body) == (who.account_id, {"kk": REPLY["body_kk"]})
    assert "Сәлем" in browser.get("/desk/replies").text
    assert browser.get(f"/desk/replies/{reply.id}").status_code == 200
    browser.post(f"/desk/replies/{reply.id}", data={**REPLY, "title_kk": "Жаңа"})
    db.session.expire_all()
    assert reply.title == {"kk": "Жаңа"}
    stranger = at_desk(app)
    assert stranger.get(f"/desk/replies/{reply.id}").status_code == 404
    assert stranger.post(f"/desk/replies/{reply.id}/delete").status_code == 404
    assert "Жаңа" not in stranger.get("/desk/replies").text
    assert browser.post(f"/desk/replies/{reply.id}/delete").status_code == 303
    assert db.session.scalars(select(PreparedReply)).all() == []


def test_shared_replies_are_kept_by_moderators_and_used_by_all(app: Flask) -> None:
    chief = at_desk(app, moderator())
    chief.post("/desk/replies/new", data={**REPLY, "is_shared": "y"})
    reply = db.session.scalars(select(PreparedReply)).one()
    assert reply.owner_id is None
    who = at_desk(app)
    assert "Сәлем" in who.get("/desk/replies").text
    assert who.get(f"/desk/replies/{reply.id}").status_code == 404
    assert who.post("/desk/replies/new", data={**REPLY, "is_shared": "y"}).status_code == 403
    chief.post(f"/desk/replies/{reply.id}/delete")
    assert "Сәлем" not in who.get("/desk/replies").text


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"body_kk": ""}, "at least one language"),
        ({"title_kk": ""}, "a title"),
        ({"body_kk": "Сәлем {name}"}, "{name}"),
        ({"body_kk": "x" * 5000}, "too long"),
    ],
)
def test_a_wrong_reply_is_shown_again_with_everything_typed(
    app: Flask, change: dict[str, str], word: str
) -> None:
    data = {**REPLY, "body_ru": "Текст на память", "title_ru": "Память", **change}
    if change == {"body_kk": ""}:
        data["body_ru"] = ""
    answer = at_desk(app).post("/en/desk/replies/new", data=data)
    assert answer.status_code == 422
    assert word in answer.text
    assert "Память" in answer.text


def test_the_preview_fills_the_placeholders_and_saves_nothing(app: Flask) -> None:
    answer = at_desk(app).post("/desk/replies/new", data={**REPLY, "action": "preview"})
    assert answer.status_code == 200
    assert re.search(r"Өтініш 1234-5678, \d{1,2} \w+, \d\d:\d\d дейін", answer.text)
    assert db.session.scalars(select(PreparedReply)).all() == []


def test_a_reply_is_filled_for_the_ticket_in_its_language(app: Flask) -> None:
    case = claimed()
    with transaction():
        reply = PreparedReply(
            title={"kk": "T", "ru": "T"}, body={"kk": "{ticket} {precinct}", "ru": "Нет"}, owner_id=None
        )
        db.session.add(reply)
    answer = at_desk(app, case.lawyer).get(f"/ru/desk/{case.ticket.number}/replies/{reply.id}")
    number = f"{case.ticket.number[:4]}-{case.ticket.number[4:]}"
    assert answer.json["text"].startswith(f"{number} [")
    assert answer.json["blanks"] == [answer.json["text"].removeprefix(f"{number} ")]


def test_a_moderator_sends_a_waiting_question_to_the_right_field_or_lawyer(app: Flask) -> None:
    make_topic("observers")
    ticket, chosen = make_ticket(), lawyer()
    browser = at_desk(app, moderator())
    address = f"/desk/{ticket.number}/transfer"
    browser.post(
        address, data={"way": "queue", "language": "ru", "topic": "observers", "text": "Not our field"}
    )
    fresh = reread(ticket)
    assert (fresh.state, fresh.language, fresh.topic_slug) == (State.NEW, "ru", "observers")
    assert "Not our field" in browser.get(f"/desk/{ticket.number}").text
    assert "Not our field" not in browser_of(app, asker_of(ticket)).get(f"/t/{ticket.number}").text
    assert browser.post(address, data={"way": "lawyer", "lawyer": chosen.account_id}).status_code == 303
    fresh = reread(ticket)
    assert (fresh.state, fresh.lawyer_id, fresh.awaits_declaration) == (
        State.CLAIMED,
        chosen.account_id,
        True,
    )


@pytest.mark.parametrize("address", ["/desk/mine", "/desk/in-work", "/desk/replies"])
def test_lists_take_the_same_few_statements_however_long_they_are(
    app: Flask, statements: Statements, address: str
) -> None:
    who = moderator() if address == "/desk/in-work" else lawyer()

    def add() -> None:
        case = claimed(who if address == "/desk/mine" else None)
        with transaction():
            reply = PreparedReply(title={"kk": "T"}, body={"kk": "B"}, owner_id=who.account_id)
            db.session.add(reply)
        chat.send_message(case.asker, case.ticket, client_id=new_id(), body="Сәлем")

    add()
    browser = at_desk(app, who)
    browser.get(address)  # whatever is read once per process
    with statements.counted():
        browser.get(address)
    few = len(statements)
    for _ in range(4):
        add()
    with statements.counted():
        browser.get(address)
    assert len(statements) == few <= 6
