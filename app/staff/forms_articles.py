"""Forms of curation."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms import (
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SearchField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, NumberRange, Optional, Regexp

from app.answers.rules import EXPLANATION_MAX, SHORT_MAX, STEP_MAX, STEPS_MAX
from app.articles.models import Article, ArticleText
from app.articles.publication import Reason
from app.articles.publication_rules import QUESTION_MAX
from app.articles.texts import TextDraft
from app.i18n import OWN_NAMES, localized
from app.i18n import gettext as _
from app.i18n import lazy_gettext as _l
from app.staff.forms import NEEDED, TOO_LONG, DayField, GetForm, NumberField, trimmed
from app.staff.topics import all_topics
from app.staff.words import ARTICLE_STATUSES, CONFIDENCES, UNPUBLISH_REASONS
from app.web.forms import BaseForm

ADDRESS_MAX = 200


class ArticleFilterForm(GetForm):
    words = SearchField(_l("Words of the question"), filters=[trimmed])
    status = SelectField(_l("Status"), validate_choice=False)
    topic = SelectField(_l("Topic"), validate_choice=False)
    missing = SelectField(_l("Not there in"), validate_choice=False)
    show = SelectField(_l("To do"), validate_choice=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.status.choices = [("", _("All")), *ARTICLE_STATUSES.items()]
        self.topic.choices = [("", _("All")), *topic_choices()]
        self.missing.choices = [("", _("Any")), *OWN_NAMES.items()]
        self.show.choices = [
            ("", _("Any")),
            ("review", _("To check anew")),
            ("unsure", _("To be confirmed by a lawyer")),
        ]


class StepForm(Form):
    """One step: what to do, and by when at the latest."""

    text = TextAreaField(_l("What to do"), [Length(max=STEP_MAX, message=TOO_LONG)], filters=[trimmed])
    days = NumberField(
        _l("Days from voting day"),
        [Optional(), NumberRange(-400, 400, _l("Write a number from -400 to 400."))],
        description=_l("-6 is six days before, 0 the day itself, 10 ten days after."),
    )
    time = StringField(
        _l("Time"),
        [Optional(), Regexp(r"^(?:[01]\d|2[0-3]):[0-5]\d$", message=_l("Write the time like 18:00."))],
        filters=[trimmed],
    )
    on = DayField(_l("Or a fixed date"), [Optional()])

    def step(self) -> dict[str, Any]:
        """Return the step as it is stored; a fixed date goes before counted days."""
        day = self.on.data
        return {
            "text": self.text.data or "",
            "due_on": day.isoformat() if day else None,
            "due_days": self.days.data if day is None else None,
            "due_time": self.time.data,
        }


class TextForm(BaseForm):
    """One language of an article. Every button keeps what was typed."""

    question = TextAreaField(
        _l("Question"),
        [DataRequired(NEEDED), Length(max=QUESTION_MAX, message=TOO_LONG)],
        filters=[trimmed],
        description=_l("As a reader would ask it, without anything personal."),
    )
    short_answer = TextAreaField(
        _l("Short answer"),
        [DataRequired(NEEDED), Length(max=SHORT_MAX, message=TOO_LONG)],
        filters=[trimmed],
        description=_l("Two lines that answer. Most people read only these."),
    )
    explanation = TextAreaField(
        _l("Explanation"),
        [Length(max=EXPLANATION_MAX, message=TOO_LONG)],
        filters=[trimmed],
        description=_l("Why it is so, in plain words. A line that begins with a hyphen becomes a list."),
    )
    steps = FieldList(FormField(StepForm), max_entries=STEPS_MAX)
    keywords = TextAreaField(
        _l("Keywords"),
        filters=[trimmed],
        description=_l("One to a line: other words people search with. Readers do not see them."),
    )
    based_on = HiddenField()

    def draft(self) -> TextDraft:
        """Return what was typed."""
        return TextDraft(
            question=self.question.data or "",
            short_answer=self.short_answer.data or "",
            explanation=self.explanation.data or "",
            steps=[step for entry in self.steps.entries if (step := entry.form.step())["text"]],
            keywords=[line.strip() for line in (self.keywords.data or "").splitlines() if line.strip()],
        )

    @property
    def base(self) -> int | None:
        """Return the version the editor started from."""
        text = self.based_on.data or ""
        return int(text) if text.isdecimal() else None

    @classmethod
    def values(cls, text: ArticleText | None) -> dict[str, Any]:
        """Return what the form shows first: a text, or nothing."""
        if text is None:
            return {"steps": [{}], "based_on": "0"}
        return {
            "question": text.question,
            "short_answer": text.short_answer,
            "explanation": text.explanation,
            "steps": [_row(step) for step in text.steps] or [{}],
            "keywords": "\n".join(text.keywords),
            "based_on": str(text.version),
        }


class NewArticleForm(TextForm):
    language = RadioField(_l("Language of the text"), choices=OWN_NAMES, default="kk")
    topic = SelectField(_l("Topic"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.topic.choices = topic_choices()


class FactsForm(BaseForm):
    topic = SelectField(_l("Topic"))
    confidence = RadioField(_l("How sure are we?"))
    checked_on = DayField(_l("Checked on"), [DataRequired(NEEDED)])
    next_review_on = DayField(
        _l("To check anew on"),
        [Optional()],
        description=_l("Left empty, half a year after the last check."),
    )
    provisions = SelectMultipleField(validate_choice=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.topic.choices = topic_choices()
        self.confidence.choices = list(CONFIDENCES.items())

    @classmethod
    def values(cls, article: Article) -> dict[str, Any]:
        """Return what is known now."""
        return {
            "topic": article.topic_slug,
            "confidence": article.confidence,
            "checked_on": article.checked_on,
            "next_review_on": article.next_review_on,
            "provisions": [row.provision_id for row in article.provisions],
        }


class MergeForm(BaseForm):
    into = RadioField(_l("Lead readers on to"), validate_choice=False)
    address = StringField(
        _l("Another answer"),
        [Length(max=ADDRESS_MAX, message=TOO_LONG)],
        filters=[trimmed],
        description=_l("Its address or its number, for example F12."),
    )


class UnpublishForm(BaseForm):
    reason = RadioField(_l("Why does it have to go?"), [DataRequired(_l("Choose a reason."))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reason.choices = [(each.value, UNPUBLISH_REASONS[each]) for each in Reason]


def topic_choices() -> list[tuple[str, str]]:
    """Return all topics, those closed to new questions too."""
    return [(topic.slug, localized(topic.name)) for topic in all_topics()]


def _row(step: dict[str, Any]) -> dict[str, Any]:
    return {
        "text": step["text"],
        "days": step.get("due_days"),
        "time": step.get("due_time", ""),
        "on": date.fromisoformat(step["due_on"]) if step.get("due_on") else None,
    }
