"""What happened, and refusals."""

from __future__ import annotations

import pytest

from tests.publishing import happened


@pytest.fixture(autouse=True)
def forget_events() -> None:
    happened.clear()
