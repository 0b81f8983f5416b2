"""What people look for and do not find, counted without knowing who, and without words until many ask.

A query is a keyed hash of its content words. The words themselves are sealed with a key that only
`shares.THRESHOLD` different askers together reveal. A query that seems to hold personal data is counted,
its words are not kept at all.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import OperationalError

from app.authz.access import Actor, require
from app.authz.permissions import Permission
from app.core.clock import today
from app.core.sealing import Seal, SealBroken
from app.core.transaction import transaction
from app.extensions import db
from app.redaction.detectors import find as find_personal_data
from app.search import bulk, shares
from app.search.analysis.question import read_question
from app.search.interface import Gap, Hits
from app.search.models import SearchQueryCount, SearchQueryShare, SearchTerm
from app.worker import periodic

DAYS_KEPT = 90
MAX_DIGITS = 4
_HASH = 32


def query_token(hits: Hits) -> str | None:
    """Return the name under which a query is counted; result links carry it so that clicks can be."""
    words = _countable(hits)
    if not words:
        return None
    return hmac.new(_secret("bucket"), "\n".join(words).encode(), hashlib.sha256).hexdigest()[:_HASH]


def record_query(hits: Hits, *, asker: str = "") -> None:
    """Count one search. `asker` is a hash that changes daily; without one the words are not kept."""
    token = query_token(hits)
    if token is None or hits.query.page > 1:
        return
    language = hits.query.language or ""
    try:
        with transaction():
            _count(token, language, searches=1, empty=not hits.total, weak=hits.is_weak)
            if asker and not find_personal_data(hits.query.text):
                _share(token, language, hits, asker)
    except OperationalError:
        # A busy database must not cost anybody their results.
        db.session.rollback()


def record_click(token: str, *, language: str) -> None:
    """Count that somebody opened a result of a search made today; unknown names are ignored.

    The name says nothing about who searched, and clicks never outnumber searches.
    """
    columns = SearchQueryCount
    counted = _row(token[:_HASH], language).where(columns.clicks < columns.searches)
    try:
        with transaction():
            db.session.execute(counted.values(clicks=columns.clicks + 1))
    except OperationalError:
        db.session.rollback()


def content_gaps(actor: Actor, *, days: int = 30, limit: int = 50) -> list[Gap]:
    """Return what was looked for in vain, most wanted first; words only where enough people asked."""
    require(actor, Permission.GAPS_READ)
    columns = SearchQueryCount
    sums = [
        func.sum(each).label(each.key)
        for each in (columns.searches, columns.empty, columns.weak, columns.clicks)
    ]
    # Fewer askers than it takes to read the words: not even the line is shown.
    enough = (
        select(SearchQueryShare.bucket, SearchQueryShare.language)
        .group_by(SearchQueryShare.bucket, SearchQueryShare.language)
        .having(func.count() >= shares.THRESHOLD)
        .subquery()
    )
    query = (
        select(columns.bucket, columns.language, *sums)
        .join(enough, (enough.c.bucket == columns.bucket) & (enough.c.language == columns.language))
        .where(columns.day >= today() - timedelta(days=days))
        .group_by(columns.bucket, columns.language)
    )
    rows = [row for row in db.session.execute(query) if _is_gap(row)]
    rows.sort(key=lambda row: (-(row.searches - row.clicks), row.bucket))
    return _gaps(rows[:limit])


@periodic("search.forget", every_seconds=6 * 3600)
def forget_old() -> None:
    """Delete counts and sealed words older than DAYS_KEPT."""
    last = today() - timedelta(days=DAYS_KEPT)
    with transaction():
        db.session.execute(delete(SearchQueryCount).where(SearchQueryCount.day < last))
        db.session.execute(delete(SearchQueryShare).where(SearchQueryShare.day < last))


def _is_gap(row: Any) -> bool:
    return bool(row.empty or row.weak) or row.clicks * 4 < row.searches


def _gaps(rows: Sequence[Any]) -> list[Gap]:
    query = select(SearchQueryShare).where(SearchQueryShare.bucket.in_([row.bucket for row in rows]))
    found: dict[tuple[str, str], list[SearchQueryShare]] = defaultdict(list)
    for share in db.session.scalars(query):
        found[share.bucket, share.language].append(share)
    forms = {row.bucket: _forms(row.bucket, found[row.bucket, row.language]) for row in rows}
    known = _surfaces({term for each in forms.values() for term in each})
    gaps = (
        Gap(
            token=row.bucket,
            language=row.language,
            words=" ".join(_form(term, counted, known) for term, counted in forms[row.bucket].items()),
            searches=row.searches,
            empty=row.empty,
            weak=row.weak,
            clicks=row.clicks,
        )
        for row in rows
    )
    return [gap for gap in gaps if gap.words]


def _countable(hits: Hits) -> list[str]:
    """Return the words that make the query what it is; long numbers belong to persons and are left out."""
    return sorted(word for word in set(hits.words) if not (word.isdecimal() and len(word) > MAX_DIGITS))


def _count(token: str, language: str, *, searches: int, empty: bool, weak: bool) -> None:
    bulk.insert_rows(SearchQueryCount, [(token, language, today(), 0, 0, 0, 0)], unless_there=True)
    columns = SearchQueryCount
    db.session.execute(
        _row(token, language).values(
            searches=columns.searches + searches,
            empty=columns.empty + int(empty),
            weak=columns.weak + int(weak),
        )
    )


def _row(token: str, language: str) -> Any:
    return (
        update(SearchQueryCount)
        .where(
            SearchQueryCount.bucket == token,
            SearchQueryCount.language == language,
            SearchQueryCount.day == today(),
        )
        .execution_options(synchronize_session=False)
    )


def _share(token: str, language: str, hits: Hits, asker: str) -> None:
    countable = set(_countable(hits))
    spelt = {
        word.term: word.text for word in read_question(hits.query.text).content if word.term in countable
    }
    spelt |= {term: term for term in countable if term not in spelt}
    secret = _curve(token)
    x, y = shares.share_of(secret, asker)
    sealed = Seal(shares.key_of(secret)).seal(json.dumps(spelt, ensure_ascii=False), token)
    row = (token, f"{x:032x}", language, f"{y:032x}", sealed, today())
    bulk.insert_rows(SearchQueryShare, [row], unless_there=True)


def _forms(token: str, found: Sequence[SearchQueryShare]) -> dict[str, Counter[str]]:
    """Return how enough people spelt the words of a query, nothing when too few asked."""
    key = shares.recover([(int(row.x, 16), int(row.y, 16)) for row in found])
    forms: dict[str, Counter[str]] = {}
    if key is None:
        return forms
    for row in found:
        try:
            spelt: dict[str, str] = json.loads(Seal(key).open(row.sealed, token))
        except SealBroken:
            continue
        for term, form in spelt.items():
            forms.setdefault(term, Counter())[form] += 1
    return forms


def _form(term: str, counted: Counter[str], known: Mapping[str, str]) -> str:
    form, number = counted.most_common(1)[0]
    return form if number >= shares.THRESHOLD else known.get(term, term)


def _surfaces(terms: Collection[str]) -> dict[str, str]:
    query = select(SearchTerm.term, SearchTerm.surface).where(
        SearchTerm.term.in_(sorted(terms)), SearchTerm.surface != ""
    )
    return {term: surface for term, surface in db.session.execute(query.order_by(SearchTerm.id.desc()))}  # noqa: C416 - rows are not pairs


def _curve(token: str) -> bytes:
    return hmac.new(_secret("curve"), token.encode(), hashlib.sha256).digest()


def _secret(purpose: str) -> bytes:
    return hashlib.sha256(f"search {purpose}:{current_app.config['SECRET_KEY']}".encode()).digest()
