"""Templates hold markup only: no scripts, no styles, no sentences that escape translation."""

from __future__ import annotations

import re

import pytest

from tests.support.source import Source, calls, python_files, templates, without_jinja

INLINE = (
    (r"<style\b", "style element"),
    (r"\sstyle\s*=", "style attribute"),
    (r"\son[a-z]+\s*=\s*[\"']", "event handler"),
    (r"javascript:", "script address"),
    (r"<script\b(?![^>]*\bsrc=)(?![^>]*application/ld\+json)", "inline script"),
    (
        r"<(?:script|link|img|iframe|source|use)\b[^>]*(?:src|href)\s*=\s*[\"'](?:https?:)?//",
        "foreign resource",
    ),
)
SPOKEN_ATTRIBUTES = "alt|title|placeholder|aria-label|aria-description|aria-roledescription|label|content"
# Not sentences: units, marks, and what is the same in every language.
SAME_EVERYWHERE = {"kk", "ru", "en", "nbsp", "Kenes", "KZ", "QR", "PDF", "Atom", "RSS"}
FORM_FILES = ("forms", "rules", "service", "views")


def inline_code(name: str, text: str) -> list[str]:
    text = re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)
    return [f"{name}: {what}" for pattern, what in INLINE if re.search(pattern, text, re.IGNORECASE)]


def bare_text(name: str, text: str) -> list[str]:
    """Return words that a reader would see untranslated."""
    text = without_jinja(text)
    text = re.sub(r"<(script|style|code|svg|kbd)\b.*?</\1>", "", text, flags=re.DOTALL)
    shown = re.findall(r"(?:^|>)([^<>]*)(?=<|$)", text)
    spoken = re.findall(
        rf"\s(?:{SPOKEN_ATTRIBUTES})=\"([^\"]*)\"", re.sub(r"<meta\b[^>]*>|<link\b[^>]*>", "", text)
    )
    shown = [re.sub(r"[\w-]+=\"[^\"]*\"", "", text) for text in shown]  # attributes filled in through a block
    words = re.findall(r"[^\W\d_]{2,}", re.sub(r"&#?\w+;", " ", " ".join([*shown, *spoken])))
    return [f"{name}: {word}" for word in words if word not in SAME_EVERYWHERE]


def untranslated_calls(source: Source) -> list[str]:
    """Return messages for people that are given as plain strings: labels, errors, flashes."""
    found = []
    for name, node in calls(source.tree):
        last = name.rpartition(".")[2]
        speaks = last in {"flash", "ValidationError", "StopValidation"} or (
            last.endswith("Field") and last[0].isupper()
        )
        texts = [
            *node.args[:1],
            *(part.value for part in node.keywords if part.arg in {"message", "label", "description"}),
        ]
        if speaks and any(_is_sentence(text) for text in texts):
            found.append(f"{source.path}:{node.lineno} {last}")
    return found


def _is_sentence(node: object) -> bool:
    return isinstance(getattr(node, "value", None), str) and bool(
        re.search(r"[^\W\d_]", str(getattr(node, "value", "")))
    )


def test_no_template_holds_script_or_style() -> None:
    assert [
        line for name, text in templates() if name.endswith(".html") for line in inline_code(name, text)
    ] == []


def test_no_template_holds_untranslated_words() -> None:
    assert [
        line for name, text in templates() if name.endswith(".html") for line in bare_text(name, text)
    ] == []


def test_no_message_for_people_is_a_plain_string() -> None:
    assert [line for source in python_files() for line in untranslated_calls(source)] == []


@pytest.mark.parametrize(
    "text",
    [
        "<style>p{}</style>",
        '<p style="color:red">',
        '<button onclick="x()">',
        "<a href='javascript:x'>",
        "<script>let x</script>",
        '<script src="https://cdn.example/x.js"></script>',
        '<link rel="stylesheet" href="//cdn.example/x.css">',
    ],
)
def test_inline_code_is_found(text: str) -> None:
    assert inline_code("x.html", text)


@pytest.mark.parametrize(
    "text",
    [
        "<p>Hello</p>",
        "<p>{{ _('x') }} days</p>",
        '<img alt="A picture">',
        '<button aria-label="Close"></button>',
        "Text before <b></b>",
        "{% if x %}yes{% endif %}",
    ],
)
def test_bare_words_are_found(text: str) -> None:
    assert bare_text("x.html", text)


def test_translated_words_and_marks_pass() -> None:
    text = '{# note #}<p title="{{ _("Hi") }}">{% trans %}Hello{% endtrans %} · 1&nbsp;–&nbsp;2 {{ x }}</p><svg>ab</svg>'
    assert bare_text("x.html", text) == []
    assert inline_code("x.html", '<script type="module" src="/a.mjs"></script>') == []


@pytest.mark.parametrize(
    "text",
    [
        "flash('Saved')",
        "StringField('Name')",
        "StringField(label='Name')",
        "raise ValidationError('Too short')",
        "wtforms.TextAreaField(_l('Text'), description='As you like')",
    ],
)
def test_a_plain_message_is_found(text: str) -> None:
    assert untranslated_calls(Source("app/x/forms.py", text))


def test_a_translated_message_passes() -> None:
    assert (
        untranslated_calls(
            Source("app/x/forms.py", "flash(_('Saved'))\nStringField(_l('Name'))\nHiddenField()")
        )
        == []
    )
