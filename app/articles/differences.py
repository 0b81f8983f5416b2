"""Two texts side by side, word by word. Pure."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import zip_longest

from app.articles.models import ArticleText

Side = list[tuple[str, str]]  # ("same" | "removed" | "added", words)
Row = tuple[Side, Side]
_WORD = re.compile(r"\s*\S+")
SIMILAR = 0.35


def side_by_side(before: str, after: str) -> list[Row]:
    """Return rows of lines that belong together, with the words that differ marked on both sides."""
    left, right = before.split("\n"), after.split("\n")
    rows: list[Row] = []
    for kind, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if kind == "equal":
            rows.extend(([("same", line)], [("same", line)]) for line in left[a:b])
        else:
            rows.extend(_pair(old, new) for old, new in zip_longest(left[a:b], right[c:d]))
    return [row for row in rows if any(words.strip() for side in row for _kind, words in side)]


def parts_side_by_side(before: ArticleText, after: ArticleText) -> list[tuple[str, list[Row]]]:
    """Return the differences of two versions, part by part; parts that are the same are left out."""
    return [
        (name, side_by_side(_part(before, name), _part(after, name)))
        for name in ("question", "short_answer", "explanation", "steps", "keywords")
        if _part(before, name) != _part(after, name)
    ]


def _part(text: ArticleText, name: str) -> str:
    if name == "steps":
        return "\n".join(_step(step) for step in text.steps)
    if name == "keywords":
        return "\n".join(text.keywords)
    part: str = getattr(text, name)
    return part


def _step(step: dict[str, object]) -> str:
    """Return a step with its term in signs that need no language: −3 18:00."""
    days = step.get("due_days")
    term = [f"{days:+d}" if isinstance(days, int) else "", step.get("due_time"), step.get("due_on")]
    shown = " ".join(str(part) for part in term if part)
    return f"{step['text']} [{shown}]" if shown else str(step["text"])


def _pair(old: str | None, new: str | None) -> Row:
    if old is None or new is None:
        return [("removed", old)] if old else [], [("added", new)] if new else []
    before, after = _WORD.findall(old), _WORD.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < SIMILAR:
        return [("removed", old)] if old else [], [("added", new)] if new else []
    left: Side = []
    right: Side = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            left.append(("same", "".join(before[a:b])))
            right.append(("same", "".join(after[c:d])))
        else:
            left.extend([("removed", "".join(before[a:b]))] if b > a else [])
            right.extend([("added", "".join(after[c:d]))] if d > c else [])
    return left, right
