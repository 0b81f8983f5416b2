"""What people put into passwords first, in three languages; digits and signs around it add nothing."""

from __future__ import annotations

from pathlib import Path

_FILE = Path(__file__).resolve().parent.parent / "content" / "common_words.txt"
COMMON_WORDS = tuple(_FILE.read_text(encoding="utf-8").split())
