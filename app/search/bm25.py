"""The ranking formula: BM25 over counts in half words, once for both databases and both stages."""

from __future__ import annotations

import math

from app.search.analysis.document import UNIT

K1 = 1.2
B = 0.5
PIVOT = 100 * UNIT
"""Length the stored impacts assume; the second stage uses the true average."""
LEVELS = 255


def idf(documents: int, df: int) -> float:
    """Return the weight of a term that `df` of `documents` hold."""
    df = min(df, documents)
    return math.log(1 + (documents - df + 0.5) / (df + 0.5))


def saturation(length: int, average: float) -> float:
    """Return how many occurrences count half, in half words, in a document of this length."""
    return UNIT * K1 * (1 - B + B * length / max(average, 1.0))


def impact_of(count: int, length: int) -> int:
    """Return what a posting adds to a score, from 1 to LEVELS, as the index stores it."""
    return max(1, round(LEVELS * count / (count + saturation(length, PIVOT))))
