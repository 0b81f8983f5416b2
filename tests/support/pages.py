"""What every page of the project keeps, checked whenever a test opens one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib
from html5lib.constants import E as ERROR_TEXTS

NAMESPACE = "{http://www.w3.org/1999/xhtml}"
UNLABELLED = {"hidden", "submit", "button", "reset", "image"}
# Attributes that make a browser fetch or send something by itself.
RESOURCES = {
    "script": ("src",),
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "iframe": ("src",),
    "video": ("src", "poster"),
    "audio": ("src",),
    "track": ("src",),
    "embed": ("src",),
    "object": ("data",),
    "input": ("src", "formaction"),
    "button": ("formaction",),
    "form": ("action",),
    "use": ("href",),
}
FETCHED_LINKS = {
    "stylesheet",
    "icon",
    "manifest",
    "preload",
    "modulepreload",
    "apple-touch-icon",
    "prefetch",
    "preconnect",
}
REFERENCES = ("aria-describedby", "aria-labelledby", "aria-controls", "aria-errormessage", "list", "form")


def _never(_action: str) -> bool:
    return False


@dataclass(frozen=True)
class Page:
    """A parsed page and what the address says about it."""

    root: Element
    language: str
    host: str = "localhost"
    shared: bool = False  # the same stored page for everybody
    tokenless: Callable[[str], bool] = _never  # whether an address takes forms without a token

    def all(self, *names: str) -> Iterator[Element]:
        for element in self.root.iter():
            if isinstance(element.tag, str) and element.tag.removeprefix(NAMESPACE) in names:
                yield element

    def elements(self) -> Iterator[tuple[str, Element]]:
        for element in self.root.iter():
            if isinstance(element.tag, str):
                yield element.tag.rpartition("}")[2], element


def language_of(path: str) -> str:
    return path[1:3] if path[:3] in {"/ru", "/en"} and path[3:4] in {"", "/"} else "kk"


def problems(
    html: str,
    *,
    path: str = "/",
    host: str = "localhost",
    shared: bool = False,
    tokenless: Callable[[str], bool] = _never,
) -> list[str]:
    """Return everything that is wrong with a page, in words; an empty list is the aim."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=True)
    page = Page(parser.parse(html), language_of(path), host, shared, tokenless)
    found = [
        f"line {place[0]}: {ERROR_TEXTS.get(code, code) % details}" for place, code, details in parser.errors
    ]
    for check in (_outline, _identifiers, _labels, _language, _policy, _hosts, _texts, _forms):
        found.extend(check(page))
    return list(dict.fromkeys(found))


def _outline(page: Page) -> Iterator[str]:
    count = len(list(page.all("h1")))
    if count != 1:
        yield f"{count} h1 instead of one"
    if not any((element.text or "").strip() for element in page.all("title")):
        yield "no title"
    if len(list(page.all("main"))) != 1:
        yield "not exactly one main"


def _identifiers(page: Page) -> Iterator[str]:
    ids = Counter(element.get("id") for _, element in page.elements() if element.get("id") is not None)
    yield from (f"id {name!r} used {count} times" for name, count in ids.items() if count > 1)
    if "" in ids:
        yield "an empty id"
    for name, element in page.elements():
        for attribute in (*REFERENCES, *(("for",) if name in {"label", "output"} else ())):
            for target in (element.get(attribute) or "").split():
                if target not in ids:
                    yield f"<{name} {attribute}> names {target!r}, which is not on the page"


def _labels(page: Page) -> Iterator[str]:
    labelled = {label.get("for") for label in page.all("label")}
    wrapped = {id(inner) for label in page.all("label") for inner in label.iter()}
    for element in page.all("input", "select", "textarea"):
        kind = element.get("type", "text") if element.tag.endswith("input") else ""
        named = element.get("aria-label") or element.get("aria-labelledby") or element.get("id") in labelled
        if kind not in UNLABELLED and not named and id(element) not in wrapped:
            yield f"field {element.get('name')!r} has no label"
    for element in page.all("img"):
        if element.get("alt") is None:
            yield f"picture {element.get('src')!r} has no alt"
    for element in page.all("button", "a"):
        shown = (
            "".join(element.itertext()).strip() or element.get("aria-label") or element.get("aria-labelledby")
        )
        if not shown and not any(inner.get("alt") for inner in element.iter()):
            yield f"a {element.tag.rpartition('}')[2]} without a name ({element.get('class')})"


def _language(page: Page) -> Iterator[str]:
    declared = page.root.get("lang")
    if declared != page.language:
        yield f"lang is {declared!r}, the address says {page.language!r}"


def _policy(page: Page) -> Iterator[str]:
    for name, element in page.elements():
        if name == "style" or element.get("style") is not None:
            yield f"inline style on <{name}>"
        if name == "script" and not element.get("src") and element.get("type") != "application/ld+json":
            yield "inline script"
        for attribute, value in element.attrib.items():
            if attribute.startswith("on"):
                yield f"<{name} {attribute}> is inline script"
            if attribute in {"href", "src", "action", "formaction"} and value.strip().lower().startswith(
                "javascript:"
            ):
                yield f"<{name} {attribute}> is inline script"


def _hosts(page: Page) -> Iterator[str]:
    for name, element in page.elements():
        attributes = RESOURCES.get(name, ())
        if name == "link" and FETCHED_LINKS & set((element.get("rel") or "").split()):
            attributes = ("href",)
        for attribute in attributes:
            for address in _addresses(element.get(attribute) or "", attribute):
                if urlsplit(address).netloc not in {"", page.host}:
                    yield f"<{name} {attribute}> goes to a foreign host: {address}"


def _addresses(value: str, attribute: str) -> list[str]:
    if attribute != "srcset":
        return [value]
    return [part.split()[0] for part in value.split(",") if part.strip()]


def _texts(page: Page) -> Iterator[str]:
    for name, element in page.elements():
        for text in (element.text, element.tail):
            if name not in {"script", "code"} and re.search(r"%\(\w+\)|\{\{|\}\}", text or ""):
                yield f"an unfilled placeholder in <{name}>: {(text or '').strip()[:60]!r}"


def _forms(page: Page) -> Iterator[str]:
    for form in page.all("form"):
        if form.get("method", "get").lower() != "post":
            continue
        action = form.get("action") or ""
        has_token = any(field.get("name") == "csrf_token" for field in form.iter())
        if has_token and page.shared:
            yield f"form {action!r} carries one person's CSRF token on a page stored for everybody"
        elif not has_token and not page.shared and not page.tokenless(action):
            yield f"form {action!r} sends no CSRF token"
