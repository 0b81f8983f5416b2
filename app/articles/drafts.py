"""The public text while it is worked on: what is sealed, and the hash that the asker will approve."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

from app.articles.texts import TextDraft, text_hash
from app.redaction.detectors import find
from app.redaction.masks import PLAIN_MASK, certain, mask


@dataclass(frozen=True, kw_only=True)
class PublicDraft:
    """A text with everything that was decided about it.

    `kept` are words that look personal and may stay; `checked` are the ticked lines of the checklist.
    """

    language: str
    topic: str
    text: TextDraft
    provisions: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    checked: list[str] = field(default_factory=list)

    @property
    def hash(self) -> str:
        """Return what a consent to exactly this text would name."""
        return text_hash(self.language, self.text, self.provisions)

    @property
    def words(self) -> str:
        """Return everything a reader would read."""
        return "\n".join(parts_of(self.text).values())

    def as_json(self) -> str:
        """Return the form in which it is sealed."""
        return json.dumps(asdict(self), ensure_ascii=False)


def draft_from_json(sealed: str) -> PublicDraft:
    """Return a draft as it was sealed."""
    data = json.loads(sealed)
    return PublicDraft(**{**data, "text": TextDraft(**data["text"])})


def parts_of(text: TextDraft) -> dict[str, str]:
    """Return the parts of a text by name; steps are called "step1", "step2" and so on."""
    steps = {f"step{place}": str(step["text"]) for place, step in enumerate(text.steps, start=1)}
    return {
        "question": text.question,
        "short_answer": text.short_answer,
        "explanation": text.explanation,
        **steps,
    }


def masked(
    draft: PublicDraft, words: Mapping[str, str], chosen: Mapping[str, str] | None = None
) -> PublicDraft:
    """Return the draft with all certain personal data masked, and what else was chosen to be.

    Words that may stay are left alone; `chosen` names the exact words to mask, with their kind.
    """

    def clean(part: str) -> str:
        found = [each for each in certain(find(part)) if part[each.start : each.end] not in draft.kept]
        part = mask(part, found, words)
        for exact, kind in (chosen or {}).items():
            part = part.replace(exact, f"[{words.get(kind, PLAIN_MASK)}]")
        return part

    text = replace(
        draft.text,
        question=clean(draft.text.question),
        short_answer=clean(draft.text.short_answer),
        explanation=clean(draft.text.explanation),
        steps=[{**step, "text": clean(str(step["text"]))} for step in draft.text.steps],
    )
    return replace(draft, text=text)


def unmasked(draft: PublicDraft) -> list[str]:
    """Return certain personal data that still stands in the text without being allowed to."""
    return [
        part[each.start : each.end]
        for part in parts_of(draft.text).values()
        for each in certain(find(part))
        if part[each.start : each.end] not in draft.kept
    ]
