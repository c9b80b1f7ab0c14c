"""Deadlines (期限): dates in a clause resolved to ISO prefixes against the day of the letter."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.text import parse_int

_NUMERAL = "[0-9]{1,2}|[一二三四五六七八九十]{1,2}"
_DATE = re.compile(
    rf"(?P<year>(?:19|20)[0-9]{{2}})(?:年|(?=1[0-2]月|[1-9]月))(?P<close>底|末)?|(?P<relative>今年|本年|当年|同年|明年|去年|前年|后年)"
    rf"|(?P<month>{_NUMERAL})月(?:份)?(?:(?P<day>{_NUMERAL})日)?|(?P<quarter>[一二三四1-4])季度|(?P<half>[上下])半年"
    rf"|(?P<end>年底|年末|(?<![0-9一二三四五六七八九十两])年内|岁末)"
    rf"|(?P<start>年初|春节|五一|国庆节?|元旦|秋季|春季|暑期|暑假|寒假|汛期)"
)
_BEFORE = re.compile(r"[月年日节]底?之?前|年底|明年")
# A date that lost its 月 still binds: 8底前, 1231日前.
_DAMAGED = re.compile(r"(?<![0-9])(?P<month>1[0-2]|[1-9])(?:(?P<day>[0-3][0-9])日|底)之?前")
_PLAN = re.compile(r"[“\"]?十([一二三四五六])五[”\"]?")
_RELATIVE = {"今年": 0, "本年": 0, "当年": 0, "同年": 0, "明年": 1, "后年": 2, "去年": -1, "前年": -2}
_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "1": 1, "2": 2, "3": 3, "4": 4}
_FEASTS = {
    "春节": 2,
    "五一": 5,
    "国庆": 10,
    "国庆节": 10,
    "元旦": 1,
    "年初": 1,
    "秋季": 9,
    "春季": 3,
    "暑期": 7,
    "暑假": 7,
    "寒假": 1,
    "汛期": 5,
}


@dataclass(frozen=True, slots=True)
class Calendar:
    """The day of the letter as (year, month, day); zeros if it is unknown."""

    year: int = 0
    month: int = 0
    day: int = 0

    @classmethod
    def of(cls, iso: str) -> Calendar:
        """From an ISO date or prefix; the unknown calendar for ''."""
        parts = [int(p) for p in iso.split("-") if p.isdigit()]
        return cls(*[*parts, 0, 0, 0][:3])


class When(NamedTuple):
    """A resolved time: ISO prefix and the first and last day it may mean."""

    iso: str
    first: tuple[int, int, int]
    last: tuple[int, int, int]
    start: int
    end: int

    @property
    def year_only(self) -> bool:
        """Whether only the year is known."""
        return self.first[1] == 1 and len(self.iso) == 4


def find_dates(text: str, calendar: Calendar) -> list[When]:
    """The dates of folded text that can be resolved, left to right; a year joins the month behind it."""
    found: list[When] = []
    year = calendar.year
    for match in _DATE.finditer(text):
        if match["year"]:
            year = int(match["year"])
        elif match["relative"]:
            year = calendar.year + _RELATIVE[match["relative"]]
        when = _resolve(match, year) if year else None
        if when is None:
            continue
        bare = match["year"] or match["relative"]
        if found and not bare and found[-1].year_only and when.start - found[-1].end <= 1:
            found.pop()
        found.append(when)
    return found


def _resolve(match: re.Match[str], year: int) -> When | None:
    start, end = match.span()
    if match["month"]:
        month = parse_int(match["month"]) or 0
        day = parse_int(match["day"]) if match["day"] else None
        if not 1 <= month <= 12 or (day is not None and not 1 <= day <= 31):
            return None
        iso = f"{year}-{month:02d}" + (f"-{day:02d}" if day else "")
        return When(iso, (year, month, day or 1), (year, month, day or 31), start, end)
    if match["quarter"]:
        q = _DIGITS[match["quarter"]]
        return When(f"{year}-Q{q}", (year, 3 * q - 2, 1), (year, 3 * q, 31), start, end)
    if match["half"]:
        h = 1 if match["half"] == "上" else 2
        return When(f"{year}-H{h}", (year, 6 * h - 5, 1), (year, 6 * h, 31), start, end)
    if match["end"] or match["close"]:
        return When(f"{year}", (year, 12, 1), (year, 12, 31), start, end)
    if match["start"]:
        month = _FEASTS[match["start"]]
        return When(f"{year}-{month:02d}", (year, month, 1), (year, month, 31), start, end)
    return When(f"{year}", (year, 1, 1), (year, 12, 31), start, end)


def tense(text: str, calendar: Calendar) -> str:
    """future or past by the last resolved date of folded text, '' if there is none or it holds the letter's day."""
    if not calendar.year:
        return "future" if _BEFORE.search(text) else ""
    dates = find_dates(text, calendar)
    if not dates:
        return _damaged_tense(text, calendar)
    today = (calendar.year, calendar.month or 6, calendar.day or 15)
    last = dates[-1]
    if last.first > today:
        return "future"
    if last.last < today:
        return "past"
    after = text[last.end : last.end + 3]
    if "前期" not in text[last.end : last.end + 4] and ("前" in after or after.startswith("内")):
        return "future"
    return ""


def _damaged_tense(text: str, calendar: Calendar) -> str:
    match = _DAMAGED.search(text)
    if not match:
        return ""
    last = (int(match["month"]), int(match["day"] or 31))
    return "future" if last >= (calendar.month or 6, calendar.day or 15) else "past"


def deadline(text: str, calendar: Calendar) -> str | None:
    """The ISO date or prefix a planned act is bound to (6月底前 → 2024-06), None if there is none."""
    dates = find_dates(text, calendar)
    if dates:
        return dates[-1].iso
    match = _PLAN.search(text)
    return str(1950 + 5 * (_DIGITS[match[1]] + 10) + 5) if match else None
