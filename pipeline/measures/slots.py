"""The slots of a measure: action, agency, deadline, money, quantities, cited documents."""

from __future__ import annotations

import re
from bisect import bisect_left
from operator import itemgetter

from pipeline.agencies import find_agencies
from pipeline.amounts import Found
from pipeline.document import Amount

_NUMBER = re.compile(r"(?P<word>[一-龥]{2,14})(?P<rest>\[(?:19|20)[0-9]{2}\]第?[0-9]{1,5}号)")
_CITED_BY = re.compile(r"依据|根据|按照|依照|参照|遵照|执行|印发|下发|出台|落实|文件|以及|[以和与及见]")
_OPEN_STATUS = frozenset({"planned", "intended", "ongoing", "conditional", "partial"})


def documents(folded: str, start: int, end: int) -> tuple[str, ...]:
    """File numbers (文号) cited in a span, in the normal form 望交函〔2024〕8号."""
    numbers = []
    for match in _NUMBER.finditer(folded, start, end):
        word = _CITED_BY.split(match["word"])[-1]
        if len(word) >= 2:
            rest = match["rest"].replace("[", "〔").replace("]", "〕").replace("第", "")
            numbers.append(word + rest)
    return tuple(numbers)


def agency(folded: str, start: int, end: int) -> str | None:
    """The first unit named in a span, as printed, None if none is."""
    found = find_agencies(folded, start, end)
    return found[0].raw if found else None


def within(found: list[Found], start: int, end: int) -> tuple[Amount, ...]:
    """The amounts that lie in a span; `found` is in order."""
    first = bisect_left(found, start, key=itemgetter(0))
    last = bisect_left(found, end, key=itemgetter(0))
    return tuple(amount for _, stop, amount in found[first:last] if stop <= end)


def is_open(status: str) -> bool:
    """Whether an act of this status still has a deadline."""
    return status in _OPEN_STATUS
