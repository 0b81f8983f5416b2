"""The one page of permissions: who may do what, readable by a lawyer.

`moderator` reads tickets to keep people safe; `administrator` runs the installation and reads none, except
in an emergency that a second person agrees to, for a day, with a reason that the asker sees.
A refusal to read looks like "not there" (404); a refusal to act on something readable is 403.
"""

from __future__ import annotations

from app.authz.permissions import Permission as P
from app.authz.predicates import (
    Predicate,
    all_of,
    any_of,
    anybody,
    has_emergency_access,
    has_to_declare,
    is_administrator,
    is_asker_of,
    is_assigned_lawyer,
    is_finished,
    is_lawyer_by_role,
    is_moderator,
    is_not_asking,
    is_not_redactor,
    is_not_staff,
    is_open,
    is_queued,
    is_second_person,
    is_signed_in,
    is_staff,
    is_system,
    is_verified_lawyer,
    keeps_reply,
    may_manage_account,
)

works_on_ticket = any_of(is_assigned_lawyer, is_moderator)
takes_part = any_of(is_asker_of, is_assigned_lawyer)
reads_ticket = any_of(is_asker_of, is_assigned_lawyer, is_moderator, has_emergency_access)
keeps_order = any_of(is_moderator, is_administrator)

POLICY: dict[P, Predicate] = {
    # Everybody
    P.TICKET_OPEN: any_of(is_not_staff),
    P.TICKET_LIST_OWN: anybody,
    P.ACCOUNT_MANAGE_OWN: is_signed_in,
    # ① ② The case
    P.TICKET_READ: reads_ticket,
    P.TICKET_CLOSE: all_of(any_of(is_asker_of, works_on_ticket, is_system), is_open),
    P.TICKET_REOPEN: all_of(is_asker_of, is_finished),
    P.TICKET_DELETE: any_of(is_asker_of, is_system),
    P.TICKET_EXPORT: is_asker_of,
    P.TICKET_QUEUE: any_of(is_lawyer_by_role, is_moderator),
    P.TICKET_WATCH: is_moderator,  # what lawyers have in hand
    P.TICKET_DECLARE: any_of(all_of(is_verified_lawyer, is_queued), all_of(has_to_declare, is_open)),
    P.TICKET_PREVIEW: any_of(all_of(is_verified_lawyer, is_queued), is_moderator),
    P.TICKET_CLAIM: is_verified_lawyer,
    P.TICKET_REST: all_of(is_system, is_open),
    P.TICKET_GIVE_BACK: all_of(any_of(is_assigned_lawyer, is_system), is_open),
    P.TICKET_TRANSFER: all_of(works_on_ticket, is_open),
    P.TICKET_ASSIGN: all_of(is_moderator, is_open),
    P.TICKET_DECLINE: all_of(works_on_ticket, is_open),
    # ③ The room
    P.CHAT_READ: reads_ticket,
    P.CHAT_SEND: all_of(takes_part, is_open),
    P.CHAT_NOTE: all_of(works_on_ticket),
    P.CHAT_READ_NOTES: any_of(works_on_ticket, has_emergency_access),
    # ④ The answer
    P.ANSWER_READ: reads_ticket,
    P.ANSWER_WRITE: all_of(is_assigned_lawyer, is_open),
    P.ANSWER_ACCEPT: is_asker_of,
    # ⑤ The public text
    P.ARTICLE_PREPARE: any_of(is_assigned_lawyer, is_moderator),
    P.ARTICLE_DECIDE_CONSENT: is_asker_of,
    P.ARTICLE_WITHDRAW: is_asker_of,
    P.ARTICLE_REVIEW: is_moderator,
    P.ARTICLE_PUBLISH: all_of(is_moderator, is_not_redactor),
    P.ARTICLE_CURATE: any_of(is_moderator, is_system),
    # Staff
    P.DESK_VIEW: is_staff,
    P.REPLY_EDIT: all_of(any_of(is_verified_lawyer, is_moderator), keeps_reply),
    P.TOPIC_EDIT: is_moderator,
    P.ELECTION_EDIT: is_moderator,
    P.GAPS_READ: is_moderator,
    P.PEOPLE_INVITE: keeps_order,
    P.PEOPLE_MANAGE: all_of(keeps_order, may_manage_account),
    P.PEOPLE_AGREE: all_of(keeps_order, is_second_person),
    P.PEOPLE_RESET_FACTOR: any_of(all_of(is_administrator, may_manage_account), is_system),
    P.EMERGENCY_ASK: keeps_order,
    P.EMERGENCY_AGREE: all_of(keeps_order, is_not_asking),
    P.AUDIT_READ: keeps_order,
    P.HEALTH_READ: is_administrator,
}
