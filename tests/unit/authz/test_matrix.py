"""Who may do what in which state: the whole policy, asked and compared with a file that people have read.

`python tests/unit/authz/test_matrix.py` writes the file anew; read the difference before you commit it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from app.authz.access import VISITOR, Actor, Role, can, system_actor
from app.authz.permissions import Permission
from app.authz.policy import POLICY
from app.tickets.rules import FINISHED, IN_WORK, QUEUE, State

REVIEWED = Path(__file__).with_name("matrix.txt")
TICKET, LAWYER, ASKER = "ticket-1", "lawyer-1", "asker-1"
HEAD = """\
Who may do what, in which state of the ticket. Written by test_matrix.py from the policy; read by people.

"always" means in every state and also where no ticket is at hand; who is not named may never.
waiting: {waiting}
in work: {in_work}
finished: {finished}
"""


def person(role: Role, account_id: str = "somebody", **more: Any) -> Actor:
    return Actor(account_id=account_id, role=role, session_id="s", **more)


CAST: dict[str, Actor] = {
    "visitor": VISITOR,
    "asker with the receipt": Actor(session_id="s", ticket_ids=frozenset({TICKET})),
    "asker with the account": person(Role.ASKER, ASKER),
    "another asker": person(Role.ASKER),
    "suspended asker with the account": person(Role.ASKER, ASKER, active=False),
    "lawyer of the case": person(Role.LAWYER, LAWYER, verified=True),
    "lawyer given the case, not declared": person(Role.LAWYER, LAWYER, verified=True),
    "lawyer of the case, licence run out": person(Role.LAWYER, LAWYER),
    "lawyer of the case, suspended": person(Role.LAWYER, LAWYER, verified=True, active=False),
    "another lawyer": person(Role.LAWYER, verified=True),
    "another lawyer, not verified": person(Role.LAWYER),
    "moderator": person(Role.MODERATOR),
    "moderator who redacted the text": person(Role.MODERATOR, "redactor"),
    "moderator, suspended": person(Role.MODERATOR, active=False),
    "captain": person(Role.CAPTAIN),
    "administrator": person(Role.ADMINISTRATOR),
    "administrator asking for emergency": person(Role.ADMINISTRATOR, "asking"),
    "administrator, emergency agreed": person(
        Role.ADMINISTRATOR, "asking", emergency_ids=frozenset({TICKET})
    ),
    "the same, for another ticket": person(Role.ADMINISTRATOR, "asking", emergency_ids=frozenset({"other"})),
    "the same, suspended": person(
        Role.ADMINISTRATOR, "asking", emergency_ids=frozenset({TICKET}), active=False
    ),
    "the system": system_actor("job"),
}


def ticket_in(state: State, *, awaits_declaration: bool) -> SimpleNamespace:
    """Return a thing that has what predicates look at: a ticket, its public text, a reply, an account."""
    return SimpleNamespace(
        id=TICKET,
        state=state.value,
        account_id=ASKER,
        lawyer_id=None if state in QUEUE else LAWYER,
        awaits_declaration=awaits_declaration and state not in QUEUE,
        redactor_id="redactor",
        asked_by="asking",
        proposed_by="asking",
        ticket_id=TICKET,
        owner_id=LAWYER,
        role=Role.LAWYER.value,
    )


def when(actor: Actor, name: str, permission: Permission) -> str:
    """Return the states in which the actor may do it, in words."""
    undeclared = "not declared" in name
    allowed = {
        state for state in State if can(actor, permission, ticket_in(state, awaits_declaration=undeclared))
    }
    if allowed == set(State):
        return "always" if can(actor, permission) else "every ticket"
    groups = {"waiting": QUEUE, "in work": IN_WORK, "finished": FINISHED}
    said = [word for word, states in groups.items() if states <= allowed]
    covered = {state for word in said for state in groups[word]}
    said += sorted(state.value for state in allowed - covered)
    return ", ".join(said + (["without a ticket"] if can(actor, permission) else []))


def lines() -> Iterator[str]:
    for permission in sorted(Permission):
        yield f"\n{permission.value}"
        for name, actor in CAST.items():
            if states := when(actor, name, permission):
                yield f"    {name:<38}{states}"


def matrix() -> str:
    groups = {"waiting": QUEUE, "in_work": IN_WORK, "finished": FINISHED}
    words = {
        name: ", ".join(state.value for state in State if state in group) for name, group in groups.items()
    }
    return HEAD.format(**words) + "\n".join(lines()) + "\n"


def test_the_policy_says_what_people_have_read() -> None:
    assert matrix() == REVIEWED.read_text(encoding="utf-8"), "read the difference, then write the file anew"


def test_every_permission_has_a_rule() -> None:
    assert set(POLICY) == set(Permission)


def test_a_changed_rule_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(
        POLICY, Permission.TICKET_READ, lambda actor, _thing: actor.role is Role.ADMINISTRATOR
    )
    assert matrix() != REVIEWED.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "name",
    [
        "visitor",
        "another asker",
        "another lawyer",
        "captain",
        "administrator",
        "administrator asking for emergency",
        "the same, for another ticket",
        "the same, suspended",
        "the system",
        "moderator, suspended",
    ],
)
def test_outsiders_read_no_conversation(name: str) -> None:
    for state in State:
        for permission in (Permission.TICKET_READ, Permission.CHAT_READ, Permission.CHAT_READ_NOTES):
            assert not can(CAST[name], permission, ticket_in(state, awaits_declaration=False))


def test_askers_never_read_notes() -> None:
    for name in ("asker with the receipt", "asker with the account"):
        for state in State:
            assert not can(CAST[name], Permission.CHAT_READ_NOTES, ticket_in(state, awaits_declaration=False))


if __name__ == "__main__":
    REVIEWED.write_text(matrix(), encoding="utf-8")
