"""Where two cores differ: places in which letters are missing from one side, and places that say something else.

Runs that stand once in each core are anchors; what lies between two anchors is compared by itself. Linear but
for sorting, and exact enough: what cannot be aligned counts as replaced.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.duplicates.shingles import LENGTH, runs

Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Difference:
    """Similarity of the sets of runs (Jaccard), letters replaced, whether digits are, letters on one side only."""

    similarity: float
    replaced: int
    digits: bool
    extra: int


def difference(one: str, other: str) -> Difference:
    """How two cores differ; symmetric."""
    if one == other:
        return Difference(1.0, 0, False, 0)
    if one > other:
        one, other = other, one
    similarity, first, second = _anchors(one, other)
    replaced, digits, extra = 0, False, 0
    for a, b in _gaps(one, other, first, second):
        if within(a, b):
            extra += abs(len(a) - len(b))
        else:
            replaced += max(len(a), len(b))
            digits = digits or any(c.isnumeric() for c in a + b)
    return Difference(similarity, replaced, digits, extra)


LOST, OTHER = -1, -2


def alignment(whole: str, damaged: str) -> list[int]:
    """For each letter of the whole core its place in the damaged one, LOST, or OTHER where they say other things."""
    places = np.full(len(whole), LOST, dtype=np.intp)
    _, first, second = _anchors(whole, damaged)
    for step in range(LENGTH):
        places[first + step] = second + step
    before = np.maximum.accumulate(np.concatenate(([LOST], places[:-1])))
    places[places <= before] = LOST  # two anchors may end and begin with one and the same letter
    listed: list[int] = places.tolist()
    begin = 0
    while begin < len(listed):
        end = next((at for at in range(begin, len(listed)) if listed[at] != LOST), len(listed))
        low = listed[begin - 1] + 1 if begin else 0
        high = listed[end] if end < len(listed) else len(damaged)
        listed[begin:end] = _left(whole[begin:end], damaged[low:high], low)
        begin = next((at for at in range(end, len(listed)) if listed[at] == LOST), len(listed))
    return listed


def _left(piece: str, rest: str, low: int) -> list[int]:
    """The places of what is left of a piece, `rest` of it beginning at `low`; OTHER all if it is no rest of it."""
    places, at = [LOST] * len(piece), 0
    for index, c in enumerate(piece):
        if at < len(rest) and c == rest[at]:
            places[index], at = low + at, at + 1
    return places if at == len(rest) else [OTHER] * len(piece)


def _anchors(one: str, other: str) -> tuple[float, Places, Places]:
    """The similarity, and the places of the runs that stand once in both, rising on both sides."""
    sets, places = [], []
    for core in (one, other):
        numbers, at, count = np.unique(runs(core), return_index=True, return_counts=True)
        sets.append(numbers)
        places.append((numbers[count == 1], at[count == 1]))
    shared = len(np.intersect1d(sets[0], sets[1], assume_unique=True))
    _, left, right = np.intersect1d(places[0][0], places[1][0], assume_unique=True, return_indices=True)
    first, second = places[0][1][left], places[1][1][right]
    order = np.argsort(first)
    first, second = first[order], second[order]
    if np.any(np.diff(second) < 0):
        kept = _rising(second.tolist())
        first, second = first[kept], second[kept]
    return shared / max(1, len(sets[0]) + len(sets[1]) - shared), first, second


def _rising(values: list[int]) -> list[int]:
    """The indices of a longest rising part of the values."""
    ends: list[int] = []
    last: list[int] = []
    before = [-1] * len(values)
    for index, value in enumerate(values):
        at = bisect_left(ends, value)
        before[index] = last[at - 1] if at else -1
        ends[at : at + 1] = [value]
        last[at : at + 1] = [index]
    kept, index = [], last[-1] if last else -1
    while index >= 0:
        kept.append(index)
        index = before[index]
    return kept[::-1]


def _gaps(one: str, other: str, first: Places, second: Places) -> Iterator[tuple[str, str]]:
    """What lies between the anchors, before the first and after the last, equal ends cut off."""
    steps = np.diff(first)
    breaks = np.flatnonzero((steps != np.diff(second)) | (steps > LENGTH))
    begin_a = begin_b = 0
    for index in [*(breaks + 1).tolist(), len(first)] if len(first) else [0]:
        last = index == len(first)
        end_a, end_b = (len(one), len(other)) if last else (int(first[index]), int(second[index]))
        if index:
            begin_a, begin_b = int(first[index - 1]) + LENGTH, int(second[index - 1]) + LENGTH
        shift = max(0, begin_a - end_a, begin_b - end_b)
        yield _trimmed(one[begin_a : end_a + shift], other[begin_b : end_b + shift])
    if len(first):
        yield _trimmed(one[: int(first[0])], other[: int(second[0])])


def _trimmed(a: str, b: str) -> tuple[str, str]:
    """Two pieces without what they begin and end with alike."""
    shorter = min(len(a), len(b))
    begin = next((i for i in range(shorter) if a[i] != b[i]), shorter)
    a, b = a[begin:], b[begin:]
    end = next((i for i in range(shorter - begin) if a[-1 - i] != b[-1 - i]), shorter - begin)
    return a[: len(a) - end], b[: len(b) - end]


def within(a: str, b: str) -> bool:
    """Whether one piece is the other with letters left out."""
    shorter, longer = (a, b) if len(a) <= len(b) else (b, a)
    rest = iter(longer)
    return all(c in rest for c in shorter)
