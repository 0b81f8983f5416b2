"""What a message carries instead of words: a file, or a card that cites the law or an article.

It is sealed in the message's own place, as JSON of plain characters; whoever reads texts finds none there.
"""

from __future__ import annotations

import json
from typing import Any

FILE, CARD = "file", "card"
KINDS = frozenset({FILE, CARD})


def packed(content: dict[str, Any]) -> str:
    """Return what is stored as the message's body."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"))


def unpacked(kind: str, body: str | None) -> dict[str, Any]:
    """Return how an entry shows a body: as its text, its file or its card."""
    if body is None or kind not in KINDS:
        return {"text": body}
    return {"text": None, kind: json.loads(body)}
