"""A server that restarts loses all lines in one moment: they may not all come back in one."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from itertools import pairwise
from typing import Any

import pytest

from tests.faults.campaign.installation import node
from tests.staying_client import pause
from tests.support.processes import ROOT

WINDOWS = 4000
SCRIPT = """
const {{ spread, pause }} = await import("{module}");
const draw = (make) => Array.from({{ length: {count} }}, make);
console.log(JSON.stringify({{ first: draw(spread), later: [0, 1, 2, 3, 9].map((n) => draw(() => pause(n, 20000))) }}));
"""


@pytest.fixture(scope="module")
def browser() -> dict[str, Any]:
    module = (ROOT / "app/static/js/chat/protocol.mjs").as_uri()
    script = SCRIPT.format(module=module, count=WINDOWS)
    command = [node(), "--input-type=module", "--eval", script]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def busiest_tenth_of_a_second(moments: list[float]) -> float:
    """Return the share of windows that come in the busiest 100 ms."""
    return max(Counter(int(moment // 100) for moment in moments).values()) / len(moments)


def test_windows_that_lost_their_line_at_once_come_back_over_three_seconds(
    browser: dict[str, Any],
) -> None:
    assert busiest_tenth_of_a_second(browser["first"]) < 0.06
    assert max(browser["first"]) - min(browser["first"]) > 2500
    assert max(browser["first"]) <= 3000


def test_further_attempts_are_longer_apart_and_never_at_the_same_moment(
    browser: dict[str, Any],
) -> None:
    means = [sum(drawn) / len(drawn) for drawn in browser["later"]]
    assert all(later > 1.6 * earlier for earlier, later in pairwise(means[:4]))
    assert max(browser["later"][-1]) <= 20_000
    assert all(busiest_tenth_of_a_second(drawn) < 0.25 for drawn in browser["later"])


def test_the_reference_client_spreads_as_well() -> None:
    assert busiest_tenth_of_a_second([pause(0) * 1000 for _ in range(WINDOWS)]) < 0.06


def test_the_measure_sees_a_stampede() -> None:
    assert busiest_tenth_of_a_second([500.0] * WINDOWS) == 1.0
