"""Dates as ISO prefixes (2024, 2024-06, 2024-06-30, 2024-H1, 2024-Q3) and the days they span."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

_PERIOD = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?:H(?P<half>[12])|Q(?P<quarter>[1-4])|(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?))?"
)


def period(prefix: str) -> tuple[str, str] | None:
    """The first and the last day (ISO) of a date prefix, None if it is none: 2024-Q1 → 2024-01-01, 2024-03-31."""
    match = _PERIOD.fullmatch(prefix)
    if match is None:
        return None
    year, first, last = int(match["year"]), *_months(match)
    try:
        if match["day"]:
            start = end = date(year, first, int(match["day"]))
        else:
            start, end = date(year, first, 1), date(year, last, monthrange(year, last)[1])
    except ValueError:
        return None
    return start.isoformat(), end.isoformat()


def _months(match: re.Match[str]) -> tuple[int, int]:
    """The first and the last month of the period."""
    if match["month"]:
        return int(match["month"]), int(match["month"])
    if match["quarter"]:
        return int(match["quarter"]) * 3 - 2, int(match["quarter"]) * 3
    if match["half"]:
        return int(match["half"]) * 6 - 5, int(match["half"]) * 6
    return 1, 12
