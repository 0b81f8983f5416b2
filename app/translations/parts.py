"""One feature's translations into one language, as written by hand."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.pofile import PoFileError, denormalize, read_po

_Text = str | tuple[str, ...] | list[str]
_MSGID = re.compile(r'^msgid ((?:"(?:[^"\\]|\\.)*"[ \t]*\n?)+)', re.MULTILINE)


@dataclass(frozen=True)
class Entry:
    """One translated text; `forms` has one item unless the text counts something."""

    singular: str
    plural: str
    forms: tuple[str, ...]
    fuzzy: bool


@dataclass(frozen=True)
class Part:
    """The content of one file. `repeated` are texts it holds more than once; the last would win silently."""

    name: str
    entries: tuple[Entry, ...]
    repeated: tuple[str, ...] = ()
    broken: str = ""
    by_text: dict[str, Entry] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_text", {entry.singular: entry for entry in self.entries})


def read_parts(translations: Path, language: str) -> list[Part]:
    """Return the parts of a language, in the order of their names."""
    return [_read(path, language) for path in sorted((translations / language).glob("*.po"))]


def _read(path: Path, language: str) -> Part:
    name = f"{language}/{path.name}"
    text = path.read_text(encoding="utf-8")
    try:
        with path.open("rb") as file:
            catalog = read_po(file, locale=language, abort_invalid=True)
    except (PoFileError, ValueError) as error:
        return Part(name, (), broken=str(error))
    entries = [_entry(message.id, message.string, fuzzy=message.fuzzy) for message in catalog if message.id]
    counted = Counter(denormalize(found.strip()) for found in _MSGID.findall(text))
    repeated = tuple(sorted(text for text, times in counted.items() if text and times > 1))
    return Part(name, tuple(entries), repeated)


def _entry(identifier: _Text, string: _Text | None, *, fuzzy: bool) -> Entry:
    singular, plural = _forms(identifier)[:2] if isinstance(identifier, (tuple, list)) else (identifier, "")
    return Entry(singular, plural, _forms(string), fuzzy)


def _forms(text: _Text | None) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, (tuple, list)) else (text or "",)
