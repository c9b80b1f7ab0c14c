"""Which lines hold the main text: by the marks and containers of known platforms, else by where the prose lies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.rules import load_toml
from pipeline.strip.page import Page

_ENOUGH, _ENOUGH_IF_NAMED = 0.55, 0.25
_CONCENTRATED = 0.85


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
    for name in names.lower().split():
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
    marked = _marked(page, weights, total)
    if marked:
        return marked
    extents = extents_of(page)
    known = _known(page, extents, weights, total)
    if known:
        return known
    if not total:
        return Span(0, len(page.lines), False)
    start, end = densest(page, extents, weights)
    return Span(start, end, False)


def _marked(page: Page, weights: Sequence[float], total: float) -> Span | None:
    """Between the comments or meta tags with which a portal frames its content."""
    begin = next((at for begins, at in page.marks if begins), None)
    end = next((at for begins, at in reversed(page.marks) if not begins), None)
    if begin is None or end is None or end <= begin:
        return None
    return Span(begin, end, True) if sum(weights[begin:end]) >= total * _ENOUGH else None


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


def _known(page: Page, extents: list[tuple[int, int]], weights: Sequence[float], total: float) -> Span | None:
    """The boxes of the most trusted name that hold most of the prose (several letters: several boxes)."""
    groups: dict[int, list[tuple[int, int]]] = {}
    for box, names in enumerate(page.names):
        if names != " " and names and extents[box][0] >= 0:
            rank = _rank(names)
            if rank is not None:
                groups.setdefault(rank, []).append(extents[box])
    best: tuple[float, Span] | None = None
    for rank in sorted(groups):
        held = [(a, b) for a, b in groups[rank] if sum(weights[a : b + 1]) > 0] or groups[rank]
        start, end = min(a for a, _ in held), max(b for _, b in held) + 1
        inside = sum(weights[start:end])
        enough = _ENOUGH if rank == _general() else _ENOUGH_IF_NAMED
        if inside >= total * enough and (best is None or inside > best[0] * 1.5):
            best = (inside, Span(start, end, True))
    return best[1] if best else None


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
