"""Form widgets of our own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from wtforms.fields import SelectField
from wtforms.widgets import Select

KEPT_AT_MOST = 256  # lists: nine kilobytes each at the longest


class KeptSelect(Select):
    """A list that is drawn once and kept: two hundred districts are the same on every page.

    What is kept depends on everything that is drawn, so a list is never shown with another's choice.
    """

    _kept: ClassVar[dict[tuple[Any, ...], Any]] = {}

    def __call__(self, field: Any, **kwargs: Any) -> Any:
        """Return the HTML; what is not a plain {value: text} list is drawn anew each time."""
        if not isinstance(field.choices, Mapping):
            return super().__call__(field, **kwargs)
        flags = tuple(getattr(field.flags, flag, None) for flag in self.validation_attrs)
        attributes = tuple(sorted((name, str(value)) for name, value in kwargs.items()))
        key = (field.name, field.id, flags, attributes, _frozen(field.choices), field.data)
        drawn = self._kept.get(key)
        if drawn is None:
            if len(self._kept) >= KEPT_AT_MOST:
                self._kept.clear()
            drawn = self._kept[key] = super().__call__(field, **kwargs)
        return drawn


def keep_drawn(field: Any) -> None:
    """Let a list with one choice be drawn by `KeptSelect`."""
    if isinstance(field, SelectField) and type(field.widget) is Select:
        field.widget = KeptSelect()


def _frozen(choices: Mapping[Any, Any]) -> tuple[Any, ...]:
    return tuple(
        (str(value), _frozen(text) if isinstance(text, Mapping) else str(text))
        for value, text in choices.items()
    )
