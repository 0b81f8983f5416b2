"""What may be wrong with translations. Pure: texts in, sentences for the author out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from app.translations.parts import Entry, Part
from app.translations.sources import Source

PLURAL_FORMS = {"kk": 2, "ru": 3, "en": 2}
# Words that Kazakh and Russian readers write in Latin letters themselves.
SAME_EVERYWHERE = {"e", "mail", "pdf", "qr", "atom", "url"}
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}|%%")
_TAG = re.compile(r"</?[a-zA-Z][^>]*>")
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-z]")
_CYRILLIC = re.compile(r"[\u0400-\u04FF]")


def find_problems(language: str, parts: Iterable[Part], sources: Mapping[str, Source]) -> list[str]:
    """Return one line for every problem of a language; an empty list means that all is well."""
    parts = list(parts)
    lines = [line for part in parts for line in _of_part(part, language, sources)]
    lines.extend(_conflicts(parts))
    known = {text for part in parts for text in part.by_text}
    lines.extend(
        f"{language}: missing “{text}” ({source.place})"
        for text, source in sources.items()
        if text not in known
    )
    return sorted(set(lines))


def _of_part(part: Part, language: str, sources: Mapping[str, Source]) -> Iterator[str]:
    if part.broken:
        yield f"{part.name}: unreadable: {part.broken}"
    for text in part.repeated:
        yield f"{part.name}: twice in one file “{text}”"
    for entry in part.entries:
        source = sources.get(entry.singular)
        if source is None:
            yield f"{part.name}: unused “{entry.singular}”"
        else:
            for fault in _of_entry(entry, language, source):
                yield f"{part.name}: {fault} “{entry.singular}”"


def _of_entry(entry: Entry, language: str, source: Source) -> Iterator[str]:
    if entry.fuzzy:
        yield "fuzzy"
    if entry.plural != source.plural:
        yield "plural differs from the source of"
    elif entry.plural and entry.written_forms != PLURAL_FORMS[language]:
        yield f"needs {PLURAL_FORMS[language]} plural forms, has {entry.written_forms}:"
    elif not all(form.strip() for form in entry.forms):
        yield "empty"
    else:
        yield from _of_forms(entry)


def _of_forms(entry: Entry) -> Iterator[str]:
    wanted = entry.plural or entry.singular
    for number, form in enumerate(entry.forms):
        # Where the first form means exactly one, it may leave the figure out: "one answer".
        exactly_one = bool(entry.plural) and number == 0 and len(entry.forms) == 2
        used, expected = _placeholders(form), _placeholders(wanted)
        if not (used <= expected if exactly_one else used == expected):
            yield "placeholders differ in"
        if sorted(_TAG.findall(form)) != sorted(_TAG.findall(wanted)):
            yield "markup differs in"
        if any(_LATIN.search(word) and _CYRILLIC.search(word) for word in _words(form)):
            yield "Latin and Cyrillic letters in one word of"
        if form == wanted and any(word.lower() not in SAME_EVERYWHERE for word in _words(form)):
            yield "still English"


def _placeholders(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))


def _words(text: str) -> list[str]:
    return _WORD.findall(_TAG.sub(" ", _PLACEHOLDER.sub(" ", text)))


def _conflicts(parts: Iterable[Part]) -> Iterator[str]:
    first: dict[str, tuple[str, Entry]] = {}
    for part in parts:
        for text, entry in part.by_text.items():
            name, known = first.setdefault(text, (part.name, entry))
            if known.forms != entry.forms:
                yield f"{part.name}: another translation than in {name} of “{text}”"
