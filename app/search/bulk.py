"""Reading and writing many small rows fast, with the same meaning on SQLite and PostgreSQL.

Table and column names come from the models and from literals, values always travel as parameters.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar, cast

from sqlalchemy import Date, Integer, LargeBinary, Table, insert
from sqlalchemy.orm import InstrumentedAttribute

from app.core.database import Model
from app.extensions import db

CHUNK = 5000
_ARRAYS = {Integer: "integer[]", LargeBinary: "bytea[]", Date: "date[]"}

Item = TypeVar("Item")
Row = tuple[Any, ...]


def chunks(items: Sequence[Item], size: int = CHUNK) -> Iterator[Sequence[Item]]:
    """Cut a list into parts a statement can take as parameters."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def read_rows(statement: str, *lists: Sequence[int] | Sequence[str]) -> Sequence[Row]:
    """Run a SELECT in which `{0}`, `{1}` … stand for a table `q0`, `q1` … with one list in its `value`.

    The text of a statement never depends on the length of its lists, so a database prepares it once.
    """
    connection = db.session.connection()
    if connection.dialect.name == "sqlite":
        tables = [f"json_each(?) q{i}" for i in range(len(lists))]
        values: list[Any] = [json.dumps(list(each)) for each in lists]
    else:
        kinds = ["text" if each and isinstance(each[0], str) else "integer" for each in lists]
        tables = [f"unnest(%s::{kind}[]) q{i} (value)" for i, kind in enumerate(kinds)]
        values = [list(each) for each in lists]
    return connection.exec_driver_sql(statement.format(*tables), tuple(values)).fetchall()


def insert_rows(
    model: type[Model], rows: Sequence[Row], *, unless_there: bool = False, replace: bool = False
) -> None:
    """Insert complete rows, values in the order of the model's columns."""
    table = _table(model)
    names = [column.name for column in table.columns]
    start = f"INSERT INTO {table.name} ({', '.join(names)})"
    end = "ON CONFLICT DO NOTHING" if unless_there else _replacing(table) if replace else ""
    _run(
        rows,
        sqlite=f"{start} VALUES ({', '.join('?' * len(names))}) {end}",
        postgresql=f"{start} SELECT * FROM {_unnest(table, names)} {end}",  # noqa: S608
        width=len(names),
    )


def delete_rows(model: type[Model], keys: Sequence[Row]) -> None:
    """Delete rows by their primary keys."""
    table = _table(model)
    names = [column.name for column in table.primary_key.columns]
    start = f"DELETE FROM {table.name}"  # noqa: S608
    match = " AND ".join(f"{table.name}.{name} = gone.{name}" for name in names)
    _run(
        keys,
        sqlite=f"{start} WHERE {' AND '.join(f'{name} = ?' for name in names)}",
        postgresql=f"{start} USING {_unnest(table, names)} AS gone ({', '.join(names)}) WHERE {match}",
        width=len(names),
    )


def insert_returning(
    model: type[Model], rows: Sequence[Mapping[str, Any]], key: InstrumentedAttribute[int]
) -> list[int]:
    """Insert rows and return their new keys in the same order."""
    if not rows:
        return []
    statement = insert(_table(model)).returning(key, sort_by_parameter_order=True)
    return list(db.session.connection().execute(statement, list(rows)).scalars())


def add_to(
    key: InstrumentedAttribute[int],
    column: InstrumentedAttribute[int],
    amounts: Mapping[int, int],
    *,
    sign: int = 1,
) -> None:
    """Add to a counter of many rows."""
    name = _table(cast("type[Model]", key.class_)).name
    start = f"UPDATE {name} SET {column.key} = {name}.{column.key}"  # noqa: S608
    _run(
        [(sign * amount, row) for row, amount in sorted(amounts.items())],
        sqlite=f"{start} + ? WHERE {key.key} = ?",
        postgresql=f"{start} + more.amount FROM unnest(%s::integer[], %s::integer[]) AS more (amount, id)"
        f" WHERE {name}.{key.key} = more.id",
        width=2,
    )


def _run(rows: Sequence[Row], *, sqlite: str, postgresql: str, width: int) -> None:
    if not rows:
        return
    connection = db.session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(sqlite, list(rows))
        return
    for part in chunks(rows, 20_000):
        connection.exec_driver_sql(postgresql, tuple([row[i] for row in part] for i in range(width)))


def _table(model: type[Model]) -> Table:
    return cast("Table", model.__table__)


def _replacing(table: Table) -> str:
    keys = [column.name for column in table.primary_key.columns]
    rest = [column.name for column in table.columns if column.name not in keys]
    values = ", ".join(f"{name} = excluded.{name}" for name in rest)
    return f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {values}"


def _unnest(table: Table, names: Sequence[str]) -> str:
    arrays = (_ARRAYS.get(type(table.columns[name].type), "text[]") for name in names)
    return "unnest(" + ", ".join(f"%s::{array}" for array in arrays) + ")"
