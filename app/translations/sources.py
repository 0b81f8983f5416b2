"""Which texts the program speaks: found in Python files and templates, as a reader would meet them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir

TEMPLATES = ("**/templates/**.html", "**/templates/**.txt")
METHODS = [*((pattern, "jinja2.ext:babel_extract") for pattern in TEMPLATES), ("**.py", "python")]
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "_l": None,
    "lazy_gettext": None,
    "_n": (1, 2),
    "_ln": (1, 2),
    "lazy_ngettext": (1, 2),
}
OPTIONS = {
    pattern: {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"} for pattern in TEMPLATES
}
SKIPPED_FOLDERS = {"static", "content", "translations", "__pycache__"}


@dataclass(frozen=True)
class Source:
    """A text of the program; `plural` is empty when it does not count anything."""

    singular: str
    plural: str
    place: str


def find_sources(root: Path) -> dict[str, Source]:
    """Return every text below `root` by its (singular) English form."""
    found: dict[str, Source] = {}
    for source in _extract(root):
        known = found.get(source.singular)
        if known is None or (source.plural and not known.plural):
            found[source.singular] = source
    return found


def _extract(root: Path) -> Iterator[Source]:
    entries = extract_from_dir(
        root,
        method_map=METHODS,
        options_map=OPTIONS,
        keywords=KEYWORDS,
        directory_filter=lambda folder: Path(folder).name not in SKIPPED_FOLDERS,
    )
    for filename, line, text, _comments, _context in entries:
        singular, plural = text[:2] if isinstance(text, tuple) else (text, "")
        if singular:
            yield Source(singular, plural, f"{filename}:{line}")
