"""Forms of the answer: the lawyer's editor, and what the asker says about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import (
    DateField,
    FieldList,
    Form,
    FormField,
    IntegerField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, NumberRange, Optional, Regexp

from app.answers.rules import EXPLANATION_MAX, SHORT_MAX, STEP_MAX, STEPS_MAX, WORDS_MAX, Body, make_step
from app.i18n import gettext as _
from app.i18n import lazy_gettext as _l
from app.web.forms import BaseForm


def _trimmed(text: str | None) -> str:
    return (text or "").strip()


class StepForm(Form):
    """One step: what to do, and by when at the latest."""

    text = TextAreaField(_l("What to do"), [Length(max=STEP_MAX)], filters=[_trimmed])
    days_before = IntegerField(
        _l("Days before voting"), [Optional(), NumberRange(0, 400, _l("Write a number from 0 to 400."))]
    )
    time = StringField(
        _l("Time"),
        [Optional(), Regexp(r"^(?:[01]?\d|2[0-3]):[0-5]\d$", message=_l("Write the time like 18:00."))],
        filters=[_trimmed],
    )
    on = DateField(_l("or a date"), [Optional()])

    def step(self) -> dict[str, Any] | None:
        """Return the step as it is stored; what could not be read is left out."""
        days = None if self.days_before.errors else self.days_before.data
        time = "" if self.time.errors else _trimmed(self.time.data)
        return make_step(self.text.data or "", days, time.rjust(5, "0") if time else "", self.on.data)


class AnswerForm(BaseForm):
    """The editor. Every button of it saves first."""

    short = TextAreaField(
        _l("Short answer"),
        [Length(max=SHORT_MAX)],
        filters=[_trimmed],
        description=_l("Two lines that answer. Most people read only these."),
    )
    explanation = TextAreaField(
        _l("Explanation"),
        [Length(max=EXPLANATION_MAX)],
        filters=[_trimmed],
        description=_l("Why it is so, in plain words. A line that begins with a hyphen becomes a list."),
    )
    steps = FieldList(FormField(StepForm), max_entries=STEPS_MAX)
    provisions = SelectMultipleField(validate_choice=False)

    def body(self) -> Body:
        """Return what was typed."""
        steps = [step for step in (entry.form.step() for entry in self.steps.entries) if step]
        return Body(short=self.short.data or "", explanation=self.explanation.data or "", steps=steps)

    @classmethod
    def of(cls, body: Body, provisions: Sequence[str], rows: int = 0) -> AnswerForm:
        """Return a form filled with an answer, and with empty rows for at least `rows` steps."""
        steps = [step_row(step) for step in body.steps]
        steps += [{} for _ in range(min(rows, STEPS_MAX) - len(steps))]
        data = {"short": body.short, "explanation": body.explanation, "steps": steps or [{}]}
        return cls(formdata=None, data={**data, "provisions": list(provisions)})


def step_row(step: dict[str, Any]) -> dict[str, Any]:
    """Return a stored step as the fields of its row."""
    days = step.get("due_days")
    return {
        "text": step["text"],
        "days_before": -days if days is not None else None,
        "time": step.get("due_time", ""),
        "on": date.fromisoformat(step["due_on"]) if step.get("due_on") else None,
    }


class AskBackForm(BaseForm):
    """What is still unclear."""

    words = TextAreaField(
        _l("What is still unclear?"),
        [Length(max=WORDS_MAX)],
        filters=[_trimmed],
        description=_l("The lawyer reads it in the conversation and answers again."),
    )


def star_choices() -> dict[str, str]:
    """Return the grades of a rating, the best first."""
    return {
        "5": _("5 – very helpful"),
        "4": _("4 – helpful"),
        "3": _("3 – partly"),
        "2": _("2 – hardly"),
        "1": _("1 – not at all"),
    }


class RatingForm(BaseForm):
    """How helpful it was."""

    stars = RadioField(
        _l("How helpful was the answer?"),
        choices=star_choices,
        validate_choice=False,
    )
    words = TextAreaField(
        _l("In your own words"),
        [Length(max=WORDS_MAX)],
        filters=[_trimmed],
        description=_l("Only the lawyer and the moderators read this."),
    )
