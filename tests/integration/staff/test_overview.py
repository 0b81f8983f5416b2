"""The overview, topics, voting days, gaps and health: true numbers, and no ticket's text for administrators."""

from __future__ import annotations

import re
import shutil
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import text

from app.authz.access import Role
from app.core.clock import now, today
from app.core.outbox import enqueue
from app.core.runs import note_run
from app.core.transaction import transaction
from app.extensions import db
from app.reference.loader import load_reference
from app.reference.models import Election, Topic
from app.reference.queries import next_election
from app.staff import topics
from app.staff.health import is_worker_alive, job_runs
from app.staff.overview import article_work, last_days, tickets_due
from app.tickets.opening import open_ticket
from app.worker import _periodic, run_due
from tests.actors import VISITOR, actor_of, moderator
from tests.cases import answered, browser_of, give_answer, make_case
from tests.factories import QUESTION, make_account, make_ticket, make_topic, names
from tests.support.client import CheckedClient
from tests.support.fixtures_app import Statements

pytestmark = pytest.mark.usefixtures("db_session")
SECRET_WORDS = "Құпия сұрақ: жатақхана коменданты"
NAMES = {"name_kk": "Сайлау", "name_ru": "Выборы", "name_en": "Elections"}


def make_late(hours: int = 2) -> None:
    ticket = make_ticket()
    with transaction():
        ticket.respond_by = now() - timedelta(hours=hours)


def administrator(app: Flask) -> CheckedClient:
    return browser_of(app, actor_of(make_account(Role.ADMINISTRATOR)))


# ------------------------------------------------------------------ the overview


def test_late_tickets_come_first_and_are_counted() -> None:
    make_ticket()
    make_late(1)
    make_late(5)
    due = tickets_due()
    assert (due.waiting, due.overdue) == (3, 2)
    assert [ticket.respond_by < now() - timedelta(hours=4) for ticket in due.oldest] == [True, False]


def test_the_numbers_count_work_of_people_by_their_own_day() -> None:
    case = make_case()
    give_answer(case)
    days = last_days()
    assert len(days) == 30
    assert (days[-1].day, days[-1].asked, days[-1].answered) == (today(), 1, 1)
    assert sum(day.asked for day in days[:-1]) == 0


def test_a_question_asked_after_midnight_in_kazakhstan_counts_for_that_day() -> None:
    make_ticket()
    local_evening = now().replace(hour=20, minute=30) - timedelta(days=3)  # half past one there, a day later
    with db.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER audit_entries_no_update"))
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        moment = local_evening.replace(tzinfo=None) if connection.dialect.name == "sqlite" else local_evening
        connection.execute(text("UPDATE audit_entries SET at = :at"), {"at": moment})
    (day,) = [each for each in last_days() if each.asked]
    assert day.day == local_evening.date() + timedelta(days=1)


def test_texts_on_their_way_are_counted() -> None:
    answered()
    assert article_work() == type(article_work())()


def test_the_overview_costs_the_same_however_much_there_is(app: Flask, statements: Statements) -> None:
    browser = browser_of(app, moderator())
    browser.get("/healthz")  # the first request of a process checks what later ones rely on
    make_late()
    counts = []
    for _round in range(2):
        with statements.counted():
            browser.get("/moderation")
        counts.append(len(statements))
        for _number in range(8):
            make_late()
            make_account(Role.LAWYER, licence_expires_on=today() + timedelta(days=3))
    assert counts[0] == counts[1]
    assert counts[1] <= 14


def test_licences_that_run_out_are_shown_with_their_day(app: Flask) -> None:
    make_account(Role.LAWYER, name="Soon", licence_expires_on=today() + timedelta(days=20))
    make_account(Role.LAWYER, name="Gone", licence_expires_on=today() - timedelta(days=1))
    make_account(Role.LAWYER, name="Later", licence_expires_on=today() + timedelta(days=90))
    make_account(Role.LAWYER, name="Unchecked", verified_at=None)
    page = browser_of(app, moderator()).get("/en/moderation").text
    assert all(name in page for name in ("Soon", "Gone", "Unchecked"))
    assert "Later" not in page


@pytest.mark.parametrize("role", [Role.LAWYER, Role.CAPTAIN])
def test_others_see_only_the_numbers(app: Flask, role: Role) -> None:
    make_late()
    page = browser_of(app, actor_of(make_account(role))).get("/en/moderation")
    assert page.status_code == 200
    assert "The last 30 days" in page.text
    assert "Late for longest" not in page.text


def test_askers_and_visitors_have_no_overview(app: Flask) -> None:
    assert browser_of(app, actor_of(make_account(Role.ASKER))).get("/moderation").status_code == 403
    assert app.test_client().get("/moderation").status_code == 302


# ------------------------------------------------------------------ administrators read no tickets


def test_no_page_an_administrator_can_open_holds_a_word_of_a_question(app: Flask) -> None:
    make_topic()
    ticket, _secret = open_ticket(
        VISITOR,
        question=SECRET_WORDS,
        language="kk",
        topic="away",
        district=None,
        adult="yes",
        urgency="normal",
        publication="yes",
    )
    browser = administrator(app)
    parts = {"number": ticket.number, "account_id": make_account().id, "article_id": "0" * 32}
    opened = set()
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.arguments - set(parts) or rule.endpoint == "assets":
            continue
        path = app.url_map.bind("").build(rule.endpoint, {name: parts[name] for name in rule.arguments})
        page = browser.get(path, check=False)
        assert "коменданты" not in page.get_data(as_text=True), path
        if page.status_code == 200 and rule.arguments & {"number"}:
            opened.add(path)
    assert opened == set()


# ------------------------------------------------------------------ topics


def test_a_topic_edited_by_a_moderator_is_left_alone_by_the_content_files() -> None:
    list(load_reference())
    topic = db.session.get_one(Topic, "first-vote")
    topics.edit_topic(
        moderator(), topic, names=names("New"), about=names("About"), sla_hours=5, voting_day_minutes=0
    )
    with transaction():
        db.session.execute(text("DELETE FROM content_loads"))
    list(load_reference())
    again = db.session.get_one(Topic, "first-vote", populate_existing=True)
    assert (again.name["en"], again.sla_hours) == ("New", 5)


def test_topics_swap_places_and_close(app: Flask) -> None:
    make_topic("first", position=1)
    make_topic("second", position=2)
    browser = browser_of(app, moderator())
    browser.post("/moderation/topics/second/move", data={"way": "up"})
    browser.post("/moderation/topics/second/move", data={"way": "up"})
    assert [topic.slug for topic in topics.all_topics()] == ["second", "first"]
    browser.post("/moderation/topics/first/active", data={"is_active": "0"})
    assert browser.post("/moderation/topics/first/active", data={"is_active": "0"}).status_code == 409
    assert "first" not in browser.get("/topics").text


def test_a_topic_needs_its_name_in_every_language_and_keeps_what_was_typed(app: Flask) -> None:
    make_topic()
    form = {**NAMES, "name_ru": "", "about_kk": "қ", "about_ru": "р", "about_en": "e", "sla_hours": "abc"}
    page = browser_of(app, moderator()).post("/moderation/topics/away", data=form)
    assert page.status_code == 422
    assert all(part in page.text for part in ('id="name_ru-error"', 'id="sla_hours-error"', 'value="Сайлау"'))
    right = {**form, "name_ru": "Выборы", "sla_hours": "6", "sla_voting_day_minutes": "0"}
    assert browser_of(app, moderator()).post("/moderation/topics/away", data=right).status_code == 303
    assert db.session.get_one(Topic, "away", populate_existing=True).sla_voting_day_minutes == 0


def test_a_topic_that_is_not_there_is_not_found(app: Flask) -> None:
    browser = browser_of(app, moderator())
    assert browser.get("/moderation/topics/none").status_code == 404
    assert browser.post("/moderation/topics/none/move").status_code == 404


# ------------------------------------------------------------------ voting days


def test_an_announced_voting_day_is_on_the_home_page_until_it_is_taken_back(app: Flask) -> None:
    browser, day = browser_of(app, moderator()), today() + timedelta(days=40)
    done = browser.post("/moderation/elections", data={**NAMES, "voting_day": day.isoformat()})
    assert done.status_code == 303
    assert "Elections" in app.test_client().get("/en/").text
    election = next_election()
    assert election is not None
    browser.post(f"/moderation/elections/{election.id}/announced", data={"is_announced": "0"})
    assert next_election() is None
    assert "Elections" not in app.test_client().get("/en/").text


@pytest.mark.parametrize("day", ["", "2020-01-01", "soon"])
def test_a_voting_day_is_a_day_to_come(app: Flask, day: str) -> None:
    page = browser_of(app, moderator()).post("/moderation/elections", data={**NAMES, "voting_day": day})
    assert page.status_code == 422
    assert 'id="voting_day-error"' in page.text
    assert 'value="Выборы"' in page.text


def test_a_voting_day_is_corrected(app: Flask) -> None:
    election = topics.announce_election(moderator(), names=names("Old"), voting_day=today())
    browser = browser_of(app, moderator())
    day = today() + timedelta(days=9)
    address = f"/moderation/elections/{election.id}"
    assert browser.post(address, data={**NAMES, "voting_day": day.isoformat()}).status_code == 303
    found = db.session.get_one(Election, election.id, populate_existing=True)
    assert (found.voting_day, found.name["kk"]) == (day, "Сайлау")
    assert browser.get("/moderation/elections/none").status_code == 404


# ------------------------------------------------------------------ health


def test_health_is_for_administrators_and_shows_what_matters(app: Flask) -> None:
    for job in _periodic.values():
        job.due_at = 0.0
    run_due(0.0)
    page = administrator(app).get("/en/moderation/health")
    assert page.status_code == 200
    assert all(word in page.text for word in ("tickets.retention", "audit.verify", "SQLAlchemy", "working"))
    for role in (Role.MODERATOR, Role.LAWYER, Role.CAPTAIN):
        assert browser_of(app, actor_of(make_account(role))).get("/moderation/health").status_code == 403


def test_a_silent_worker_and_a_failed_job_are_seen(app: Flask) -> None:
    note_run("heartbeat")
    note_run("tickets.retention", result=3)
    note_run("tickets.retention", failed_as="OperationalError")
    assert is_worker_alive(job_runs())
    with transaction():
        for run in job_runs():
            run.ran_at = now() - timedelta(minutes=10)
    assert not is_worker_alive(job_runs())
    page = administrator(app).get("/en/moderation/health").text
    assert "silent" in page
    assert "OperationalError" in page


def test_health_counts_what_waits_in_the_outbox(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with transaction():
        enqueue("accounts.reset_mail", {"login": "x"})
        db.session.flush()
        db.session.execute(text("UPDATE outbox_jobs SET created_at = :at"), {"at": "2026-01-01 00:00:00"})
    usage = type(shutil.disk_usage("/"))(100, 95, 5)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    page = administrator(app).get("/en/moderation/health").text
    assert "late" in page
    assert "little left" in page


def test_nothing_is_missing_at_first(app: Flask) -> None:
    assert "Nothing is missing" in browser_of(app, moderator()).get("/en/moderation/gaps").text


def test_the_question_of_the_factories_is_not_the_secret_one() -> None:
    assert SECRET_WORDS not in QUESTION


def test_everything_the_overview_leads_to_is_there(app: Flask) -> None:
    make_late()
    make_account(Role.LAWYER, verified_at=None)
    browser = browser_of(app, moderator())
    main = browser.get("/moderation").text.partition('<main id="main"')[2].partition("</main>")[0]
    links = [unescape(link) for link in re.findall(r'href="([^"]+)"', main)]
    assert len(links) >= 8
    assert {
        link: browser.get(link).status_code for link in links if browser.get(link).status_code != 200
    } == {}
