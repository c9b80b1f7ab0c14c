"""What stands after `field:` — words, closed values, numbers and dates with ranges — as a checked value."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.errors import UsageError
from pipeline.periods import period
from pipeline.search.names import Field
from pipeline.text import parse_number

_SIGNED = re.compile(r"(?P<sign>>=|<=|>|<|=|)(?P<value>.*)", re.DOTALL)
_SCALES = {"万": 10_000, "亿": 100_000_000}

Bound = float | str


@dataclass(frozen=True, slots=True)
class Range:
    """Bounds of a number or of a day (ISO), None where open; `strict`: the bound itself is outside."""

    low: Bound | None = None
    high: Bound | None = None
    strict: bool = False


Value = str | Range


def parse_value(field: Field, raw: str) -> Value:
    """The value of a field test; UsageError says what is wrong with it."""
    if not raw.strip():
        raise UsageError(f"{field.name}: needs a value right after the colon")
    if field.match in _RANGED:
        return _range(raw, _RANGED[field.match])
    if not field.values:
        return raw
    word = field.values.get(raw.strip().lower())
    if word is None:
        known = ", ".join(dict.fromkeys(field.values.values()))
        raise UsageError(f"{field.name}: has no value {raw!r}; it is one of {known}")
    return word


def _range(raw: str, parse: Callable[[str], tuple[Bound, Bound]]) -> Range:
    """`5`, `>5`, `5..8`, `5..`, `..8`: what they let through; a date prefix stands for all its days."""
    left, dots, right = raw.partition("..")
    if dots:
        if not left and not right:
            raise UsageError("a range needs at least one end")
        low, high = parse(left)[0] if left else None, parse(right)[1] if right else None
        if low is not None and high is not None and _after(low, high):
            raise UsageError(f"the range {raw} ends before it begins")
        return Range(low, high)
    match = _SIGNED.fullmatch(raw)
    assert match is not None
    sign, (first, last) = match["sign"], parse(match["value"])
    bounds = {">": Range(low=last, strict=True), ">=": Range(low=first), "<=": Range(high=last)}
    return {**bounds, "<": Range(high=first, strict=True)}.get(sign, Range(first, last))


def _after(low: Bound, high: Bound) -> bool:
    return low > high if isinstance(low, str) and isinstance(high, str) else float(low) > float(high)


def _year(raw: str) -> tuple[float, float]:
    if not re.fullmatch("[0-9]{4}", raw):
        raise UsageError(f"not a year: {raw!r}; write year:2019, year:2018..2020 or year:>=2018")
    return float(raw), float(raw)


def _money(raw: str) -> tuple[float, float]:
    digits = raw.removesuffix("元")
    scale = _SCALES.get(digits[-1:], 1)
    number = parse_number(digits[:-1] if scale > 1 else digits)
    if number is None:
        raise UsageError(f"not an amount in yuan: {raw!r}; write money:>1000000 or money:100万..500万")
    return float(number * scale), float(number * scale)


def _day(raw: str) -> tuple[str, str]:
    span = period(raw.upper())
    if span is None:
        raise UsageError(f"not a date: {raw!r}; write 2019, 2019-08, 2019-08-23 or a range of them")
    return span


_RANGED: dict[str, Callable[[str], tuple[Bound, Bound]]] = {
    "year": _year,
    "money": _money,
    "date": _day,
    "deadline": _day,
}
