"""What people type becomes text on the page, never markup."""

from __future__ import annotations

import html5lib
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some
from markupsafe import escape

from app.core import html

PIECES = some.sampled_from(
    ["<", ">", "&", '"', "'", "`", "script", "<script>", "</p>", "<p", "javascript:", "http", "://", "www", ".", "kz", "қаз",
     "\n", "\n\n", " ", "\u2028", "\x0b", "&lt;", "&#60;", "onerror=", "=", "/", "a", "Б", "😀", "-->", "<!--", "]]>"]
)  # fmt: skip
TEXTS = some.one_of(some.text(max_size=80), some.lists(PIECES, max_size=20).map("".join))
NAMESPACE = "{http://www.w3.org/1999/xhtml}"


def tags(markup: str) -> set[str]:
    tree = html5lib.parseFragment(markup)
    return {str(node.tag).removeprefix(NAMESPACE) for node in tree.iter()} - {"DOCUMENT_FRAGMENT"}


def words(markup: str) -> str:
    return "".join("".join(html5lib.parseFragment(markup).itertext()).split())


@settings(max_examples=400, deadline=None)
@given(text=TEXTS)
@example(text="<img src=x onerror=alert(1)>")
@example(text="көріңіз: www.example.kz/<script>")
def test_only_paragraphs_breaks_and_links_come_out(text: str) -> None:
    markup = str(html.render_plain(text))
    assert tags(markup) <= {"p", "br", "a"}
    assert "javascript:" not in [
        link.get("href", "")[:11] for link in html5lib.parseFragment(markup).iter(f"{NAMESPACE}a")
    ]


@settings(max_examples=400, deadline=None)
@given(text=TEXTS)
@example(text="&LT;script&GT;")
def test_texts_without_a_link_are_read_exactly_as_they_were_typed(text: str) -> None:
    if html._NEEDS_CLEANER.search(str(escape(text))):
        return
    markup = str(html.render_plain(text))
    assert tags(markup) <= {"p", "br"}
    assert words(markup) == "".join(text.split())


@pytest.mark.parametrize(
    "text",
    [
        "қараңыз example.kz",
        "http://example.kz/қаз",
        "https://adilet.zan.kz/kaz/docs/Z950002464_",
        "WWW.EXAMPLE.KZ",
    ],
)
def test_links_are_found_and_made_harmless(text: str) -> None:
    markup = str(html.render_plain(text))
    assert 'rel="nofollow noopener noreferrer"' in markup
    assert 'href="https://' in markup or 'href="http' in markup
