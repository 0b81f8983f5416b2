"""The forward index: everything one document holds, in one small value, ready for binary search.

Little-endian throughout: header (terms, grams, length), term ids ascending, their counts, gram codes
ascending, their counts. Counts are in half words, one byte each.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Mapping
from typing import NamedTuple

from app.search.analysis.document import MAX_COUNT

_HEADER = struct.Struct("<HHI")
_LIMIT = 0xFFFF
_SWAP = sys.byteorder == "big"


class Forward(NamedTuple):
    """One document's terms and letter runs."""

    length: int
    terms: array[int]
    term_counts: bytes
    grams: array[int]
    gram_counts: bytes


def pack(terms: Mapping[int, int], grams: Mapping[int, int], length: int) -> bytes:
    """Pack counts by term id and by gram code."""
    term_ids, gram_codes = sorted(terms)[:_LIMIT], sorted(grams)[:_LIMIT]
    return b"".join(
        (
            _HEADER.pack(len(term_ids), len(gram_codes), length),
            _bytes("I", term_ids),
            bytes(min(terms[each], MAX_COUNT) for each in term_ids),
            _bytes("H", gram_codes),
            bytes(min(grams[each], MAX_COUNT) for each in gram_codes),
        )
    )


def unpack(data: bytes) -> Forward:
    """Read what `pack` wrote."""
    n_terms, n_grams, length = _HEADER.unpack_from(data)
    a = _HEADER.size
    b = a + 4 * n_terms
    c = b + n_terms
    d = c + 2 * n_grams
    return Forward(length, _array("I", data[a:b]), data[b:c], _array("H", data[c:d]), data[d:])


def _bytes(code: str, values: list[int]) -> bytes:
    packed = array(code, values)
    if _SWAP:
        packed.byteswap()
    return packed.tobytes()


def _array(code: str, data: bytes) -> array[int]:
    values = array(code)
    values.frombytes(data)
    if _SWAP:
        values.byteswap()
    return values
