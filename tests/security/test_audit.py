"""The check for published weaknesses says plainly what it could find out."""

from __future__ import annotations

import pytest

from deploy.launch.audit import judge


@pytest.mark.parametrize(
    ("code", "said", "verdict"),
    [
        (0, "No known vulnerabilities found", "no weakness known"),
        (1, "Found 1 known vulnerability in 1 package", "weaknesses known"),
        (1, "ConnectionError: Failed to resolve the advisory host", "not checked"),
        (2, "error: Failed to fetch the tool", "not checked"),
        (2, "unknown option", "not checked"),
    ],
)
def test_it_tells_a_weakness_from_a_missing_source(code: int, said: str, verdict: str) -> None:
    assert judge(code, said).startswith(verdict)
