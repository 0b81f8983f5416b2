"""Strict reading of event payloads: exact keys, exact types, bounded sizes."""

from __future__ import annotations

from dataclasses import MISSING, Field, fields
from functools import cache
from typing import Any, TypeVar

from app.core.errors import Invalid

C = TypeVar("C")
MAX_TEXT = 8_000
MAX_SHORT = 64
_TYPES = {
    "str": str,
    "int": int,
    "bool": bool,
    "str | None": (str, type(None)),
    "int | None": (int, type(None)),
}


def parse(schema: type[C], payload: tuple[Any, ...]) -> C:
    """Return an instance of the dataclass `schema`; raise Invalid on anything unexpected.

    A field's metadata may hold `max` (characters, or the largest number) and `min`.
    """
    declared = _declared(schema)  # type: ignore[arg-type]  # a class can be hashed
    if len(payload) != 1 or not isinstance(payload[0], dict):
        if not payload and not declared:
            return schema()
        raise Invalid(code="bad_payload")
    given = payload[0]
    if not set(given) <= set(declared):
        raise Invalid(code="unknown_key")
    values = {name: _value(field, given) for name, field in declared.items()}
    return schema(**values)


@cache
def _declared(schema: type[Any]) -> dict[str, Field[Any]]:
    return {field.name: field for field in fields(schema)}


def _value(field: Field[Any], given: dict[Any, Any]) -> Any:
    if field.name not in given:
        if field.default is MISSING:
            raise Invalid(code="missing_key", field=field.name)
        return field.default
    value = given[field.name]
    expected = _TYPES[str(field.type)]
    is_wrong_bool = isinstance(value, bool) and field.type != "bool"
    if not isinstance(value, expected) or is_wrong_bool:  # type: ignore[arg-type]
        raise Invalid(code="bad_type", field=field.name)
    _check_size(field, value)
    return value


def _check_size(field: Field[Any], value: Any) -> None:
    if isinstance(value, str):
        if len(value) > field.metadata.get("max", MAX_SHORT) or "\x00" in value:
            raise Invalid(code="too_long", field=field.name)
    elif isinstance(value, int) and not isinstance(value, bool):
        low, high = field.metadata.get("min", 0), field.metadata.get("max", 2**31 - 1)
        if not low <= value <= high:
            raise Invalid(code="out_of_range", field=field.name)
