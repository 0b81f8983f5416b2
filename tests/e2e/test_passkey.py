"""A passkey in a real browser, with the authenticator that Chromium brings for tests."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from app.accounts.demo import DEMO_PASSWORD
from tests.support.fixtures_browser import DESK, Person, assert_accessible
from tests.support.fixtures_server import LiveServer

NewPerson = Callable[..., Person]
LOGIN = "captain@kenes.example"


def give_password(person: Person) -> None:
    person.open("/en/sign-in")
    person.page.fill("#login", LOGIN)
    person.page.fill("#password", DEMO_PASSWORD)
    person.page.click("main [type=submit] >> nth=0")


def plug_in(page: Page) -> None:
    """Give the page a device that always confirms."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_is_made_and_signs_in_and_goes_again(
    new_person: NewPerson, live_server: LiveServer
) -> None:
    # Browsers allow passkeys under a name, not at a bare address.
    person = new_person(screen=DESK, base=live_server.url.replace("127.0.0.1", "localhost"))
    page = person.page
    plug_in(page)
    give_password(person)
    page.wait_for_url(re.compile("/moderation"))
    person.open("/en/account/security")
    assert_accessible(page)
    page.fill("#key-name", "My phone")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.locator("#codes li")).to_have_count(8)
    assert_accessible(page)
    page.get_by_role("link", name="I have written them down").click()
    expect(page.get_by_text("Passkey “My phone”")).to_be_visible()
    page.get_by_role("button", name="Sign out", exact=True).click()
    give_password(person)
    page.wait_for_url(re.compile("/sign-in/second-factor"))
    assert_accessible(page)
    page.get_by_role("button", name="Use the passkey").click()
    page.wait_for_url(re.compile("/moderation"))
    person.open("/en/account/security")
    page.get_by_role("button", name="Remove the passkey").click()
    if page.locator("dialog[open]").count():
        page.locator(
            "dialog[open] [type=submit], dialog[open] .btn-danger, dialog[open] .btn-primary"
        ).first.click()
    expect(page.get_by_text("You have no second factor yet")).to_be_visible()
