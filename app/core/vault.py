"""What lies in the database under the installation's keys, and moving it from old keys to the newest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Table, func, select, update

from app.core.database import changed_rows
from app.core.sealing import KeyRing, key_ring, version_of
from app.core.transaction import transaction
from app.extensions import db

Rewrap = Callable[[KeyRing, bytes, str], bytes]


@dataclass(frozen=True)
class Shelf:
    """One column of values sealed with an installation key; its context is "table.column:row"."""

    column: Column[bytes]
    row: Column[str]
    rewrap: Rewrap

    @property
    def name(self) -> str:
        """Return "table.column"."""
        return f"{self.table.name}.{self.column.name}"

    @property
    def table(self) -> Table:
        """Return the table."""
        return self.column.table

    @property
    def version(self) -> Any:
        """Return the first byte of the value in SQL: the version of its key."""
        return func.substr(self.column, 1, 1)


_shelves: dict[str, Shelf] = {}


def keep_data_keys(table: Table, column: str, row: str = "id") -> None:
    """Have `rotate` care for wrapped data keys."""
    _add(Shelf(table.c[column], table.c[row], _rewrap_key))


def keep_secrets(purpose: str, table: Table, column: str, row: str = "id") -> None:
    """Have `rotate` care for a column sealed with `installation_seal(purpose)`."""

    def rewrap(ring: KeyRing, sealed: bytes, context: str) -> bytes:
        return ring.seal_for(purpose, ring.open_for(purpose, sealed, context), context)

    _add(Shelf(table.c[column], table.c[row], rewrap))


def shelves() -> list[Shelf]:
    """Return all columns in a fixed order."""
    return [_shelves[name] for name in sorted(_shelves)]


def count_versions() -> dict[str, dict[int, int]]:
    """Return how many values of each column each key closes."""
    found: dict[str, dict[int, int]] = {}
    for shelf in shelves():
        # Grouped by name: PostgreSQL takes the same expression with other parameters for another one.
        version = shelf.version.label("version")
        rows = db.session.execute(
            select(version, func.count()).where(shelf.column.is_not(None)).group_by("version")
        )
        found[shelf.name] = {version_of(bytes(first)): count for first, count in rows}
    return found


def count_old() -> int:
    """Return how many values wait for `rotate`."""
    newest = key_ring().newest
    return sum(
        count
        for versions in count_versions().values()
        for version, count in versions.items()
        if version != newest
    )


def rotate(batch: int) -> Iterator[int]:
    """Move everything to the newest key, a committed batch at a time; yield how many were moved.

    Killed anywhere, nothing is lost: a value is replaced whole, and the next run finds what is left.
    """
    for shelf in shelves():
        last = ""
        while rows := _left(shelf, last, batch):
            last = rows[-1][0]
            yield _move(shelf, rows)


def _left(shelf: Shelf, last: str, batch: int) -> list[tuple[str, bytes]]:
    newest = bytes([key_ring().newest])
    query = (
        select(shelf.row, shelf.column)
        .where(shelf.row > last, shelf.column.is_not(None), shelf.version != newest)
        .order_by(shelf.row)
        .limit(batch)
    )
    rows = [(row_id, bytes(sealed)) for row_id, sealed in db.session.execute(query)]
    db.session.rollback()
    return rows


def _move(shelf: Shelf, rows: list[tuple[str, bytes]]) -> int:
    ring, moved = key_ring(), 0
    with transaction():
        for row_id, sealed in rows:
            fresh = shelf.rewrap(ring, sealed, f"{shelf.name}:{row_id}")
            moved += changed_rows(  # unless it was deleted or sealed anew meanwhile
                update(shelf.table)
                .where(shelf.row == row_id, shelf.column == sealed)
                .values({shelf.column: fresh})
            )
    return moved


def _rewrap_key(ring: KeyRing, wrapped: bytes, context: str) -> bytes:
    return ring.wrap(ring.unwrap(wrapped, context), context)


def _add(shelf: Shelf) -> None:
    _shelves[shelf.name] = shelf
