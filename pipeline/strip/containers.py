"""Which lines hold the main text: by the marks and containers of known platforms, else by where the prose lies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate

from pipeline.rules import load_toml
from pipeline.strip.page import Page

_ENOUGH, _ENOUGH_IF_NAMED = 0.55, 0.25
_CONCENTRATED = 0.85
_MANY_LINES, _HEAD = 20, 12


@dataclass(frozen=True, slots=True)
class Span:
    """Lines [start, end); `exact` if a platform's own mark or container says so, `is_list` for entries without prose."""

    start: int
    end: int
    exact: bool
    is_list: bool = False


@cache
def _ranks() -> tuple[dict[str, int], dict[str, int], tuple[str, ...]]:
    """Rank of each full name, and of each beginning of a name."""
    full: dict[str, int] = {}
    beginnings: dict[str, int] = {}
    for rank, row in enumerate(load_toml("pipeline.strip", "data/platforms.toml")["container"]):
        for name in row["names"]:
            if name.endswith("*"):
                beginnings[name[:-1]] = rank
            else:
                full[name] = rank
    return full, beginnings, tuple(beginnings)


@cache
def _general() -> int:
    """The rank of names that any template may use for anything."""
    return max(_ranks()[0].values())


@lru_cache(maxsize=4096)
def _rank(names: str) -> int | None:
    full, beginnings, starts = _ranks()
    best: int | None = None
    for name in names.lower().replace("__", "_").split():
        rank = full.get(name)
        if rank is None and name.startswith(starts):
            rank = next(r for start, r in beginnings.items() if name.startswith(start))
        if rank is not None and (best is None or rank < best):
            best = rank
    return best


def find_span(page: Page, weights: Sequence[float]) -> Span:
    """The lines of the main text, given how much prose each line holds."""
    total = sum(weights)
    if not page.lines:
        return Span(0, 0, False)
    extents = extents_of(page)
    groups = _named(page, extents)
    held = [0.0, *accumulate(weights)]
    span = _marked(page, held) or _known(groups, held)
    if span:
        return _narrowed(span, groups, held)
    if not total:
        return Span(0, len(page.lines), False)
    start, end = densest(page, extents, weights)
    return Span(start, end, False)


def _marked(page: Page, held: Sequence[float]) -> Span | None:
    """Between the comments or meta tags with which a portal frames its content."""
    begin = next((at for begins, at in page.marks if begins), None)
    end = next((at for begins, at in reversed(page.marks) if not begins), None)
    if begin is None or end is None or end <= begin:
        return None
    return Span(begin, end, True) if held[end] - held[begin] >= held[-1] * _ENOUGH else None


def extents_of(page: Page) -> list[tuple[int, int]]:
    """First and last line of each box with all it contains; (0, -1) if it has none."""
    count = len(page.parents)
    first, last = [-1] * count, [-1] * count
    for i, line in enumerate(page.lines):
        if first[line.box] < 0:
            first[line.box] = i
        last[line.box] = i
    for box in range(count - 1, 0, -1):
        parent = page.parents[box]
        if first[box] >= 0 and parent >= 0:
            first[parent] = first[box] if first[parent] < 0 else min(first[parent], first[box])
            last[parent] = max(last[parent], last[box])
    return list(zip(first, last, strict=True))


def _named(page: Page, extents: list[tuple[int, int]]) -> dict[int, list[tuple[int, int]]]:
    """The lines of the boxes that have a known name, by its rank."""
    groups: dict[int, list[tuple[int, int]]] = {}
    for box, names in enumerate(page.names):
        if names != " " and names and extents[box][0] >= 0:
            rank = _rank(names)
            if rank is not None:
                groups.setdefault(rank, []).append(extents[box])
    return groups


def _known(groups: dict[int, list[tuple[int, int]]], held: Sequence[float]) -> Span | None:
    """The boxes of the most trusted name that hold most of the prose (several letters: several boxes).

    `held` is the prose above each line.
    """
    best: tuple[float, Span] | None = None
    for rank in sorted(groups):
        outer = [(a, b) for a, b in groups[rank] if held[b + 1] > held[a]] or groups[rank]
        boxes = _innermost(outer, held)
        end = max(b for _, b in boxes) + 1
        start = _with_head(min(a for a, _ in outer), min(a for a, _ in boxes))
        inside = held[end] - held[start]
        enough = _ENOUGH if rank == _general() else _ENOUGH_IF_NAMED
        if inside >= held[-1] * enough and (best is None or inside > best[0] * 1.5):
            best = (inside, Span(start, end, True))
    return best[1] if best else None


def _innermost(boxes: list[tuple[int, int]], held: Sequence[float]) -> list[tuple[int, int]]:
    """Without the boxes of which another one inside holds nearly all the prose."""
    if len(boxes) == 1:
        return boxes
    most: dict[tuple[int, int], float] = {}
    around: list[tuple[int, int]] = []
    for a, b in sorted(set(boxes), key=lambda box: (box[0], -box[1])):
        while around and around[-1][1] < a:
            around.pop()
        if around:
            most[around[-1]] = max(most[around[-1]], held[b + 1] - held[a])
        around.append((a, b))
        most[a, b] = 0.0
    return [
        (a, b)
        for (a, b), inner in most.items()
        if inner < (held[b + 1] - held[a]) * _CONCENTRATED or not inner
    ]


def _narrowed(span: Span, groups: dict[int, list[tuple[int, int]]], held: Sequence[float]) -> Span:
    """The smallest box inside that holds nearly all the prose, if most lines of the span stand outside of it."""
    enough = (held[span.end] - held[span.start]) * _CONCENTRATED
    few = (span.end - span.start - _MANY_LINES) / 2
    inner = [
        (b - a, a, b)
        for boxes in groups.values()
        for a, b in boxes
        if b - a < few and span.start <= a and b < span.end and held[b + 1] - held[a] >= enough > 0
    ]
    if not inner:
        return span
    _, start, last = min(inner)
    return Span(_with_head(span.start, start), last + 1, True)


def _with_head(outer: int, inner: int) -> int:
    """Where a box begins whose paragraphs lie in one inside: its title and number may stand above that one."""
    return outer if inner - outer <= _HEAD else inner


def densest(
    page: Page, extents: list[tuple[int, int]], weights: Sequence[float], share: float = _CONCENTRATED
) -> tuple[int, int]:
    """Lines [start, end) of the lowest box that still holds a share of all weights."""
    enough = sum(weights) * share
    held = [0.0] * len(page.parents)
    for i, line in enumerate(page.lines):
        held[line.box] += weights[i]
    for box in range(len(held) - 1, 0, -1):
        held[page.parents[box]] += held[box]
    best = 0
    for box, weight in enumerate(held):
        if weight >= enough and page.parents[box] == best:
            best = box
    first, last = extents[best]
    return max(first, 0), last + 1
