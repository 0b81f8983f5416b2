"""The forward index: everything one document holds, in one small value, ready for binary search.

Little-endian throughout: header (terms, grams, length), term ids ascending, their counts, gram codes
ascending, their counts. Counts are in half words, one byte each. Readers ask for the parts they need:
a search reads two hundred of these values.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Mapping
from typing import NamedTuple

from app.search.analysis.document import MAX_COUNT

_HEADER = struct.Struct("<HHI")
_START = _HEADER.size
_LIMIT = 0xFFFF
_SWAP = sys.byteorder == "big"


class Counted(NamedTuple):
    """Sorted keys and, from `start` on, one byte in `data` for each: how often."""

    keys: array[int]
    data: bytes
    start: int

    def items(self) -> list[tuple[int, int]]:
        """Return keys with their counts."""
        counts = self.data[self.start : self.start + len(self.keys)]
        return list(zip(self.keys, counts, strict=True))


def pack(terms: Mapping[int, int], grams: Mapping[int, int], length: int) -> bytes:
    """Pack counts by term id and by gram code."""
    term_ids, gram_codes = sorted(terms)[:_LIMIT], sorted(grams)[:_LIMIT]
    return b"".join(
        (
            _HEADER.pack(len(term_ids), len(gram_codes), length),
            _bytes("I", term_ids),
            _counts([terms[each] for each in term_ids]),
            _bytes("H", gram_codes),
            _counts([grams[each] for each in gram_codes]),
        )
    )


def read_length(data: bytes) -> int:
    """Return a packed document's length in half words."""
    length: int = _HEADER.unpack_from(data)[2]
    return length


def read_terms(data: bytes) -> Counted:
    """Return a packed document's terms."""
    n_terms = _HEADER.unpack_from(data)[0]
    end = _START + 4 * n_terms
    return Counted(_array("I", data[_START:end]), data, end)


def read_grams(data: bytes) -> Counted:
    """Return a packed document's letter runs."""
    n_terms, n_grams, _length = _HEADER.unpack_from(data)
    start = _START + 5 * n_terms
    end = start + 2 * n_grams
    return Counted(_array("H", data[start:end]), data, end)


def _counts(counts: list[int]) -> bytes:
    if max(counts, default=0) <= MAX_COUNT:
        return bytes(counts)
    return bytes(min(count, MAX_COUNT) for count in counts)


def _bytes(code: str, values: list[int]) -> bytes:
    packed = array(code, values)
    if _SWAP:
        packed.byteswap()
    return packed.tobytes()


def _array(code: str, data: bytes) -> array[int]:
    values = array(code, data)
    if _SWAP:
        values.byteswap()
    return values
