"""Kazakh, Russian and English say everything: nothing missing, empty, doubtful or with other placeholders."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.translations.build import APP, WRITTEN
from app.translations.checks import find_problems
from app.translations.parts import read_parts
from app.translations.sources import find_sources


def problems(folder: Path, language: str) -> list[str]:
    return find_problems(language, read_parts(folder / "translations", language), find_sources(folder))


@pytest.mark.parametrize("language", WRITTEN)
def test_every_text_is_translated(language: str) -> None:
    assert problems(APP, language) == []


@pytest.mark.parametrize(
    "entry",
    [
        "",
        'msgid "%(count)s votes"\nmsgstr ""',
        'msgid "%(count)s votes"\nmsgstr "%(number)s голосов"',
        '#, fuzzy\nmsgid "%(count)s votes"\nmsgstr "%(count)s голосов"',
        'msgid "%(count)s votes"\nmsgstr "%(count)s голосов"\n\nmsgid "Gone"\nmsgstr "Нет"',
    ],
    ids=["missing", "empty", "placeholder", "doubtful", "unused"],
)
def test_a_gap_is_found(tmp_path: Path, entry: str) -> None:
    (tmp_path / "views.py").write_text('gettext("%(count)s votes")\n', encoding="utf-8")
    folder = tmp_path / "translations" / "ru"
    folder.mkdir(parents=True)
    (folder / "x.po").write_text(entry, encoding="utf-8")
    assert problems(tmp_path, "ru")


def test_a_complete_part_passes(tmp_path: Path) -> None:
    (tmp_path / "views.py").write_text('gettext("%(count)s votes")\n', encoding="utf-8")
    folder = tmp_path / "translations" / "ru"
    folder.mkdir(parents=True)
    (folder / "x.po").write_text('msgid "%(count)s votes"\nmsgstr "%(count)s голосов"\n', encoding="utf-8")
    assert problems(tmp_path, "ru") == []
