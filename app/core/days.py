"""The calendar day of an instant in Kazakhstan, computed by the database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from app.core.clock import ALMATY, local, now


class _LocalDay(FunctionElement[str]):
    type = String()
    inherit_cache = True
    name = "local_day"


def local_day(column: Any) -> ColumnElement[str]:
    """Return the column's day as "2026-11-22", for grouping."""
    return _LocalDay(column)


@compiles(_LocalDay, "postgresql")
def _for_postgresql(element: _LocalDay, compiler: Any, **options: Any) -> str:
    inner = compiler.process(element.clauses, **options)
    return f"to_char(timezone('{ALMATY.key}', {inner}), 'YYYY-MM-DD')"


@compiles(_LocalDay, "sqlite")
def _for_sqlite(element: _LocalDay, compiler: Any, **options: Any) -> str:
    # SQLite knows no zones; Kazakhstan has one offset all year, the one of today.
    offset = local(now()).utcoffset()
    minutes = int(offset.total_seconds() // 60) if offset else 0
    inner = compiler.process(element.clauses, **options)
    return f"date({inner}, '{minutes:+d} minutes')"
