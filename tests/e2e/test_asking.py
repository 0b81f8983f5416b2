"""Asking in a real browser: steps, drafts, warnings, the receipt, the shared phone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.fixtures_browser import DESK, PHONE, Person, assert_accessible

pytestmark = pytest.mark.e2e
NewPerson = Callable[..., Person]
QUESTION = "Жатақханада тұрамын, қай учаскеде дауыс беремін?"
NEXT = "[data-step]:not([hidden]) [data-step-next]"
DRAFTS = "Object.keys(sessionStorage).filter((key) => key.startsWith('kenes-draft:')).length"


def fill(page: Page) -> None:
    """Fill in everything; without scripts all steps are on the page."""
    page.fill("#question", QUESTION)
    advance(page)
    page.select_option("#topic", "away")
    page.check("#adult-0")
    advance(page)
    page.check("#handling")


def assert_sound(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    assert_accessible(page)


def advance(page: Page) -> None:
    button = page.locator(NEXT)
    if button.first.is_visible():
        button.click()


def send(page: Page) -> tuple[str, str]:
    """Press both buttons; return number and secret of the receipt."""
    page.click("button[value=check]")
    page.click("button[value=send]")
    page.wait_for_url("**/ask/receipt")
    number = page.locator(".receipt-code").first.inner_text()
    return number, "-".join(page.locator(".receipt-secret span").all_inner_texts())


@pytest.mark.parametrize("prefix", ["", "/ru", "/en"])
@pytest.mark.parametrize("screen", [PHONE, DESK])
def test_a_question_is_asked_in_steps_and_every_page_is_accessible(
    new_person: NewPerson, prefix: str, screen: dict[str, int]
) -> None:
    person = new_person(screen=screen)
    page = person.page
    person.open(f"{prefix}/ask")
    expect(page.locator("#topic")).to_be_hidden()
    assert_sound(page)
    page.fill("#question", QUESTION)
    expect(page.locator(".similar summary").first).to_be_visible()
    assert_sound(page)
    page.click(NEXT)
    expect(page.locator("#step-about")).to_be_focused()
    page.click(NEXT)
    expect(page.locator(".step-missing")).to_be_visible()
    page.select_option("#topic", "away")
    page.check("#adult-0")
    assert_sound(page)
    page.click(NEXT)
    assert_sound(page)
    page.check("#handling")
    page.click("button[value=check]")
    assert_sound(page)
    page.click("button[value=send]")
    page.wait_for_url("**/ask/receipt")
    assert_sound(page)
    page.click("main form:has([name=csrf_token]) .btn-lg")
    page.wait_for_url(re.compile(r"/t/\d{8}$"))
    person.open(f"{prefix}/tickets")
    assert_sound(page)


def test_without_scripts_the_same_form_is_one_page(new_person: NewPerson) -> None:
    person = new_person(javascript=False)
    page = person.page
    person.open("/ask")
    fill(page)
    number, secret = send(page)
    stranger = new_person(javascript=False)
    stranger.open("/t")
    stranger.page.fill("#number", number)
    stranger.page.fill("#secret", secret.upper().replace("-", " "))
    stranger.page.click(".receipt-form [type=submit]")
    expect(stranger.page).to_have_url(re.compile(r"/t/\d{8}$"))
    expect(stranger.page.locator("main")).to_contain_text(QUESTION)


def test_the_qr_code_opens_the_question_and_its_words_never_reach_the_server(new_person: NewPerson) -> None:
    person = new_person()
    person.open("/ru/ask")
    fill(person.page)
    number, secret = send(person.page)
    other = new_person()
    asked: list[str] = []
    other.context.on("request", lambda request: asked.append(request.url))
    other.open(f"/ru/t#{number.replace('-', '')}.{secret}")
    expect(other.page.locator("#secret")).to_have_value(secret)
    assert "#" not in other.page.url
    other.page.click(".receipt-form [type=submit]")
    expect(other.page).to_have_url(re.compile(r"/ru/t/\d{8}$"))
    assert not any(secret in url for url in asked)


def test_what_was_typed_survives_a_reload_and_goes_when_it_has_arrived(new_person: NewPerson) -> None:
    person = new_person()
    page = person.page
    person.open("/ask")
    page.fill("#question", QUESTION)
    page.reload()
    expect(page.locator("#question")).to_have_value(QUESTION)
    page.reload()
    fill(page)
    send(page)
    assert page.evaluate(DRAFTS) == 0


def test_on_a_shared_phone_nothing_typed_is_kept(new_person: NewPerson) -> None:
    person = new_person()
    page = person.page
    person.open("/ask")
    page.fill("#question", QUESTION)
    page.check("#shared")
    page.reload()
    assert page.evaluate(DRAFTS) == 0
    expect(page.locator("#question")).to_have_value("")


def test_a_warning_appears_next_to_the_field_and_goes_with_the_number(new_person: NewPerson) -> None:
    person = new_person()
    page = person.page
    person.open("/ru/ask")
    page.fill("#question", "Мой номер 8 701 123 45 67")
    expect(page.locator(".pii-warning")).to_contain_text("номер телефона")
    page.fill("#question", "Мой номер скрыт")
    expect(page.locator(".pii-warning")).to_have_count(0)


def test_an_answer_that_fits_ends_the_asking_and_drops_the_draft(new_person: NewPerson) -> None:
    person = new_person()
    page = person.page
    person.open("/ask")
    page.fill("#question", QUESTION)
    page.locator(".similar summary").first.click()
    page.locator("button[name=answered]").first.click()
    page.wait_for_url("**/ask/answered*")
    page.wait_for_function(f"{DRAFTS} === 0")
    assert_sound(page)


def test_when_the_cookie_is_lost_the_form_comes_back_filled_in(new_person: NewPerson) -> None:
    person = new_person()
    for status in ("400", "422"):  # of the parts fetched while typing, and of the form
        person.expect_complaint(status)
    page = person.page
    person.open("/ask")
    fill(page)
    person.context.clear_cookies()
    page.click("button[value=check]")
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator("#question")).to_have_value(QUESTION)
    for _ in range(2):
        advance(page)
    send(page)


def test_an_asker_under_age_starts_from_no_publication(new_person: NewPerson) -> None:
    person = new_person()
    page = person.page
    person.open("/ask")
    page.fill("#question", QUESTION)
    page.click(NEXT)
    page.select_option("#topic", "away")
    page.check("#adult-1")
    page.click(NEXT)
    expect(page.locator("#publication-2")).to_be_checked()


def test_the_network_may_be_gone_while_typing(new_person: NewPerson) -> None:
    person = new_person()
    person.expect_complaint("ERR_INTERNET_DISCONNECTED")
    page = person.page
    person.open("/ask")
    expect(page.locator("#topic")).to_be_hidden()  # the scripts have come
    person.context.set_offline(True)
    page.fill("#question", QUESTION)
    page.wait_for_timeout(1800)
    person.context.set_offline(False)
    fill(page)
    send(page)


def test_after_leaving_quickly_the_way_back_shows_nothing_that_was_typed(new_person: NewPerson) -> None:
    person = new_person()
    page = person.page
    person.open("/topics")
    person.open("/ask")
    fill(page)
    page.click("button[value=check]")
    expect(page.locator(".asked")).to_contain_text(QUESTION)
    page.wait_for_load_state("networkidle")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_url(re.compile(r"/$"))
    for _ in range(2):
        page.go_back()
        page.wait_for_load_state("networkidle")
        assert QUESTION not in page.content()
        if page.locator("#question").count():
            expect(page.locator("#question")).to_have_value("")
    assert page.evaluate(DRAFTS) == 0
