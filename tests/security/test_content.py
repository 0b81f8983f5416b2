"""What people type stays text, wherever it is shown; what they send stays small; what they delete is gone."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import html5lib
import pytest
import time_machine
from flask import Flask

from app.accounts.models import Account
from app.chat import service as chat
from app.core import slowhash
from app.core.clock import now
from app.core.database import Model
from app.core.errors import TooMany
from app.core.html import render_markdown, render_plain
from app.core.limits import hit
from app.core.outbox import OutboxJob
from app.core.scrubbing import scrub
from app.extensions import db
from app.tickets import service as tickets
from app.tickets.opening import open_ticket
from tests.actors import asker_of, lawyer
from tests.cases import browser_of, give_answer, make_case
from tests.factories import PASSWORD, QUESTION, make_account, make_ticket, make_topic
from tests.support.client import CheckedClient

SCRIPTS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<iframe src=javascript:alert(1)>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<input autofocus onfocus=alert(1)>",
    "<marquee onstart=alert(1)>",
    "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<template><script>alert(1)</script></template>",
    "<object data=javascript:alert(1)>",
    "<embed src=javascript:alert(1)>",
    "<form action=javascript:alert(1)><button>x</button></form>",
    '<a href="javascript:alert(1)">x</a>',
    "<style>@import 'https://evil.example/x.css'</style>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href=https://evil.example/>",
    "<plaintext>", "<xmp><script>alert(1)</script></xmp>", "<textarea></textarea><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>", "</title><script>alert(1)</script>", "--><script>alert(1)</script>",
    '"><script>alert(1)</script>', "' onmouseover='alert(1)", '" autofocus onfocus="alert(1)',
    "<scr<script>ipt>alert(1)</scr</script>ipt>", "<ScRiPt>alert(1)</sCrIpT>", "<script/x>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;script&#62;alert(1)&#60;/script&#62;", "＜script＞alert(1)＜/script＞",
    "<script\x00>alert(1)</script>", "<\x00script>alert(1)</script>", "<p style=background:url(https://evil.example)>x</p>",
    "<button popovertarget=x>y</button>", "<a id=csrf_token name=csrf_token>x</a>", "<div data-module=quick-exit>x</div>",
    "{{7*7}}", "{{config}}", "{% print config %}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "{{''.__class__.__mro__}}",
]  # fmt: skip
LINKS = [
    "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](java\tscript:alert(1))", "[x](&#106;avascript:alert(1))",
    "[x]( javascript:alert(1))", "[x](vbscript:alert(1))", "[x](data:text/html;base64,PHNjcmlwdD4=)", "[x](\x01javascript:alert(1))",
    "<javascript:alert(1)>", "[x][y]\n\n[y]: javascript:alert(1)", "[x](//evil.example)", "[x](file:///etc/passwd)",
    "![x](https://evil.example/pixel.gif)", "![x][y]\n\n[y]: https://evil.example/p.gif", "<img src='https://evil.example/p.gif'>",
    "<picture><source srcset=https://evil.example/p></picture>", "[![x](https://evil.example/p)](https://kenes.example)",
]  # fmt: skip
ACTIVE = {"script", "style", "iframe", "object", "embed", "svg", "math", "img", "picture", "source", "video",
          "audio", "link", "meta", "base", "form", "input", "button", "template", "marquee", "details"}  # fmt: skip
SAFE = ("http://", "https://", "mailto:", "tel:")
COUNTED_INSIDE = {"AuditEntry"}
NAMESPACE = "{http://www.w3.org/1999/xhtml}"


def dangers(fragment: str) -> list[str]:
    """Return what in a rendered text could act, as a browser reads it."""
    found = []
    for element in html5lib.parseFragment(fragment).iter():
        name = str(element.tag).rpartition("}")[2].lower()
        if name in ACTIVE:
            found.append(name)
        for key, value in element.attrib.items():
            attribute = str(key).rpartition("}")[2].lower()
            is_link = attribute == "href" and str(value).strip().lower().startswith(SAFE)
            if attribute not in {"rel", "title"} and not is_link:
                found.append(f"{name} {attribute}={value}")
    return found


@pytest.mark.attack("D01", "D02", "D03", "D10")
@pytest.mark.parametrize("text", [*SCRIPTS, *LINKS])
@pytest.mark.parametrize("render", [render_plain, render_markdown])
def test_nothing_typed_acts(render: Any, text: str) -> None:
    shown = str(render(text))
    assert dangers(shown) == []
    assert "49" not in shown or "49" in text


def test_what_acts_is_found() -> None:
    assert dangers("<p onclick=x>x</p>")
    assert dangers('<a href="javascript:x">x</a>')
    assert dangers("<script>x</script>")


@pytest.mark.attack("D01", "D10", "B08")
def test_every_page_of_a_question_shows_them_as_text(app: Flask, db_session: object) -> None:
    """The same texts through every field, opened by everybody who reads them."""
    case = make_case(question="\n".join(SCRIPTS[:40])[:3900])
    for number, start in enumerate(range(0, len(SCRIPTS), 12)):
        body = "\n".join([*SCRIPTS[start : start + 12], *LINKS[:4]])
        chat.send_message(case.asker, case.ticket, client_id=f"script-{number}", body=body, confirmed=True)
        chat.send_message(case.lawyer, case.ticket, client_id=f"script-l{number}", body=body)
        chat.add_note(case.lawyer, case.ticket, client_id=f"script-n{number}", body=body)
    give_answer(case)
    asker, worker = browser_of(app, case.asker), browser_of(app, case.lawyer)
    for browser, path in ((asker, f"/en/t/{case.ticket.number}"), (worker, f"/en/desk/{case.ticket.number}")):
        page = html5lib.parse(browser.get(path, check=False).text)
        scripts = [
            e
            for e in page.iter(f"{NAMESPACE}script")
            if not e.get("src") and e.get("type") != "application/ld+json"
        ]
        assert scripts == []
        assert not any(str(name).startswith("on") for element in page.iter() for name in element.attrib)
        links = [e.get("href", "") for e in page.iter(f"{NAMESPACE}a")]
        assert not any(
            link.lower().lstrip().startswith(("javascript", "data:", "vbscript")) for link in links
        )
    account = db.session.get_one(Account, case.lawyer.account_id)
    seen = (
        asker.get(f"/en/t/{case.ticket.number}", check=False).text
        + asker.get(f"/en/t/{case.ticket.number}/changes?after=-1").text
    )
    assert account.id not in seen
    assert str(account.email) not in seen


@pytest.mark.attack("D10")
def test_templates_do_not_know_the_settings(app: Flask) -> None:
    assert "config" not in app.jinja_env.globals
    with app.test_request_context("/"):
        context: dict[str, Any] = {}
        app.update_template_context(context)
        assert context["config"] is None
        assert app.secret_key not in str(context)


@pytest.mark.attack("B06")
def test_nothing_with_an_address_is_counted_up(app: Flask) -> None:
    counted = {
        mapper.class_.__name__
        for mapper in Model.registry.mappers
        for column in mapper.primary_key
        if column.type.python_type is int and not column.foreign_keys
    }
    kinds = {type(c).__name__ for rule in app.url_map.iter_rules() for c in rule._converters.values()}
    assert kinds <= {"UnicodeConverter", "AnyConverter", "PathConverter"}
    # Counted rows: the chain of the audit log and the inside of the search index; neither has an address.
    assert {name for name in counted if not name.startswith("Search")} <= COUNTED_INSIDE


@pytest.mark.attack("B12")
def test_asking_writes_to_nobody(app: Flask, db_session: object, outbox: list[Any]) -> None:
    make_topic("away")
    text = f"{QUESTION} Жауапты victim@example.org мекенжайына жіберіңіз."
    open_ticket(asker_of(), topic="away", question=text, language="kk", district=None, adult="yes",
                urgency="normal", publication="later")  # fmt: skip
    jobs = [str(job.payload) for job in db.session.scalars(db.select(OutboxJob))]
    assert outbox == []
    assert not any("victim" in job or "мекенжай" in job for job in jobs)


@pytest.mark.attack("D09")
def test_the_bytes_of_a_deleted_question_are_nowhere_in_the_folder(
    app: Flask, backend: str, db_session: object, tmp_path: Path
) -> None:
    ticket = make_ticket(question=QUESTION * 10)
    who, sealed, key = asker_of(ticket), bytes(ticket.question_sealed), bytes(ticket.key_sealed)
    tickets.delete_ticket(who, ticket)
    scrub()
    db.session.rollback()
    folder = tmp_path if backend == "sqlite" else tmp_path / "instance"
    held = [
        p.name
        for p in folder.rglob("*")
        if p.is_file() and any(b in p.read_bytes() for b in (sealed, key, QUESTION.encode()))
    ]
    assert held == []


@pytest.mark.attack("D16")
def test_the_same_page_is_the_same_bytes_on_another_day(app: Flask, client: CheckedClient) -> None:
    answers = []
    for day in (0, 3):
        with time_machine.travel(now() + timedelta(days=day), tick=False):
            answers.append(
                client.get("/en/accessibility", headers={"Accept-Encoding": "gzip"}, check=False).data
            )
    assert gzip.decompress(answers[0])
    assert answers[0] == answers[1]


# ------------------------------------------------------------------ size and pace


@pytest.fixture
def settings() -> dict[str, str]:
    return {"RATE_LIMITS": "on"}


@pytest.mark.attack("D06")
@pytest.mark.parametrize("kind", ["parts", "field", "body", "form"])
def test_forms_without_measure_are_refused(client: CheckedClient, kind: str) -> None:
    mark = "form-boundary"
    part = f'--{mark}\r\nContent-Disposition: form-data; name="question"\r\n\r\n'
    bodies = {
        "parts": ((part + "x\r\n") * 10_000 + f"--{mark}--", f"multipart/form-data; boundary={mark}"),
        "field": (part + "x" * 2_000_000 + f"\r\n--{mark}--", f"multipart/form-data; boundary={mark}"),
        "body": ("question=" + "x" * 50_000_000, "application/x-www-form-urlencoded"),
        "form": ("question=" + "x" * 1_000_000, "application/x-www-form-urlencoded"),
    }
    body, content_type = bodies[kind]
    answer = client.post("/en/ask", data=body, content_type=content_type, check=False)
    assert answer.status_code == 413


@pytest.mark.attack("C10")
@pytest.mark.parametrize(("path", "field"), [("/en/sign-in", "password"), ("/en/t", "secret")])
def test_a_megabyte_of_secret_is_not_hashed(
    client: CheckedClient, monkeypatch: pytest.MonkeyPatch, path: str, field: str
) -> None:
    hashed: list[str] = []
    monkeypatch.setattr(slowhash, "_verify", lambda _stored, text: hashed.append(text) or False)
    data = {"login": "somebody", "number": "12345678", field: "x" * 1_000_000}
    assert client.post(path, data=data, check=False).status_code == 413
    assert hashed == []


@pytest.mark.attack("C11")
def test_only_a_few_hashes_are_computed_at_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    running, most, lock = [0], [0], threading.Lock()
    turn = threading.Event()

    def verify(_stored: str, _text: str) -> bool:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        turn.wait(0.02)
        with lock:
            running[0] -= 1
        return False

    monkeypatch.setattr(slowhash, "_verify", verify)

    def attempt() -> None:
        with app.app_context(), suppress(Exception):
            slowhash.is_same(slowhash.decoy(), "x")

    _together(attempt, 40)
    assert 1 <= most[0] <= slowhash.AT_ONCE


def _together(work: Any, times: int) -> None:
    threads = [threading.Thread(target=work) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.fixture(params=["memory", "redis"])
def limiting(request: pytest.FixtureRequest, app: Flask) -> Iterator[Flask]:
    from app.core.limits import build_limiter  # noqa: PLC0415

    if request.param == "redis":
        app.extensions["kenes_limiter"] = build_limiter(request.getfixturevalue("redis_url"))
    return app


@pytest.mark.attack("A18")
def test_fifty_at_once_with_a_limit_of_ten_are_exactly_ten(limiting: Flask) -> None:
    passed: list[int] = []
    key = f"race-{now().timestamp()}"

    def send() -> None:
        with limiting.app_context(), suppress(TooMany):
            hit("race", key, "10/minute")
            passed.append(1)

    _together(send, 50)
    assert len(passed) == 10


@pytest.mark.attack("C09", "C08")
def test_an_attacker_at_the_limit_keeps_nobody_else_out(
    app: Flask, db_session: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr("app.core.limits.time.sleep", waited.append)
    from app.authz.access import Role  # noqa: PLC0415

    victim, other = (make_account(Role.ASKER) for _ in range(2))
    attacker = app.test_client()
    for name in [victim.login] * 12 + ["nobody-of-this-name"] * 12:
        data = {"login": name, "password": "wrong wrong wrong"}
        attacker.post("/en/sign-in", data=data, environ_overrides={"REMOTE_ADDR": "203.0.113.9"}, check=False)
    assert waited  # names that exist and names that do not are slowed down alike
    for account in (other, victim):
        data = {"login": account.login, "password": PASSWORD}
        answer = app.test_client().post(
            "/en/sign-in", data=data, environ_overrides={"REMOTE_ADDR": "198.51.100.1"}, check=False
        )
        assert answer.status_code == 303, account.login


@pytest.mark.attack("C18")
def test_two_questions_in_two_tabs_stay_apart(app: Flask, db_session: object) -> None:
    worker = lawyer()
    cases = [make_case(worker) for _ in range(2)]
    browser = browser_of(app, asker_of(*(case.ticket for case in cases)))
    pages = [browser.get(f"/en/t/{case.ticket.number}") for case in cases]
    for number, case in enumerate(cases):
        path = f"/en/t/{case.ticket.number}/messages"
        browser.post(path, data={"client_id": f"tab-number-{number}", "body": f"сөз {number}а"})
    for number, case in enumerate(cases):
        text = browser.get(f"/en/t/{case.ticket.number}").text
        assert f"сөз {number}а" in text
        assert f"сөз {1 - number}а" not in text
    assert {page.status_code for page in pages} == {200}


@pytest.mark.attack("C16")
def test_no_secret_of_a_sign_in_is_logged(client: CheckedClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    client.post("/en/sign-in", data={"login": "marker-login", "password": "marker-password-1"}, check=False)
    client.post("/en/t", data={"number": "12345678", "secret": "MARKER KARMAT"}, check=False)
    client.get("/en/reset/marker-token", check=False)
    client.get("/en/invitation/marker-token", check=False)
    own = [record.getMessage() for record in caplog.records if not record.name.startswith("werkzeug")]
    assert not any("marker" in line.lower() for line in own)


@pytest.mark.attack("C13")
def test_nobody_is_signed_out_by_a_link_or_a_foreign_page(app: Flask, db_session: object) -> None:
    browser = browser_of(app, lawyer())
    assert browser.get("/en/sign-out", check=False).status_code == 405
    assert browser.post("/en/sign-out", csrf=False, check=False).status_code == 400
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert browser.post("/en/sign-out", headers=foreign, check=False).status_code == 403
    assert browser.get("/en/desk").status_code == 200
