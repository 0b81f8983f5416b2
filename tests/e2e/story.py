"""The people of the main story and what they do, step by step, in whatever language their page speaks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.support.fixtures_browser import Person, assert_accessible

PASSWORD = "apple-river-lamp-27"
NEXT = "[data-step]:not([hidden]) [data-step-next]"
ROOM = re.compile(r"/t/\d{8}$")


@dataclass
class Words:
    """What people write in one language; `number` is a telephone number that may not get out."""

    prefix: str
    question: str
    reply: str
    thanks: str
    short: str
    explanation: str
    public_question: str
    search: str
    number: str = "8 701 123 45 67"


@dataclass
class Visitor:
    """Somebody with a browser; `judged` pages are given to axe, which needs scripts."""

    person: Person
    prefix: str
    judged: bool = True

    @property
    def page(self) -> Page:
        return self.person.page

    def open(self, path: str) -> None:
        self.person.open(self.prefix + path)
        self.judge()

    def judge(self) -> None:
        assert "\ufffd" not in self.page.title()
        if self.judged:
            assert_accessible(self.page)

    def press(self, selector: str) -> None:
        """Press a button that leads to another page, and have that page judged."""
        self.page.click(selector)
        self.page.wait_for_load_state("load")
        self.judge()


class Asker(Visitor):
    """Young, on a small phone, without an account."""

    number = ""

    def asks(self, words: Words) -> None:
        page = self.page
        self.open("/ask")
        page.fill("#question", words.question)
        self._next()
        page.select_option("#topic", "access")
        page.check("#adult-0")
        self._next()
        page.check("#handling")
        self.press("button[value=check]")
        self.press("button[value=send]")
        expect(page).to_have_url(re.compile("/ask/receipt$"))
        self.number = page.locator(".receipt-code").first.inner_text().replace("-", "").strip()
        self.secret = "-".join(page.locator(".receipt-secret span").all_inner_texts())
        self.press("main form:has([name=csrf_token]) .btn-lg")
        expect(page).to_have_url(ROOM)

    def _next(self) -> None:
        if self.page.locator(NEXT).first.is_visible():
            self.page.click(NEXT)

    def sees(self, text: str) -> None:
        """Without scripts a person looks again by loading the page."""
        if not self.judged:
            self.page.reload()
        expect(self.page.locator("main")).to_contain_text(text)

    def writes(self, text: str) -> None:
        self.page.fill("#composer textarea", text)
        self.page.click("#composer [type=submit]")
        expect(self.page.locator("[role=log]")).to_contain_text(text)

    def accepts(self) -> None:
        self.page.reload()
        self.press("form[action$='/answer/accept'] button")

    def approves_publication(self, words: Words) -> None:
        self.open(f"/t/{self.number}/publication")
        main = self.page.locator("main")
        expect(main).to_contain_text(words.public_question)
        expect(main).not_to_contain_text(words.number)
        self.press("button[value=approve]")

    def withdraws_publication(self) -> None:
        self.open(f"/t/{self.number}/publication")
        self.page.click("form:has([value=withdraw]) button")
        if self.judged:
            self.page.click("dialog[open] button >> nth=0")
        self.page.wait_for_load_state("load")


class Staff(Visitor):
    """Signs in with an address of the demo cast."""

    def signs_in(self, login: str) -> None:
        self.open("/sign-in")
        self.page.fill("[name=login]", login)
        self.page.fill("[name=password]", PASSWORD)
        self.press("main form [type=submit]")


class Lawyer(Staff):
    """Answers in the evening."""

    def takes(self, number: str) -> None:
        self.open("/desk")
        self.open(f"/desk/{number}/declare")
        self.press("form:has([value=clear]) button")
        self.press("form[action$='/claim'] button")
        expect(self.page).to_have_url(re.compile(rf"/desk/{number}$"))

    def sees(self, text: str) -> None:
        if not self.judged:
            self.page.reload()
        expect(self.page.locator("[role=log]")).to_contain_text(text)

    def writes(self, text: str) -> None:
        self.page.fill("#composer textarea", text)
        self.page.click("#composer [type=submit]")
        expect(self.page.locator("[role=log]")).to_contain_text(text)

    def notes(self, text: str) -> None:
        if self.page.locator(".note-box").get_attribute("open") is None:
            self.page.click(".note-box summary")
        self.page.fill("#note-composer textarea", text)
        self.page.click("#note-composer [type=submit]")
        expect(self.page.locator("[role=log]")).to_contain_text(text)

    def answers(self, number: str, words: Words) -> None:
        page = self.page
        self.open(f"/desk/{number}/answer")
        page.fill("[name=short]", words.short)
        page.fill("[name=explanation]", words.explanation)
        page.fill("#law-words", "41 6")
        page.click("button[value=find]")
        page.click("button[value='add:EL:41(6)']")
        expect(page.locator("[name=provisions][value='EL:41(6)']")).to_have_count(1)
        self.press("button[value=give]")

    def prepares(self, number: str, words: Words) -> None:
        page = self.page
        self.open(f"/desk/{number}/publish")
        page.fill("[name=question]", words.public_question)
        for box in page.locator("[name=checked]").all():
            box.check()
        self.press("button[value=save] >> nth=1")
        while (keep := page.locator("button[value^='link:']")).count():
            self.press(f"button[value='{keep.first.get_attribute('value')}']")
        self.press("button[value=ask]")


class Moderator(Staff):
    """Somebody else than the redactor."""

    def publishes(self, number: str) -> None:
        self.open("/moderation/review?state=approved")
        self.page.click(f"tbody th a:has-text('{number}')")
        self.judge()
        for box in self.page.locator("form[action$='/publish'] [type=checkbox]").all():
            box.check()
        self.press("form[action$='/publish'] [type=submit]")


class Reader(Visitor):
    """Comes later, with the same question."""

    def finds(self, words: Words) -> str:
        self.open("/search?q=" + words.search)
        link = self.page.locator(f"main a:has-text('{words.public_question}')").first
        expect(link).to_be_visible()
        link.click()
        self.judge()
        expect(self.page.locator("h1")).to_contain_text(words.public_question)
        expect(self.page.locator(".short-answer")).to_contain_text(words.short)
        return self.page.url

    def status_of(self, url: str) -> int:
        return self.page.request.get(url).status
