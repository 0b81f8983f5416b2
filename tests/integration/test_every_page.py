"""A walk through everything a reader can reach by links, in three languages: every page is there and sound."""

from __future__ import annotations

from collections import Counter, deque
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import html5lib
import pytest
from werkzeug.exceptions import HTTPException

from tests.support.client import CheckedClient
from tests.support.databases import CONTENT
from tests.support.validator import validate

PAGES_OF_A_KIND = 6  # of each view and language: three hundred articles are alike
STARTS = ("/", "/ru/", "/en/")
NAMESPACE = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture
def content() -> str:
    return CONTENT


def links(html: str, page: str) -> set[str]:
    """Return the addresses on this site that a page links to."""
    anchors = html5lib.parse(html).iter(f"{NAMESPACE}a")
    absolute = (urlsplit(urljoin(f"http://localhost{page}", anchor.get("href") or "#")) for anchor in anchors)
    return {
        f"{part.path}?{part.query}".rstrip("?")
        for part in absolute
        if part.netloc == "localhost" and part.scheme == "http"
    }


class Walk:
    """Remembers where it was and how many pages of each kind it saw."""

    def __init__(self, client: CheckedClient) -> None:
        self.client = client
        self.waiting = deque(STARTS)
        self.known = set(STARTS)
        self.seen: Counter[tuple[str, str]] = Counter()
        self.pages: dict[str, str] = {}
        self.broken: list[str] = []

    def kind(self, address: str) -> tuple[str, str]:
        """Return view and language of an address."""
        path = urlsplit(address).path
        language = path[1:3] if path[:4] in {"/ru/", "/en/"} or path in {"/ru", "/en"} else ""
        inner = path[3:] if language else path
        try:
            endpoint, _ = self.client.application.url_map.bind("localhost").match(inner or "/")
        except HTTPException as error:
            return f"no view: {error.code} {address}", language
        return str(endpoint), language

    def step(self, address: str) -> None:
        kind = self.kind(address)
        if self.seen[kind] >= PAGES_OF_A_KIND:
            return
        self.seen[kind] += 1
        response = self.client.get(address)
        if response.status_code >= 400:
            self.broken.append(f"{response.status_code} {address}")
        elif response.mimetype == "text/html" and response.status_code == 200:
            text = response.get_data(as_text=True)
            self.pages[address] = text
            new = links(text, address) - self.known
            self.known |= new
            self.waiting.extend(sorted(new))

    def go(self) -> None:
        while self.waiting:
            self.step(self.waiting.popleft())


@pytest.mark.slow
def test_every_page_a_reader_can_reach_is_sound(client: CheckedClient, tmp_path: Path) -> None:
    walk = Walk(client)
    walk.go()
    assert walk.broken == []
    assert len(walk.pages) > 30
    assert {language for _, language in walk.seen} == {"", "ru", "en"}
    folder = tmp_path / "pages"
    folder.mkdir()
    for number, (address, text) in enumerate(walk.pages.items()):
        (folder / f"{number:03} {address.replace('/', '_')[:80]}.html").write_text(text, encoding="utf-8")
    assert validate(folder) == []


def test_the_second_opinion_finds_faults(tmp_path: Path) -> None:
    (tmp_path / "bad.html").write_text(
        "<!DOCTYPE html><html lang='kk'><title>x</title><p><div>x</div></p><ul><p>x</ul>", encoding="utf-8"
    )
    assert validate(tmp_path)
