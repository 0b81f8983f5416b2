"""Page parts: valid in every shape, escaped, and understandable without seeing colours."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from app.tickets.rules import State
from tests.support.pages import problems
from tests.support.parts import environment, page, render

EVIL = '"><script>alert(1)</script>'
DAY = date(2026, 7, 1)


@pytest.mark.parametrize("audience", ["staff", "asker"])
@pytest.mark.parametrize("state", State)
def test_every_state_of_a_ticket_has_words(state: State, audience: str) -> None:
    html = render("states.html", "state_badge", "state, audience", state=state, audience=audience)
    assert re.search(r">[A-Z][^<]+</span>", html)


@pytest.mark.parametrize(
    ("file", "macro", "call"),
    [
        ("ui.html", "button", "evil, title=evil"),
        ("ui.html", "link_button", "evil, evil"),
        ("ui.html", "post_button", "evil, evil, confirm=evil, fields={'x': evil}"),
        ("ui.html", "notice", "'info', title=evil, text=evil"),
        ("ui.html", "card", "evil, evil, text=evil, meta=evil"),
        ("ui.html", "definitions", "[(evil, evil)]"),
        ("ui.html", "progress", "1, 2, evil"),
        ("navigation.html", "breadcrumbs", "[(evil, evil), (evil, none)]"),
        ("navigation.html", "tabs", "[(evil, evil, true, 3)], evil"),
        ("navigation.html", "pager", "evil, evil, evil, evil"),
        ("legal.html", "citation", "evil, evil, day, day, url=evil, quote=evil, confidence='low'"),
        ("diff.html", "diff", "[([('removed', evil)], [('added', evil), ('same', evil)])], evil, evil, evil"),
        ("actions.html", "share_button", "evil, evil"),
        ("actions.html", "quick_exit", "evil, evil"),
    ],
)
def test_what_people_typed_stays_text(file: str, macro: str, call: str) -> None:
    assert "<script>" not in render(file, macro, call, evil=EVIL, day=DAY)


@pytest.mark.parametrize(
    ("file", "macro", "call"),
    [
        ("ui.html", "definitions", "[('a', 'b'), ('c', 'd')]"),
        ("ui.html", "empty_state", "'Nothing yet', 'Soon'"),
        ("ui.html", "moment", "at, relative=true"),
        ("navigation.html", "back_link", "'/'"),
        ("navigation.html", "pager", "none, '/next'"),
        ("legal.html", "citation", "'Act', 'article 1', day, day"),
        ("diff.html", "diff", "[([('removed', 'a')], []), ([], [('added', 'b')])]"),
    ],
)
def test_parts_are_valid_in_a_page(file: str, macro: str, call: str) -> None:
    at = datetime(2026, 7, 1, 9, 30, tzinfo=UTC)
    assert problems(page(render(file, macro, call, day=DAY, at=at))) == []


def test_differences_are_said_in_words_too() -> None:
    rows = "[([('removed', 'Asan')], [('added', 'a student')])]"
    html = render("diff.html", "diff", rows)
    assert re.search(r"<del><span class=\"visually-hidden\">\[removed: </span>Asan", html)
    assert re.search(r"<ins><span class=\"visually-hidden\">\[added: </span>a student", html)


def test_a_provision_that_is_not_certain_says_so() -> None:
    certain = render("legal.html", "citation", "'Act', 'article 1', day, day", day=DAY)
    doubtful = render("legal.html", "citation", "'Act', 'article 1', day, day, confidence='medium'", day=DAY)
    assert "To be confirmed by a lawyer" not in certain
    assert "To be confirmed by a lawyer" in doubtful
    assert certain.count('<time datetime="2026-07-01">') == 2


def test_one_page_needs_no_pages() -> None:
    one = SimpleNamespace(page=1, pages=1, has_prev=False, has_next=False)
    assert render("navigation.html", "pagination", "page, 'x'", page=one).strip() == ""


def test_pages_keep_the_filters_of_the_list() -> None:
    env = environment()
    env.globals["url_for"] = lambda endpoint, **values: f"/{endpoint}?{sorted(values.items())}"
    middle = SimpleNamespace(page=2, pages=3, has_prev=True, has_next=True)
    source = (
        '{% from "components/navigation.html" import pagination %}{{ pagination(page, "queue", topic="a") }}'
    )
    html = env.from_string(source).render(page=middle)
    assert html.count("topic") == 2
    assert "Page 2 of 3" in html
