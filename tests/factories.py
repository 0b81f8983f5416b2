"""Things that tests need to exist. Each call stores what it makes."""

from __future__ import annotations

import secrets
from typing import Any

from app.accounts.models import Account
from app.authz.access import VISITOR, Actor, Role
from app.core.clock import now
from app.core.database import new_id
from app.core.slowhash import slow_hash
from app.core.transaction import transaction
from app.core.versions import bump
from app.extensions import db
from app.reference.models import District, Region, Topic
from app.tickets.models import Ticket
from app.tickets.opening import open_ticket
from app.web.page_cache import PUBLIC

PASSWORD = "three calm words 42"
QUESTION = "Мен жатақханада тұрамын. Қай учаскеде дауыс беремін?"


def names(word: str) -> dict[str, str]:
    return {"kk": f"{word} (қаз)", "ru": f"{word} (рус)", "en": word}


def make_topic(slug: str = "away", **values: Any) -> Topic:
    """Return the topic of this slug, made on first use."""
    known = db.session.get(Topic, slug)
    if known is not None:
        return known
    with transaction():
        defaults = {
            "code": f"T-{slug[:5]}",
            "position": 1,
            "name": names(slug),
            "description": names(f"About {slug}"),
            "sla_hours": 12,
            "sla_voting_day_minutes": 10,
        }
        topic = Topic(slug=slug, **{**defaults, **values})
        db.session.add(topic)
        bump(PUBLIC)
    return topic


def make_district(code: str = "keles", region: str = "turkistan") -> District:
    """Return the district of this code, made with its region on first use."""
    known = db.session.get(District, code)
    if known is not None:
        return known
    with transaction():
        if db.session.get(Region, region) is None:
            db.session.add(Region(code=region, kind="region", position=1, name=names(region)))
            db.session.flush()
        district = District(code=code, region_code=region, kind="district", position=1, name=names(code))
        db.session.add(district)
        bump(PUBLIC)
    return district


def make_account(role: Role = Role.LAWYER, **values: Any) -> Account:
    """Return a new account; a lawyer is verified unless told otherwise. The password is PASSWORD."""
    login = values.pop("login", f"{role}-{secrets.token_hex(4)}")
    login = login if role is Role.ASKER or "@" in login else f"{login}@example.org"
    defaults: dict[str, Any] = {
        "id": new_id(),
        "role": role.value,
        "login": login.casefold(),
        "email": None if role is Role.ASKER else login,
        "name": login.partition("@")[0],
        "password_hash": slow_hash(PASSWORD),
        "languages": ["kk", "ru", "en"],
        "verified_at": now() if role is Role.LAWYER else None,
    }
    with transaction():
        account = Account(**{**defaults, **values})
        db.session.add(account)
    return account


def make_ticket(actor: Actor = VISITOR, **values: Any) -> Ticket:
    """Return a new ticket; its secret is lost (use `make_receipt` to keep it)."""
    return make_receipt(actor, **values)[0]


def make_receipt(actor: Actor = VISITOR, **values: Any) -> tuple[Ticket, str]:
    """Return a new ticket and the secret of its receipt."""
    topic = values.pop("topic", "away")
    make_topic(topic)
    if values.get("district"):
        make_district(values["district"])
    defaults: dict[str, Any] = {
        "question": QUESTION,
        "language": "kk",
        "district": None,
        "adult": "yes",
        "urgency": "normal",
        "publication": "later",
    }
    return open_ticket(actor, topic=topic, **{**defaults, **values})
