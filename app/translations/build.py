"""Merge the parts of each language into the catalogue that the program reads.

`python -m app.translations.build` builds what there is; with `--check` it then fails with a list of
what is missing or not right.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import write_po

from app.translations.checks import PLURAL_FORMS, find_problems
from app.translations.parts import Part, read_parts
from app.translations.sources import Source, find_sources

APP = Path(__file__).resolve().parent.parent
WRITTEN = ("kk", "ru")


def build(root: Path = APP) -> list[str]:
    """Write the catalogues below `root` and return the problems found."""
    sources = find_sources(root)
    translations = root / "translations"
    problems: list[str] = []
    for language in WRITTEN:
        parts = read_parts(translations, language)
        problems.extend(find_problems(language, parts, sources))
        _write(merge(language, parts, sources), translations, language)
    _write(english(sources), translations, "en")
    return problems


def merge(language: str, parts: Sequence[Part], sources: Mapping[str, Source]) -> Catalog:
    """Return one catalogue; the first part that knows a text wins, what cannot be used is left out."""
    catalog = _catalog(language)
    for text, source in sources.items():
        for part in parts:
            entry = part.by_text.get(text)
            wanted = PLURAL_FORMS[language] if source.plural else 1
            if entry and not entry.fuzzy and all(entry.forms) and len(entry.forms) == wanted:
                _add(catalog, source, entry.forms)
                break
    return catalog


def english(sources: Mapping[str, Source]) -> Catalog:
    """Return the catalogue of the source language: every text is its own translation."""
    catalog = _catalog("en")
    for source in sources.values():
        _add(catalog, source, (source.singular, source.plural) if source.plural else (source.singular,))
    return catalog


def _catalog(language: str) -> Catalog:
    return Catalog(locale=language, project="Kenes", charset="utf-8", fuzzy=False)


def _add(catalog: Catalog, source: Source, forms: tuple[str, ...]) -> None:
    if source.plural:
        catalog.add((source.singular, source.plural), forms)
    else:
        catalog.add(source.singular, forms[0])


def _write(catalog: Catalog, translations: Path, language: str) -> None:
    folder = translations / language / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    readable, compiled = BytesIO(), BytesIO()
    write_po(readable, catalog, omit_header=True, no_location=True, sort_output=True)
    write_mo(compiled, catalog)
    for name, content in (("messages.po", readable), ("messages.mo", compiled)):
        # A running process may be reading: it must find the old file or the new one, never half of one.
        half = folder / f".{name}.new"
        half.write_bytes(content.getvalue())
        half.replace(folder / name)


def main(arguments: Sequence[str]) -> int:
    """Run from the command line; 1 means that --check found something."""
    problems = build()
    if "--check" not in arguments:
        return 0
    sys.stdout.writelines(f"{line}\n" for line in problems)
    sys.stdout.write(
        f"{len(problems)} problems in the translations\n" if problems else "translations complete\n"
    )
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
