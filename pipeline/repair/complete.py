"""Completions: what a damaged place was, from the match of its rule and the rest of the document."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from pipeline.repair.readings import choose, han_date, han_month_days, make_date, month_days
from pipeline.rules import load_toml
from pipeline.text import parse_int

_WORDS = load_toml("pipeline.repair", "data/words.toml")
_SIGNERS = frozenset(_WORDS["signers"])
_CODE = re.compile(rf"(?:.*(?:{'|'.join(_WORDS['code_stops'])}))?(?P<code>[\u4e00-\u9fff]*)$")
_CODE_REACH = 12
_SHORTEST_CODE = 2
_SIGNATURE_REACH = 120
_OPEN_ONLY = re.compile(r"[()]")
_NUMERALS = "〇一二三四五六七八九十"
_HAN_LINE = re.compile(r"(二)([〇零]?)([一二])([〇零一二三四五六七八九])(年?)(.+?)(日?)$")
_COUNTS = {numeral: value for value, numeral in enumerate("二三四五六", 2)} | {"两": 2}
# A letter is published within weeks; a whole month competes with a day of two digits (201912) otherwise.
_SOON = timedelta(days=62)


@dataclass(frozen=True, slots=True)
class Page:
    """What a completion may look at: the folded text, the publish date, proposal numbers printed whole."""

    folded: str
    published: date | None
    numbers: frozenset[int]


@dataclass(frozen=True, slots=True)
class Completion:
    """`after` stands for [start, end); `trust` scales the confidence of the rule."""

    start: int
    end: int
    after: str
    trust: float = 1.0


Complete = Callable[[re.Match[str], Page], Completion | None]


def _at(match: re.Match[str], after: str, trust: float = 1.0) -> Completion:
    return Completion(match.start("value"), match.end("value"), after, trust)


def _written(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def complete_year_month(match: re.Match[str], _page: Page) -> Completion | None:
    """20164月, 202012月3日."""
    year, month, day = match["y"], int(match["m"]), match["d"]
    if day is None:
        return _at(match, f"{year}年{month}月")
    found = make_date(int(year), month, int(day))
    return _at(match, _written(found)) if found else None


def complete_date(match: re.Match[str], page: Page) -> Completion | None:
    """2019823 with its year known: the one valid reading, or that nearest before the publish date."""
    readings = month_days(match["md"], int(match["y"]))
    chosen = choose(readings, page.published)
    if chosen is None:
        return None
    return _at(match, _written(chosen), 0.9 if len(readings) > 1 else 1.0)


def complete_signed_date(match: re.Match[str], page: Page) -> Completion | None:
    """A date on its own line: under a signing unit, or shortly before the page was published."""
    found = _line_date(match, page)
    if found is None:
        return None
    soon = _just_before(found, page.published)
    # Eight digits alone may be an index number.
    if not _is_signed(page.folded, match.start()) and not (soon and len(match["value"]) < 8):
        return None
    return _at(match, _written(found), 1.0 if soon else 0.97)


def _is_signed(folded: str, end: int) -> bool:
    """Whether the line before `end` is a unit's name, not a labelled one of the portal's table."""
    line = folded[max(0, end - _SIGNATURE_REACH) : end].rstrip().rpartition("\n")[2]
    return line[-1:] in _SIGNERS and ":" not in line


def _line_date(match: re.Match[str], page: Page) -> date | None:
    year, digits = int(match["y"]), match["md"]
    if digits is None:
        return make_date(year, int(match["m"]), int(match["d"]))
    found = choose(month_days(digits, year), page.published)
    if digits in ("10", "11", "12") and not (found and _just_before(found, page.published)):
        return None
    return found


def _just_before(day: date, published: date | None) -> bool:
    return published is not None and timedelta(0) <= published - day <= _SOON


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
    return _at(match, after) if after and after != match["value"].replace("零", "〇") else None


def complete_han_year(match: re.Match[str], page: Page) -> Completion | None:
    """一九年八月二十三日: the year whose digits these are, if the page was published soon after."""
    for year in (page.published.year, page.published.year - 1) if page.published else ():
        written = "".join(_NUMERALS[int(c)] for c in str(year))
        found = han_date(year, match["m"], match["d"])
        if (
            found
            and _just_before(found, page.published)
            and _is_left_of(written, match["left"].replace("零", "〇"))
        ):
            return _at(match, f"{written}年{match['m']}月{match['d']}日")
    return None


def _is_left_of(whole: str, part: str) -> bool:
    """Whether losing characters can turn `whole` into `part`."""
    rest = iter(whole)
    return all(c in rest for c in part)


def _choose_han(year: str, pairs: list[tuple[str, str]], page: Page) -> str:
    forms = {han_date(parse_int(year) or 0, m, d or "一"): f"{year}年{m}月{d and d + '日'}" for m, d in pairs}
    chosen = choose([d for d in forms if d], page.published)
    return forms[chosen] if chosen else ""


def complete_month_day(match: re.Match[str], page: Page) -> Completion | None:
    """530日; an ambiguous one (111日) stays, and so does what may be a duration (满120日前)."""
    readings = month_days(match["md"])
    if len(readings) != 1:
        return None
    before = page.folded[max(0, match.start() - 1) : match.start()]
    if (
        match["md"].endswith("0")
        and readings[0].month <= 3
        and "\u4e00" <= before <= "\u9fff"
        and before not in "于在至到从自和及"
    ):
        return None
    return _at(match, f"{readings[0].month}月{readings[0].day}日")


def complete_month(match: re.Match[str], _page: Page) -> Completion | None:
    """8底 is the end of August."""
    return _at(match, f"{int(match['m'])}月{match['rest']}")


def complete_day(match: re.Match[str], _page: Page) -> Completion | None:
    """5月30 before 前 or 起."""
    month, _, day = match["value"].partition("月")
    return _at(match, f"{match['value']}日") if make_date(2020, int(month), int(day)) else None


def complete_year(match: re.Match[str], _page: Page) -> Completion | None:
    """2025 before 起 or 安排."""
    return _at(match, f"{match['y']}年")


def complete_number(match: re.Match[str], page: Page) -> Completion | None:
    """A proposal number without 第 or 号; the same number printed whole elsewhere confirms it."""
    digits = match["n"] or match["bare"]
    value = int(digits)
    confirmed = value in page.numbers
    if not confirmed and len(digits) == 4 and 1980 <= value <= 2040:
        return None
    if (
        match["value"].endswith(")")
        and not match["value"].startswith("(")
        and _is_open(page.folded, match.start("value"))
    ):
        return None
    return _at(match, f"第{digits}号", 1.04 if confirmed else 0.7 if page.numbers else 1.0)


def _is_open(folded: str, end: int) -> bool:
    """Whether a bracket of this line still waits for its end at `end`."""
    start = max(folded.rfind("\n", 0, end) + 1, end - 200)
    depth = 0
    for bracket in _OPEN_ONLY.findall(folded, start, end):
        depth = depth + 1 if bracket == "(" else max(0, depth - 1)
    return depth > 0


def complete_document(match: re.Match[str], page: Page) -> Completion | None:
    """大府办函〔201697: code, year, serial; nothing without an agency's code before it."""
    end = match.start("value")
    start = max(0, end - _CODE_REACH)
    found = _CODE.search(page.folded[start:end].rpartition("\n")[2])
    code = found["code"] if found else ""
    if len(code) < _SHORTEST_CODE:
        return None
    return Completion(end - len(code), match.end("value"), f"{code}〔{match['y']}〕{match['n']}号")


def complete_digits(match: re.Match[str], _page: Page) -> Completion | None:
    """456三个小组: neighbours in order, as many as the numeral word says."""
    digits = match["value"]
    rising = all(int(b) - int(a) == 1 for a, b in pairwise(digits))
    return _at(match, "、".join(digits)) if rising and len(digits) == _COUNTS[match["n"]] else None


COMPLETIONS: dict[str, Complete] = {
    "date": complete_date,
    "day": complete_day,
    "digits": complete_digits,
    "document": complete_document,
    "han_date": complete_han_date,
    "han_year": complete_han_year,
    "month": complete_month,
    "month_day": complete_month_day,
    "number": complete_number,
    "signed_date": complete_signed_date,
    "year": complete_year,
    "year_month": complete_year_month,
}
