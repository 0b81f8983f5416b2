"""Choosing provisions of law without knowing their numbers by heart."""

from __future__ import annotations

from dataclasses import dataclass

from app.i18n import localized
from app.reference.citing import place
from app.reference.models import Provision, Topic
from app.reference.queries import all_provisions

SHOWN = 8


@dataclass(frozen=True)
class Found:
    """What the search found: the first few, and whether there is more."""

    provisions: list[Provision]
    more: bool = False


def search(words: str, topic: Topic, chosen: list[str]) -> Found:
    """Return provisions that hold all the words; without words, those of the question's topic."""
    known = [each for rows in all_provisions().values() for each in rows if each.id not in chosen]
    parts = words.casefold().split()
    if not parts:
        hits = [each for each in known if _is_law_of(topic, each)]
    else:
        hits = [each for each in known if all(part in _haystack(each) for part in parts)]
        hits.sort(key=lambda each: (each.article not in parts, not _is_law_of(topic, each)))
    return Found(hits[:SHOWN], len(hits) > SHOWN)


def _haystack(provision: Provision) -> str:
    names = [provision.id, place(provision), localized(provision.act.short), *provision.summary.values()]
    return " ".join([*names, *provision.act.short.values()]).casefold()


def _is_law_of(topic: Topic, provision: Provision) -> bool:
    return any(provision.id == entry or provision.id.startswith(f"{entry}(") for entry in topic.law)
