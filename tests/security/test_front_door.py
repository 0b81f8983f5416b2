"""Origins, forwarded headers and response headers, also where Flask never sees the request."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from flask import Flask, request

from app.extensions import db
from app.web.headers import HEADERS
from tests.cases import browser_of, make_case
from tests.support.client import CheckedClient
from tests.support.pages import problems

SOCKET = "/socket.io/?EIO=4&transport=polling"
OWN = "http://127.0.0.1:5000"
FOREIGN = [
    "https://evil.example",
    "http://127.0.0.1:5000.evil.example",
    "http://evil127.0.0.1:5000",
    "http://127.0.0.1:5001",
    "https://127.0.0.1:5000",
    "http://localhost.evil.example",
    "file://",
    "null",
]
EVERYWHERE = [name for name in HEADERS if name != "Content-Security-Policy"]


@pytest.fixture
def backend() -> str:
    """Headers do not depend on the database."""
    return "sqlite"


@pytest.fixture
def settings() -> dict[str, str]:
    return {"BASE_URL": OWN}


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application as it runs in production, behind a proxy on this machine."""
    from app import create_app  # noqa: PLC0415
    from tests.security.test_start import GOOD  # noqa: PLC0415
    from tests.support.databases import EMPTY, copy_sqlite, environment  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("secure")
    copy_sqlite(EMPTY, folder / "kenes.sqlite")
    database_url = f"sqlite:///{folder / 'kenes.sqlite'}"
    app = create_app(
        {
            **environment(database_url, folder),
            **GOOD,
            "RATE_LIMITS": "on",
            "SECOND_FACTOR": "required",
            "PASSWORD_MEMORY_KIB": "65536",
        }
    )
    app.test_client_class = CheckedClient

    @app.get("/who-asks")
    def who_asks() -> str:
        return f"{request.remote_addr} {request.scheme} {request.host}"

    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.mark.attack("A06")
@pytest.mark.parametrize("origin", FOREIGN)
def test_a_foreign_page_opens_no_socket(client: CheckedClient, origin: str) -> None:
    answer = client.get(SOCKET, headers={"Origin": origin}, check=False)
    assert answer.status_code == 400
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.attack("A06")
@pytest.mark.parametrize("origin", FOREIGN)
def test_nor_by_upgrading_at_once(client: CheckedClient, origin: str) -> None:
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    headers = {**upgrade, "Sec-WebSocket-Key": "MDEyMzQ1Njc4OWFiY2RlZg==", "Origin": origin}
    assert client.get(SOCKET.replace("polling", "websocket"), headers=headers, check=False).status_code == 400


def test_our_own_page_opens_one(client: CheckedClient) -> None:
    answer = client.get(SOCKET, headers={"Origin": OWN}, check=False)
    assert answer.status_code == 200
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.attack("A07")
@pytest.mark.parametrize(
    "forged",
    [
        {"X-Forwarded-Host": "evil.example"},
        {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"},
        {"Forwarded": "host=evil.example;proto=https"},
        {"X-Forwarded-Port": "443", "X-Forwarded-Host": "evil.example:443"},
    ],
    ids=str,
)
def test_forged_forwarding_makes_no_foreign_origin_ours(
    client: CheckedClient, forged: dict[str, str]
) -> None:
    answer = client.get(SOCKET, headers={"Origin": "https://evil.example", **forged}, check=False)
    assert answer.status_code == 400


@pytest.mark.attack("A07")
def test_in_production_a_forged_host_opens_neither_socket_nor_page(secure: Flask) -> None:
    client = secure.test_client()
    headers = {"Host": "evil.example", "Origin": "https://evil.example", "X-Forwarded-Proto": "https"}
    assert client.get(SOCKET, headers=headers, check=False).status_code == 400
    assert client.get("/healthz", headers={"Host": "evil.example"}, check=False).status_code == 400
    page = client.get("/en/", headers={"Host": "evil.example"}, check=False)
    assert page.status_code == 400
    assert "evil.example" not in page.text


@pytest.mark.attack("C12", "A07")
@pytest.mark.parametrize(
    ("peer", "forged", "seen"),
    [
        ("127.0.0.1", {"X-Forwarded-For": "198.51.100.7"}, "198.51.100.7 http"),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.1, 198.51.100.7"}, "198.51.100.7 http"),
        ("127.0.0.1", {"X-Forwarded-Proto": "https"}, "127.0.0.1 https"),
        ("192.0.2.5", {"X-Forwarded-For": "198.51.100.7", "X-Forwarded-Proto": "https"}, "192.0.2.5 http"),
        ("nonsense", {"X-Forwarded-For": "198.51.100.7"}, "nonsense http"),
        ("", {"X-Forwarded-For": "198.51.100.7"}, "198.51.100.7 http"),
    ],
    ids=str,
)
def test_only_our_proxy_says_who_asks(secure: Flask, peer: str, forged: dict[str, str], seen: str) -> None:
    answer = secure.test_client().get(
        "/who-asks",
        headers={"Host": "kenes.example", "X-Forwarded-Host": "evil.example", **forged},
        environ_overrides={"REMOTE_ADDR": peer},
        check=False,
    )
    assert answer.text == f"{seen} kenes.example"


@pytest.mark.attack("A21")
@pytest.mark.parametrize("origin", [OWN, "https://evil.example"])
def test_the_polling_door_of_sockets_carries_the_headers(client: CheckedClient, origin: str) -> None:
    answer = client.get(SOCKET, headers={"Origin": origin}, check=False)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.attack("A21")
def test_over_tls_the_socket_door_asks_for_tls_as_well(secure: Flask) -> None:
    headers = {"Host": "kenes.example", "X-Forwarded-Proto": "https", "Origin": "https://kenes.example"}
    answer = secure.test_client().get(SOCKET, headers=headers, check=False)
    assert answer.status_code == 200
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


@pytest.mark.parametrize(
    "path", ["/en/", "/en/ask", "/en/sign-in", "/en/nothing-here", "/healthz", "/en/t", "/feed.atom"]
)
@pytest.mark.parametrize("name", HEADERS)
def test_every_page_carries_every_header(client: CheckedClient, path: str, name: str) -> None:
    assert client.get(path).headers[name] == HEADERS[name]


@pytest.mark.parametrize("status", [400, 403, 404, 405, 413, 429, 500, 503])
def test_errors_carry_them_too(app: Flask, status: int) -> None:
    from werkzeug.exceptions import abort  # noqa: PLC0415

    app.add_url_rule("/breaks", "breaks", lambda: abort(status))
    answer = app.test_client().get("/breaks")
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert answer.headers["Cache-Control"] == "no-store"


def test_over_tls_every_answer_asks_for_tls_and_the_cookie_is_bound_to_the_host(secure: Flask) -> None:
    answer = secure.test_client().get(
        "/en/sign-in",
        headers={"Host": "kenes.example", "X-Forwarded-Proto": "https"},
        base_url="https://kenes.example",
    )
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-kenes=")
    assert all(part in cookie for part in ("Secure", "HttpOnly", "Path=/", "SameSite="))
    assert "Domain" not in cookie


def test_static_files_are_not_guessed_about(app: Flask) -> None:
    answer = app.test_client().get(f"/static/{app.config['ASSET_BUILD']}/css/tokens.css", buffered=True)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.attack("C06")
def test_no_personal_page_is_kept_by_a_cache(app: Flask, db_session: object) -> None:
    case = make_case()
    asker, worker = browser_of(app, case.asker), browser_of(app, case.lawyer)
    personal = [(asker, f"/en/t/{case.ticket.number}"), (asker, "/en/tickets"), (worker, "/en/desk")]
    personal += [(worker, f"/en/desk/{case.ticket.number}"), (worker, "/en/account"), (asker, "/en/")]
    for browser, path in personal:
        answer = browser.get(path)
        assert answer.headers["Cache-Control"] == "no-store" or (
            path == "/en/" and "Cookie" in answer.headers.get("Vary", "")
        ), path


@pytest.mark.attack("C06")
def test_whatever_looks_at_the_cookie_says_so(app: Flask, client: CheckedClient) -> None:
    for path in ("/en/sign-in", "/en/ask", "/en/t"):
        answer = client.get(path)
        assert "Cookie" in answer.headers["Vary"]
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.attack("D12")
def test_a_page_that_asks_a_foreign_host_is_refused_by_the_checker_of_all_pages() -> None:
    text = '<!DOCTYPE html><html lang="en"><head><title>x</title><script src="https://cdn.example/x.js"></script></head><body><h1>x</h1></body></html>'
    found = problems(text, path="/en/", host="localhost", shared=False, tokenless=lambda _action: False)
    assert any(re.search("cdn.example", problem) for problem in found)


@pytest.mark.attack("A15")
def test_the_number_of_a_socket_alone_neither_reads_nor_sends(app: Flask, db_session: object) -> None:
    case = make_case()
    owner = browser_of(app, case.asker)
    sid = json.loads(owner.get(SOCKET, check=False).text[1:])["sid"]
    url = f"{SOCKET}&sid={sid}"
    thieves = [app.test_client(), browser_of(app, case.lawyer)]
    for thief in thieves:
        assert thief.get(url, check=False).status_code == 403
        assert thief.post(url, data='40{"protocol":1}', check=False, csrf=False).status_code == 403
    assert owner.post(url, data="3", check=False, csrf=False).status_code == 200


@pytest.mark.attack("A15")
def test_no_address_is_written_to_a_log(
    app: Flask, client: CheckedClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    client.get(SOCKET + "&marker=in-the-address", check=False)
    client.get("/en/search?q=in-the-address", check=False)
    assert "in-the-address" not in caplog.text
