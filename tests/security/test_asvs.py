"""The self-assessment is complete, and what it points to exists."""

from __future__ import annotations

import re
from collections import Counter

from tests.security.proofs import all_tests
from tests.support.source import ROOT

TEXT = ROOT / "docs" / "asvs.md"
REQUIREMENTS = 253  # levels 1 and 2 of version 5.0
ROW = re.compile(
    r"^\| (\d+\.\d+\.\d+) \| ([12]) \| (.+?) \| (met|not applicable|open) \| (.+) \|$", re.MULTILINE
)


def rows() -> list[tuple[str, ...]]:
    return ROW.findall(TEXT.read_text(encoding="utf-8"))


def test_every_requirement_is_judged_once() -> None:
    counted = Counter(number for number, *_ in rows())
    assert len(counted) == REQUIREMENTS
    assert set(counted.values()) == {1}


def test_everything_it_points_to_exists() -> None:
    known = all_tests()
    pointers = [
        pointer
        for *_, state, where in rows()
        if state == "met"
        for pointer in re.findall(r"`([^`]+)`", where)
    ]
    assert pointers
    assert sorted({each for each in pointers if each not in known and not (ROOT / each).exists()}) == []


def test_nothing_is_met_without_a_pointer_and_nothing_open_without_a_reason() -> None:
    assert [number for number, *_, state, where in rows() if state == "met" and "`" not in where] == []
    assert [number for number, *_, where in rows() if len(where) < 4] == []


def test_the_sums_at_the_top_are_right() -> None:
    counted = Counter(state for *_, state, _where in rows())
    said = f"Met: {counted['met']}. Not applicable: {counted['not applicable']}. Open: {counted['open']}."
    assert said in TEXT.read_text(encoding="utf-8")
