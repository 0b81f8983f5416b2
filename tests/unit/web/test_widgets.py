"""Lists that are drawn once and kept."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict
from wtforms import Form, SelectField

from app.web.widgets import keep_drawn

PLACES = {"": "Choose", "Near": {"a": "Кентау <b>", "b": "Сауран"}}


class Kept(Form):
    place = SelectField(choices=lambda: PLACES)


class Plain(Form):
    place = SelectField(choices=lambda: PLACES)


def kept(value: str | None = None) -> Kept:
    form = Kept(MultiDict({"place": value}) if value is not None else None)
    keep_drawn(form.place)
    return form


def test_a_kept_list_is_drawn_like_any_other_whatever_is_chosen() -> None:
    for value in (None, "a", "b", "a", "elsewhere"):
        form = kept(value)
        plain = Plain(MultiDict({"place": value}) if value is not None else None)
        for attributes in ({}, {"class": "wide", "aria_invalid": "true"}, {"aria_invalid": False}):
            assert form.place(**attributes) == plain.place(**attributes)


def test_other_texts_are_not_taken_from_what_was_kept() -> None:
    before = kept("a").place()
    other = Kept(MultiDict({"place": "a"}))
    other.place.choices = {"a": "Қалжат"}
    keep_drawn(other.place)
    assert "Қалжат" in other.place()
    assert "Кентау &lt;b&gt;" in before
