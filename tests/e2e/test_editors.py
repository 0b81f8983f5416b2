"""The editors of answers and public texts: nothing typed is lost, and help comes while one types."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.story import Asker, Lawyer, Words
from tests.support.fixtures_browser import DESK, Person, assert_accessible

pytestmark = pytest.mark.e2e
NewPerson = Callable[..., Person]
WORDS = Words(
    prefix="/en",
    question="I live in a dormitory in Sairam district. At which station do I vote?",
    reply="",
    thanks="",
    short="You vote at the address of the dormitory.",
    explanation="Full-time students are on the list of the dormitory's precinct.",
    public_question="Where does a student in a dormitory vote?",
    search="",
)


@pytest.fixture
def case(new_person: NewPerson) -> tuple[Lawyer, str]:
    asker = Asker(new_person(javascript=False), "/en", judged=False)
    asker.asks(WORDS)
    lawyer = Lawyer(new_person(screen=DESK), "/en", judged=False)
    lawyer.signs_in("lawyer@kenes.example")
    lawyer.takes(asker.number)
    return lawyer, asker.number


def saved(page: Page, path: str) -> object:
    """Wait for the save that the script sends by itself."""
    return page.expect_response(lambda response: response.url.endswith(path) and response.ok)


def test_an_answer_is_kept_and_previewed_while_it_is_typed(case: tuple[Lawyer, str]) -> None:
    lawyer, number = case
    page = lawyer.page
    lawyer.open(f"/desk/{number}/answer")
    with saved(page, "/answer/draft"):  # type: ignore[attr-defined]
        page.fill("#short", WORDS.short)
    expect(page.locator("#preview")).to_contain_text(WORDS.short)
    expect(page.locator("#saved time")).to_have_count(1)
    page.reload()
    expect(page.locator("#short")).to_have_value(WORDS.short)
    assert_accessible(page)


def test_what_is_typed_without_a_connection_is_kept_when_it_comes_back(case: tuple[Lawyer, str]) -> None:
    lawyer, number = case
    page = lawyer.page
    lawyer.open(f"/desk/{number}/answer")
    lawyer.person.expect_complaint("ERR_INTERNET_DISCONNECTED")
    lawyer.person.context.set_offline(True)
    page.fill("#explanation", WORDS.explanation)
    expect(page.locator("#saved")).to_contain_text("no connection")
    lawyer.person.context.set_offline(False)
    with saved(page, "/answer/draft"):  # type: ignore[attr-defined]
        page.locator("#explanation").press("End")
        page.locator("#explanation").press_sequentially(" ")
    page.reload()
    expect(page.locator("#explanation")).to_have_value(WORDS.explanation)


def test_provisions_are_found_while_one_types_and_enter_does_not_send_the_form(
    case: tuple[Lawyer, str],
) -> None:
    lawyer, number = case
    page = lawyer.page
    lawyer.open(f"/desk/{number}/answer")
    page.fill("#law-words", "dormitory")
    button = page.locator("#law").get_by_role("button", name="article 24, paragraph 6")
    expect(button).to_be_visible()
    page.locator("#law-words").press("Enter")
    expect(button).to_be_visible()
    page.fill("#short", WORDS.short)
    button.click()
    expect(page.locator("#provisions")).to_contain_text("article 24, paragraph 6")
    expect(page.locator("#short")).to_have_value(WORDS.short)


def test_the_redactor_sees_what_still_points_to_somebody_while_typing(case: tuple[Lawyer, str]) -> None:
    lawyer, number = case
    page = lawyer.page
    lawyer.answers(number, WORDS)
    lawyer.open(f"/desk/{number}/publish")
    with saved(page, "/publish/draft"):  # type: ignore[attr-defined]
        page.fill("#explanation", "Ask Aidos Serikuly in Kentau city.")
    expect(page.locator("#found")).to_contain_text("Kentau")
    page.get_by_role("button", name="Mask Kentau city").click()
    expect(page.locator("#explanation")).to_have_value("Ask [name] in [locality].")
    assert_accessible(page)
