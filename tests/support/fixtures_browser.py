"""A real browser that fails the test when a page asks a foreign host or meets its content security policy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect

from tests.support import needs
from tests.support.fixtures_server import LiveServer

# Chromium must not look for updates or sync: those requests are not ours and may hang.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
PATIENCE_MS = 20_000  # two browsers and two servers share two cores
expect.set_options(timeout=PATIENCE_MS)
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
OWN_HOSTS = {"127.0.0.1", "localhost"}
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass
class Watch:
    """What went wrong in a person's browser without the test looking at it."""

    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def listen(self, context: BrowserContext) -> None:
        context.on("request", self.on_request)
        context.on("console", self.on_console)
        context.on("weberror", lambda error: self.on_error(error.error))

    def on_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname not in OWN_HOSTS:
            self.foreign.append(request.url)

    def on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(f"{message.text} ({message.location.get('url')})")

    def on_error(self, error: Any) -> None:
        self.complaints.append(str(error))

    def problems(self) -> list[str]:
        unexpected = [text for text in self.complaints if not any(part in text for part in self.expected)]
        return [f"asked a foreign host: {url}" for url in self.foreign] + unexpected


LISTENING = "html[data-scripts=started], html:not(:has(script[type=module]))"


@dataclass
class Person:
    """A browser context of its own: cookies, screen, language, with or without scripts."""

    context: BrowserContext
    page: Page
    watch: Watch
    base: str
    has_scripts: bool = True

    def open(self, path: str) -> None:
        """Go to a page and, where scripts run, wait until they listen: what is typed earlier they never hear."""
        self.page.goto(self.base + path)
        if self.has_scripts:
            self.page.locator(LISTENING).wait_for(state="attached")

    def expect_complaint(self, part: str) -> None:
        """Allow console errors that contain `part`: a refused request is logged by the browser."""
        self.watch.expected.append(part)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": needs.chromium(), "args": FLAGS}


@pytest.fixture
def new_person(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., Person]]:
    """Return a function that opens a browser: `new_person(screen=PHONE, javascript=False)`."""
    persons: list[Person] = []

    def come(
        *,
        screen: dict[str, int] | None = None,
        javascript: bool = True,
        base: str | None = None,
        **options: Any,
    ) -> Person:
        context = browser.new_context(viewport=screen or PHONE, java_script_enabled=javascript, **options)
        context.set_default_timeout(PATIENCE_MS)
        watch = Watch()
        watch.listen(context)
        person = Person(context, context.new_page(), watch, base or live_server.url, javascript)
        persons.append(person)
        return person

    yield come
    found = [problem for person in persons for problem in person.watch.problems()]
    for person in persons:
        person.context.close()
    assert not found, "\n".join(found)


def accessibility_problems(page: Page) -> list[str]:
    """Return what axe-core finds on a page, one line each."""
    result = Axe().run(page, options={"runOnly": {"type": "tag", "values": AXE_TAGS}})
    return [
        f"{rule['id']}: {rule['help']} – {', '.join(str(node['target']) for node in rule['nodes'])}"
        for rule in result.response["violations"]
    ]


def assert_accessible(page: Page) -> None:
    found = accessibility_problems(page)
    assert not found, f"{page.url}\n" + "\n".join(found)
