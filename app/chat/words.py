"""What entries say in each language, looked up once: a page shows hundreds of entries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from flask_babel import get_locale

from app.core.clock import local
from app.i18n import current_language, in_language, long_date
from app.i18n import gettext as _
from app.web.links import path_of

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Words:
    """The words of one language for the entry macro."""

    question: str
    note: str
    you: str
    asker: str
    lawyer: str
    team: str
    edited: str
    withdrawn: str
    unreadable: str
    taken_by: str
    provision: str
    article: str
    edition: str
    sizes: Mapping[str, str]
    language: str
    changes: Mapping[str, str]
    other_change: str
    months: Mapping[int, str]

    def when(self, moment: datetime) -> str:
        """Return day and time as the filter `localtime` does."""
        at = local(moment)
        return f"{at.day} {self.months[at.month]}, {at:%H:%M}"

    def of(self, texts: Mapping[str, str]) -> str:
        """Return in which language a card is shown: the reader's, else the first there is."""
        return self.language if self.language in texts else next(iter(texts))

    def path(self, endpoint: str, *, language: str | None = None, **values: Any) -> str:
        """Return an address that is right in a page and in what a socket carries."""
        return path_of(endpoint, language or self.language, **values)

    def size(self, file: Mapping[str, Any]) -> str:
        """Return how large a file is."""
        large = file["size"] >= MEGABYTE
        number = f"{file['size'] / MEGABYTE:.1f}" if large else str(max(1, file["size"] // 1024))
        if self.language != "en":
            number = number.replace(".", ",")
        return self.sizes["mega" if large else "kilo"] % {"size": number}

    def edition_of(self, day: str) -> str:
        """Return the edition of the law a card rests on."""
        with in_language(self.language):
            return self.edition % {"date": long_date(date.fromisoformat(day))}

    def change(self, action: str, name: str) -> str:
        """Return what happened to the question."""
        if action == "claim" and name:
            return self.taken_by % {"name": name}
        return self.changes.get(action, self.other_change)


def words(language: str | None = None) -> Words:
    """Return the words of a language (None: the current one)."""
    return _words(language or str(current_language))


@cache
def _words(language: str) -> Words:
    with in_language(language):
        return Words(
            question=_("The question"),
            note=_("Note for staff"),
            you=_("You"),
            asker=_("Asker"),
            lawyer=_("Lawyer"),
            team=_("Kenes team"),
            edited=_("edited"),
            withdrawn=_("This message was withdrawn."),
            unreadable=_("This text cannot be opened any more."),
            # The name is put in later: % is doubled by gettext only when there are arguments.
            taken_by=_("%(name)s, a volunteer lawyer, has taken the question.", name="%(name)s"),
            provision=_("From the law"),
            article=_("From the knowledge base"),
            edition=_("In the edition of %(date)s", date="%(date)s"),
            sizes={"kilo": _("%(size)s KB", size="%(size)s"), "mega": _("%(size)s MB", size="%(size)s")},
            language=language,
            changes=_changes(),
            other_change=_("Something about the question has changed."),
            months=get_locale().months["format"]["abbreviated"],
        )


def _changes() -> dict[str, str]:
    found = _("A volunteer lawyer has been found for the question.")
    return {
        "claim": found,
        "assign": found,
        "give_back": _("The question is in the queue again and waits for another lawyer."),
        "transfer": _("The question was passed on to another lawyer."),
        "answer": _("The lawyer has given an answer."),
        "accept": _("The answer was accepted, the conversation is closed."),
        "ask_back": _("There is a further question about the answer."),
        "close": _("The conversation was closed."),
        "decline": _("The question was declined."),
        "rest": _(
            "Nobody has written for a while, so the conversation rests. "
            "Nobody has to wait here; the next message wakes it."
        ),
        "reopen": _("The question was opened again and waits for a lawyer."),
    }
