"""Completions of dates in Chinese digits, which stay Chinese."""

from __future__ import annotations

import re

from pipeline.readings import choose, han_date, han_month_days
from pipeline.repair.dates import is_just_before
from pipeline.repair.page import Completion, Page, at
from pipeline.text import parse_int

_YEAR = re.compile(r"(?<!\d)(20[0-3]\d)(?=年)")
_NUMERALS = "〇一二三四五六七八九十"
_HAN_LINE = re.compile(r"(二)([〇零]?)([一二])([〇零一二三四五六七八九])(年?)(.+?)(日?)$")


def complete_han_date(match: re.Match[str], page: Page) -> Completion | None:
    """二一九年八月二十三日, 二〇一九年八二十三日: numerals stay Chinese."""
    line = _HAN_LINE.match(match["value"])
    if not line:
        return None
    century, _, decade, year, _, rest, _ = line.groups()
    written = f"{century}〇{decade}{'〇' if year == '零' else year}"
    month, mark, day = rest.partition("月")
    if mark and not day and not match["value"].endswith("日"):
        pairs = [(month, "")] if han_date(2020, month, "一") else []
    elif mark:
        pairs = [(month, day)] if han_date(parse_int(written) or 0, month, day) else []
    else:
        pairs = han_month_days(rest, parse_int(written) or 0)
    after = _choose_han(written, pairs, page)
    return at(match, after) if after and after != match["value"].replace("零", "〇") else None


def complete_han_year(match: re.Match[str], page: Page) -> Completion | None:
    """一九年八月二十三日: the year whose digits these are, if the page was published soon after or speaks of it."""
    left = match["left"].replace("零", "〇")
    years = [y for y in _near_years(page, match) if _is_left_of(_in_han(y), left)]
    if len(years) != 1 or _in_han(years[0]) == left:
        return None
    return at(match, f"{_in_han(years[0])}年{match['m']}月{match['d']}日")


def _near_years(page: Page, match: re.Match[str]) -> list[int]:
    """Years in which the letter may have been signed; without a publish date those that the page names."""
    if page.published:
        near = (page.published.year, page.published.year - 1)
        days = {y: han_date(y, match["m"], match["d"]) for y in near}
        return [y for y, day in days.items() if day and is_just_before(day, page.published)]
    if not match["left"]:
        return []
    named = {int(y) for y in _YEAR.findall(page.folded)}
    return sorted(y for y in named if han_date(y, match["m"], match["d"]))


def _in_han(year: int) -> str:
    return "".join(_NUMERALS[int(c)] for c in str(year))


def _is_left_of(whole: str, part: str) -> bool:
    """Whether losing characters can turn `whole` into `part`."""
    rest = iter(whole)
    return all(c in rest for c in part)


def _choose_han(year: str, pairs: list[tuple[str, str]], page: Page) -> str:
    forms = {han_date(parse_int(year) or 0, m, d or "一"): f"{year}年{m}月{d and d + '日'}" for m, d in pairs}
    chosen = choose([d for d in forms if d], page.published)
    return forms[chosen] if chosen else ""
