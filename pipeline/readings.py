"""Which dates a run of digits can mean once its marks are lost."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from pipeline.text import parse_int

_LEAP_YEAR = 2020


def month_days(digits: str, year: int = _LEAP_YEAR) -> list[date]:
    """The dates of `year` that two to four digits of month and day can mean, in order of the shorter month.

    Zeros pad both or neither: 0823 is 8-23, 803 is nothing. Eighteen strings (111…119, 121…129) mean two dates.
    """
    padded = len(digits) == 4
    dates = (
        make_date(year, int(digits[:cut]), int(digits[cut:]))
        for cut in (1, 2)
        if len(digits) - cut in (1, 2) and (padded or "0" not in (digits[0], digits[cut]))
    )
    return [d for d in dates if d]


def han_month_days(numeral: str, year: int) -> list[tuple[str, str]]:
    """The splits of 八二十三 into a month and a day of `year`, both as written."""
    halves = ((numeral[:cut], numeral[cut:]) for cut in range(1, len(numeral)))
    return [(m, d) for m, d in halves if han_date(year, m, d)]


def han_date(year: int, month: str, day: str) -> date | None:
    """The date of well-formed Chinese numerals (二十三, never 二三 or 十二十), None if there is none."""
    values = [parse_int(n) if _well_formed(n) else None for n in (month, day)]
    return make_date(year, values[0] or 0, values[1] or 0)


def make_date(year: int, month: int, day: int) -> date | None:
    """The date, None if the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def choose(readings: list[date], published: date | None) -> date | None:
    """The only reading; of several the one nearest before `published`; None where that does not decide."""
    if len(readings) == 1:
        return readings[0]
    return max((d for d in readings if published and d <= published), default=None)


def _well_formed(numeral: str) -> bool:
    """Up to 三十一: a digit alone, or 十 with at most one digit on each side."""
    tens = numeral.count("十")
    return (
        tens == (len(numeral) > 1 or numeral == "十")
        and not any(a != "十" and b != "十" for a, b in pairwise(numeral))
        and len(numeral) <= 3
    )
