"""The packed values of the index, read by the hundred for each search. Little-endian throughout.

A block holds a term's documents inside one stretch of SPAN numbers. When few hold it: their places
ascending (16 bits each), then one byte of impact for each. When many do: one byte for every place, so a
whole block is added up as one number with a lane for each document. The lengths tell the two apart.
A document's terms: term ids ascending (32 bits), one byte of count each. Its letter runs: a header (how
many, length of the document), the runs ascending as UTF-16 letters, one byte of count each.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Collection, Mapping
from typing import NamedTuple

from app.search.analysis.document import MAX_COUNT

SPAN = 4096
"""How many document numbers one block covers."""
GRAM_PART = 256
_HEADER = struct.Struct("<HI")
_START = _HEADER.size
_LIMIT = 0xFFFF
_SWAP = sys.byteorder == "big"


class Runs(NamedTuple):
    """A document's letter runs as a text, and how often each occurs."""

    letters: str
    counts: bytes
    length: int


def is_dense(data: bytes) -> bool:
    """Tell whether a block has a byte for every place."""
    return len(data) == SPAN


def read_places(data: bytes) -> tuple[array[int], bytes]:
    """Return the places of the documents in a block that few hold, and their impacts."""
    end = len(data) // 3 * 2
    return _array("H", data[:end]), data[end:]


def places_in(data: bytes) -> list[int]:
    """Return the places of the documents in any block."""
    if is_dense(data):
        return [place for place, impact in enumerate(data) if impact]
    return list(read_places(data)[0])


def change_block(data: bytes, changes: Mapping[int, int]) -> bytes:
    """Return a block with these impacts by place, 0 to take one out; empty when nothing is left."""
    if is_dense(data):
        dense = bytearray(data)
        for place, impact in changes.items():
            dense[place] = impact
        left = SPAN - dense.count(0)
        if 3 * left > SPAN:
            return bytes(dense)
        held = {place: impact for place, impact in enumerate(dense) if impact}
    else:
        places, impacts = read_places(data)
        held = {**dict(zip(places, impacts, strict=True)), **changes}
        held = {place: impact for place, impact in held.items() if impact}
    if 3 * len(held) > SPAN:
        dense = bytearray(SPAN)
        for place, impact in held.items():
            dense[place] = impact
        return bytes(dense)
    order = sorted(held)
    return _bytes("H", order) + bytes(held[place] for place in order)


def lanes(block: bytes) -> int:
    """Return a full block as one number with 32 bits for each place."""
    spread = bytearray(4 * SPAN)
    spread[::4] = block
    return int.from_bytes(spread, "little")


def read_lanes(number: int) -> list[int]:
    """Return what the lanes of a number hold."""
    return list(_array("I", number.to_bytes(4 * SPAN, "little")))


class Terms(NamedTuple):
    """A document's term ids ascending, and how often each occurs."""

    ids: array[int]
    counts: bytes


def pack_terms(counts: Mapping[int, int]) -> bytes:
    """Pack counts by term id."""
    ids = sorted(counts)
    return _bytes("I", ids) + bytes(min(counts[each], MAX_COUNT) for each in ids)


def read_terms(data: bytes) -> Terms:
    """Return a document's terms."""
    end = len(data) // 5 * 4
    return Terms(_array("I", data[:end]), data[end:])


def pack_grams(counts: Mapping[int, int], length: int) -> bytes:
    """Pack counts by letter run."""
    codes = sorted(counts)[:_LIMIT]
    few = bytes(min(counts[code], MAX_COUNT) for code in codes)
    return _HEADER.pack(len(codes), length) + _bytes("H", codes) + few


def read_grams(data: bytes) -> Runs:
    """Return a document's letter runs."""
    number, length = _HEADER.unpack_from(data)
    end = _START + 2 * number
    return Runs(str(data[_START:end], "utf-16-le"), data[end:], length)


def read_counters(data: bytes) -> array[int]:
    """Return the document frequencies of one part of the letter runs."""
    return _array("I", data) if data else array("I", bytes(4 * GRAM_PART))


def pack_counters(counters: array[int]) -> bytes:
    """Pack the document frequencies of one part of the letter runs."""
    return _bytes("I", counters)


def _bytes(code: str, values: Collection[int]) -> bytes:
    packed = array(code, values)
    if _SWAP:
        packed.byteswap()
    return packed.tobytes()


def _array(code: str, data: bytes) -> array[int]:
    values = array(code, data)
    if _SWAP:
        values.byteswap()
    return values
