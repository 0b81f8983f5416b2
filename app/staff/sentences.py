"""The audit log in words: a sentence per action, in the reader's language; unknown ones show their code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.i18n import OWN_NAMES
from app.i18n import lazy_gettext as _l
from app.staff.words import ROLES

# Where an action has variants, the detail that tells them apart and a sentence for each.
VARIANTS: dict[str, tuple[str, dict[str, Any]]] = {
    "ticket_moved": (
        "action",
        {
            "claim": _l("A lawyer took the ticket"),
            "assign": _l("The ticket was given to a lawyer"),
            "give_back": _l("The ticket went back to the queue"),
            "transfer": _l("The ticket was handed to another lawyer"),
            "asker_writes": _l("The ticket waits for the lawyer"),
            "lawyer_writes": _l("The ticket waits for the asker"),
            "answer": _l("The ticket was answered"),
            "accept": _l("The asker accepted the answer, the ticket is closed"),
            "ask_back": _l("The asker asked back"),
            "rest": _l("The conversation fell silent and rests"),
            "close": _l("The ticket was closed"),
            "decline": _l("The ticket was declined"),
            "reopen": _l("The ticket was opened again"),
        },
    ),
    "message_changed": (
        "what",
        {
            "edited": _l("A message was edited"),
            "withdrawn": _l("A message was withdrawn"),
        },
    ),
    "reply_changed": (
        "change",
        {
            "created": _l("A prepared reply was written"),
            "edited": _l("A prepared reply was changed"),
            "deleted": _l("A prepared reply was deleted"),
        },
    ),
    "article_edited": (
        "part",
        {
            "text": _l("A text was edited: %(language)s"),
            "facts": _l("Law, topic or dates of a text were edited"),
        },
    ),
    "article_unpublished": (
        "reason",
        {
            "identity": _l("A text was taken down: it may give away who asked"),
            "law_changed": _l("A text was taken down: the law has changed"),
            "wrong": _l("A text was taken down: it is wrong"),
            "withdrawn": _l("A text was taken down: the asker withdrew it"),
        },
    ),
    "consent_decided": (
        "decision",
        {
            "approved": _l("The asker approved a public text"),
            "refused": _l("The asker refused a public text"),
            "withdrawn": _l("The asker withdrew a public text"),
        },
    ),
    "emergency_decided": (
        "step",
        {
            "asked": _l("Somebody asked to read a ticket in an emergency"),
            "agreed": _l("A second person agreed: a ticket was opened in an emergency"),
            "refused": _l("Reading in an emergency was refused"),
            "ended": _l("Reading in an emergency was ended"),
        },
    ),
    "factors_changed": (
        "change",
        {
            "app_added": _l("An app was added as second factor"),
            "app_removed": _l("The app was removed as second factor"),
            "passkey_added": _l("A passkey was added"),
            "passkey_removed": _l("A passkey was removed"),
            "codes_renewed": _l("New recovery codes were made"),
            "reset": _l("All second factors of an account were taken away"),
        },
    ),
    "topic_changed": (
        "change",
        {
            "edited": _l("A topic was edited"),
            "moved": _l("A topic was moved"),
            "closed": _l("A topic was closed"),
            "opened": _l("A topic was opened again"),
        },
    ),
    "election_changed": (
        "change",
        {
            "announced": _l("A voting day was announced"),
            "corrected": _l("A voting day was corrected"),
            "withdrawn": _l("A voting day was taken back"),
        },
    ),
}
SENTENCES: dict[str, Any] = {
    "ticket_opened": _l("A question was asked"),
    "ticket_moved": _l("A ticket changed its state"),
    "ticket_deleted": _l("A ticket was deleted with everything in it"),
    "conflict_declared": _l("A lawyer declared whether there is a conflict of interest"),
    "question_previewed": _l("The question was shown before the ticket was taken"),
    "message_changed": _l("A message was changed"),
    "reply_changed": _l("A prepared reply was changed"),
    "answer_given": _l("An answer was given"),
    "answer_accepted": _l("An answer was accepted"),
    "answer_asked_back": _l("The asker asked back after the answer"),
    "answer_rated": _l("The asker rated an answer"),
    "article_published": _l("A text was published"),
    "article_changed": _l("A text was changed"),
    "article_unpublished": _l("A text was taken down"),
    "article_drafted": _l("An editorial text was begun"),
    "article_submitted": _l("An editorial text was handed to a second person"),
    "article_edited": _l("A text was edited"),
    "article_ranked": _l("A text changed its place among the commonest"),
    "article_merged": _l("A text was merged into another one"),
    "article_retired": _l("A text was retired"),
    "draft_saved": _l("A public text was worked on"),
    "draft_sent_back": _l("A public text was sent back"),
    "consent_requested": _l("The asker was asked about a public text"),
    "consent_decided": _l("The asker decided about a public text"),
    "account_created": _l("An account was made: %(role)s"),
    "signed_in": _l("Signed in"),
    "factor_proven": _l("The second factor was right"),
    "factor_failed": _l("The second factor was wrong"),
    "factors_changed": _l("A second factor was changed"),
    "invitation_agreed": _l("A second person agreed to an invitation: %(role)s"),
    "sign_in_failed": _l("Signing in failed"),
    "password_changed": _l("The password was changed"),
    "account_deleted": _l("An account was deleted"),
    "staff_invited": _l("Somebody was invited: %(role)s"),
    "invitation_revoked": _l("An invitation was revoked"),
    "lawyer_verified": _l("A lawyer's licence was checked"),
    "account_suspended": _l("An account was suspended"),
    "account_restored": _l("An account works again"),
    "role_proposed": _l("A role was proposed: %(role)s"),
    "ticket_read": _l("A conversation was opened by somebody who does not work on it"),
    "emergency_decided": _l("A step of reading in an emergency"),
    "role_changed": _l("A role was changed: %(from_role)s → %(to_role)s"),
    "topic_changed": _l("A topic was changed"),
    "election_changed": _l("A voting day was changed"),
    "audit_exported": _l("The audit log was exported, entries: %(entries)s"),
}
_NAMED_CODES: dict[str, Mapping[str, Any]] = {
    "role": ROLES,
    "from_role": ROLES,
    "to_role": ROLES,
    "language": OWN_NAMES,
}


def sentence(action: str, details: Mapping[str, Any]) -> str:
    """Return what happened in the reader's language."""
    variant, texts = VARIANTS.get(action, ("", {}))
    found = texts.get(str(details.get(variant))) or SENTENCES.get(action)
    if found is None:
        return action
    values = {name: str(_NAMED_CODES.get(name, {}).get(value, value)) for name, value in details.items()}
    try:
        return str(found) % values if "%(" in str(found) else str(found)
    except KeyError:  # an entry from before the event had this detail
        return action


def action_name(action: str) -> str:
    """Return what an action is called in a list to choose from."""
    text = str(SENTENCES.get(action, action))
    return text.partition(":")[0].partition(",")[0] if "%(" in text else text
