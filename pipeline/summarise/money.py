"""Money promised and spent, each sum once: no rates, no parts beside their total, no repeats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from pipeline.amounts import find_money
from pipeline.document import Amount
from pipeline.rules import load_toml
from pipeline.summarise.report import Money, Sum
from pipeline.text import fold

_DATA: dict[str, Any] = load_toml("pipeline.summarise", "data/money.toml")
_PARTS: tuple[str, ...] = tuple(_DATA["parts"])
_NOT_SPENT: tuple[str, ...] = tuple(_DATA["not_spent"])
# A total is looked for among so many neighbours, which keeps the search linear.
_RUN = 8

GROUPS = {
    "completed": "done",
    "ongoing": "promised",
    "planned": "promised",
    "intended": "promised",
    "partial": "promised",
    "conditional": "conditional",
}

Entry = tuple[str, Amount]


def is_spent(text: str) -> bool:
    """Whether the amounts of a measure are outlays, not fines, loans, turnover or needs."""
    return not any(word in text for word in _NOT_SPENT)


def is_precise(yuan: Decimal) -> bool:
    """Whether a sum has three digits or more that count, so that it hardly comes twice by chance."""
    return len(str(int(yuan)).rstrip("0")) >= 3


def own_sums(text: str, amounts: Sequence[Amount]) -> tuple[Amount, ...]:
    """The amounts of one measure without rates (per), parts behind 其中 and upper limits of ranges."""
    cut = min((text.find(word) for word in _PARTS if word in text), default=-1)
    if cut > 0:
        amounts = amounts[: len(find_money(fold(text[:cut])))] or amounts
    kept: list[Amount] = []
    for amount in amounts:
        is_upper = amount.bound == "at_most" and kept and kept[-1].bound == "at_least"
        if not amount.per and not (is_upper and kept[-1].value < amount.value):
            kept.append(amount)
    return tuple(kept)


def letter_sums(entries: Sequence[Entry]) -> list[Entry]:
    """The (group, amount) pairs of one letter, in order, without parts of a neighbouring total and repeats."""
    entries = [(group, amount) for group, amount in entries if amount.value]
    values = [amount.value for _, amount in entries]
    parts = {i for at in range(len(values)) for i in _parts_of(values, at)}
    seen: set[Decimal] = set()
    kept = []
    for at, (group, amount) in enumerate(entries):
        if at not in parts and amount.value not in seen:
            seen.add(amount.value)
            kept.append((group, amount))
    return kept


def _parts_of(values: Sequence[Decimal], at: int) -> Iterable[int]:
    """Indices of two or more amounts right behind or right before `at` that add up to it."""
    for step in (1, -1):
        total, stop = Decimal(0), at
        while total < values[at] and 0 <= stop + step < len(values) and abs(stop - at) < _RUN:
            stop += step
            total += values[stop]
        if total == values[at] and abs(stop - at) > 1:
            return range(min(at + step, stop), max(at + step, stop) + 1)
    return ()


def total(letters: Iterable[Sequence[Entry]], seen_amounts: int) -> Money:
    """The sums over letters already freed of double counting; `seen_amounts` is how many there were at first."""
    groups: dict[str, list[Amount]] = {"done": [], "promised": [], "conditional": []}
    for letter in letters:
        for group, amount in letter:
            groups[group].append(amount)
    left_out = seen_amounts - sum(map(len, groups.values()))
    return Money(_sum(groups["done"]), _sum(groups["promised"]), _sum(groups["conditional"]), left_out)


def _sum(amounts: Sequence[Amount]) -> Sum:
    yuan = sum((amount.value for amount in amounts), Decimal(0))
    return Sum(yuan, len(amounts), all(amount.bound == "exact" for amount in amounts))
