"""What a detector returns, and the letters that all detectors share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

UP = "A-ZА-ЯЁӘҒҚҢӨҰҮҺІ"
LOW = "a-zа-яёәғқңөұүһі"
# Stands for text that is already found; it is neither a letter, a digit nor a space.
BLANK = "\ue000"
# Between a label and its value: never across a mask, a blank or a line.
GAP = rf"[^0-9\[\]{BLANK}\n]"


@dataclass(frozen=True, order=True)
class Finding:
    """A stretch of text; `certain` means that masking it needs no human eye."""

    start: int
    end: int
    kind: str
    certain: bool


Detector = Callable[[str], Iterator[Finding]]
