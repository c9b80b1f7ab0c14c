"""Deadlines (期限): dates in a clause resolved to ISO prefixes against the day of the letter."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.text import parse_int

_NUMERAL = "[0-9]{1,2}|[一二三四五六七八九十]{1,2}"
# The characters a date can begin with stand in front: the search skips all others at once.
_DATE = re.compile(
    rf"(?=[0-9一二三四五六七八九十今本当同明去前后上下年岁春国元秋暑寒汛])(?:(?P<year>(?:19|20)[0-9]{{2}})(?:年|(?=1[0-2]月|[1-9]月))(?P<close>底|末)?|(?P<relative>今年|本年|当年|同年|明年|去年|前年|后年)(?P<late>底|末)?"
    rf"|(?P<month>{_NUMERAL}) ?月(?:份)?(?:(?P<day>{_NUMERAL})日)?|(?P<quarter>[一二三四1-4])季度|(?P<half>[上下])半年"
    rf"|(?P<end>年底|年末|(?<![0-9一二三四五六七八九十两])年内|岁末)"
    rf"|(?P<start>年初|春节|五一|国庆节?|元旦|秋季|春季|暑期|暑假|寒假|汛期))"
)
_BEFORE = re.compile(r"[月年日节]底?之?前|年底|明年")
# A date that lost its 月 still binds: 8底前, 1231日前.
_DAMAGED = re.compile(r"(?<![0-9])(?P<month>1[0-2]|[1-9])(?:(?P<day>[0-3][0-9])日|底)之?前")
_PLAN = re.compile(r"[“\"]?十([一二三四五六])五[”\"]?")
_RELATIVE = {"今年": 0, "本年": 0, "当年": 0, "同年": 0, "明年": 1, "后年": 2, "去年": -1, "前年": -2}
# The year told of before; unknown where none is told.
# Feasts of the coming year when they are still to come.
_NEW_YEAR = ("春节", "元旦")
_SAME = ("同年", "当年")
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


def last_date(text: str, calendar: Calendar) -> When | None:
    """The last date of folded text that can be resolved, None if there is none; a month goes with the year before it."""
    dated: list[tuple[re.Match[str], int]] = []
    year = calendar.year
    for match in _DATE.finditer(text):
        told, relative = match.group("year", "relative")
        if told:
            year = int(told)
        elif relative:
            if relative in _SAME and not dated:
                continue
            year = calendar.year + _RELATIVE[relative]
        if year:
            dated.append((match, year))
    for match, year in reversed(dated):
        when = _resolve(match, year)
        if when:
            return when
    return None


def _number(numeral: str) -> int:
    return int(numeral) if numeral.isascii() else parse_int(numeral) or 0


def _resolve(match: re.Match[str], year: int) -> When | None:
    start, end = match.span()
    if match["month"]:
        month = _number(match["month"])
        day = _number(match["day"]) if match["day"] else None
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
    if match["end"] or match["close"] or match["late"]:
        return When(f"{year}", (year, 12, 1), (year, 12, 31), start, end)
    if match["start"]:
        month = _FEASTS[match["start"]]
        return When(f"{year}-{month:02d}", (year, month, 1), (year, month, 31), start, end)
    return When(f"{year}", (year, 1, 1), (year, 12, 31), start, end)


def tense(text: str, calendar: Calendar) -> str:
    """future or past by the last resolved date of folded text, '' if there is none or it holds the letter's day."""
    if not calendar.year:
        return "future" if _BEFORE.search(text) else ""
    last = last_date(text, calendar)
    if last is None:
        return _damaged_tense(text, calendar)
    today = (calendar.year, calendar.month or 6, calendar.day or 15)
    if last.first > today:
        return "future"
    after = text[last.end : last.end + 3]
    if last.last < today:
        coming = text[last.start : last.end] in _NEW_YEAR and after.startswith(("前", "之前"))
        return "future" if coming else "past"
    if last.iso.endswith("H2") and calendar.month <= 9:
        return "future"
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
    last = last_date(text, calendar)
    if last:
        return last.iso
    match = _PLAN.search(text)
    return str(1950 + 5 * (_DIGITS[match[1]] + 10) + 5) if match else None
