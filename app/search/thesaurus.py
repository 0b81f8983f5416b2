"""Words that mean the same, within a language and across languages, from the content files."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from app.search.analysis.stopwords import ORPHANS, is_stopword
from app.search.analysis.tokens import read
from app.search.interface import LANGUAGES

CONTENT = Path(__file__).resolve().parent.parent / "content"
FILES = ("glossary.toml", "search_words.toml")

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One meaning: the phrases each language has for it, as index terms."""

    phrases: Mapping[str, tuple[Phrase, ...]]


class Meaning(NamedTuple):
    """A meaning found in a question: the question's words that express it, and the phrases that do so too."""

    used: frozenset[str]
    entry: Entry


class Thesaurus:
    """Finds the meanings a question's words express."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._by_term: dict[str, list[tuple[Phrase, Entry]]] = defaultdict(list)
        for entry in entries:
            for phrase in {phrase for phrases in entry.phrases.values() for phrase in phrases}:
                self._by_term[phrase[0]].append((phrase, entry))

    def meanings(self, terms: Collection[str]) -> list[Meaning]:
        """Return the meanings of these terms; a longer phrase hides the shorter ones inside it."""
        present = set(terms)
        found = [
            Meaning(frozenset(phrase), entry)
            for term in sorted(present)
            for phrase, entry in self._by_term.get(term, ())
            if present.issuperset(phrase)
        ]
        return [each for each in found if not any(each.used < other.used for other in found)]


def load(files: Sequence[Path]) -> Thesaurus:
    """Read content files; one that is missing adds nothing."""
    return Thesaurus([entry for file in files if file.exists() for entry in _entries(file)])


@cache
def thesaurus() -> Thesaurus:
    """Return the thesaurus of the project's content."""
    return load([CONTENT / name for name in FILES])


def _entries(file: Path) -> Iterator[Entry]:
    for row in tomllib.loads(file.read_text(encoding="utf-8")).get("term", ()):
        phrases = {
            language: tuple(dict.fromkeys(filter(None, map(_phrase, row.get(language, ())))))
            for language in LANGUAGES
        }
        yield Entry(phrases)


def _phrase(text: str) -> Phrase:
    words = list(read(text))
    telling = [word for word in words if not is_stopword(word.text, word.bones)] or words
    return tuple(dict.fromkeys(word.term for word in telling if word.bones not in ORPHANS))
