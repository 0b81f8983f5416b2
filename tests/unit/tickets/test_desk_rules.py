"""Reasons, placeholders and the words of the partial indexes: data and pure rules of the desk."""

from __future__ import annotations

import re

import pytest

from app.core.errors import Invalid
from app.i18n import LANGUAGES
from app.tickets.models import IN_QUEUE, WITH_LAWYER
from app.tickets.reasons import checked_text, pack, reasons
from app.tickets.replies import PLACEHOLDERS, unknown_placeholders
from app.tickets.rules import IN_WORK, QUEUE


@pytest.mark.parametrize(("sql", "states"), [(IN_QUEUE, QUEUE), (WITH_LAWYER, IN_WORK)])
def test_the_partial_indexes_cover_exactly_the_states_of_the_rules(sql: str, states: frozenset[str]) -> None:
    assert set(re.findall(r"'(\w+)'", sql)) == {state.value for state in states}


@pytest.mark.parametrize("kind", ["decline", "give_back"])
def test_every_reason_speaks_three_languages(kind: str) -> None:
    for reason in reasons(kind).values():
        assert all(reason.name.get(code) for code in LANGUAGES), reason.code
        assert not reason.asker or all(reason.asker.get(code) for code in LANGUAGES), reason.code


def test_whoever_is_declined_always_reads_something() -> None:
    for reason in reasons("decline").values():
        assert reason.asker or reason.needs_text, reason.code


def test_code_and_text_are_kept_apart() -> None:
    assert pack("decline", "spam") == "spam"
    assert pack("decline", "other", " first\r\nsecond ") == "other\nfirst\nsecond"


@pytest.mark.parametrize(("code", "text"), [("other", "  "), ("unknown", "x"), ("", "x")])
def test_a_reason_without_substance_is_refused(code: str, text: str) -> None:
    with pytest.raises(Invalid):
        pack("decline", code, text)


def test_a_text_may_be_long_but_not_endless() -> None:
    assert len(checked_text("x" * 2000)) == 2000
    with pytest.raises(Invalid):
        checked_text("x" * 2001)


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("no placeholders, {ticket}, {deadline}, {precinct}, {article_url}", []),
        ("{Ticket} {name} {}", ["Ticket", "name", ""]),
        ("a lone { brace and } another", [" brace and "]),
        ("{\nnot one}", []),
    ],
)
def test_unknown_placeholders_are_found(text: str, unknown: list[str]) -> None:
    assert unknown_placeholders(text) == unknown


def test_the_known_placeholders_are_those_of_the_content_file() -> None:
    assert set(PLACEHOLDERS) == {"ticket", "deadline", "precinct", "article_url"}
