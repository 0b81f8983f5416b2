"""Lighthouse's performance score on a simulated slow phone: noisy, so it is measured and never tested."""

from __future__ import annotations

import statistics

from bench.subjects import Subject
from tests.support.fixtures_server import LiveServer
from tests.support.measure import lighthouse

NAMES = ("home", "article", "search", "ask GET", "room")
RUNS = 3


def scores(server: LiveServer, subjects: list[Subject]) -> list[tuple[str, int, list[int]]]:
    """Return (page, median, all scores) of the pages that askers meet."""
    rows = []
    for subject in subjects:
        if not subject.name.startswith(NAMES):
            continue
        cookie = subject.request.headers.get("Cookie", "")
        found = [_score(server.url + subject.request.path, cookie) for _ in range(RUNS)]
        rows.append((subject.name, int(statistics.median(found)), found))
    return rows


def _score(url: str, cookie: str) -> int:
    headers = {"Cookie": cookie} if cookie else None
    found, _wanting = lighthouse(url, categories=("performance",), headers=headers)
    return found["performance"]
