"""Fields, their hints and their errors belong together, for eyes and for ears."""

from __future__ import annotations

import re
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    validators,
    widgets,
)

from app.web.widgets import KeptSelect, keep_drawn
from tests.support.pages import problems
from tests.support.parts import environment, page, render

EVIL = '"><script>alert(1)</script>'


class Step(Form):
    text = StringField("Step", [validators.InputRequired("Write the step.")])


class Sample(Form):
    question = TextAreaField(
        "Question",
        [validators.InputRequired("Write your question."), validators.Length(max=50)],
        description="What happened?",
    )
    place = StringField("Place", [validators.InputRequired("Name the place.")])
    language = RadioField(
        "Language",
        [validators.InputRequired("Choose one.")],
        choices={"kk": "Қазақша", "ru": "Русский"},
    )
    topic = SelectField("Topic", [validators.InputRequired()], choices={"Group": {"a": "A", "b": EVIL}})
    several = SelectMultipleField(
        "Several",
        choices={"1": "One", "2": "Two"},
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
    )
    consent = BooleanField("I agree", [validators.InputRequired("We need this consent.")])
    password = PasswordField("Password")
    where_from = HiddenField()
    step = FormField(Step)
    steps = FieldList(FormField(Step), min_entries=2)


NAMES = [name for name in Sample()._fields if name not in {"step", "steps"}]


def filled_wrongly() -> Sample:
    form = Sample(MultiDict({"question": EVIL}))
    assert not form.validate()
    return form


def element(html: str, identifier: str) -> str:
    found = re.search(rf'<\w+[^>]*\bid="{re.escape(identifier)}"[^>]*>', html)
    assert found, f"no element {identifier} in {html}"
    return found[0]


@pytest.mark.parametrize("form", [Sample(), filled_wrongly()], ids=["empty", "with errors"])
def test_a_form_of_all_kinds_of_fields_is_a_valid_page(form: Sample) -> None:
    source = (
        '{% from "components/forms.html" import form_tag, field, error_summary, submit, fieldset %}'
        "{{ error_summary(form) }}{% call form_tag(draft='ask') %}"
        "{% for f in form if f.name not in ('step', 'steps') %}{{ field(f) }}{% endfor %}"
        "{% call fieldset('Steps') %}{{ field(form.step.form.text) }}"
        "{% for entry in form.steps %}{{ field(entry.form.text) }}{% endfor %}{% endcall %}"
        "{{ submit('Send') }}{% endcall %}"
    )
    html = environment().from_string(source).render(form=form)
    assert problems(page(html)) == []


def test_hint_error_and_counter_are_read_in_this_order_with_the_field() -> None:
    html = render("forms.html", "field", "form.question", form=filled_wrongly())
    assert 'aria-describedby="question-hint question-count"' in element(html, "question")
    html = render("forms.html", "field", "form.place, hint='Town'", form=filled_wrongly())
    assert 'aria-describedby="place-hint place-error"' in element(html, "place")
    assert 'aria-invalid="true"' in element(html, "place")


def test_a_field_without_errors_is_not_called_invalid() -> None:
    html = render("forms.html", "field", "form.place", form=Sample())
    assert "aria-invalid" not in html
    assert "aria-describedby" not in html


def test_a_text_area_never_cuts_what_is_pasted_but_counts_it() -> None:
    html = render("forms.html", "field", "form.question, rows=9", form=Sample())
    assert "maxlength" not in html
    assert 'data-max="50"' in html
    assert 'rows="9"' in html


def test_radio_buttons_stand_in_a_named_group() -> None:
    html = render("forms.html", "field", "form.language, hints={'kk': 'Default'}", form=filled_wrongly())
    assert '<legend class="form-label">Language</legend>' in html
    assert 'aria-describedby="language-error"' in element(html, "language")
    assert 'aria-describedby="language-0-hint"' in element(html, "language-0")


@pytest.mark.parametrize("name", NAMES)
def test_what_people_typed_stays_text(name: str) -> None:
    form: Any = Sample(MultiDict(dict.fromkeys(NAMES, EVIL)))
    form[name].errors = [EVIL]
    html = render("forms.html", "field", "f, hint=evil", f=form[name], evil=EVIL)
    html += render("forms.html", "error_summary", "form", form=form)
    assert "<script>" not in html


def test_every_line_of_the_summary_leads_to_a_field() -> None:
    form = filled_wrongly()
    summary = render("forms.html", "error_summary", "form", form=form)
    source = (
        '{% from "components/forms.html" import field %}'
        "{% for f in form if f.name not in ('step', 'steps') %}{{ field(f) }}{% endfor %}"
        "{{ field(form.step.form.text) }}{% for entry in form.steps %}{{ field(entry.form.text) }}{% endfor %}"
    )
    fields = environment().from_string(source).render(form=form)
    targets = re.findall(r'href="#([^"]+)"', summary)
    assert {"place", "language-0", "consent", "step-text", "steps-0-text", "steps-1-text"} <= set(targets)
    for target in targets:
        assert re.match(r"<(input|select|textarea)", element(fields, target))


def test_no_errors_no_summary() -> None:
    assert render("forms.html", "error_summary", "form", form=Sample()).strip() == ""


def test_errors_of_the_whole_form_are_in_the_summary() -> None:
    form = Sample()
    form.form_errors = ["Both at once do not work."]
    html = render("forms.html", "error_summary", "form, extra=['Sent already.']", form=form)
    assert "Both at once do not work." in html
    assert "Sent already." in html


def test_a_form_keeps_drafts_only_when_it_says_so() -> None:
    start = '{% from "components/forms.html" import form_tag %}{% call form_tag('
    plain = environment().from_string(start + ") %}{% endcall %}").render()
    kept = environment().from_string(start + "draft='ask', posted=True) %}{% endcall %}").render()
    assert "draft" not in plain
    assert 'data-draft="ask"' in kept
    assert "data-draft-posted" in kept
    assert 'data-draft-store="session"' in kept


def test_a_posting_form_carries_the_token_and_a_searching_one_does_not() -> None:
    start = '{% from "components/forms.html" import form_tag %}{% call form_tag(method="'
    assert 'name="csrf_token"' in environment().from_string(start + 'post") %}{% endcall %}').render()
    assert "csrf_token" not in environment().from_string(start + 'get") %}{% endcall %}').render()


def test_a_list_that_is_kept_looks_like_a_list() -> None:
    form = Sample()
    field = next(each for each in form if type(each) is SelectField)
    field.choices = {"a": "One", "b": "Two"}
    plain = render("forms.html", "field", "f", f=field)
    keep_drawn(field)
    assert type(field.widget) is KeptSelect
    assert render("forms.html", "field", "f", f=field) == plain
    assert 'class="form-select"' in plain
