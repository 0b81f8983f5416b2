"""The page of rules for what no person at a page does: commands, jobs by the clock, jobs that wait.

Whoever may run a command on the server is its operator; commands are listed so that a new one is a decision.
A job acts as the system, which the policy lets do only what is named here; None: nothing of people.
`tests/security/test_inside.py` compares this page with what is registered.
"""

from __future__ import annotations

from app.authz.permissions import Permission

OPERATOR = "operator"  # somebody with a shell on the server; reads no text of a ticket by these

COMMANDS: dict[str, str] = {
    "accounts create-admin": OPERATOR,
    "accounts reset-factors": OPERATOR,
    "audit verify": OPERATOR,
    "content load": OPERATOR,
    "demo load": OPERATOR,  # refused in production
    "search check": OPERATOR,
    "search rebuild": OPERATOR,
    "vault add-key": OPERATOR,
    "vault drop-old": OPERATOR,
    "vault rotate": OPERATOR,
    "vault status": OPERATOR,
    "worker": OPERATOR,
}
PERIODIC: dict[str, Permission | None] = {
    "articles.fingerprints": None,  # hashes of word sequences, under a key of the installation
    "audit.verify": None,
    "chat.silence": None,
    "heartbeat": None,
    "notifications.licences": None,
    "search.forget": None,
    "sweep sessions": None,
    "tickets.licences": Permission.TICKET_GIVE_BACK,
    "tickets.retention": Permission.TICKET_DELETE,
}
# The person who caused it was asked for permission when it was written down.
WAITING = frozenset(
    {
        "accounts.factors_changed_mail",
        "accounts.invitation_mail",
        "accounts.password_changed_mail",
        "accounts.reset_mail",
        "database.scrub",
        "files.check",
        "files.destroy",
        "mail.send",
    }
)
