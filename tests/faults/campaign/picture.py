"""Draws how the campaign went: acknowledged texts over time, and when what was broken."""

from __future__ import annotations

from collections import Counter
from html import escape

WIDTH, HEIGHT, LEFT, TOP = 900, 300, 50, 70
PLOT_W, PLOT_H = WIDTH - LEFT - 20, HEIGHT - TOP - 40
COLOURS = {"process": "#b3261e", "redis": "#8250df", "postgres": "#0a6c74", "clock": "#9a6700"}
NAMES = {
    "process": "process killed",
    "redis": "Redis killed",
    "postgres": "PostgreSQL crashed",
    "clock": "clock moved",
}


def draw(title: str, arrivals: list[tuple[float, int]], faults: list[tuple[float, str]]) -> str:
    """Return an SVG picture."""
    length = max([moment for moment, _ in arrivals], default=1.0) or 1.0
    step = max(1.0, length / 150)
    rate: Counter[int] = Counter()
    for moment, count in arrivals:
        rate[int(moment / step)] += count
    heights = [rate[place] / step for place in range(int(length / step) + 1)]
    highest = max(heights) or 1.0
    points = [
        f"{LEFT + PLOT_W * place * step / length:.1f},{TOP + PLOT_H * (1 - height / highest):.1f}"
        for place, height in enumerate(heights)
    ]
    lines = [_fault(LEFT + PLOT_W * moment / length, kind) for moment, kind in faults]
    ground = TOP + PLOT_H
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
            f"<title>{escape(title)}</title>",
            "<style>text { font: 13px sans-serif; fill: #1f2328 }</style>",
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
            f'<text x="{LEFT}" y="22" font-weight="bold">{escape(title)}</text>',
            *_legend({kind for _, kind in faults}),
            *lines,
            f'<polyline points="{" ".join(points)}" fill="none" stroke="#0969da" stroke-width="1.5"/>',
            f'<line x1="{LEFT}" y1="{ground}" x2="{LEFT + PLOT_W}" y2="{ground}" stroke="#57606a"/>',
            f'<text x="4" y="{TOP + 8}">{highest:.0f}/s</text><text x="28" y="{ground}">0</text>',
            f'<text x="{LEFT}" y="{ground + 20}">0 s</text>',
            f'<text x="{LEFT + PLOT_W}" y="{ground + 20}" text-anchor="end">{length:.0f} s</text>',
            "</svg>\n",
        ]
    )


def _fault(x: float, kind: str) -> str:
    return f'<line x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{TOP + PLOT_H}" stroke="{COLOURS[kind]}" stroke-width="1.2"/>'


def _legend(kinds: set[str]) -> list[str]:
    parts, x = [], LEFT
    for kind, colour in COLOURS.items():
        if kind in kinds:
            parts.append(f'<rect x="{x}" y="40" width="12" height="12" fill="{colour}"/>')
            parts.append(f'<text x="{x + 18}" y="51">{NAMES[kind]}</text>')
            x += 190
    return parts
