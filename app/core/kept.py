"""What one process works out once and keeps while the version it was made from lasts (core/versions.py)."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Any, Generic, TypeVar

from flask import current_app

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """Values with their version, in memory only; the least recently asked for leave first.

    Read the version before making a value: then the value is at least as new as its version.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[Hashable, tuple[int, Value]] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._values)

    def find(self, key: Hashable, version: int) -> Value | None:
        """Return the value made from this version, if it is there."""
        with self._lock:
            kept = self._values.get(key)
            if kept is None or kept[0] != version:
                return None
            self._values.move_to_end(key)
            return kept[1]

    def keep(self, key: Hashable, version: int, value: Value) -> None:
        """Remember a value."""
        with self._lock:
            self._values[key] = (version, value)
            self._values.move_to_end(key)
            while len(self._values) > self._size:
                self._values.popitem(last=False)


def kept(name: str, size: int) -> Kept[Any]:
    """Return the running application's shelf of this name, made on first use."""
    shelf: Kept[Any] = current_app.extensions.setdefault(f"kenes_{name}", Kept(size))
    return shelf
