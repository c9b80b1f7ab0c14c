"""Charts as inline SVG: widths in per cent and text in pixels, so that they stay legible at any page width.

Every chart has a title and a description, its figures stand in it as text, and series differ by pattern too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from pipeline.summarise.markup import Html, join, tag, text
from pipeline.summarise.report import Tally

_ROW = 36
_BAR = 13
_COLUMNS = 120
# Fewer years than this do not fill the width, so that a column never turns into a slab.
_LEAST_SLOTS = 8
_LABELS = 10


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a bar chart: value and interval in the unit of the axis, `shown` is printed, `href` is linked."""

    label: str
    value: float
    shown: str
    low: float | None = None
    high: float | None = None
    href: str = ""


@dataclass(frozen=True, slots=True)
class Stack:
    """A row of a stacked chart: parts in order, drawn as shares of their sum."""

    label: str
    parts: tuple[Tally, ...]
    href: str = ""


def patterns() -> Html:
    """The fills of the status series, once per page; `fill` of a series is url(#p-KEY)."""
    made = join(*(_pattern(key, colour, marks) for key, (colour, marks) in _FILLS.items()))
    return tag(
        "svg", tag("defs", made), width=0, height=0, class_="defs", aria_hidden="true", focusable="false"
    )


def bars(name: str, title: str, description: str, rows: Sequence[Bar]) -> Html:
    """Horizontal bars with labels above them; intervals are drawn as whiskers."""
    top = max((max(row.value, row.high or 0.0) for row in rows), default=0.0) or 1.0
    drawn = [_bar(row, at, top) for at, row in enumerate(rows)]
    return _chart(name, title, description, len(rows) * _ROW, drawn)


def stacks(name: str, title: str, description: str, rows: Sequence[Stack]) -> Html:
    """Horizontal bars of equal length, parted by share; each part names itself on hover."""
    drawn = [_stack(row, at) for at, row in enumerate(rows)]
    return _chart(name, title, description, len(rows) * _ROW, drawn)


def columns(name: str, title: str, description: str, tallies: Sequence[Tally], unit: str) -> Html:
    """Upright columns, one per year, with the number above and the year below."""
    slot = 100 / max(len(tallies), _LEAST_SLOTS)
    top = max((one.count for one in tallies), default=0) or 1
    step = ceil(len(tallies) / _LABELS) or 1
    drawn = [_column(one, at, slot, top, unit, labelled=at % step == 0) for at, one in enumerate(tallies)]
    axis = tag("line", x1="0", x2=f"{slot * len(tallies):.2f}%", y1=_COLUMNS, y2=_COLUMNS, class_="axis")
    return _chart(name, title, description, _COLUMNS + 20, [*drawn, axis])


def legend(tallies: Sequence[Tally], *, counts: bool = False) -> Html:
    """The series with their patterns, as a list of text."""
    items = (
        tag(
            "li",
            _swatch(one.key),
            text(one.name + (f" {one.count}" if counts else "")),
        )
        for one in tallies
    )
    return tag("ul", *items, class_="legend")


def _chart(name: str, title: str, description: str, height: int, drawn: Sequence[Html]) -> Html:
    return tag(
        "svg",
        tag("title", text(title), id=f"{name}-t"),
        tag("desc", text(description), id=f"{name}-d"),
        *drawn,
        width="100%",
        height=height,
        class_="chart",
        role="img",
        aria_labelledby=f"{name}-t {name}-d",
    )


def _label(label: str, shown: str, y: int, href: str) -> Html:
    written = tag("text", text(label), x=0, y=y, class_="label")
    linked = tag("a", written, href=href) if href else written
    return join(linked, tag("text", text(shown), x="100%", y=y, class_="value"))


def _bar(row: Bar, at: int, top: float) -> Html:
    y = at * _ROW + 17
    track = tag("rect", x=0, y=y, width="100%", height=_BAR, class_="track")
    bar = tag("rect", x=0, y=y, width=f"{row.value / top * 100:.2f}%", height=_BAR, class_="bar")
    whisker = _whisker(row.low / top, row.high / top, y) if row.low is not None and row.high else Html("")
    return join(_label(row.label, row.shown, y - 5, row.href), track, bar, whisker)


def _whisker(low: float, high: float, y: int) -> Html:
    middle = y + _BAR // 2
    ends = [f"{low * 100:.2f}%", f"{high * 100:.2f}%"]
    line = tag("line", x1=ends[0], x2=ends[1], y1=middle, y2=middle, class_="whisker")
    caps = (tag("line", x1=x, x2=x, y1=middle - 4, y2=middle + 4, class_="whisker") for x in ends)
    return join(line, *caps)


def _stack(row: Stack, at: int) -> Html:
    y, done = at * _ROW + 17, 0
    total = sum(part.count for part in row.parts)
    drawn = []
    for part in row.parts:
        x, width = done / total * 100, part.count / total * 100
        done += part.count
        name = tag("title", text(f"{part.name} {part.count}条，占{round(width)}%"))
        drawn.append(
            tag(
                "rect",
                name,
                x=f"{x:.2f}%",
                y=y,
                width=f"{width:.2f}%",
                height=_BAR,
                fill=f"url(#p-{part.key})",
                class_="part",
            )
        )
    return join(_label(row.label, f"{total}条", y - 5, row.href), *drawn)


def _column(one: Tally, at: int, slot: float, top: int, unit: str, *, labelled: bool) -> Html:
    height = round(one.count / top * (_COLUMNS - 24))
    x, middle = (at + 0.14) * slot, f"{(at + 0.5) * slot:.2f}%"
    bar = tag(
        "rect",
        tag("title", text(f"{one.name}年 {one.count}{unit}")),
        x=f"{x:.2f}%",
        y=_COLUMNS - height,
        width=f"{0.72 * slot:.2f}%",
        height=height,
        class_="bar",
    )
    number = tag("text", text(str(one.count)), x=middle, y=_COLUMNS - height - 6, class_="number")
    year = tag("text", text(one.name), x=middle, y=_COLUMNS + 16, class_="tick") if labelled else Html("")
    return join(bar, number if one.count else Html(""), year)


def _swatch(key: str) -> Html:
    square = tag("rect", width=16, height=12, fill=f"url(#p-{key})", class_="part")
    return tag("svg", square, width=16, height=12, aria_hidden="true", focusable="false")


def _pattern(key: str, colour: str, marks: Html) -> Html:
    ground = tag("rect", width=8, height=8, fill=colour)
    return tag("pattern", ground, marks, id=f"p-{key}", width=8, height=8, patternUnits="userSpaceOnUse")


def _strokes(path: str, colour: str = "#fff", width: float = 1.4) -> Html:
    return tag("path", d=path, stroke=colour, stroke_width=str(width), fill="none")


_DOTS = join(*(tag("circle", cx=x, cy=y, r="1.1", fill="#1d3b5c") for x, y in ((2, 2), (6, 6))))
_FILLS: dict[str, tuple[str, Html]] = {
    "completed": ("#17624f", Html("")),
    "ongoing": ("#4f9c83", _strokes("M-2 6 L6 -2 M2 10 L10 2")),
    "planned": ("#2b65a8", _strokes("M0 2 H8 M0 6 H8")),
    "intended": ("#b9d2ec", _DOTS),
    "partial": ("#cdb04a", _strokes("M2 0 V8 M6 0 V8")),
    "conditional": ("#e8c56b", _strokes("M0 0 L8 8 M8 0 L0 8", "#7a5b0e", 1.0)),
    "referred": ("#8b8f98", _strokes("M0 4 H8 M4 0 V8", "#fff", 1.0)),
    "deferred": ("#d8854a", _strokes("M-2 2 L6 10 M2 -2 L10 6")),
    "declined": ("#8f2a2a", Html("")),
    "explained": ("#dcdcd6", _strokes("M0 4 H8", "#77776f", 0.8)),
}
