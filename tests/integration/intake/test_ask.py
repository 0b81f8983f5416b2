"""Asking: the form, the last look, sending."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session, scoped_session

from app.authz.access import Role
from app.core.clock import now, today
from app.core.transaction import transaction
from app.extensions import db
from app.intake import similar
from app.reference.models import Election
from app.search.interface import Hit, Hits, Query
from app.tickets.models import Ticket
from app.tickets.opening import QUESTION_MAX
from app.tickets.receipts import question_text
from tests.factories import PASSWORD, make_account, make_ticket
from tests.integration.intake.conftest import ANSWERS, QUESTION, Ask, hidden
from tests.support.client import CheckedClient

DbSession = scoped_session[Session]


def count(db_session: DbSession) -> int:
    return db_session.scalar(select(func.count()).select_from(Ticket)) or 0


def found(slug: str = "dormitory", *, is_weak: bool = False) -> Hits:
    hit = Hit(slug, slug, "kk", "away", "Жатақхана туралы", (), (("Қысқа жауап", True),), 1.0)
    return Hits(Query(""), items=(hit,), total=1, is_weak=is_weak)


@pytest.mark.parametrize("prefix", ["", "/ru", "/en"])
def test_the_form_opens_in_three_languages_and_prefers_the_pages_own(
    client: CheckedClient, places: None, prefix: str
) -> None:
    page = client.get(f"{prefix}/ask").text
    language = prefix[1:] or "kk"
    assert re.search(rf'<input(?=[^>]*checked)(?=[^>]*name="language")(?=[^>]*value="{language}")', page)
    assert not re.search(r'checked[^>]*name="publication"[^>]*value="yes"', page)


def test_nothing_personal_is_asked(client: CheckedClient, places: None) -> None:
    page = client.get("/en/ask").text
    names = set(re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', page))
    assert names == {*ANSWERS, "shared", "token", "csrf_token"}


def test_the_home_regions_districts_come_before_all_regions(client: CheckedClient, places: None) -> None:
    page = client.get("/en/ask").text
    assert page.index('value="keles"') < page.index('value="region:turkistan"')
    assert page.count("<optgroup") == 2


def test_a_search_brings_its_words_along(client: CheckedClient, places: None) -> None:
    page = client.get("/en/ask?question=dormitory+%26+%3Cvote%3E&topic=complaint").text
    assert "dormitory &amp; &lt;vote&gt;</textarea>" in page
    assert re.search(r'<option selected value="complaint">', page)


def test_before_sending_one_sees_everything_once_more(ask: Ask, db_session: DbSession) -> None:
    page = ask(prefix="/en", urgency="station", publication="yes", shared="y")
    assert page.status_code == 200
    for text in (QUESTION, "away", "keles", "polling station", "show me the text first", "45 minutes"):
        assert text in page.text
    assert hidden(page.text, "question") == QUESTION
    assert count(db_session) == 0


def test_sending_opens_a_ticket_with_what_was_said(ask: Ask, db_session: DbSession) -> None:
    answer = ask("send", question="Бірінші жол\r\nекінші", adult="no", publication="no", urgency="soon")
    assert (answer.status_code, answer.location) == (303, "/ask/receipt")
    ticket = db_session.scalars(select(Ticket)).one()
    assert question_text(ticket) == "Бірінші жол\nекінші"
    kept = (ticket.topic_slug, ticket.region_code, ticket.district_code, ticket.adult, ticket.urgency)
    assert kept == ("away", "turkistan", "keles", "no", "soon")
    assert (ticket.consent_publication, ticket.account_id) == ("no", None)
    assert now() - ticket.consent_handling_at < timedelta(minutes=1)


@pytest.mark.parametrize(("place", "stored"), [("", (None, None)), ("region:turkistan", ("turkistan", None))])
def test_the_place_may_be_a_region_or_nothing(
    ask: Ask, db_session: DbSession, place: str, stored: tuple[str | None, str | None]
) -> None:
    assert ask("send", place=place).status_code == 303
    ticket = db_session.scalars(select(Ticket)).one()
    assert (ticket.region_code, ticket.district_code) == stored


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"question": "  "}, "Write your question."),
        ({"question": "ә" * (QUESTION_MAX + 1)}, "The question is too long."),
        ({"topic": ""}, "Choose the topic that fits best."),
        ({"topic": "invented"}, "Not a valid choice"),
        ({"place": "atlantis"}, "Not a valid choice"),
        ({"adult": None}, "Choose one of the three."),
        ({"publication": None}, "Choose one of the three."),
        ({"handling": None}, "Without this consent nobody may read your question"),
        ({"language": "de"}, "Not a valid choice"),
        ({"urgency": "never"}, "Not a valid choice"),
    ],
)
@pytest.mark.parametrize("step", [None, "send"])
def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(
    ask: Ask, db_session: DbSession, step: str | None, changes: dict[str, str | None], text: str
) -> None:
    page = ask(step, prefix="/en", **changes)
    assert page.status_code == 422
    assert text in page.text
    at_field = re.findall(r'<p class="field-error".*?</p>', page.text, re.DOTALL)
    assert len(at_field) == 1
    assert text in at_field[0]
    if "question" not in changes:
        assert QUESTION in page.text
    assert count(db_session) == 0


def test_going_back_to_change_something_keeps_everything(ask: Ask, client: CheckedClient) -> None:
    token = hidden(ask(prefix="/en").text, "token")
    page = ask("edit", prefix="/en", token=token, publication="no", shared="y").text
    assert f"{QUESTION}</textarea>" in page
    assert hidden(page, "token") == token
    for name, value in {"publication": "no", "adult": "yes", "handling": "y", "shared": "y"}.items():
        assert re.search(rf'<input(?=[^>]*checked)(?=[^>]*name="{name}")(?=[^>]*value="{value}")', page)
    assert 'class="field-error"' not in page


def test_a_lost_form_token_shows_the_form_again_with_everything_in_it(
    ask: Ask, db_session: DbSession
) -> None:
    page = ask("send", prefix="/en", csrf=False)
    assert page.status_code == 422
    assert "This page was open for a long time." in page.text
    assert f"{QUESTION}</textarea>" in page.text
    assert re.search(r'<option selected value="keles">', page.text)
    assert count(db_session) == 0


def test_a_double_press_sends_one_ticket_and_shows_one_receipt(
    ask: Ask, client: CheckedClient, db_session: DbSession
) -> None:
    token = hidden(client.get("/ask").text, "token")
    assert ask("send", token=token).status_code == 303
    first = client.get("/ask/receipt").text
    assert ask("send", token=token).status_code == 303
    assert words(client.get("/ask/receipt").text) == words(first)
    assert count(db_session) == 1
    assert ask("send").status_code == 303
    assert count(db_session) == 2


def words(page: str) -> str:
    block = re.search(r'receipt-secret"[^>]*>(.*?)</strong>', page)
    assert block is not None
    return "-".join(re.findall(r"<span>(\w+)</span>", block.group(1)))


def test_a_form_token_of_another_browser_is_worth_nothing(
    app: Flask, ask: Ask, client: CheckedClient, db_session: DbSession
) -> None:
    token = hidden(client.get("/ask").text, "token")
    ask("send", token=token)
    stranger = app.test_client()
    data = {**ANSWERS, "token": token, "step": "send"}
    assert stranger.post("/ask", data=data).status_code == 303
    assert count(db_session) == 2
    assert words(stranger.get("/ask/receipt").text) != words(client.get("/ask/receipt").text)


def test_the_same_form_sent_an_hour_later_is_refused_kindly(
    ask: Ask, client: CheckedClient, db_session: DbSession
) -> None:
    token = hidden(client.get("/ask").text, "token")
    ask("send", token=token)
    with transaction():
        db_session.scalars(select(Ticket)).one().created_at = now() - timedelta(hours=1)
    answer = ask("send", token=token, prefix="/en")
    assert answer.location == "/en/tickets"
    assert "already been sent" in client.get("/en/tickets").text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Менің нөмірім 8 701 123 45 67", "phone number"),
        ("Мой ИИН 020615500123", "IIN"),
        ("пишите на aru@mail.kz", "e-mail address"),
    ],
)
def test_personal_data_are_pointed_out_and_may_be_sent_all_the_same(
    ask: Ask, db_session: DbSession, text: str, kind: str
) -> None:
    page = ask(prefix="/en", question=text)
    assert "seems to hold personal data" in page.text
    assert f"<li>{kind}</li>" in page.text
    assert ask("send", question=text).status_code == 303
    assert count(db_session) == 1


def test_a_harmless_question_is_not_warned_about(ask: Ask) -> None:
    assert "seems to hold personal data" not in ask(prefix="/en").text


def test_similar_answers_are_shown_before_sending_and_can_end_the_asking(
    ask: Ask, client: CheckedClient, db_session: DbSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(similar, "find", lambda *_args, **_kwargs: found())
    page = ask(prefix="/en").text
    assert "Жатақхана туралы" in page
    assert "Қысқа жауап" in page
    answer = client.post("/en/ask", data={**ANSWERS, "answered": "dormitory"})
    assert answer.location == "/en/ask/answered?article=dormitory"
    assert "/en/a/dormitory" in client.get(answer.location).text
    assert count(db_session) == 0


def test_a_long_story_is_shown_the_nearest_two(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    hits = replace(found(is_weak=True), words=("a", "b", "c", "d", "e", "f"))
    monkeypatch.setattr(similar, "find", lambda *_args, **_kwargs: hits)
    assert "Жатақхана туралы" in ask().text


def test_weak_finds_are_not_shown(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(similar, "find", lambda *_args, **_kwargs: found(is_weak=True))
    assert "Жатақхана туралы" not in ask().text


def test_people_can_ask_when_the_search_is_broken(
    ask: Ask, db_session: DbSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_kwargs: object) -> Hits:
        raise RuntimeError("no index")

    monkeypatch.setattr(similar, "find", broken)
    assert ask().status_code == 200
    assert ask("send").status_code == 303
    assert count(db_session) == 1


class TestLiveParts:
    """What scripts fetch while somebody types."""

    def test_warning_and_similar_answers_come_as_fragments(
        self, client: CheckedClient, places: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(similar, "find", lambda *_args, **_kwargs: found())
        warned = client.post("/en/ask/check", data={"question": "8 701 123 45 67"}, check=False)
        assert "phone number" in warned.text
        assert client.post("/en/ask/check", data={"question": "сұрақ"}, check=False).text.strip() == ""
        listed = client.post("/en/ask/similar", data={"question": QUESTION}, check=False)
        assert 'name="answered" value="dormitory"' in listed.text
        short = client.post("/en/ask/similar", data={"question": "сұрақ"}, check=False)
        assert short.text.strip() == ""

    @pytest.mark.parametrize("path", ["/ask/check", "/ask/similar"])
    def test_they_take_only_signed_posts(self, client: CheckedClient, path: str) -> None:
        assert client.get(path, check=False).status_code == 405
        assert client.post(path, csrf=False, check=False).status_code == 400

    def test_what_is_typed_leaves_no_trace_in_the_database(
        self, client: CheckedClient, places: None, db_session: DbSession
    ) -> None:
        written: list[str] = []
        event.listen(db.engine, "before_cursor_execute", lambda *args: written.append(args[2]))
        client.post("/ask/similar", data={"question": QUESTION}, check=False)
        assert not [
            each for each in written if each.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))
        ]


def test_staff_do_not_ask(client: CheckedClient, places: None) -> None:
    make_account(login="one@example.org")
    client.post("/sign-in", data={"login": "one@example.org", "password": PASSWORD})
    assert client.get("/ask").status_code == 403


def test_an_asker_with_an_account_uses_the_same_form(
    ask: Ask, client: CheckedClient, db_session: DbSession
) -> None:
    account = make_account(Role.ASKER, login="aru")
    client.post("/sign-in", data={"login": "aru", "password": PASSWORD})
    ask("send")
    assert db_session.scalar(select(Ticket.account_id)) == account.id


def test_honest_numbers_and_the_voting_day_are_shown(
    client: CheckedClient, places: None, db_session: DbSession
) -> None:
    assert "No question is waiting" in client.get("/en/ask").text
    make_ticket()
    client.application.extensions.pop("kenes_waiting")
    with transaction():
        db.session.add(Election(name={"en": "Test"}, voting_day=today() + timedelta(days=9)))
    page = client.get("/en/ask").text
    assert "1 question is waiting" in page
    assert "Voting day:" in page


class TestLimits:
    """A flood from one network."""

    @pytest.fixture
    def settings(self) -> dict[str, str]:
        return {"RATE_LIMITS": "on"}

    def test_too_many_questions_are_refused_with_everything_still_in_the_form(
        self, ask: Ask, db_session: DbSession, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.intake.views.PER_HOUR", "1/hour")
        assert ask("send", prefix="/en").status_code == 303
        page = ask("send", prefix="/en")
        assert page.status_code == 429
        assert "too many attempts" in page.text
        assert f"{QUESTION}</textarea>" in page.text
        assert count(db_session) == 1
