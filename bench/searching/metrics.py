"""Quality of ranked lists: nDCG@10, MRR@10, recall, bootstrap intervals and the paired test."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence

NAMES = ("nDCG@10", "MRR@10", "R@10", "R@100")
RESAMPLES = 2000
Scores = dict[str, tuple[float, float, float, float]]


def score(run: Mapping[str, Sequence[str]], relevant: Mapping[str, set[str]]) -> Scores:
    """Return the four figures of every question; one without an answer in the run scores zero."""
    return {
        query: _one(list(dict.fromkeys(run.get(query, ()))), good) for query, good in relevant.items() if good
    }


def _one(ranked: list[str], good: set[str]) -> tuple[float, float, float, float]:
    gain = sum(1 / math.log2(i + 2) for i, each in enumerate(ranked[:10]) if each in good)
    ideal = sum(1 / math.log2(i + 2) for i in range(min(10, len(good))))
    first = next((1 / (i + 1) for i, each in enumerate(ranked[:10]) if each in good), 0.0)
    return gain / ideal, first, *(len(good & set(ranked[:n])) / len(good) for n in (10, 100))  # type: ignore[return-value]


def mean(scores: Scores, place: int) -> float:
    """Return the mean of one figure."""
    return sum(each[place] for each in scores.values()) / max(len(scores), 1)


def interval(scores: Scores, place: int = 0) -> tuple[float, float]:
    """Return the bootstrap 95% interval of a mean."""
    values = [each[place] for each in scores.values()]
    r = random.Random(1)
    means = sorted(sum(r.choices(values, k=len(values))) / len(values) for _ in range(RESAMPLES))
    return means[int(RESAMPLES * 0.025)], means[int(RESAMPLES * 0.975)]


def paired(first: Scores, second: Scores) -> tuple[float, float]:
    """Return the difference in nDCG@10 and how likely it is to be chance (two-sided paired bootstrap)."""
    differences = [second[query][0] - first[query][0] for query in first]
    r = random.Random(1)
    n = len(differences)
    sums = [sum(r.choices(differences, k=n)) for _ in range(RESAMPLES)]
    below = sum(each <= 0 for each in sums) / RESAMPLES
    above = sum(each >= 0 for each in sums) / RESAMPLES
    return sum(differences) / n, min(1.0, 2 * min(below, above))
