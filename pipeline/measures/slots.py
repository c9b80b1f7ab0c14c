"""The slots of a measure: agency, deadline, money, quantities, cited documents."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable

from pipeline.agencies import find_agencies
from pipeline.amounts import Found, find_money, find_quantities
from pipeline.document import Amount
from pipeline.measures.dates import Calendar, deadline

_NUMBER = re.compile(r"(?P<word>[一-龥]{2,14})(?P<rest>\[(?:19|20)[0-9]{2}\]第?[0-9]{1,5}号)")
_CITED_BY = re.compile(r"依据|根据|按照|依照|参照|遵照|执行|印发|下发|出台|落实|文件|以及|[以和与及见]")
_OPEN = frozenset({"planned", "intended", "ongoing", "conditional", "partial"})


class Amounts:
    """The sums of a text in order, asked for by span."""

    def __init__(self, found: Iterable[Found]) -> None:
        self._found = list(found)
        self._starts = [start for start, _, _ in self._found]

    def __call__(self, start: int, end: int) -> tuple[Amount, ...]:
        """Those that lie in [start, end)."""
        first = bisect_left(self._starts, start)
        if first == len(self._starts) or self._starts[first] >= end:
            return ()
        last = bisect_left(self._starts, end, first)
        return tuple(amount for _, stop, amount in self._found[first:last] if stop <= end)


class Slots:
    """What the measures of one letter are filled from; sums are looked for once, in `parts` of the text."""

    def __init__(self, folded: str, calendar: Calendar, parts: list[tuple[int, int]]) -> None:
        self._folded = folded
        self._calendar = calendar
        self._cites = "[" in folded
        pieces = [(start, folded[start:end]) for start, end in parts]
        self.money = Amounts((p + a, p + b, sum_) for p, piece in pieces for a, b, sum_ in find_money(piece))

    def counts(self, start: int, end: int) -> tuple[Amount, ...]:
        """The counted quantities of a span in order."""
        return tuple(amount for _, _, amount in find_quantities(self._folded[start:end]))

    def documents(self, start: int, end: int) -> tuple[str, ...]:
        """File numbers (文号) cited in a span, in the normal form 望交函〔2024〕8号."""
        if not self._cites or self._folded.find("[", start, end) < 0:
            return ()
        numbers = []
        for match in _NUMBER.finditer(self._folded, start, end):
            word = _CITED_BY.split(match["word"])[-1]
            if len(word) >= 2:
                rest = match["rest"].replace("[", "〔").replace("]", "〕").replace("第", "")
                numbers.append(word + rest)
        return tuple(numbers)

    def agency(self, start: int, end: int) -> str | None:
        """The first unit named in a span, as printed, None if none is."""
        found = find_agencies(self._folded, start, end)
        return found[0].raw if found else None

    def deadline(self, start: int, end: int, status: str) -> str | None:
        """The ISO date or prefix that an act still open is bound to."""
        return deadline(self._folded[start:end], self._calendar) if status in _OPEN else None
