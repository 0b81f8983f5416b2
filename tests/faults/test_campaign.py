"""The fault campaign in short: every kind of break, on both databases. `make test-faults` runs the long one."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.faults.campaign.course import Plan, run
from tests.faults.campaign.judge import FAULTS, Truth, Verdict, fingerprint, judge_room
from tests.support import databases

pytestmark = pytest.mark.faults
MESSAGES = 300


@pytest.mark.timeout(240)
@pytest.mark.slow
@pytest.mark.parametrize("backend", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_nothing_is_lost_doubled_disordered_or_shown_to_the_wrong_while_everything_breaks(
    backend: str,
) -> None:
    # Not pytest's own folder: another run makes that private again, and the database's user has to get in.
    folder = databases.run_folder() / f"campaign-{backend}"
    folder.mkdir(mode=0o755)
    outcome = run(Plan(backend, seed=3, messages=MESSAGES, rooms=4), folder, lambda _count: None)
    assert outcome.verdict.wrong == {kind: [] for kind in FAULTS}
    rows = outcome.rows()
    assert rows["texts acknowledged"] == rows["texts in the database"] == 300
    # On a busy machine a process may need longer to come back than the people to say everything.
    assert rows["processes killed (SIGKILL)"] >= 1
    assert rows["people shown out"] in {0, 4}


# ------------------------------------------------------------------ the judge itself


def entry(number: int, text: str, **values: Any) -> dict[str, Any]:
    return {
        "id": f"id{number}",
        "kind": "message",
        "cursor": number,
        "place": number,
        "by": "asker",
        "client_id": f"r0-a1-{number:08d}",
        "edited": False,
        "withdrawn": False,
        "mark": fingerprint(text),
        **values,
    }


def rows_of(entries: list[dict[str, Any]]) -> list[list[Any]]:
    return [list(each.values()) for each in entries]


@pytest.fixture
def case() -> tuple[Truth, dict[str, Any]]:
    stored = [entry(number, f"r0 {number}") for number in range(3)]
    acked = [
        {"event": "chat:send", "number": n, "body": f"r0 {n}", "target": None, "id": f"id{n}", "cursor": n}
        for n in range(3)
    ]
    report = {
        "name": "r0-a1",
        "kind": "asker",
        "room": "r0",
        "over": None,
        "unfinished": "",
        "pushed_up_to": 2,
        "entries": rows_of(stored),
        "acked": acked,
        "foreign": [],
    }
    return Truth({"asker": stored, "staff": copy.deepcopy(stored)}, cursor=3, changes=0), report


def judged(truth: Truth, report: dict[str, Any]) -> set[str]:
    verdict = Verdict()
    judge_room(verdict, "r0", truth, [report])
    return {kind for kind, found in verdict.wrong.items() if found}


def test_a_faultless_room_is_found_faultless(case: Any) -> None:
    assert judged(*case) == set()


def test_the_judge_sees_a_lost_text(case: Any) -> None:
    truth, report = case
    del truth.sides["staff"][1]
    assert "lost" in judged(truth, report)


def test_the_judge_sees_an_entry_a_window_never_saw(case: Any) -> None:
    truth, report = case
    del report["entries"][2]
    assert judged(truth, report) == {"lost"}


def test_the_judge_sees_a_text_stored_twice(case: Any) -> None:
    truth, report = case
    truth.sides["staff"].append({**truth.sides["staff"][0], "id": "other"})
    assert "duplicated" in judged(truth, report)


def test_the_judge_sees_a_change_that_happened_twice(case: Any) -> None:
    truth, report = case
    truth.cursor += 1
    assert judged(truth, report) == {"duplicated"}


def test_the_judge_sees_another_order(case: Any) -> None:
    truth, report = case
    report["acked"][0], report["acked"][1] = report["acked"][1], report["acked"][0]
    assert "out of order" in judged(truth, report)


def test_the_judge_sees_another_order_on_a_window(case: Any) -> None:
    truth, report = case
    report["entries"][0], report["entries"][1] = report["entries"][1], report["entries"][0]
    assert judged(truth, report) == {"out of order"}


def test_the_judge_sees_what_somebody_should_not_have_seen(case: Any) -> None:
    truth, report = case
    del truth.sides["asker"][2]
    assert judged(truth, report) == {"seen by the wrong"}
    report["until"], report["over"] = 1, "not_allowed"
    assert "seen by the wrong" in judged(truth, report)


def test_the_judge_sees_a_window_that_should_have_been_shown_out(case: Any) -> None:
    truth, report = case
    report["until"] = 9
    assert judged(truth, report) == {"shown out in vain"}


def test_the_judge_sees_an_edit_that_did_not_stay(case: Any) -> None:
    truth, report = case
    report["acked"].append({"event": "chat:edit", "number": 2, "body": "r0 new", "target": 2, "id": "id2"})
    truth.cursor += 1
    assert judged(truth, report) == {"not as stored"}
