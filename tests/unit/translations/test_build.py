"""The translation build on small trees of sources and parts, good and bad."""

from __future__ import annotations

from gettext import GNUTranslations
from pathlib import Path

import pytest

from app.translations.build import build
from app.translations.sources import find_sources

PAGE = """
<h1>{{ _("Ask a lawyer") }}</h1>
<p>{{ ngettext("%(num)s answer", "%(num)s answers", count) }}</p>
"""
FORM = """
from app.i18n import lazy_gettext as _l
LABEL = _l("Question of %(name)s")
"""
GOOD = {
    "kk": """
msgid "Ask a lawyer"
msgstr "Заңгерге сұрақ қою"

msgid "Question of %(name)s"
msgstr "%(name)s сұрағы"

msgid "%(num)s answer"
msgid_plural "%(num)s answers"
msgstr[0] "Бір жауап"
msgstr[1] "%(num)s жауап"
""",
    "ru": """
msgid "Ask a lawyer"
msgstr "Спросить юриста"

msgid "Question of %(name)s"
msgstr "Вопрос от %(name)s"

msgid "%(num)s answer"
msgid_plural "%(num)s answers"
msgstr[0] "%(num)s ответ"
msgstr[1] "%(num)s ответа"
msgstr[2] "%(num)s ответов"
""",
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small application that is completely translated."""
    (tmp_path / "templates" / "intake").mkdir(parents=True)
    (tmp_path / "templates" / "intake" / "ask.html").write_text(PAGE, "utf-8")
    (tmp_path / "intake").mkdir()
    (tmp_path / "intake" / "forms.py").write_text(FORM, "utf-8")
    for language, text in GOOD.items():
        write(tmp_path, language, "intake", text)
    return tmp_path


def write(root: Path, language: str, feature: str, text: str) -> None:
    path = root / "translations" / language / f"{feature}.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def change(root: Path, language: str, old: str, new: str) -> None:
    path = root / "translations" / language / "intake.po"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def catalogue(root: Path, language: str) -> GNUTranslations:
    with (root / "translations" / language / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        return GNUTranslations(file)


def test_a_complete_translation_has_no_problems(tree: Path) -> None:
    assert build(tree) == []


def test_texts_are_found_in_templates_lazy_labels_and_plurals(tree: Path) -> None:
    found = find_sources(tree)
    assert set(found) == {"Ask a lawyer", "Question of %(name)s", "%(num)s answer"}
    assert found["%(num)s answer"].plural == "%(num)s answers"
    assert found["Question of %(name)s"].place.startswith("intake/forms.py:")


def test_static_files_and_translations_are_not_read_as_sources(tree: Path) -> None:
    (tree / "static").mkdir()
    (tree / "static" / "tool.py").write_text('_("not a page")', "utf-8")
    assert "not a page" not in find_sources(tree)


def test_compiled_catalogues_speak_with_the_plurals_of_each_language(tree: Path) -> None:
    build(tree)
    assert catalogue(tree, "kk").gettext("Ask a lawyer") == "Заңгерге сұрақ қою"
    russian = catalogue(tree, "ru")
    forms = [russian.ngettext("%(num)s answer", "%(num)s answers", number) for number in (1, 3, 5, 21)]
    assert forms == ["%(num)s ответ", "%(num)s ответа", "%(num)s ответов", "%(num)s ответ"]


def test_the_english_catalogue_is_the_source_itself(tree: Path) -> None:
    build(tree)
    english = catalogue(tree, "en")
    assert english.gettext("Ask a lawyer") == "Ask a lawyer"
    assert english.ngettext("%(num)s answer", "%(num)s answers", 1) == "%(num)s answer"
    assert english.ngettext("%(num)s answer", "%(num)s answers", 2) == "%(num)s answers"


def test_building_twice_writes_the_same_bytes(tree: Path) -> None:
    build(tree)
    path = tree / "translations" / "ru" / "LC_MESSAGES" / "messages.mo"
    first = path.read_bytes()
    build(tree)
    assert path.read_bytes() == first


def test_the_same_text_in_two_parts_may_have_one_translation(tree: Path) -> None:
    write(tree, "ru", "common", 'msgid "Ask a lawyer"\nmsgstr "Спросить юриста"\n')
    assert build(tree) == []


BAD = [
    ('msgstr "Спросить юриста"', 'msgstr ""', "ru/intake.po: empty “Ask a lawyer”"),
    ('msgid "Ask a lawyer"', '#, fuzzy\nmsgid "Ask a lawyer"', "ru/intake.po: fuzzy “Ask a lawyer”"),
    ('msgstr "Спросить юриста"', 'msgstr "Ask a lawyer"', "ru/intake.po: still English “Ask a lawyer”"),
    ("юриста", "юристa", "ru/intake.po: Latin and Cyrillic letters in one word of “Ask a lawyer”"),
    (
        "Вопрос от %(name)s",
        "Вопрос от %(nane)s",
        "ru/intake.po: placeholders differ in “Question of %(name)s”",
    ),
    ('"%(num)s ответа"', '"ответа"', "ru/intake.po: placeholders differ in “%(num)s answer”"),
    ('msgstr[2] "%(num)s ответов"', "", "ru/intake.po: needs 3 plural forms, has 2: “%(num)s answer”"),
    ('"Спросить юриста"', '"Спросить <b>юриста</b>"', "ru/intake.po: markup differs in “Ask a lawyer”"),
]


@pytest.mark.parametrize(("old", "new", "line"), BAD, ids=[line.split(" “")[0] for _, _, line in BAD])
def test_a_bad_entry_is_named(tree: Path, old: str, new: str, line: str) -> None:
    change(tree, "ru", old, new)
    assert build(tree) == [line]


def test_plurals_copied_from_another_language_are_named(tree: Path) -> None:
    change(tree, "kk", 'msgstr[1] "%(num)s жауап"', 'msgstr[1] "%(num)s жауап"\nmsgstr[2] "%(num)s жауап"')
    assert build(tree)[0].startswith("kk/intake.po: unreadable: msg has more translations than num_plurals")


def test_a_text_that_forgets_to_count_is_named(tree: Path) -> None:
    write(
        tree,
        "kk",
        "intake",
        GOOD["kk"].split('msgid "%(num)s answer"')[0] + 'msgid "%(num)s answer"\nmsgstr "%(num)s жауап"\n',
    )
    assert build(tree) == ["kk/intake.po: plural differs from the source of “%(num)s answer”"]


def test_words_that_are_the_same_everywhere_may_stay(tree: Path) -> None:
    (tree / "intake" / "views.py").write_text('_("e-mail")', "utf-8")
    for language in ("kk", "ru"):
        write(tree, language, "common", 'msgid "e-mail"\nmsgstr "e-mail"\n')
    assert build(tree) == []


def test_a_missing_text_is_named_with_its_place(tree: Path) -> None:
    change(tree, "kk", 'msgid "Ask a lawyer"\nmsgstr "Заңгерге сұрақ қою"', "")
    assert build(tree) == ["kk: missing “Ask a lawyer” (templates/intake/ask.html:2)"]


def test_an_unused_text_is_named(tree: Path) -> None:
    write(tree, "kk", "old", 'msgid "Gone"\nmsgstr "Кетті"\n')
    assert build(tree) == ["kk/old.po: unused “Gone”"]


def test_two_parts_that_disagree_are_named(tree: Path) -> None:
    write(tree, "ru", "common", 'msgid "Ask a lawyer"\nmsgstr "Задать вопрос"\n')
    assert build(tree) == ["ru/intake.po: another translation than in ru/common.po of “Ask a lawyer”"]


def test_a_text_twice_in_one_file_is_named(tree: Path) -> None:
    part = tree / "translations" / "ru" / "intake.po"
    part.write_text(GOOD["ru"] + '\nmsgid "Ask a lawyer"\nmsgstr "Спросить"\n', "utf-8")
    assert build(tree) == ["ru/intake.po: twice in one file “Ask a lawyer”"]


def test_an_unreadable_file_is_named_and_does_not_stop_the_others(tree: Path) -> None:
    (tree / "translations" / "ru" / "broken.po").write_bytes('msgid "x"\nmsgstr "й"\n'.encode("cp1251"))
    problems = build(tree)
    assert [line.split(": ")[1] for line in problems] == ["unreadable"]
    assert catalogue(tree, "ru").gettext("Ask a lawyer") == "Спросить юриста"


def test_what_cannot_be_used_falls_back_to_english_instead_of_nothing(tree: Path) -> None:
    change(tree, "ru", 'msgstr "Спросить юриста"', 'msgstr ""')
    build(tree)
    assert catalogue(tree, "ru").gettext("Ask a lawyer") == "Ask a lawyer"
