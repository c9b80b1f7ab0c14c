"""Second sources on the same page that decide between two dates which a run of digits can mean."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from pipeline.readings import choose, make_date
from pipeline.rules import load_toml

_WORDS = load_toml("pipeline.repair", "data/words.toml")
_WEEKDAY = re.compile(r" ?\(?(?:星期|周|礼拜)([一二三四五六日天])")
_WEEKDAYS = {numeral: value for value, numeral in enumerate("一二三四五六日")} | {"天": 6}
_START = re.compile(r"(\d{1,2})月(\d{1,2})日?[至到-]$")
_START_REACH = 8
_PAST = re.compile(
    rf"(?<!\d)(\d{{4}})年(\d{{1,2}})月(\d{{1,2}})日[^。;\n]{{0,10}}?(?:{'|'.join(_WORDS['past_acts'])})"
)
_FUTURE = re.compile(rf"(?:{'|'.join(_WORDS['future'])})$")
_FUTURE_REACH = 3
_TOLD_REACH = 4000


def decide(readings: list[date], folded: str, span: tuple[int, int], published: date | None) -> date | None:
    """The only reading of the digits at `span`; of several what weekday, print or publish date say, else None."""
    if len(readings) < 2:
        return readings[0] if readings else None
    return (
        _of_weekday(readings, folded, span[1])
        or decide_month_day(readings, folded, span)
        or choose(readings, published)
    )


def decide_month_day(readings: list[date], folded: str, span: tuple[int, int]) -> date | None:
    """Of several readings without a year the one after the start of its range, or printed whole elsewhere."""
    if len(readings) < 2:
        return readings[0] if readings else None
    return _after_start(readings, folded, span[0]) or _only([d for d in readings if _is_printed(d, folded)])


def decide_signed(
    readings: list[date], folded: str, span: tuple[int, int], published: date | None
) -> date | None:
    """Like `decide`; a letter is signed after what it tells as past."""
    chosen = decide(readings, folded, span, published)
    if chosen or len(readings) < 2:
        return chosen
    told = max(_past_dates(folded[max(0, span[0] - _TOLD_REACH) : span[0]]), default=None)
    return _only([d for d in readings if told and d >= told])


def _only(dates: list[date]) -> date | None:
    return dates[0] if len(dates) == 1 else None


def _of_weekday(readings: list[date], folded: str, end: int) -> date | None:
    found = _WEEKDAY.match(folded, end)
    return _only([d for d in readings if found and d.weekday() == _WEEKDAYS[found[1]]])


def _after_start(readings: list[date], folded: str, start: int) -> date | None:
    found = _START.search(folded, max(0, start - _START_REACH), start)
    first = found and make_date(readings[0].year, int(found[1]), int(found[2]))
    return _only([d for d in readings if first and d > first])


@lru_cache(maxsize=16)  # a page asks for the same two dates again and again
def _is_printed(day: date, folded: str) -> bool:
    written = f"{day.month}月{day.day}日"
    at = folded.find(written)
    while at > 0 and folded[at - 1].isdecimal():
        at = folded.find(written, at + 1)
    return at >= 0 or day.isoformat() in folded


def _past_dates(folded: str) -> list[date]:
    told = (
        make_date(*map(int, match.groups()))
        for match in _PAST.finditer(folded)
        if not _FUTURE.search(folded, max(0, match.start() - _FUTURE_REACH), match.start())
    )
    return [day for day in told if day]
