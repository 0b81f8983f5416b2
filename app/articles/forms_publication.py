"""Forms of the way to a public text."""

from __future__ import annotations

from wtforms import BooleanField, FieldList, FormField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from app.answers.forms import StepForm, step_row
from app.answers.rules import EXPLANATION_MAX, SHORT_MAX, STEPS_MAX
from app.articles.consents import WORDS_MAX
from app.articles.drafts import PublicDraft
from app.articles.publication_rules import CHECKS, QUESTION_MAX
from app.articles.texts import TextDraft
from app.i18n import OWN_NAMES, localized
from app.i18n import lazy_gettext as _l
from app.reference.queries import topics
from app.web.forms import BaseForm

NOTE_MAX = 2_000


def _trimmed(text: str | None) -> str:
    return (text or "").strip()


def topic_choices() -> dict[str, str]:
    """Return the topics, in the reader's language."""
    return {topic.slug: localized(topic.name) for topic in topics()}


def check_choices() -> dict[str, str]:
    """Return the lines of the checklist."""
    return {key: str(text) for key, text in CHECKS.items()}


class PublicTextForm(BaseForm):
    """The public text and what was decided about it. Every button saves first."""

    question = TextAreaField(
        _l("Public question"),
        filters=[_trimmed],
        description=_l("One general question, as many people would ask it: no story, no names."),
        render_kw={"data-soft-max": QUESTION_MAX},
    )
    short = TextAreaField(_l("Short answer"), [Length(max=SHORT_MAX)], filters=[_trimmed])
    explanation = TextAreaField(_l("Explanation"), [Length(max=EXPLANATION_MAX)], filters=[_trimmed])
    steps = FieldList(FormField(StepForm), max_entries=STEPS_MAX)
    provisions = SelectMultipleField(validate_choice=False)
    topic = SelectField(_l("Topic"), choices=topic_choices)
    language = SelectField(_l("Language of the text"), choices=OWN_NAMES)
    kept = TextAreaField(
        _l("Words that may stay"),
        filters=[_trimmed],
        description=_l("Names of history or of offices that were masked by mistake, one on each line."),
    )
    checked = SelectMultipleField(
        _l("Before the asker is asked"),
        choices=check_choices,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_l("Tick what is true of the text as it stands now."),
    )

    def draft(self) -> PublicDraft:
        """Return what was typed."""
        steps = [step for step in (entry.form.step() for entry in self.steps.entries) if step]
        text = TextDraft(
            question=self.question.data or "",
            short_answer=self.short.data or "",
            explanation=self.explanation.data or "",
            steps=steps,
        )
        return PublicDraft(
            language=self.language.data,
            topic=self.topic.data,
            text=text,
            provisions=list(self.provisions.data or []),
            kept=[line.strip() for line in (self.kept.data or "").splitlines() if line.strip()],
            checked=list(self.checked.data or []),
        )

    @classmethod
    def of(cls, draft: PublicDraft, rows: int = 0) -> PublicTextForm:
        """Return a form filled with a draft, and with empty rows for at least `rows` steps."""
        text = draft.text
        steps = [step_row(step) for step in text.steps]
        steps += [{} for _ in range(min(rows, STEPS_MAX) - len(steps))]
        data = {
            "question": text.question,
            "short": text.short_answer,
            "explanation": text.explanation,
            "steps": steps or [{}],
            "provisions": draft.provisions,
            "topic": draft.topic,
            "language": draft.language,
            "kept": "\n".join(draft.kept),
            "checked": draft.checked,
        }
        return cls(formdata=None, data=data)


class DecisionForm(BaseForm):
    """The asker's words about a decision; the decision itself is the button."""

    words = TextAreaField(
        _l("What should be different?"),
        [Length(max=WORDS_MAX)],
        filters=[_trimmed],
        description=_l("You need not give a reason. If you do, only the lawyer and the moderators read it."),
    )


class SendBackForm(BaseForm):
    """What has to be changed before publication."""

    note = TextAreaField(
        _l("What has to be changed?"),
        [Length(max=NOTE_MAX)],
        filters=[_trimmed],
        description=_l("Only staff read this note."),
    )


class PublishForm(BaseForm):
    """One more look before a text is public."""

    sure = BooleanField(_l("I have read the public text and looked for anything that points to one person."))
