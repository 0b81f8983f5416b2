"""The packed lists of the index: reading, changing and writing back only what some documents touch."""

from __future__ import annotations

from collections import Counter, defaultdict

from app.search import bulk
from app.search.models import SearchBlock, SearchGrams
from app.search.packing import GRAM_PART, change_block, pack_counters, read_counters

Places = dict[int, dict[int, int]]
"""Term id → place inside a block → impact, 0 to take the document out."""


def change_blocks(changes: dict[int, Places]) -> None:
    """Bring the packed lists in line, block by block: only those of terms that these documents hold."""
    for block, terms in sorted(changes.items()):
        rows = bulk.read_rows(
            "SELECT b.term_id, b.data FROM {0} CROSS JOIN {1} CROSS JOIN search_block b"
            " WHERE b.term_id = q0.value AND b.block = q1.value",
            sorted(terms),
            [block],
        )
        known: dict[int, bytes] = {term: data for term, data in rows}  # noqa: C416 - rows are not pairs
        changed = [
            (term, block, change_block(known.get(term, b""), places))
            for term, places in sorted(terms.items())
        ]
        bulk.insert_rows(SearchBlock, [row for row in changed if row[2]], replace=True)
        bulk.delete_rows(SearchBlock, [row[:2] for row in changed if not row[2]])


def count_grams(grams: Counter[int], *, sign: int = 1) -> None:
    """Add to the document frequencies of letter runs."""
    parts: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for code, amount in grams.items():
        parts[code // GRAM_PART].append((code % GRAM_PART, sign * amount))
    known: dict[int, bytes] = dict(
        bulk.read_rows(
            "SELECT g.part, g.data FROM {0} CROSS JOIN search_grams g WHERE g.part = q0.value", sorted(parts)
        )
    )
    changed = []
    for part, amounts in sorted(parts.items()):
        counters = read_counters(known.get(part, b""))
        for place, amount in amounts:
            counters[place] = max(0, counters[place] + amount)
        changed.append((part, pack_counters(counters)))
    bulk.insert_rows(SearchGrams, changed, replace=True)
