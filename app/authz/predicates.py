"""Pure questions about the relation between an actor and a thing. No database, no request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.authz.access import Actor, Role

Predicate = Callable[[Actor, Any], bool]

QUEUED = frozenset({"new", "returned", "reopened"})
IN_CONVERSATION = frozenset({"claimed", "waiting_for_asker", "waiting_for_lawyer", "answered"})
FINISHED = frozenset({"closed", "declined"})


def all_of(*rules: Predicate) -> Predicate:
    """Return a rule that holds when every part holds."""
    return lambda actor, thing: all(rule(actor, thing) for rule in rules)


def any_of(*rules: Predicate) -> Predicate:
    """Return a rule that holds when at least one part holds."""
    return lambda actor, thing: any(rule(actor, thing) for rule in rules)


def negation(rule: Predicate) -> Predicate:
    """Return the opposite rule."""
    return lambda actor, thing: not rule(actor, thing)


def _has_role(*roles: Role) -> Predicate:
    return lambda actor, _thing: actor.role in roles and actor.active


def anybody(_actor: Actor, _thing: Any) -> bool:
    """Everybody, visitors included."""
    return True


def is_system(actor: Actor, _thing: Any) -> bool:
    """A job or a command of the installation."""
    return actor.is_system


def is_signed_in(actor: Actor, _thing: Any) -> bool:
    """Somebody with an account that works."""
    return actor.account_id is not None and actor.active


def is_staff(actor: Actor, _thing: Any) -> bool:
    """A working member of staff."""
    return actor.is_staff


is_moderator = _has_role(Role.MODERATOR)
is_administrator = _has_role(Role.ADMINISTRATOR)
is_lawyer_by_role = _has_role(Role.LAWYER)


def is_verified_lawyer(actor: Actor, _thing: Any) -> bool:
    """A lawyer whose licence was checked and has not run out."""
    return actor.role is Role.LAWYER and actor.active and actor.verified


def is_not_staff(actor: Actor, _thing: Any) -> bool:
    """A visitor or an asker: staff do not ask on duty."""
    return actor.role is None or actor.role is Role.ASKER


def _ticket(thing: Any) -> Any:
    """Answers, messages and articles carry their ticket, if it still exists; a ticket stands for itself."""
    return thing.ticket if hasattr(thing, "ticket") else thing


def is_asker_of(actor: Actor, thing: Any) -> bool:
    """Holds the receipt of the ticket, or the account that asked."""
    ticket = _ticket(thing)
    if ticket is None:
        return False
    owns = actor.role is Role.ASKER and actor.active and ticket.account_id == actor.account_id
    return ticket.id in actor.ticket_ids or (actor.account_id is not None and owns)


def _is_named_lawyer(actor: Actor, thing: Any) -> bool:
    ticket = _ticket(thing)
    return (
        ticket is not None
        and is_verified_lawyer(actor, ticket)
        and ticket.lawyer_id is not None
        and ticket.lawyer_id == actor.account_id
    )


def is_assigned_lawyer(actor: Actor, thing: Any) -> bool:
    """The lawyer who works on the ticket now, and has declared no conflict of interest."""
    return _is_named_lawyer(actor, thing) and not _ticket(thing).awaits_declaration


def has_emergency_access(actor: Actor, thing: Any) -> bool:
    """Staff to whom two people opened this ticket for a short time."""
    ticket = _ticket(thing)
    return ticket is not None and actor.is_staff and ticket.id in actor.emergency_ids


def is_not_asking(actor: Actor, thing: Any) -> bool:
    """Somebody else than the person who asks for emergency access. The page itself is nobody's."""
    return thing is None or thing.asked_by != actor.account_id


def is_second_person(actor: Actor, thing: Any) -> bool:
    """Neither the person who wants to give a role nor the one who gets it. The page itself is nobody's."""
    if thing is None:
        return True
    proposer = getattr(thing, "proposed_by", None) or getattr(thing, "invited_by", None)
    return actor.account_id not in {proposer, getattr(thing, "account_id", None)}


def has_to_declare(actor: Actor, thing: Any) -> bool:
    """The lawyer somebody gave the ticket to, before the declaration."""
    return _is_named_lawyer(actor, thing) and bool(_ticket(thing).awaits_declaration)


def is_queued(_actor: Actor, thing: Any) -> bool:
    """The ticket waits for a lawyer."""
    return thing is not None and _ticket(thing).state in QUEUED


def is_open(_actor: Actor, thing: Any) -> bool:
    """The ticket is neither closed nor declined."""
    return thing is not None and _ticket(thing).state not in FINISHED


def is_finished(_actor: Actor, thing: Any) -> bool:
    """The ticket is closed or declined."""
    return thing is not None and _ticket(thing).state in FINISHED


def is_not_redactor(actor: Actor, thing: Any) -> bool:
    """Somebody else than the person who prepared the public text."""
    return thing is not None and thing.redactor_id != actor.account_id


def keeps_reply(actor: Actor, thing: Any) -> bool:
    """The owner of a prepared reply; moderators keep those everybody shares. The page itself is nobody's."""
    if thing is None:
        return True
    if thing.owner_id is None:
        return is_moderator(actor, thing)
    return bool(thing.owner_id == actor.account_id)


def has_no_ticket(_actor: Actor, thing: Any) -> bool:
    """An editorial article: nobody's question stands behind it."""
    return thing is not None and thing.ticket_id is None


def may_manage_account(actor: Actor, account: Any) -> bool:
    """Staff one stands above, never oneself and never an asker. The page itself is nobody's account."""
    if account is None:
        return True
    if account.id == actor.account_id or account.role == Role.ASKER:
        return False
    return is_administrator(actor, account) or account.role in {Role.LAWYER, Role.CAPTAIN}
