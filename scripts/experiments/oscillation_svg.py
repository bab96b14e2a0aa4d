# SPDX-License-Identifier: Apache-2.0
"""Line charts as plain SVG: the same numbers give the same bytes."""

from dataclasses import dataclass, field
from math import ceil, floor, log10
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 760, 340
LEFT, RIGHT, TOP, BOTTOM = 62, 16, 46, 48
FONT = 'font-family="Helvetica, Arial, sans-serif"'
GREY, LIGHT = "#555555", "#dddddd"
# Told apart by people who see few colours, and by their dashes in print.
STYLES = {
    "coordinated": ("#0072b2", ""),
    "selfish": ("#d55e00", ""),
    "second": ("#e69f00", "6 3"),
    "third": ("#009e73", "2 2"),
    "limit": ("#000000", "8 4"),
}


@dataclass
class Line:
    """A series: its name, its style, its points."""

    name: str
    style: str
    points: list
    steps: bool = False


@dataclass
class Chart:
    """A chart with its axes."""

    title: str
    x_name: str
    y_name: str
    lines: list
    x_ticks: list = field(default_factory=list)
    """(value, text)"""

    def svg(self):
        """The picture."""
        xs = [x for line in self.lines for x, _ in line.points]
        ys = [y for line in self.lines for _, y in line.points]
        low, high, step = scale(min([0, *ys]), max(ys))
        self._x, self._y = (min(xs), max(xs)), (low, high)
        body = [*self._grid(low, high, step), *(self._line(line) for line in self.lines)]
        body += self._legend()
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
            f'width="{WIDTH}" height="{HEIGHT}" role="img" aria-label="{escape(self.title)}">'
        )
        back = f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>'
        return "\n".join([head, back, *body, "</svg>", ""])

    def _at(self, x, y):
        (x0, x1), (y0, y1) = self._x, self._y
        across = LEFT + (x - x0) / (x1 - x0) * (WIDTH - LEFT - RIGHT)
        down = HEIGHT - BOTTOM - (y - y0) / (y1 - y0) * (HEIGHT - TOP - BOTTOM)
        return f"{across:.1f}", f"{down:.1f}"

    def _grid(self, low, high, step):
        count = round((high - low) / step)
        for value in (low + step * at for at in range(count + 1)):
            x0, y = self._at(self._x[0], value)
            x1, _ = self._at(self._x[1], value)
            colour = GREY if value == 0 else LIGHT
            yield rule((x0, y), (x1, y), colour, 1)
            yield text(LEFT - 6, float(y) + 4, number(value), "end")
        for value, label in self.x_ticks:
            x, _ = self._at(value, low)
            yield text(float(x), HEIGHT - BOTTOM + 16, label, "middle")
        yield text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, self.x_name, "middle")
        yield text(LEFT, 16, self.title, "start", 14, "#000000")
        yield text(LEFT - 6, 34, self.y_name, "end")

    def _line(self, line):
        colour, dash = STYLES[line.style]
        points = line.points
        if line.steps:
            width = points[1][0] - points[0][0]
            points = [end for x, y in points for end in ((x, y), (x + width, y))]
        path = " ".join(",".join(self._at(min(x, self._x[1]), y)) for x, y in points)
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        return (
            f'<polyline fill="none" stroke="{colour}" stroke-width="1.8" stroke-linejoin="round"'
            f'{dashes} points="{path}"/>'
        )

    def _legend(self):
        x = LEFT + 4
        for line in filter(lambda line: line.name, self.lines):
            colour, dash = STYLES[line.style]
            yield rule((f"{x:.1f}", 30), (f"{x + 22:.1f}", 30), colour, 2.4, dash)
            yield text(x + 27, 34, line.name, "start")
            x += 27 + 6.1 * len(line.name) + 22


def rule(start, end, colour, width, dash=""):
    """A straight line."""
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    (x0, y0), (x1, y1) = start, end
    return (
        f'<line x1="{x0}" y1="{y0}" x2="{x1}" y2="{y1}" stroke="{colour}" '
        f'stroke-width="{width}"{dashes}/>'
    )


def text(x, y, content, anchor, size=11, colour=GREY):
    """A label."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" {FONT} font-size="{size}" fill="{colour}" '
        f'text-anchor="{anchor}">{escape(content)}</text>'
    )


def number(value):
    """A tick's label."""
    return (
        f"{value:,.0f}".replace(",", " ")
        if abs(value) >= 10 or value == int(value)
        else f"{value:g}"
    )


def scale(low, high):
    """Round ends and a round step for at most eight ticks."""
    span = max(high - low, 1e-6)
    power = floor(log10(span)) - 1
    steps = (lead * 10.0**at for at in (power, power + 1) for lead in (1, 2, 5))
    step = next(step for step in steps if ceil(high / step) - floor(low / step) <= 7)
    return floor(low / step) * step, ceil(high / step) * step, step
