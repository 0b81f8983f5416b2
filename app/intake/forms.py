"""The ask form: one page, shown in steps where scripts run."""

from __future__ import annotations

import re
import secrets
from typing import Any

from flask import request
from wtforms import BooleanField, HiddenField, RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from app.accounts.browser import is_shared
from app.i18n import OWN_NAMES, current_language
from app.i18n import lazy_gettext as _l
from app.intake.choices import (
    adult_choices,
    place_choices,
    publication_choices,
    topic_choices,
    urgency_choices,
)
from app.tickets.opening import QUESTION_MAX
from app.tickets.rules import Adult, PublicationWish, Urgency
from app.web.forms import BaseForm

ONE_OF_THREE = _l("Choose one of the three.")
TOO_LONG = _l("The question is too long. Shorten it; details can follow later.")
TOKEN = re.compile(r"[0-9a-f]{64}")


def clean(text: str | None) -> str:
    """Return the text as browsers mean it: their line ends are two characters long."""
    return (text or "").replace("\r\n", "\n").strip()


class AskForm(BaseForm):
    """A question and the little a lawyer needs to know about whoever asks it."""

    question = TextAreaField(
        _l("Your question"),
        [DataRequired(_l("Write your question.")), Length(max=QUESTION_MAX, message=TOO_LONG)],
        filters=[clean],
    )
    shared = BooleanField(
        _l("This phone is not only mine"),
        description=_l("Then nothing you type is kept here, and the question closes after 45 minutes."),
        default=is_shared,
    )
    language = RadioField(_l("In which language shall the lawyer answer?"), choices=OWN_NAMES)
    topic = SelectField(
        _l("Topic"),
        [DataRequired(_l("Choose the topic that fits best."))],
        choices=topic_choices,
        description=_l("Not sure? Take the nearest one."),
    )
    place = SelectField(_l("Where do you vote?"), choices=place_choices)
    adult = RadioField(
        _l("Will you be 18 on voting day?"), [InputRequired(ONE_OF_THREE)], choices=adult_choices
    )
    urgency = RadioField(
        _l("How soon do you need the answer?"), choices=urgency_choices, default=Urgency.NORMAL
    )
    handling = BooleanField(
        _l("I agree that a volunteer lawyer and the moderators read my question, only to answer it."),
        [DataRequired(_l("Without this consent nobody may read your question, so we cannot take it."))],
    )
    publication = RadioField(
        _l("May we publish the answer without anything that points to you?"),
        [InputRequired(ONE_OF_THREE)],
        choices=publication_choices,
        default=PublicationWish.LATER,
    )
    token = HiddenField()  # one form, one ticket

    @classmethod
    def of_request(cls) -> AskForm:
        """Return the form as posted, or a fresh one; search passes `?question=`, articles `?topic=`."""
        fresh: dict[str, Any] = {
            "language": str(current_language),
            "question": request.args.get("question", "")[:QUESTION_MAX],
            "topic": request.args.get("topic", ""),
        }
        form = cls(**fresh)
        if not TOKEN.fullmatch(form.token.data or ""):
            form.token.data = secrets.token_hex(32)
        return form

    @property
    def is_young(self) -> bool:
        """Tell whether the asker is, or may be, under age."""
        return self.adult.data in {Adult.NO, Adult.UNSURE}
