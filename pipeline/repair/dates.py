"""Completions of dates in Arabic digits."""

from __future__ import annotations

import re
from datetime import date, timedelta

from pipeline.readings import make_date, month_days
from pipeline.repair.evidence import decide, decide_month_day, decide_signed
from pipeline.repair.page import Completion, Page, at
from pipeline.rules import load_toml

_WORDS = load_toml("pipeline.repair", "data/words.toml")
_SIGNERS = frozenset(_WORDS["signers"])
_DURATIONS = frozenset(_WORDS["durations"])
_DATE_LEADS = frozenset(_WORDS["date_leads"])
_CLOSING = re.compile(_WORDS["closings"])
_AFTER_SIGNATURE = re.compile(_WORDS["after_signature"], re.MULTILINE)
_UNREADABLE_UNIT = re.compile(r"[\u4e00-\u9fff ]{2,30}$")
_RANGES = frozenset("至到-")
_SIGNATURE_REACH = 120
_CLOSING_REACH = 48
_YEAR_MONTH = ("10", "11", "12")
# A letter is published within weeks; a whole month competes with a day of two digits (201912) otherwise.
_SOON = timedelta(days=62)


def _written(day: date, digits: str) -> str:
    """Month and day as four `digits` print them (0823), else without zeros."""
    padded = len(digits) == 4
    return f"{day.month:02}月{day.day:02}日" if padded else f"{day.month}月{day.day}日"


def complete_year_month(match: re.Match[str], _page: Page) -> Completion | None:
    """20164月, 202012月3日."""
    year, month, day = match["y"], match["m"], match["d"]
    if day is None:
        return at(match, f"{year}年{month}月")
    return at(match, f"{year}年{month}月{day}日") if make_date(int(year), int(month), int(day)) else None


def complete_date(match: re.Match[str], page: Page) -> Completion | None:
    """2019823 with its year known: the one valid reading, or that nearest before the publish date."""
    readings = month_days(match["md"], int(match["y"]))
    chosen = decide(readings, page.folded, match.span("value"), page.published)
    if chosen is None:
        return None
    return at(match, f"{match['y']}年{_written(chosen, match['md'])}", 0.9 if len(readings) > 1 else 1.0)


def complete_closing_date(match: re.Match[str], page: Page) -> Completion | None:
    """2019823 behind the signing unit or the last sentence of a letter; a year and month (201912) stays."""
    start = match.start()
    unit = page.folded[start - 1] in _SIGNERS
    if match["md"] in _YEAR_MONTH or not (unit or _closes(page.folded, start, match.end())):
        return None
    return complete_date(match, page)


def _closes(folded: str, start: int, end: int) -> bool:
    """Whether the words before `start` close a letter and nothing of it follows behind `end`."""
    last = folded[max(0, start - _CLOSING_REACH) : start]
    return _CLOSING.search(last) is not None and _AFTER_SIGNATURE.match(folded, end + 1) is not None


def complete_signed_date(match: re.Match[str], page: Page) -> Completion | None:
    """A date on its own line: under a signing unit, or shortly before the page was published."""
    found = _line_date(match, page)
    if found is None:
        return None
    soon = is_just_before(found, page.published)
    # Eight digits alone may be an index number.
    short = len(match["value"]) < 8 or match["n"] != ""
    if not (_is_signed(page.folded, match.start()) or (short and soon) or _ends_letter(page.folded, match)):
        return None
    month_day = f"{match['m']}月{match['d']}日" if match["m"] else _written(found, match["md"])
    return at(match, f"{match['y']}年{month_day}", 1.0 if soon else 0.97)


def _is_signed(folded: str, end: int) -> bool:
    """Whether the line before `end` is a unit's name, not a labelled one of the portal's table."""
    line = folded[max(0, end - _SIGNATURE_REACH) : end].rstrip().rpartition("\n")[2]
    return line[-1:] in _SIGNERS and ":" not in line


def _ends_letter(folded: str, match: re.Match[str]) -> bool:
    """Whether the letter's last sentence is the line before, or its closing stands above an unreadable unit."""
    reach = max(0, match.start() - _SIGNATURE_REACH)
    above = folded[reach : match.start()].rstrip()
    line = above.rpartition("\n")[2]
    if _UNREADABLE_UNIT.fullmatch(line):
        above = above[: -len(line)].rstrip()
    return above[-1:] in "。!" and _closes(folded, reach + len(above), match.end())


def complete_signed_month(match: re.Match[str], page: Page) -> Completion | None:
    """20217 under a signing unit, or as the last line of a page published in that year."""
    above = page.folded[max(0, match.start() - 8) : match.start()].rstrip()
    last = above[-1:] in "。!" and _AFTER_SIGNATURE.match(page.folded, match.end() + 1) is not None
    dated = page.published is not None and page.published.year == int(match["y"])
    signed = _is_signed(page.folded, match.start()) or (last and dated)
    return at(match, f"{match['y']}年{match['m']}月") if signed else None


def _line_date(match: re.Match[str], page: Page) -> date | None:
    year, digits = int(match["y"]), match["md"]
    if digits is None:
        return make_date(year, int(match["m"]), int(match["d"]))
    found = decide_signed(month_days(digits, year), page.folded, match.span("value"), page.published)
    if digits in _YEAR_MONTH and not (found and is_just_before(found, page.published)):
        return None
    return found


def is_just_before(day: date, published: date | None) -> bool:
    """Whether a letter of that day was published within weeks."""
    return published is not None and timedelta(0) <= published - day <= _SOON


def complete_month_day(match: re.Match[str], page: Page) -> Completion | None:
    """530日; an ambiguous one (111日) needs a second source, and what may be a duration (满120日前) stays."""
    day = decide_month_day(month_days(match["md"]), page.folded, match.span("value"))
    if day is None or _may_last(match, day, page.folded):
        return None
    return at(match, _written(day, match["md"]))


def _may_last(match: re.Match[str], day: date, folded: str) -> bool:
    """Whether the digits may count days: behind a word of duration, or round without one of dates."""
    start = match.start("value")
    before = folded[max(0, start - 8) : start]
    last = before[-1:]
    if last in _DURATIONS:
        return True
    if last in _RANGES:
        dated = "月" in before or "日" in before or before[-2:] == "截至"
    else:
        dated = last in _DATE_LEADS or not "\u4e00" <= last <= "\u9fff"
    return day.day % 10 == 0 and day.month <= 3 and not dated


def complete_month(match: re.Match[str], _page: Page) -> Completion | None:
    """8底 is the end of August."""
    return at(match, f"{match['m']}月{match['rest']}")


def complete_day(match: re.Match[str], _page: Page) -> Completion | None:
    """5月30 before 前 or 起, 2019年3月12 before a verb."""
    return at(match, f"{match['value']}日") if make_date(2020, int(match["m"]), int(match["d"])) else None


def complete_year(match: re.Match[str], _page: Page) -> Completion | None:
    """2025 before 起 or 安排."""
    return at(match, f"{match['y']}年")
