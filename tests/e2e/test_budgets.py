"""What a public page costs a reader on a phone, cold and on the second visit, and what Lighthouse says of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.e2e.story import Asker
from tests.e2e.words import KAZAKH
from tests.support.fixtures_browser import Person
from tests.support.fixtures_server import LiveServer
from tests.support.measure import TransferMeter, lighthouse

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
KILOBYTE = 1024
COLD, REPEAT = 45 * KILOBYTE, 10 * KILOBYTE
WANTED = {"accessibility": 100, "best-practices": 100, "seo": 95}
PAGES = {
    "home": "/",
    "search": "/search?q=%D0%B4%D0%B0%D1%83%D1%8B%D1%81",
    "topics": "/topics",
    "article": "/a/absentee-certificate",
    "ask": "/ask",
}


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_a_public_page_is_light(new_person: Callable[..., Person], path: str) -> None:
    reader = new_person()
    meter = TransferMeter.attach(reader.context, reader.page)
    reader.page.goto(reader.base + path, wait_until="networkidle")
    assert meter.total <= COLD, meter.report()
    meter.reset()
    reader.page.goto(reader.base + path, wait_until="networkidle")
    assert 0 < meter.total <= REPEAT, meter.report()


@pytest.mark.xdist_group("lighthouse")
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_lighthouse_finds_the_page_accessible_sound_and_findable(live_server: LiveServer, path: str) -> None:
    scores, wanting = lighthouse(live_server.url + path)
    assert {name: score for name, score in scores.items() if score < WANTED[name]} == {}, wanting


@pytest.mark.xdist_group("lighthouse")
def test_lighthouse_finds_nothing_wanting_in_the_room(new_person: Callable[..., Person]) -> None:
    asker = Asker(new_person(), "", judged=False)
    asker.asks(KAZAKH)
    cookies = "; ".join(f"{each['name']}={each['value']}" for each in asker.person.context.cookies())
    scores, wanting = lighthouse(asker.page.url, headers={"Cookie": cookies})
    assert {name: score for name, score in scores.items() if score < WANTED[name]} == {}, wanting


def test_the_meter_counts_what_is_transferred(new_person: Callable[..., Person]) -> None:
    reader = new_person()
    meter = TransferMeter.attach(reader.context, reader.page)
    reader.page.goto(reader.base + "/", wait_until="networkidle")
    assert any("bootstrap" in url for url in meter.bytes_by_url)
    assert meter.total > 20 * KILOBYTE
