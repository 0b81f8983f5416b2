"""Random input at every page, form and event: no failure, no trace of the inside, nothing stored that was refused.

FUZZ_SECONDS says how long (12 each for pages and events by default); `make fuzz` takes ten minutes.
"""

from __future__ import annotations

import os
import random
import re
import time
from dataclasses import fields
from typing import Any

import pytest

from app.realtime.command import COMMANDS
from tests.security.doors import FORMS, Door, Visitor, doors, said
from tests.security.world import CAST, STATES
from tests.support.needs import is_ci

SECONDS = float(os.environ.get("FUZZ_SECONDS", "12"))
INSIDE = re.compile(
    r"Traceback|File \"|sqlalchemy|psycopg|sqlite3|werkzeug|jinja2|\bSELECT\b.*\bFROM\b", re.IGNORECASE
)
ODD = [
    "", " ", "0", "-1", "1e309", "NaN", "null", "[]", "{}", "true", "2147483648", "9" * 400, "٣٤٥", "²", "１２３",
    "\x00", "a\x00b", "\ud7ff", "\ufeff", "\u202e\u2066abc", "é", "e\u0301", "ﷺ" * 20, "😀" * 300, "İ", "ß", "K", "ﬀ",
    "../../etc/passwd", "..\\..\\x", "%00", "%2e%2e%2f", "/" * 50, "//evil.example", "\\evil.example", "javascript:alert(1)",
    "' OR 1=1 --", '"; DROP TABLE tickets; --', "1) UNION SELECT 1", "{{7*7}}", "{% x %}", "%s%s%n", "${x}", "<script>x</script>",
    "\r\nSet-Cookie: a=b", "\r\n\r\n", "x" * 70_000, "сөз " * 3_000, "2026-02-31", "0000-00-00", "99999-01-01", "25:61", "kk", "ru'", "en\n",
    "0" * 32, "f" * 32, "EL:24(6)", "@@@", "a@b", "*", "?", "&", "=", "+", "a&b=c", "\t", "\x7f\x80", "\U0010ffff",
]  # fmt: skip
REFUSALS = ("4", "302 sign in", "303 sign in")
NAMES = ["next", "page", "after", "before", "q", "question", "topic", "language", "state", "sort", "from", "to", "place",
         "action", "number", "secret", "login", "password", "body", "text", "reason", "words", "confirmed", "csrf_token"]  # fmt: skip


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> random.Random:
    """Return a source of chance; in CI the same one every time, elsewhere it is printed with a failure."""
    seed = 20261125 if is_ci() else int(time.time())
    request.node.user_properties.append(("seed", seed))
    return random.Random(seed)


def value(chance: random.Random) -> str:
    if chance.random() < 0.8:
        return chance.choice(ODD)
    return "".join(chr(chance.choice([chance.randrange(32, 127), chance.randrange(0x400, 0x500), chance.randrange(0xD800)]))
                   for _ in range(chance.randrange(60)))  # fmt: skip


def fields_of(page: str) -> list[str]:
    return sorted(set(re.findall(r'\bname="([\w-]{1,40})"', page)))


@pytest.mark.slow
def test_no_page_and_no_form_fails_on_random_input(visitor: Visitor, chance: random.Random) -> None:
    known = doors(visitor.world.app)
    forms: dict[str, list[str]] = {}
    failed: list[str] = []
    end, tried, round_ = time.monotonic() + SECONDS, 0, 0
    while time.monotonic() < end or not round_:
        round_ += 1
        for door in known:
            if time.monotonic() > end and tried > len(known):
                break
            tried += 1
            failed += _try_page(visitor, door, forms, chance)
    assert failed == []
    assert tried >= len(known)


def _try_page(visitor: Visitor, door: Door, forms: dict[str, list[str]], chance: random.Random) -> list[str]:
    name, state = chance.choice(CAST), chance.choice(STATES)
    if chance.random() < 0.6:  # those who get furthest into a page find most
        name = chance.choice(["asker of it", "assigned lawyer", "moderator", "administrator"])
    browser = visitor.world.browser(name, state)
    url = visitor.url(door, state)
    if chance.random() < 0.2 and "<" in door.path:
        odd = value(chance).replace("/", "").replace("?", "").replace("#", "") or "x"
        url = re.sub(r"<(\w+)>", lambda _: odd[:80], door.path)
    query = {chance.choice(NAMES): value(chance) for _ in range(chance.randrange(3))}
    if door.path not in forms:
        page = browser.get("/en" + visitor.url(door, state), check=False)
        forms[door.path] = fields_of(page.text) if page.mimetype == "text/html" else []
        visitor.snapshot.has_changed()  # opening a room moves its reading mark
    names = forms[door.path] + list(FORMS.get(door.endpoint, {})) or NAMES
    data = dict(FORMS.get(door.endpoint, {}))
    data |= {each: value(chance) for each in chance.sample(names, min(len(names), chance.randrange(1, 6)))}
    data.pop("csrf_token", None)
    body = None if door.method == "GET" else data
    answer = browser.open("/en" + url, method=door.method, query_string=query, data=body, check=False)
    text = "" if answer.is_streamed else answer.get_data(as_text=True)
    answer.close()
    stored = visitor.snapshot.has_changed()
    what = f"{door.title} as {name} ({state}): {answer.status_code} for {url!r:.120} {query!r:.200} {data!r:.300}"
    found = [f"failed: {what}"] if answer.status_code >= 500 else []
    found += [f"shows the inside: {what}"] if answer.status_code >= 400 and INSIDE.search(text) else []
    refused = answer.status_code in {400, 403, 404, 405, 413}
    return found + ([f"stored although refused: {what}"] if refused and stored else [])


@pytest.mark.slow
def test_no_event_fails_on_random_input(visitor: Visitor, chance: random.Random) -> None:
    failed: list[str] = []
    end, tried = time.monotonic() + SECONDS, 0
    while time.monotonic() < end or tried < len(COMMANDS):
        tried += 1
        event = sorted(COMMANDS)[tried % len(COMMANDS)]
        name, state = chance.choice(CAST[1:]), chance.choice(STATES)
        payload = visitor.payload(event, state)
        for part in fields(COMMANDS[event].schema):
            if chance.random() < 0.4:
                payload[part.name] = thing(chance)
        if chance.random() < 0.2:
            payload[value(chance)[:30]] = thing(chance)
        sent: Any = thing(chance) if chance.random() < 0.1 else payload
        code, stored = visitor.emit(event, name, state, payload=sent)
        if code == "server_error" or (stored and code != "ok"):
            failed.append(f"{event} as {name} ({state}): {code}, stored: {stored}, for {sent!r:.300}")
    assert failed == []


def thing(chance: random.Random, depth: int = 0) -> Any:
    """Return any value that JSON knows."""
    plain: list[Any] = [None, True, False, 0, -1, 2**31, 2**63, 1.5, float("1e300"), value(chance)]
    if depth < 3 and chance.random() < 0.2:
        return [thing(chance, depth + 1) for _ in range(chance.randrange(4))]
    if depth < 3 and chance.random() < 0.2:
        return {value(chance)[:20]: thing(chance, depth + 1) for _ in range(chance.randrange(4))}
    return chance.choice(plain)


@pytest.mark.attack("A02", "A19")
@pytest.mark.parametrize(
    "key", ["sender_id", "role", "created_at", "is_staff", "author", "rooms", "tickets", "by", "__class__"]
)
@pytest.mark.parametrize("event", ["chat:send", "chat:join", "chat:note", "chat:edit"])
def test_what_a_client_may_not_name_is_refused(visitor: Visitor, event: str, key: str) -> None:
    payload = {**visitor.payload(event, "claimed"), key: visitor.world.tickets["answered"].number}
    assert visitor.emit(event, "assigned lawyer", "claimed", payload=payload) == ("unknown_key", False)


@pytest.mark.attack("A01")
@pytest.mark.parametrize(
    "odd", [0, 48271936, ["x"], {"id": 1}, None, True, "１２３４５６７８", "ticket:x", "", "*", "desk", 1.5]
)
def test_no_odd_name_of_a_room_opens_one(visitor: Visitor, odd: Any) -> None:
    payload = {"ticket": odd, "after": -1, "visible": True}
    code, stored = visitor.emit("chat:join", "other asker", "claimed", payload=payload)
    assert code in {"bad_type", "not_found", "too_long"}
    assert not stored


@pytest.mark.attack("A01")
@pytest.mark.parametrize(
    "form", [lambda t: t.id, lambda t: t.id[:12], lambda t: f" {t.number}", lambda t: f"ticket:{t.id}"[:12]]
)
def test_nor_does_the_id_of_a_foreign_question(visitor: Visitor, form: Any) -> None:
    payload = {"ticket": form(visitor.world.tickets["claimed"]), "after": -1, "visible": True}
    for name in ("other asker", "other account", "other lawyer", "captain", "administrator"):
        assert visitor.emit("chat:join", name, "claimed", payload=payload)[0] in {"not_found", "too_long"}


@pytest.mark.slow
@pytest.mark.attack("C14", "C13")
def test_nothing_is_stored_without_the_forms_token(visitor: Visitor) -> None:
    """Without one, with an invented one, with another browser's, and from a foreign page: nothing is stored."""
    stored = []
    for door in doors(visitor.world.app):
        if door.method == "GET":
            continue
        for name in ("asker of it", "assigned lawyer", "moderator", "administrator"):
            for headers in ({}, {"X-CSRFToken": "invented"}, {"Sec-Fetch-Site": "cross-site"}):
                browser = visitor.world.browser(name, "claimed")
                url = "/en" + visitor.url(door, "claimed")
                data = FORMS.get(door.endpoint, {})
                answer = browser.open(
                    url, method=door.method, data=data, headers=headers, csrf=False, check=False
                )
                # A form shown again may show its room with it, which moves the reader's mark.
                has_stored = visitor.snapshot.has_changed() and answer.status_code != 422
                if has_stored or not said(answer).startswith(REFUSALS):
                    stored.append(f"{door.title} as {name} with {headers}: {answer.status_code}")
    assert stored == []
