"""The server as `make run` starts it: gunicorn with gevent on both databases, static files compressed."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable

import pytest

from app.web.assets import build_id
from tests.support.databases import EMPTY
from tests.support.fixtures_server import LiveServer

pytestmark = pytest.mark.e2e


def fetch(url: str) -> tuple[int, dict[str, str], bytes]:
    request = urllib.request.Request(url, headers={"Accept-Encoding": "br, gzip"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.status, dict(answer.headers), answer.read()


@pytest.mark.parametrize("backend", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_the_real_server_answers_on_both_databases(
    start_server: Callable[..., LiveServer], backend: str
) -> None:
    server = start_server(backend, EMPTY)
    status, headers, _ = fetch(f"{server.url}/readyz")
    assert status == 200
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_static_files_come_compressed_and_stay_for_a_year(start_server: Callable[..., LiveServer]) -> None:
    server = start_server("sqlite", EMPTY, with_worker=False)
    status, headers, body = fetch(f"{server.url}/static/{build_id()}/vendor/bootstrap.min.css")
    assert status == 200
    assert headers["Content-Encoding"] == "br"
    assert "max-age=31536000" in headers["Cache-Control"]
    assert len(body) < 25_000
