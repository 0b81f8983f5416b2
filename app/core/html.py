"""The only place that builds safe HTML. Text is stored as typed and cleaned when shown."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import urlsplit

import bleach
from bleach.linkifier import LinkifyFilter
from bleach.sanitizer import Cleaner
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

ARTICLE_TAGS = frozenset({"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "code", "a"})
PLAIN_TAGS = frozenset({"p", "br", "a"})
PROTOCOLS = frozenset({"http", "https", "mailto", "tel"})
MAX_INPUT = 40_000
# Links need a dot before a Latin letter, and invisible characters are replaced; parsing all the other
# texts as well would be most of a room's work.
_NEEDS_CLEANER = re.compile(r"\.[a-zA-Z]|://|[\x00-\x08\x0b\x0c\x0e-\x1f]")
Attributes = MutableMapping[tuple[str | None, str], str]

_markdown = MarkdownIt("zero", {"html": False, "linkify": False, "breaks": False}).enable(
    ["paragraph", "list", "blockquote", "emphasis", "newline", "link", "backticks", "escape", "entity"]
)


def _safe_link(attributes: Attributes, new: bool = False, /) -> Attributes | None:  # noqa: FBT001, FBT002
    href = str(attributes.get((None, "href"), ""))
    if urlsplit(href).scheme not in PROTOCOLS:
        return None
    if new and href.startswith("http://"):
        attributes[(None, "href")] = "https://" + href.removeprefix("http://")
    attributes[(None, "rel")] = "nofollow noopener noreferrer"
    return attributes


def _cleaner(tags: frozenset[str]) -> Cleaner:
    def linkify(source: Any) -> LinkifyFilter:
        callbacks: list[Any] = [_safe_link]  # may return None: the link becomes text
        return LinkifyFilter(source, callbacks=callbacks, skip_tags={"code"})

    return Cleaner(
        tags=tags, attributes={"a": ["href", "title"]}, protocols=PROTOCOLS, strip=True, filters=[linkify]
    )


_article_cleaner = _cleaner(ARTICLE_TAGS)
_plain_cleaner = _cleaner(PLAIN_TAGS)


def render_markdown(text: str) -> Markup:
    """Render the small Markdown subset of articles and answers; anything else is shown as text."""
    return Markup(_article_cleaner.clean(_markdown.render(text[:MAX_INPUT])))  # noqa: S704


def render_plain(text: str) -> Markup:
    """Render what people type in the room: paragraphs, line breaks, links, nothing else."""
    escaped = str(escape(text[:MAX_INPUT].replace("\r\n", "\n").strip()))
    paragraphs = [part.replace("\n", "<br>") for part in escaped.split("\n\n") if part.strip()]
    html = "".join(f"<p>{part}</p>" for part in paragraphs)
    if not _NEEDS_CLEANER.search(escaped):
        return Markup(html)  # noqa: S704 - every character people typed is escaped, the tags are ours
    return Markup(_plain_cleaner.clean(html))  # noqa: S704


def strip_markup(text: str) -> str:
    """Return Markdown source as plain words, for descriptions and the search index."""
    return bleach.clean(_markdown.render(text[:MAX_INPUT]), tags=set(), strip=True).strip()
