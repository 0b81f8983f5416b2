"""Every sentence of the public promises is proved by a test that exists, runs and is not skipped."""

from __future__ import annotations

import re
from datetime import timedelta

import html5lib
import pytest
from flask import Flask

from app.accounts.devices import device_of
from app.accounts.models import Account
from app.core.clock import today
from app.core.database import Model
from app.extensions import db
from tests.cases import browser_of, make_case
from tests.security import ledger
from tests.security.proofs import all_tests
from tests.support.client import CheckedClient

DEVICE = "Device-Of-The-Asker/7.7 (marker)"
PERSONAL = re.compile(
    r"phone|e_?mail|address|agent|referr?er|birth|iin|\bip\b|surname|first_name|last_name|device",
    re.IGNORECASE,
)


def test_every_sentence_of_the_pages_is_in_the_ledger_and_nothing_else() -> None:
    assert sorted(set(ledger.said())) == sorted(each.text for each in ledger.promises())


def test_every_promise_names_a_test_that_exists() -> None:
    known = all_tests()
    bare = [each.id for each in ledger.promises() if each.kind == "promise" and not each.tests]
    gone = [test for each in ledger.promises() for test in each.tests if test not in known]
    assert (bare, gone) == ([], [])


def test_identifiers_are_given_once_and_kinds_are_known() -> None:
    found = ledger.promises()
    assert len({each.id for each in found}) == len(found)
    assert {each.kind for each in found} <= {"promise", "limit"}


def test_the_page_in_docs_is_the_one_of_the_ledger() -> None:
    assert ledger.TARGET.read_text(encoding="utf-8") == ledger.page(), "run: python -m tests.security.ledger"


def test_a_new_sentence_is_found() -> None:
    assert ledger.sentences('<p class="x">{{ _("We are quick. We are kind.") }}</p>') == [
        "We are quick.",
        "We are kind.",
    ]


@pytest.mark.parametrize("language", ["", "/ru", "/en"])
def test_promises_and_limits_are_shown_in_three_languages(client: CheckedClient, language: str) -> None:
    pages = [client.get(f"{language}/{name}").text for name in ("about", "privacy", "security")]
    if language == "/en":
        shown = " ".join(" ".join(html5lib.parse(page).itertext()) for page in pages)
        plain = " ".join(shown.split())
        assert [each.id for each in ledger.promises() if each.text not in plain] == []
    for page in pages:
        assert re.search(r'<html[^>]*lang="' + (language.strip("/") or "kk"), page)


def test_security_txt_says_where_to_report_and_until_when(client: CheckedClient) -> None:
    lines = dict(line.split(": ", 1) for line in client.get("/.well-known/security.txt").text.splitlines())
    assert lines["Contact"].startswith("mailto:")
    assert lines["Expires"][:10] == (today() + timedelta(days=180)).isoformat()
    assert lines["Canonical"].endswith("/.well-known/security.txt")
    assert client.get("/security").status_code == 200


# ------------------------------------------------------------------ proofs that stand nowhere else


def test_no_column_is_made_for_an_askers_name_address_or_device() -> None:
    tables = [
        table for table in Model.metadata.sorted_tables if table.name not in {"accounts", "invitations"}
    ]
    found = [
        f"{table.name}.{column.name}"
        for table in tables
        for column in table.columns
        if PERSONAL.search(column.name)
    ]
    assert [name for name in found if name != "browser_sessions.device"] == []
    assert Account.email.nullable


def test_neither_address_nor_device_of_an_asker_is_stored(app: Flask, db_session: object) -> None:
    case = make_case()
    browser = browser_of(app, case.asker)
    sender = {"headers": {"User-Agent": DEVICE, "Referer": "https://where-from.example"},
              "environ_overrides": {"REMOTE_ADDR": "198.51.100.77"}}  # fmt: skip
    browser.get(f"/en/t/{case.ticket.number}", **sender)
    form = {"client_id": "where-from-1", "body": "сәлем"}
    assert browser.post(f"/en/t/{case.ticket.number}/messages", data=form, **sender).status_code == 303
    browser.get("/en/search?q=сайлау", **sender)
    app.test_client().post("/en/sign-in", data={"login": "x-y-z", "password": "wrong"}, **sender)
    for table in Model.metadata.sorted_tables:
        rows = str(db.session.execute(db.select(table)).all())
        assert not any(mark in rows for mark in ("198.51.100", "marker", "where-from.example")), table.name


def test_no_page_asks_how_anybody_votes(client: CheckedClient) -> None:
    for path in ("/en/ask", "/en/sign-up", "/en/t"):
        names = set(re.findall(r'name="([\w-]+)"', client.get(path).text))
        assert not any(re.search("party|candidate|vote_for|preference|support", name) for name in names)


def test_the_quick_way_out_is_on_every_page_of_a_question(app: Flask, db_session: object) -> None:
    case = make_case()
    browser = browser_of(app, case.asker)
    for end in ("", "/publication", "/delete"):
        assert "quick-exit" in browser.get(f"/en/t/{case.ticket.number}{end}").text, end


def test_of_an_askers_device_at_most_its_kind_is_stored() -> None:
    """Without an account nothing, with one "phone" or "computer"."""
    agent = "Mozilla/5.0 (Linux; Android 13; SM-A135F Build/1) Chrome/131.0 Mobile Safari/537.36"
    assert device_of(agent, None) == ""
    assert device_of(agent, "asker") == "phone"
    assert device_of("Mozilla/5.0 (X11; Linux x86_64) Firefox/133.0", "asker") == "computer"
