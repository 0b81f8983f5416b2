"""The labelled sentences: written ones, and patterns filled with made-up values."""

from __future__ import annotations

import hashlib
import random
import re
from dataclasses import dataclass, field
from pathlib import Path

from bench.redacting.values import SLOTS

FOLDER = Path(__file__).resolve().parent.parent / "data" / "redaction"
REPEATS = 4
_MARK = re.compile(r"\[\[(\??\w+)\|(.*?)\]\](?!\])")
_SLOT = re.compile(r"<(\w+)>")


@dataclass(frozen=True)
class Span:
    """A stretch that identifies somebody; with "?" before the kind it may be marked and need not be."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Sentence:
    """A text and what is personal in it. `is_held_out`: not looked at while the engine is tuned."""

    text: str
    is_held_out: bool
    spans: list[Span] = field(default_factory=list)


def sentences() -> list[Sentence]:
    """Return all sentences, the same in every run."""
    found: list[Sentence] = []
    for path in sorted(FOLDER.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip() and not line.startswith("#"):
                found += _made_of(line)
    return found


def labelled(text: str, *, is_held_out: bool = False) -> Sentence:
    """Return a sentence of a text with marks."""
    plain, spans, position = "", [], 0
    for match in _MARK.finditer(text):
        plain += text[position : match.start()]
        spans.append(Span(len(plain), len(plain) + len(match[2]), match[1]))
        plain += match[2]
        position = match.end()
    return Sentence(plain + text[position:], is_held_out, spans)


def _made_of(line: str) -> list[Sentence]:
    seed = hashlib.sha256(line.encode()).digest()
    is_held_out = seed[0] % 3 == 0  # by line: fillings of one pattern stay together
    if not _SLOT.search(line):
        return [labelled(line, is_held_out=is_held_out)]
    rng = random.Random(seed)
    return [
        labelled(_SLOT.sub(lambda match: SLOTS[match[1]](rng), line), is_held_out=is_held_out)
        for _ in range(REPEATS)
    ]
