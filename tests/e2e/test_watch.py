"""The watch over every browser of the tests: it notices what nobody looked at."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.support.fixtures_browser import Watch, accessibility_problems

pytestmark = pytest.mark.e2e
PLACE = "http://127.0.0.1:9/"
POLICY = {"Content-Security-Policy": "default-src 'none'; script-src 'self'", "Content-Type": "text/html"}


@pytest.fixture
def watched(browser: Browser) -> Iterator[tuple[Page, Watch]]:
    """Return a page whose every request is answered by the test itself."""
    context, watch = browser.new_context(), Watch()
    watch.listen(context)
    yield context.new_page(), watch
    context.close()


def test_a_request_to_a_foreign_host_is_noticed(watched: tuple[Page, Watch]) -> None:
    page, watch = watched
    page.route(
        "**/*",
        lambda route: route.fulfill(
            body="<!doctype html><img src='https://pixel.example/x.png'>", content_type="text/html"
        ),
    )
    page.goto(PLACE)
    assert watch.problems() == ["asked a foreign host: https://pixel.example/x.png"]


def test_a_breach_of_the_policy_is_noticed(watched: tuple[Page, Watch]) -> None:
    page, watch = watched
    page.route(
        "**/*", lambda route: route.fulfill(body="<!doctype html><script>1</script><p>.</p>", headers=POLICY)
    )
    page.goto(PLACE)
    assert any("Content Security Policy" in problem for problem in watch.problems())


def test_an_error_in_a_script_is_noticed(watched: tuple[Page, Watch]) -> None:
    page, watch = watched
    page.route(
        "**/*",
        lambda route: route.fulfill(
            body="<!doctype html><script>missing()</script>", content_type="text/html"
        ),
    )
    page.goto(PLACE)
    assert any("missing is not defined" in problem for problem in watch.problems())


def test_an_inaccessible_page_is_noticed_also_under_the_policy(watched: tuple[Page, Watch]) -> None:
    page, _ = watched
    body = "<!doctype html><html lang='kk'><title>x</title><main><h1>x</h1><input name='q'><img src='data:,'></main>"
    page.route("**/*", lambda route: route.fulfill(body=body, headers=POLICY))
    page.goto(PLACE)
    found = " ".join(accessibility_problems(page))
    assert "label:" in found
    assert "image-alt:" in found
