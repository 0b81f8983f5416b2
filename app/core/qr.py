"""QR codes, drawn into the page on the server."""

from __future__ import annotations

from dataclasses import dataclass

import segno

QUIET_ZONE = 4


@dataclass(frozen=True)
class QrCode:
    """A path of dark modules on a square of `size` modules."""

    size: int
    path: str


def qr_code(text: str) -> QrCode:
    """Return the code of a text; each run of dark modules is one rectangle."""
    matrix = segno.make(text, error="m", micro=False).matrix
    parts: list[str] = []
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            run = next((n for n in range(len(row) - x) if not row[x + n]), len(row) - x)
            if run:
                parts.append(f"M{x + QUIET_ZONE} {y + QUIET_ZONE}h{run}v1h-{run}z")
            x += run + 1
    return QrCode(len(matrix) + 2 * QUIET_ZONE, "".join(parts))
