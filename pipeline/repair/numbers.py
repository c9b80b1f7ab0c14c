"""Completions of the numbers of proposals and letters, and of counted lists."""

from __future__ import annotations

import re
from itertools import pairwise

from pipeline.repair.codes import Code, find_code, is_plain, may_be_date
from pipeline.repair.page import Completion, Page, at

_YEAR_SERIAL = re.compile(r"(?:19[89]|20[0-3])\d[1-9]\d{0,3}")
_PROPOSALS = ("建议", "提案", "议案")
_BEHIND_TITLE = frozenset("》([")
_BRACKET = re.compile(r"[\[\](]")
# A bracket before a number may itself have lost its end.
_OPEN_ONLY = re.compile(r"\((?!第?\d)|\)")
_COUNTS = {numeral: value for value, numeral in enumerate("二三四五六", 2)} | {"两": 2}


def complete_number(match: re.Match[str], page: Page) -> Completion | None:
    """A proposal number without 第 or 号; the same number printed whole elsewhere confirms it."""
    digits = match["n"] or match["bare"]
    value = int(digits)
    confirmed = value in page.numbers
    if not confirmed and len(digits) == 4 and 1980 <= value <= 2040:
        return None
    if _is_own_number(match, page.folded):
        return None
    if (
        match["value"].endswith(")")
        and not match["value"].startswith("(")
        and _is_open(page.folded, match.start("value"))
    ):
        return None
    return at(match, f"第{digits}号", 1.04 if confirmed else 0.7 if page.numbers else 1.0)


def _is_own_number(match: re.Match[str], folded: str) -> bool:
    """Whether the digits are year and serial of a letter whose code ends in 建议: 东建议〔2012〕9号."""
    if not _YEAR_SERIAL.fullmatch(match["n"] or match["bare"]):
        return False
    code = find_code(folded, match.start("value"))
    return code is not None and code.text.endswith(_PROPOSALS)


def _is_open(folded: str, end: int) -> bool:
    """Whether a bracket of this line still waits for its end at `end`."""
    start = max(folded.rfind("\n", 0, end) + 1, end - 200)
    depth = 0
    for bracket in _OPEN_ONLY.findall(folded, start, end):
        depth = depth + 1 if bracket == "(" else max(0, depth - 1)
    return depth > 0


def complete_document(match: re.Match[str], page: Page) -> Completion | None:
    """大府办函〔201697: code, year, serial; nothing without an agency's code before it."""
    code = find_code(page.folded, match.start("value"))
    if code is None or not (_BRACKET.search(match["value"]) or is_plain(code)):
        return None
    return _document(match, code)


def complete_titled_document(match: re.Match[str], page: Page) -> Completion | None:
    """沧政办20219 right behind a title, or alone on its line if its year stands elsewhere on the page."""
    code = find_code(page.folded, match.start("value"))
    if code is None or not is_plain(code):
        return None
    if code.before in _BEHIND_TITLE or (code.before.isdecimal() and "年" not in code.text):
        return _document(match, code)
    alone = code.before == "\n" and page.folded.count(match["y"]) > 1
    return _document(match, code) if alone else None


def _document(match: re.Match[str], code: Code) -> Completion | None:
    year = match["y"].replace(" ", "")
    if year[:2] not in ("19", "20") or may_be_date(code, match):
        return None
    start = match.start("value") - len(code.text)
    return Completion(start, match.end("value"), f"{code.text}〔{year}〕{match['n']}号")


def complete_digits(match: re.Match[str], _page: Page) -> Completion | None:
    """456三个小组: neighbours in order, as many as the numeral word says."""
    digits = match["value"]
    rising = all(int(b) - int(a) == 1 for a, b in pairwise(digits))
    return at(match, "、".join(digits)) if rising and len(digits) == _COUNTS[match["n"]] else None
