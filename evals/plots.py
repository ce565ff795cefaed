"""Plots as inline SVG: no script, no font, no network; each has a title and a description for screen readers."""

from collections.abc import Sequence
from html import escape
from itertools import count

WIDTH, HEIGHT = 640, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 16, 28, 44
_INNER_WIDTH, _INNER_HEIGHT = WIDTH - _LEFT - _RIGHT, HEIGHT - _TOP - _BOTTOM

# Dark enough on white for 3:1, and told apart without colour by position or by pattern.
_BLUE, _RED, _GREY = "#1d5fa8", "#b3261e", "#6b6b6b"
_ids = count(1)

Point = tuple[float, float]


def difference_bars(differences: Sequence[float], *, title: str, description: str) -> str:
    """Draw one bar a question, largest gain first: above the line the second run is better, below it the first."""
    ordered = sorted(differences, reverse=True)
    reach = max((abs(value) for value in ordered), default=0.0) or 1.0
    slot = _INNER_WIDTH / max(1, len(ordered))
    zero = _y(0.5)
    bars = []
    for at, value in enumerate(ordered):
        size = abs(value) / reach * _INNER_HEIGHT / 2
        top, colour = (zero - size, _BLUE) if value > 0 else (zero, _RED)
        bars.append(_rect(_LEFT + at * slot, top, max(0.5, slot * 0.85), size, colour))
    ticks = [_text(_LEFT - 6, _y(y) + 4, f"{value:+.2f}", "end") for y, value in ((1.0, reach), (0.5, 0.0), (0.0, -reach))]
    return _figure([_line(0, 0.5, 1, 0.5), *bars, *ticks, _x_label("questions, largest gain first")], title, description)


def curve(points: Sequence[Point], *, title: str, description: str, x_label: str, y_label: str) -> str:
    """Draw a line through points of the unit square."""
    path = " ".join(f"{_x(x):.1f},{_y(y):.1f}" for x, y in points)
    line = f'<polyline points="{path}" fill="none" stroke="{_BLUE}" stroke-width="2"/>'
    return _figure([*_unit_axes(x_label, y_label), line], title, description)


def reliability_diagram(points: Sequence[tuple[float, float, int]], *, title: str, description: str) -> str:
    """Draw (confidence, accuracy, count) as circles, larger for more; on the diagonal a promise is kept."""
    most = max((size for _, _, size in points), default=1)
    circles = [
        f'<circle cx="{_x(x):.1f}" cy="{_y(y):.1f}" r="{3 + 9 * (size / most) ** 0.5:.1f}" fill="{_BLUE}" fill-opacity=".7"/>'
        for x, y, size in points
    ]
    diagonal = _line(0, 0, 1, 1, dashed=True)
    return _figure([*_unit_axes("stated probability", "share correct"), diagonal, *circles], title, description)


def stage_bars(stages: Sequence[tuple[str, float, float]], *, title: str, description: str) -> str:
    """Draw (stage, p50, p95) in milliseconds: a solid bar to the median, an outline to the 95th percentile."""
    most = max((p95 for _, _, p95 in stages), default=0.0) or 1.0
    slot = _INNER_HEIGHT / max(1, len(stages))
    left, width = _LEFT + 40, _INNER_WIDTH - 150
    parts = []
    for at, (name, p50, p95) in enumerate(stages):
        top, height = _TOP + at * slot, slot * 0.6
        parts.append(_rect(left, top, width * p50 / most, height, _BLUE))
        parts.append(_rect(left, top, width * p95 / most, height, "none", stroke=_GREY))
        parts.append(_text(left - 8, top + height / 2 + 4, name, "end"))
        parts.append(_text(left + width * p95 / most + 8, top + height / 2 + 4, f"{p50:.2f} / {p95:.2f} ms", "start"))
    return _figure(parts, title, description)


def _figure(parts: Sequence[str], title: str, description: str) -> str:
    name = f"plot-{next(_ids)}"
    head = (
        f'<svg class="plot" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(description)}</desc>'
    )
    return f"{head}{_text(_LEFT, 14, title, 'start')}{''.join(parts)}</svg>"


def _unit_axes(x_label: str, y_label: str) -> list[str]:
    ticks = (0.0, 0.25, 0.5, 0.75, 1.0)
    grid = [_line(0, at, 1, at) for at in ticks] + [_line(at, 0, at, 1) for at in ticks]
    numbers = [_text(_x(at), HEIGHT - _BOTTOM + 16, f"{at:g}", "middle") for at in ticks]
    numbers += [_text(_LEFT - 6, _y(at) + 4, f"{at:g}", "end") for at in ticks]
    turned = f'<text transform="translate(14 {_y(0.5):.1f}) rotate(-90)" text-anchor="middle">{escape(y_label)}</text>'
    return [*grid, *numbers, _x_label(x_label), turned]


def _x(value: float) -> float:
    return _LEFT + value * _INNER_WIDTH


def _y(value: float) -> float:
    return _TOP + (1 - value) * _INNER_HEIGHT


def _x_label(label: str) -> str:
    return _text(_x(0.5), HEIGHT - 8, label, "middle")


def _line(x1: float, y1: float, x2: float, y2: float, *, dashed: bool = False) -> str:
    style = f'stroke="{_GREY}" stroke-dasharray="5 4"' if dashed else f'stroke="{_GREY}" stroke-opacity=".35"'
    return f'<line x1="{_x(x1):.1f}" y1="{_y(y1):.1f}" x2="{_x(x2):.1f}" y2="{_y(y2):.1f}" {style}/>'


def _rect(x: float, y: float, width: float, height: float, fill: str, *, stroke: str = "none") -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}" stroke="{stroke}"/>'


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
