"""The small scripts of the pages, in a real browser under the real content security policy."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect
from wtforms import Form, PasswordField, RadioField, StringField, TextAreaField, validators

from app.web.assets import build_id
from app.web.headers import HEADERS
from tests.support.fixtures_browser import Person, accessibility_problems
from tests.support.parts import environment

pytestmark = pytest.mark.e2e

PATH = "/page-parts"
FORM = """
{% from "components/forms.html" import form_tag, field, error_summary, submit %}
{% from "components/ui.html" import post_button %}
{% from "components/actions.html" import copy_button, quick_exit %}
{{ error_summary(form) }}
{% call form_tag(action=path, draft="sample", posted=posted) %}
  {{ field(form.question) }}{{ field(form.place) }}{{ field(form.language) }}{{ field(form.password, autocomplete="off") }}
  {{ submit("Send") }}
{% endcall %}
{{ post_button("Close", path, confirm="Close the question?", confirm_text="Yes, close") }}
{{ quick_exit("/robots.txt", path) }}
<p id="code">K7-204</p>{{ copy_button("code") }}
"""
FRAME = """<!doctype html><html lang="kk"><head><meta charset="utf-8"><title>Parts</title>
<link rel="stylesheet" href="/static/{build}/vendor/bootstrap.min.css">
<link rel="stylesheet" href="/static/{build}/css/tokens.css"><link rel="stylesheet" href="/static/{build}/css/base.css">
<link rel="stylesheet" href="/static/{build}/css/components.css">
<script type="module" src="/static/{build}/js/main.mjs"></script></head>
<body><main><h1>Parts</h1>{content}</main></body></html>"""


class Sample(Form):
    question = TextAreaField("Question", [validators.InputRequired("Write."), validators.Length(max=20)])
    place = StringField("Place", [validators.InputRequired("Name the place.")])
    language = RadioField("Language", choices={"kk": "Қазақша", "ru": "Русский"})
    password = PasswordField("Password")


class Parts:
    """A page made of our macros, answered in place of the server; what is posted is counted."""

    def __init__(self, person: Person) -> None:
        self.page = person.page
        self.base = person.base
        self.posts: list[str] = []
        self.content = self.form()
        self.page.route(f"**{PATH}", self.answer)

    @staticmethod
    def form(*, posted: bool = False) -> str:
        sample = Sample()
        if posted:
            sample.validate()
        return environment().from_string(FORM).render(form=sample, path=PATH, posted=posted)

    def answer(self, route: Route) -> None:
        if route.request.method == "POST":
            self.posts.append(route.request.post_data or "")
        policy = {"Content-Security-Policy": HEADERS["Content-Security-Policy"]}
        body = FRAME.format(build=build_id(), content=self.content)
        route.fulfill(body=body, content_type="text/html", headers=policy)

    def open(self) -> None:
        self.page.goto(self.base + PATH)
        expect(self.page.locator("html")).to_have_attribute("data-scripts", "started")


@pytest.fixture
def parts(new_person: Callable[..., Person]) -> Parts:
    return Parts(new_person(permissions=["clipboard-read", "clipboard-write"]))


def test_what_was_typed_comes_back_after_a_reload_except_secrets(parts: Parts) -> None:
    parts.open()
    page = parts.page
    page.get_by_label("Question").fill("Қайда дауыс беремін?")
    page.get_by_label("Русский").check()
    page.get_by_label("Password").fill("secret")
    parts.open()
    expect(page.get_by_label("Question")).to_have_value("Қайда дауыс беремін?")
    expect(page.get_by_label("Русский")).to_be_checked()
    expect(page.get_by_label("Password")).to_have_value("")
    expect(page.get_by_text("We restored what you had typed")).to_be_visible()
    assert "secret" not in page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}])")
    assert accessibility_problems(page) == []


def test_forget_it_empties_the_form_and_the_store(parts: Parts) -> None:
    parts.open()
    page = parts.page
    page.get_by_label("Question").fill("Сұрақ")
    parts.open()
    page.get_by_role("button", name="Forget it").click()
    expect(page.get_by_label("Question")).to_have_value("")
    expect(page.get_by_label("Question")).to_be_focused()
    parts.open()
    expect(page.get_by_label("Question")).to_have_value("")
    expect(page.get_by_text("We restored what you had typed")).to_be_hidden()


def test_a_page_after_success_drops_the_draft(parts: Parts) -> None:
    parts.open()
    parts.page.get_by_label("Question").fill("Сұрақ")
    done = '{% from "components/forms.html" import draft_done %}{{ draft_done("sample") }}'
    parts.content = environment().from_string(done).render() + parts.form()
    parts.open()
    parts.content = parts.form()
    parts.open()
    expect(parts.page.get_by_label("Question")).to_have_value("")


def test_errors_take_the_focus_and_lead_to_their_fields(parts: Parts) -> None:
    parts.content = parts.form(posted=True)
    parts.open()
    expect(parts.page.locator(".error-summary")).to_be_focused()
    parts.page.get_by_role("link", name="Name the place.").click()
    expect(parts.page.get_by_label("Place")).to_be_focused()
    assert accessibility_problems(parts.page) == []


def test_the_counter_says_when_there_is_too_much(parts: Parts) -> None:
    parts.open()
    parts.page.get_by_label("Question").fill("а" * 21)
    counter = parts.page.locator("#question-count")
    expect(counter).to_have_text("Characters: 21 of 20")
    expect(counter).to_have_class("hint counter is-over")


def test_a_double_click_sends_once(parts: Parts) -> None:
    parts.open()
    parts.page.get_by_role("button", name="Send").dblclick()
    expect(parts.page.get_by_role("button", name="Send")).to_be_visible()
    assert len(parts.posts) == 1


def test_a_question_is_asked_before_a_final_step(parts: Parts) -> None:
    parts.open()
    page = parts.page
    page.get_by_role("button", name="Close").click()
    dialog = page.get_by_role("dialog", name="Close the question?")
    expect(dialog).to_be_visible()
    assert accessibility_problems(page) == []
    dialog.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("button", name="Close")).to_be_focused()
    assert parts.posts == []
    page.get_by_role("button", name="Close").click()
    with page.expect_request(lambda request: request.method == "POST"):
        page.get_by_role("button", name="Yes, close").click()
    assert len(parts.posts) == 1


@pytest.mark.parametrize("way", ["button", "Escape Escape", "Shift Shift Shift"])
def test_leaving_ends_the_visit_and_leaves_no_way_back(parts: Parts, way: str) -> None:
    page = parts.page
    page.goto(parts.base + "/topics")
    parts.open()
    page.get_by_label("Question").fill("Сұрақ")
    page.wait_for_timeout(600)  # the draft is kept after a pause
    if way == "button":
        page.get_by_role("button", name="Leave quickly").click()
    else:
        for key in ("Shift", "Shift", "A"):  # whoever writes capitals does not leave
            page.keyboard.press(key)
        for key in way.split():
            assert not page.url.endswith("/robots.txt")
            page.keyboard.press(key)
    page.wait_for_url("**/robots.txt")
    assert len(parts.posts) == 1
    assert page.evaluate("Object.keys(sessionStorage)") == []
    page.go_back()
    assert page.url.endswith("/topics")


def test_copying_says_so(parts: Parts) -> None:
    parts.open()
    parts.page.get_by_role("button", name="Copy").click()
    expect(parts.page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    assert parts.page.evaluate("navigator.clipboard.readText()") == "K7-204"


def test_without_scripts_the_forms_still_send(new_person: Callable[..., Person]) -> None:
    parts = Parts(new_person(javascript=False))
    parts.page.goto(parts.base + PATH)
    expect(parts.page.get_by_role("button", name="Copy")).to_be_hidden()
    parts.page.get_by_label("Question").fill("Сұрақ")
    parts.page.get_by_role("button", name="Send").click()
    expect(parts.page.get_by_label("Question")).to_be_visible()
    assert len(parts.posts) == 1
