"""Brings app/content/*.toml into the tables. A file that has not changed is not read again."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.core.clock import now
from app.core.transaction import transaction
from app.core.versions import bump
from app.extensions import db
from app.reference.models import (
    Act,
    ContentLoad,
    Deadline,
    District,
    GlossaryTerm,
    PreparedReply,
    Provision,
    Region,
    Topic,
)
from app.web.page_cache import PUBLIC

CONTENT = Path(__file__).resolve().parent.parent / "content"
Table = dict[str, Any]


def load_reference(folder: Path = CONTENT) -> Iterator[tuple[str, int]]:
    """Load every changed file; yield (name, rows written), 0 for a file that is up to date."""
    for name, load in LOADERS.items():
        with transaction():
            written = load_if_changed(folder / name, load)
        yield name, written


def load_if_changed(path: Path, load: Callable[[Table], int]) -> int:
    """Call `load` with the parsed file unless this very content was loaded before."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    known = db.session.get(ContentLoad, path.name)
    if known is not None and known.digest == digest:
        return 0
    count = load(tomllib.loads(path.read_text(encoding="utf-8")))
    db.session.merge(ContentLoad(name=path.name, digest=digest, loaded_at=now(), details={"rows": count}))
    db.session.flush()
    bump(PUBLIC)
    return count


def _topics(data: Table) -> int:
    edited = set(db.session.scalars(select(Topic.slug).where(Topic.edited_at.is_not(None))))
    rows = [row for row in data["topic"] if row["slug"] not in edited]
    for row in rows:
        db.session.merge(
            Topic(
                slug=row["slug"],
                code=row["code"],
                position=row["order"],
                name=row["name"],
                description=row["description"],
                law=row.get("law", []),
                sla_hours=row["sla_hours"],
                sla_voting_day_minutes=row.get("sla_voting_day_minutes", row["sla_hours"] * 60),
            )
        )
    return len(rows)


def _places(data: Table) -> int:
    for row in data["region"]:
        place = Region(code=row["code"], kind=row["kind"], position=row["order"], name=row["name"])
        db.session.merge(place)
    db.session.flush()
    for row in data["district"]:
        db.session.merge(
            District(
                code=row["code"],
                region_code=row["region"],
                kind=row["kind"],
                position=row["order"],
                name=row["name"],
            )
        )
    return len(data["region"]) + len(data["district"])


def _acts(data: Table) -> int:
    rows = data["act"]
    for position, row in enumerate(rows, start=1):
        db.session.merge(
            Act(
                code=row["code"],
                title=row["title"],
                short=row["short"],
                number=row.get("number", ""),
                adopted=row.get("adopted"),
                edition=row.get("edition"),
                edition_note=row.get("edition_note", ""),
                official_url=row.get("official_url", ""),
                confidence=row["confidence"],
                position=position,
            )
        )
    return len(rows)


def _provisions(data: Table) -> int:
    rows = data["provision"]
    for row in rows:
        db.session.merge(
            Provision(
                id=row["id"],
                act_code=row["act"],
                article=row["article"],
                paragraph=row.get("paragraph", ""),
                subparagraph=row.get("subparagraph", ""),
                summary=row["summary"],
                edition=row.get("edition"),
                checked_on=row["checked_on"],
                confidence=row["confidence"],
            )
        )
    return len(rows)


def _deadlines(data: Table) -> int:
    rows = data["deadline"]
    for position, row in enumerate(rows, start=1):
        db.session.merge(
            Deadline(
                key=row["key"],
                days=row["days"],
                time=row.get("time"),
                provision_id=row.get("provision"),
                name=row["name"],
                confidence=row["confidence"],
                position=position,
            )
        )
    return len(rows)


def _glossary(data: Table) -> int:
    rows = data["term"]
    for row in rows:
        words = {language: row[language] for language in ("kk", "ru", "en")}
        db.session.merge(GlossaryTerm(key=row["key"], words=words, note=row.get("note", "")))
    return len(rows)


def _replies(data: Table) -> int:
    rows = data["reply"]
    known = {row.key: row for row in db.session.query(PreparedReply).filter(PreparedReply.key.is_not(None))}
    for row in rows:
        reply = known.get(row["key"]) or PreparedReply(key=row["key"])
        reply.topic_slug = row.get("topic")
        reply.title, reply.body = row["title"], row["body"]
        db.session.add(reply)
    return len(rows)


LOADERS: dict[str, Callable[[Table], int]] = {
    "topics.toml": _topics,
    "places.toml": _places,
    "acts.toml": _acts,
    "provisions.toml": _provisions,
    "deadlines.toml": _deadlines,
    "glossary.toml": _glossary,
    "replies.toml": _replies,
}
