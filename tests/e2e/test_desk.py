"""The desk in a real browser: live, by keyboard, without losing a word."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.story import Asker, Lawyer, Words
from tests.support.fixtures_browser import DESK, Person

pytestmark = pytest.mark.e2e
NewPerson = Callable[..., Person]
SOON = 20_000  # far less than the minute after which the page would look by itself
FOCUSED = "document.activeElement.textContent"
QUESTION = Words(
    prefix="/en",
    question="I live in a dormitory. At which station do I vote?",
    reply="",
    thanks="",
    short="",
    explanation="",
    public_question="",
    search="",
)


@pytest.fixture
def lawyer(new_person: NewPerson) -> Lawyer:
    staff = Lawyer(new_person(screen=DESK), "/en")
    staff.signs_in("lawyer@kenes.example")
    return staff


def ask(new_person: NewPerson) -> str:
    asker = Asker(new_person(javascript=False), "/en", judged=False)
    asker.asks(QUESTION)
    return asker.number


def shown(number: str) -> str:
    return f"{number[:4]}-{number[4:]}"


def numbers(page: Page) -> list[str]:
    return page.locator(".desk-number a").all_inner_texts()


def test_a_new_question_appears_by_itself_and_a_taken_one_goes(new_person: NewPerson, lawyer: Lawyer) -> None:
    lawyer.open("/desk?language=")
    number = ask(new_person)
    row = lawyer.page.get_by_role("link", name=shown(number))
    expect(row).to_be_visible(timeout=SOON)
    colleague = Lawyer(new_person(screen=DESK), "/en", judged=False)
    colleague.signs_in("lawyer2@kenes.example")
    colleague.takes(number)
    expect(row).to_have_count(0, timeout=SOON)


def test_the_queue_is_driven_by_keys_that_can_be_turned_off(new_person: NewPerson, lawyer: Lawyer) -> None:
    for _ in range(3):
        ask(new_person)
    lawyer.open("/desk?language=")
    page = lawyer.page
    listed = numbers(page)
    for key, place in [("j", 0), ("j", 1), ("j", 2), ("k", 1)]:
        page.keyboard.press(key)
        assert page.evaluate(FOCUSED) == listed[place]
    ask(new_person)
    expect(page.locator(".desk-number a")).to_have_count(len(listed) + 1, timeout=SOON)
    assert page.evaluate(FOCUSED) == listed[1], "a list that renews itself may not lose one's place"
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/{listed[1].replace('-', '')}/declare")
    page.go_back()
    page.click(".desk-keys button")
    page.reload()
    page.keyboard.press("j")
    assert page.evaluate(FOCUSED) not in listed
    page.click(".desk-keys button")


def test_typing_j_in_a_field_types_j(lawyer: Lawyer) -> None:
    lawyer.open("/desk")
    lawyer.page.click("#find-number")
    lawyer.page.keyboard.press("j")
    assert lawyer.page.input_value("#find-number") == "j"


def test_a_half_written_reason_survives_leaving_the_page(new_person: NewPerson, lawyer: Lawyer) -> None:
    number = ask(new_person)
    lawyer.takes(number)
    lawyer.open(f"/desk/{number}/give-back")
    page = lawyer.page
    page.fill("#text", "I am on a train until eight,")
    page.wait_for_timeout(700)
    lawyer.open("/desk/mine")
    lawyer.open(f"/desk/{number}/give-back")
    assert page.input_value("#text") == "I am on a train until eight,"
    page.check("text=I do not have the time")
    lawyer.press("main form [type=submit]")
    expect(page.locator("main")).to_contain_text("The case is back in the queue.")
