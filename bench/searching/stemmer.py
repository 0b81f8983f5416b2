"""Does the stemmer bring the forms of one word together, and only them? Pair precision, recall, B-cubed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from app.search.analysis.letters import normalise
from app.search.analysis.tokens import word_of


def conflation(lemmas: Mapping[str, str]) -> dict[str, float]:
    """Score the stems of these forms against their lemmas."""
    stems = {form: word_of(normalise(form)).term for form in lemmas}
    by_lemma = Counter(lemmas.values())
    by_stem = Counter(stems.values())
    both: dict[tuple[str, str], int] = defaultdict(int)
    for form, lemma in lemmas.items():
        both[lemma, stems[form]] += 1
    right = sum(map(_pairs, both.values()))
    precision = right / max(1, sum(map(_pairs, by_stem.values())))
    recall = right / max(1, sum(map(_pairs, by_lemma.values())))
    cubed_precision = sum(n * n / by_stem[stem] for (_, stem), n in both.items()) / len(lemmas)
    cubed_recall = sum(n * n / by_lemma[lemma] for (lemma, _), n in both.items()) / len(lemmas)
    return {
        "P": precision,
        "R": recall,
        "F1": _harmonic(precision, recall),
        "B-cubed F1": _harmonic(cubed_precision, cubed_recall),
    }


def _pairs(n: int) -> int:
    return n * (n - 1) // 2


def _harmonic(a: float, b: float) -> float:
    return 2 * a * b / (a + b) if a + b else 0.0
