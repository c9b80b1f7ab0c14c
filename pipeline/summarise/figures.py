"""Plain statistics: shares with intervals, medians, counts in a fixed order, cross tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from math import sqrt
from statistics import median

from pipeline.summarise.report import Cross, Days, Share, Tally

_Z = 1.959964


def share(count: int, of: int) -> Share:
    """`count` of `of` with the 95 % interval of Wilson (1927); 0 to 1 where nothing was counted."""
    if not of:
        return Share(0, 0, 0.0, 1.0)
    p, z2 = count / of, _Z * _Z
    centre = (p + z2 / (2 * of)) / (1 + z2 / of)
    half = _Z * sqrt(p * (1 - p) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    return Share(count, of, max(0.0, centre - half), min(1.0, centre + half))


def days(values: Iterable[int]) -> Days:
    """Median and quartiles (medians of the lower and upper half) of numbers of days."""
    ordered = sorted(values)
    if not ordered:
        return Days(None, None, None, 0)
    half = (len(ordered) + 1) // 2
    return Days(
        float(median(ordered)), float(median(ordered[:half])), float(median(ordered[-half:])), len(ordered)
    )


def days_between(first: str, second: str) -> int | None:
    """Whole days from one ISO date to another; None if one is no full date or they run backwards."""
    try:
        gap = (date.fromisoformat(second) - date.fromisoformat(first)).days
    except ValueError:
        return None
    return gap if gap >= 0 else None


def ranked(counts: Mapping[str, int], names: Mapping[str, str] | None = None) -> tuple[Tally, ...]:
    """Categories by count, largest first, equal ones by key."""
    order = sorted(counts, key=lambda key: (-counts[key], key))
    return tuple(Tally(key, (names or {}).get(key, key), counts[key]) for key in order if counts[key])


def listed(counts: Mapping[str, int], order: Sequence[str], names: Mapping[str, str]) -> tuple[Tally, ...]:
    """Categories in a given order, without those that do not occur."""
    return tuple(Tally(key, names.get(key, key), counts[key]) for key in order if counts.get(key))


def by_year(counts: Mapping[str, int]) -> tuple[Tally, ...]:
    """Years in order, with a zero for each year between the first and the last."""
    known = [int(year) for year in counts if year.isdigit()]
    if not known:
        return ()
    years = [str(year) for year in range(min(known), max(known) + 1)]
    return tuple(Tally(year, year, counts.get(year, 0)) for year in years)


def cross(pairs: Counter[tuple[str, str]], rows: Sequence[Tally], columns: Sequence[Tally]) -> Cross:
    """The counts of (row, column) pairs as a table over the given rows and columns."""
    cells = tuple(tuple(pairs[row.key, column.key] for column in columns) for row in rows)
    return Cross(tuple(rows), tuple(columns), cells)
