"""Forms about people, topics and voting days."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    EmailField,
    IntegerField,
    RadioField,
    SearchField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Email, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.authz.access import Role
from app.i18n import LANGUAGES, OWN_NAMES
from app.i18n import lazy_gettext as _l
from app.staff.people import LICENCE_MAX, REASON_MAX
from app.staff.words import PEOPLE_STATES, ROLES
from app.web.forms import BaseForm

NEEDED = _l("Please fill this in.")
TOO_LONG = _l("This text is too long.")
NAME_MAX, DESCRIPTION_MAX = 120, 600


def trimmed(text: str | None) -> str:
    """Return what was typed without spaces around it."""
    return (text or "").strip()


class DayField(DateField):
    """A date whose refusal is said in the reader's words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read "2026-11-22"; an empty field is no date."""
        text = " ".join(valuelist).strip()
        self.data = None
        if not text:
            return
        try:
            self.data = date.fromisoformat(text)
        except ValueError as error:
            raise ValueError(_l("Write the date as year-month-day, like 2027-03-21.")) from error


class NumberField(IntegerField):
    """A whole number whose refusal is said in the reader's words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a whole number; an empty field is none."""
        text = " ".join(valuelist).strip()
        self.data = None
        if text:
            try:
                self.data = int(text)
            except ValueError as error:
                raise ValueError(_l("Write a whole number.")) from error


class GetForm(FlaskForm):
    """Filters in the address: sent by GET, nothing to protect."""

    class Meta:
        csrf = False


class PeopleFilterForm(GetForm):
    words = SearchField(_l("Name or e-mail of the person"), filters=[trimmed])
    role = SelectField(_l("Role"), validate_choice=False)
    state = SelectField(_l("Status"), validate_choice=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = [("", _l("All")), *ROLES.items()]
        self.state.choices = [("", _l("All")), *PEOPLE_STATES.items()]


class InviteForm(BaseForm):
    email = EmailField(
        _l("E-mail"),
        [
            DataRequired(NEEDED),
            Length(max=254, message=TOO_LONG),
            Email(_l("Write the address in full, like name@example.org.")),
        ],
        filters=[trimmed],
        description=_l("The link for joining goes there. It works once, for seven days."),
    )
    role = RadioField(_l("Role"), [DataRequired(_l("Choose a role."))])
    locale = RadioField(_l("Language of the letter"), choices=OWN_NAMES, default="kk")
    districts = SelectMultipleField(
        _l("Districts"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_l("Where a captain is responsible; for others it may stay empty."),
    )


class VerifyForm(BaseForm):
    licence_number = StringField(
        _l("Number in the register"),
        [DataRequired(NEEDED), Length(max=LICENCE_MAX, message=TOO_LONG)],
        filters=[trimmed],
        description=_l("Compare it with the register yourself before you save."),
    )
    expires_on = DayField(
        _l("Valid until"),
        [DataRequired(NEEDED)],
        description=_l(
            "On the next day the lawyer sees no questions any more. A year at most is a good habit."
        ),
    )


class SuspendForm(BaseForm):
    reason = TextAreaField(
        _l("Reason"),
        [DataRequired(NEEDED), Length(max=REASON_MAX, message=TOO_LONG)],
        filters=[trimmed],
        description=_l("Read by moderators and administrators only."),
    )


class RoleForm(BaseForm):
    role = SelectField(_l("New role"))

    def __init__(self, roles: list[Role], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.role.choices = [(role.value, ROLES[role]) for role in roles]


def _name(code: str) -> StringField:
    checks = [DataRequired(NEEDED), Length(max=NAME_MAX, message=TOO_LONG)]
    return StringField(OWN_NAMES[code], checks, filters=[trimmed])


def _description(code: str) -> TextAreaField:
    checks = [DataRequired(NEEDED), Length(max=DESCRIPTION_MAX, message=TOO_LONG)]
    return TextAreaField(OWN_NAMES[code], checks, filters=[trimmed])


class NamedForm(BaseForm):
    """A name in three languages, all needed: a reader of any of them meets it."""

    name_kk, name_ru, name_en = _name("kk"), _name("ru"), _name("en")

    def names(self, part: str = "name") -> dict[str, str]:
        """Return the texts of a part by language."""
        return {code: self[f"{part}_{code}"].data for code in LANGUAGES}


class TopicForm(NamedForm):
    about_kk, about_ru, about_en = _description("kk"), _description("ru"), _description("en")
    sla_hours = NumberField(
        _l("First reply within, hours"),
        [DataRequired(NEEDED), NumberRange(1, 240, _l("Write a number from 1 to 240."))],
        description=_l("On ordinary days."),
    )
    sla_voting_day_minutes = NumberField(
        _l("First reply on voting day within, minutes"),
        [InputRequired(NEEDED), NumberRange(0, 2880, _l("Write a number from 0 to 2880."))],
        description=_l("Five minutes are the shortest term that is counted."),
    )


class ElectionForm(NamedForm):
    voting_day = DayField(
        _l("Voting day"),
        [Optional()],
        description=_l("Deadlines in answers are counted from this day."),
    )
