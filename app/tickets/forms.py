"""The small pages of a case: giving back, passing on, declining; and prepared replies."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from app.i18n import LANGUAGES, OWN_NAMES, localized, ngettext
from app.i18n import gettext as _
from app.i18n import lazy_gettext as _l
from app.reference.queries import topics
from app.tickets.lawyers import available_for
from app.tickets.models import Ticket
from app.tickets.reasons import TEXT_MAX, choices, reasons
from app.tickets.replies import BODY_MAX, TITLE_MAX
from app.web.forms import BaseForm

TO_LAWYER, TO_QUEUE = "lawyer", "queue"
TOO_LONG = _l("This text is too long.")


class GiveBackForm(BaseForm):
    """Why the lawyer cannot go on."""

    reason = RadioField(_l("Why do you give the case back?"), validate_choice=False)
    text = TextAreaField(
        _l("What should the next lawyer know?"),
        [Length(max=TEXT_MAX, message=TOO_LONG)],
        description=_l("Read by staff only, never by the asker."),
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.reason.choices = choices("give_back")


class DeclineForm(BaseForm):
    """Why nobody will answer; the asker reads it."""

    reason = RadioField(_l("Why is there no answer?"), validate_choice=False)
    text = TextAreaField(
        _l("In your own words"),
        [Length(max=TEXT_MAX, message=TOO_LONG)],
        description=_l("The asker reads this text as you write it."),
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.reason.choices = choices("decline")

    def hints(self) -> dict[str, str]:
        """Return what the asker will read for each reason."""
        known = {code: localized(reason.asker) for code, reason in reasons("decline").items() if reason.asker}
        return {code: _("The asker reads: %(sentence)s", sentence=text) for code, text in known.items()}


class TransferForm(BaseForm):
    """To a colleague, or to whoever takes cases of another language or topic."""

    way = RadioField(_l("Where should the case go?"), default=TO_LAWYER, validate_choice=False)
    lawyer = SelectField(_l("Lawyer"), validate_choice=False)
    language = SelectField(_l("Language"), choices=OWN_NAMES, validate_choice=False)
    topic = SelectField(_l("Topic"), validate_choice=False)
    text = TextAreaField(
        _l("What should the next lawyer know?"),
        [Length(max=TEXT_MAX, message=TOO_LONG)],
        description=_l("Read by staff only, never by the asker."),
    )

    def __init__(self, ticket: Ticket, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.way.choices = {
            TO_LAWYER: _("To one lawyer"),
            TO_QUEUE: _("To the queue of a language and topic"),
        }
        groups: dict[str, dict[str, str]] = {}
        for each in available_for(ticket):
            label = _("Fits language and field") if each.fits else _("Other lawyers")
            load = ngettext("%(num)s open case", "%(num)s open cases", each.open_cases)
            groups.setdefault(label, {})[each.id] = f"{each.name} ({load})"
        self.lawyer.choices = {"": _("Choose a lawyer"), **groups}
        self.topic.choices = {topic.slug: localized(topic.name) for topic in topics()}


class ReplyForm(BaseForm):
    """A prepared reply in up to three languages."""

    topic = SelectField(_l("Topic"), validate_choice=False, description=_l("Offered first for this topic."))
    title_kk = StringField(_l("Title of the reply"), [Length(max=TITLE_MAX, message=TOO_LONG)])
    body_kk = TextAreaField(_l("Text of the reply"), [Length(max=BODY_MAX, message=TOO_LONG)])
    title_ru = StringField(_l("Title of the reply"), [Length(max=TITLE_MAX, message=TOO_LONG)])
    body_ru = TextAreaField(_l("Text of the reply"), [Length(max=BODY_MAX, message=TOO_LONG)])
    title_en = StringField(_l("Title of the reply"), [Length(max=TITLE_MAX, message=TOO_LONG)])
    body_en = TextAreaField(_l("Text of the reply"), [Length(max=BODY_MAX, message=TOO_LONG)])
    is_shared = BooleanField(_l("For everybody"), description=_l("All lawyers see and use this reply."))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        names = {topic.slug: localized(topic.name) for topic in topics()}
        self.topic.choices = {"": _("All"), **names}

    def texts(self, part: str) -> dict[str, str]:
        """Return the titles or the bodies by language."""
        return {code: self[f"{part}_{code}"].data or "" for code in LANGUAGES}
