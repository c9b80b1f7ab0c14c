"""Repairs against what stood in the letter: which are right, and which lost values came back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from pipeline.document import Document, Repair
from pipeline.readings import month_days
from pipeline.text import fold
from tests.generator.loss import Damaged

_BRACKETS = str.maketrans("()", "[]")
_WHOLE_DATE = r"(?:19|20)\d\d年\d{1,2}月\d{1,2}日"
_NUMERALS = "〇一二三四五六七八九十"
# What a rule is there to bring back, in the form of `normal`.
LOST: dict[str, re.Pattern[str]] = {
    "D1": re.compile(rf"^(?:{_WHOLE_DATE}|二〇[{_NUMERALS}]{{2}}年[{_NUMERALS}]+月[{_NUMERALS}]+日)$"),
    "D2": re.compile(r"(?<!\d)(?:19|20)\d\d年\d{1,2}月(?!\d)"),
    "D3": re.compile(r"(?<![年\d])\d{1,2}月\d{1,2}日"),
    "D4": re.compile(rf"{_WHOLE_DATE}(?!$)|(?<=.){_WHOLE_DATE}"),
    "D5": re.compile(r"(?<=[案议])(?:[》”]?\[?)(第\d{1,8}号)|(第\d{1,8}号)(?=(?:代表|委员)?(?:建议|提案))"),
    "D6": re.compile(r"[一-龥]{2}\[(?:19|20)\d\d\]\d{1,5}号"),
}


@dataclass(frozen=True, slots=True)
class Loss:
    """A value that lost characters: its rule, its form before, and whether a repair brought it back."""

    rule: str
    value: str
    found: bool


def normal(text: str) -> str:
    """The form for comparison: one width, one kind of bracket, no blanks."""
    return "".join(fold(text).translate(_BRACKETS).split())


def aligned(lost: str, whole: str) -> list[int] | None:
    """Where the characters of `lost` stand in `whole`, each as early as can be; None if one is not there."""
    at, places = -1, []
    for character in lost:
        at = whole.find(character, at + 1)
        if at < 0:
            return None
        places.append(at)
    return places


def is_right(repair: Repair, text: str, lines: Iterable[str]) -> bool:
    """Whether some line before the loss held the repaired words in this very place."""
    start = text.rfind("\n", 0, repair.start) + 1
    end = text.find("\n", repair.end)
    before = normal(text[start : repair.start])
    behind = normal(text[repair.end : len(text) if end < 0 else end])
    after = normal(repair.after)
    return any(_stands(after, before, behind, line) for line in lines)


def _stands(after: str, before: str, behind: str, line: str) -> bool:
    at = line.find(after)
    while at >= 0:
        end = at + len(after)
        if (
            not _goes_on(line[at - 1 : at + 1])
            and not _goes_on(line[end - 1 : end + 1])
            and aligned(before, line[:at]) is not None
            and aligned(behind, line[end:]) is not None
        ):
            return True
        at = line.find(after, at + 1)
    return False


def _goes_on(pair: str) -> bool:
    """Whether two neighbours belong to one number."""
    return len(pair) == 2 and (pair.isdecimal() or all(c in _NUMERALS for c in pair))


def whole_lines(sample: Damaged) -> list[str]:
    """Lines before the loss, also pairs of neighbours that the extractor may have joined."""
    lines = [normal(line) for line in dict.fromkeys(sample.lines)]
    return [*lines, *(a + b for a, b in pairwise(lines))]


def losses(doc: Document, sample: Damaged) -> Iterator[Loss]:
    """Every value of the letter that lost characters but kept its digits, those left out that must stay open."""
    left = sorted(((normal(line), line) for line in doc.text.split("\n")), key=lambda pair: -len(pair[0]))
    right = [r for r in doc.repairs if is_right(r, doc.text, whole_lines(sample))]
    for line in sample.truth.body_text.split("\n"):
        whole = normal(line)
        rest = next((short for short, _ in left if short and aligned(short, whole)), None)
        if rest is not None:
            yield from _line_losses(whole, rest, right)


def _line_losses(whole: str, rest: str, right: list[Repair]) -> Iterator[Loss]:
    kept = set(aligned(rest, whole) or ())
    for rule, pattern in LOST.items():
        for match in pattern.finditer(whole):
            start, end = next(match.span(i) for i in range(match.re.groups, -1, -1) if match.start(i) >= 0)
            gone = [i for i in range(start, end) if i not in kept]
            if gone and not any(whole[i].isdecimal() for i in gone):
                value = whole[start:end]
                stands = "".join(whole[i] for i in range(start, end) if i in kept)
                found = any(value in normal(r.after) for r in right)
                if found or not is_open(rule, stands, _outside(whole, start, end, kept)):
                    yield Loss(rule, value, found)


def _outside(whole: str, start: int, end: int, kept: set[int]) -> str:
    """The two characters that stand around a value after the loss, a blank for a line's end."""
    before = next((whole[i] for i in range(start - 1, -1, -1) if i in kept), " ")
    return before + next((whole[i] for i in range(end, len(whole)) if i in kept), " ")


def is_open(rule: str, stands: str, outside: str) -> bool:
    """Whether what stands of a value has no unique reading, so that only a second source may decide it.

    Digits that run into those of a neighbour; a month and day with neither 月 nor 日, which is a bare number;
    with 日 alone what is a day by itself (18日) or two dates (112日).
    """
    if any(c.isdecimal() and s.isdecimal() for c, s in zip(outside, (stands[0], stands[-1]), strict=True)):
        return True
    digits = stands.rstrip("日")
    if rule == "D3" and digits.isdecimal():
        return digits == stands or int(digits) <= 31 or len(month_days(digits)) != 1
    return rule in ("D1", "D4") and _has_two_dates(digits)


def _has_two_dates(digits: str) -> bool:
    """Whether year, month and day ran together to one of the strings that mean two dates (2012115)."""
    year, _, rest = digits.partition("年") if "年" in digits else (digits[:4], "", digits[4:])
    return rest.isdecimal() and year.isdecimal() and len(month_days(rest, int(year))) > 1
