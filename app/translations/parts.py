"""One feature's translations into one language, as written by hand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import PoFileError, denormalize, read_po

_ENTRY = re.compile(r"^(?=msgid )", re.MULTILINE)
_MSGID = re.compile(r'msgid ((?:"(?:[^"\\]|\\.)*"[ \t]*\n?)+)')
_FORM = re.compile(r"^msgstr\[\d+\]", re.MULTILINE)


@dataclass(frozen=True)
class Entry:
    """One translated text; `forms` has one item unless the text counts something.

    `written_forms` is how many plural forms the author wrote, before any library filled them up.
    """

    singular: str
    plural: str
    forms: tuple[str, ...]
    fuzzy: bool
    written_forms: int


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
    try:
        written = list(_as_written(path.read_text(encoding="utf-8")))
        with path.open("rb") as file:
            catalog = read_po(file, locale=language, abort_invalid=True)
    except (PoFileError, ValueError) as error:
        return Part(name, (), broken=str(error))
    counted = Counter(text for text, _forms in written)
    forms = dict(written)
    entries = tuple(_entry(message, forms) for message in catalog if message.id)
    return Part(name, entries, tuple(sorted(text for text, times in counted.items() if text and times > 1)))


def _as_written(content: str) -> Iterator[tuple[str, int]]:
    """Yield each text with its number of plural forms; Babel cuts, fills and merges them silently."""
    for block in _ENTRY.split(content):
        found = _MSGID.match(block)
        if found:
            yield denormalize(found[1].strip()), len(_FORM.findall(block))


def _entry(message: Message, forms: Mapping[str, int]) -> Entry:
    singular, plural = _texts(message.id)[:2] if message.pluralizable else (str(message.id), "")
    return Entry(singular, plural, _texts(message.string), message.fuzzy, forms.get(singular, 0))


def _texts(text: str | Sequence[str] | None) -> tuple[str, ...]:
    return (text or "",) if isinstance(text, str) or text is None else tuple(text)
