"""The ledger of promises: which sentence on which page is proved by which test. Writes docs/promises.md."""

from __future__ import annotations

import re
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.source import ROOT, TEMPLATES

LEDGER = Path(__file__).with_name("promises.toml")
TARGET = ROOT / "docs" / "promises.md"
PAGES = ("about/_promises.html", "about/privacy.html", "about/security.html")
HEAD = """\
# What we promise, and what proves it

Written by `python -m tests.security.ledger` from `tests/security/promises.toml`; do not edit by hand. Every sentence of the pages
"What we promise", "Privacy" and "Security" stands here. A promise without a test that exists and passes fails `make test`; so does
a sentence on a page that is not listed. A *limit* says what we cannot do, or asks the reader for something.

| id | sentence | proved by |
|---|---|---|
"""


@dataclass(frozen=True)
class Promise:
    """One sentence of a public page."""

    id: str
    text: str
    kind: str
    tests: list[str] = field(default_factory=list)


def promises() -> list[Promise]:
    """Return the ledger."""
    rows = tomllib.loads(LEDGER.read_text(encoding="utf-8"))["promise"]
    return [Promise(**row) for row in rows]


def texts(template: str) -> list[str]:
    """Return the messages in paragraphs and lists of a template."""
    blocks = re.findall(r"<(?:p|li)\b[^>]*>(.*?)</(?:p|li)>", template, re.DOTALL)
    found = [re.findall(r'_\("((?:[^"\\]|\\.)*)"\)', block) for block in blocks]
    return [message for messages in found for message in messages]


def sentences(template: str) -> list[str]:
    """Return the sentences in paragraphs and lists of a template."""
    parts = (re.split(r"(?<=[.?!]) (?=[A-Z“])", message) for message in texts(template))
    return [sentence for messages in parts for sentence in messages]


def said() -> list[str]:
    """Return every sentence of the pages."""
    return [each for name in PAGES for each in sentences((TEMPLATES / name).read_text(encoding="utf-8"))]


def page() -> str:
    """Return docs/promises.md."""
    return HEAD + "".join(f"| {each.id} | {each.text} | {_proof(each)} |\n" for each in promises())


def _proof(promise: Promise) -> str:
    return "<br>".join(f"`{test.removeprefix('tests/')}`" for test in promise.tests) or f"*{promise.kind}*"


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
    sys.exit(0)
