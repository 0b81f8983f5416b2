"""QR codes."""

from __future__ import annotations

import re

import segno

from app.core.qr import QUIET_ZONE, qr_code

TEXT = "https://kenes.example/ru/t#48271936.7K3M-XT2A-94CE-HP5B-Y8MK-62TX"


def test_the_path_paints_exactly_the_dark_modules() -> None:
    code = qr_code(TEXT)
    matrix = [list(row) for row in segno.make(TEXT, error="m", micro=False).matrix]
    painted = {
        (int(x) + step, int(y))
        for x, y, run in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", code.path)
        for step in range(int(run))
    }
    dark = {
        (x + QUIET_ZONE, y + QUIET_ZONE) for y, row in enumerate(matrix) for x, bit in enumerate(row) if bit
    }
    assert painted == dark
    assert code.size == len(matrix) + 2 * QUIET_ZONE


def test_the_path_stays_small_enough_for_a_phone_page() -> None:
    assert len(qr_code(TEXT).path) < 12_000
