"""Numbers, dates and sums as a Chinese reader writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from pipeline.summarise.report import Days, Share, Sum, Tally

_DEADLINE = re.compile(r"(\d{4})(?:-(?:H([12])|Q([1-4])|(\d{2})(?:-(\d{2}))?))?$")


def percent(fraction: float) -> str:
    """A fraction as a whole per cent: 0.143 → 14%."""
    return f"{round(fraction * 100)}%"


def interval(share: Share) -> str:
    """A share with its interval: 14%(95%区间8%–22%)."""
    return f"{percent(share.value)}（95%区间{percent(share.low)}–{percent(share.high)}）"


def yuan(value: Decimal) -> str:
    """A sum in yuan in 元, 万元 or 亿元, to two decimals at most: 24800000 → 2480万元."""
    for size, unit in ((100_000_000, "亿元"), (10_000, "万元")):
        if value >= size:
            return f"{_short(value / size)}{unit}"
    return f"{_short(value)}元"


def _short(value: Decimal) -> str:
    text = f"{value.quantize(Decimal('0.01')):f}"
    return text.rstrip("0").rstrip(".")


def total(one: Sum) -> str:
    """A total with the number of its amounts: 约2480万元(3笔)."""
    return f"{'' if one.exact else '约'}{yuan(one.yuan)}（{one.amounts}笔）" if one.amounts else "没有写明"


def deadline(value: str) -> str:
    """An ISO date or prefix in words: 2024-06 → 2024年6月, 2024-Q3 → 2024年第三季度; others as they are."""
    match = _DEADLINE.match(value)
    if not match:
        return value
    year, half, quarter, month, day = match.groups()
    if half:
        return f"{year}年{'上下'[int(half) - 1]}半年"
    if quarter:
        return f"{year}年第{'一二三四'[int(quarter) - 1]}季度"
    return f"{year}年" + (f"{int(month)}月" if month else "") + (f"{int(day)}日" if day else "")


def spell_days(one: Days) -> str:
    """The median with its quartiles and ground: 中位数11天(四分位7–30天,12件可算)."""
    if one.median is None or one.lower is None or one.upper is None:
        return "没有一件同时写明两个日期"
    middle = f"{one.lower:g}–{one.upper:g}天，" if one.of >= 4 else ""
    return f"中位数{one.median:g}天（{'四分位' + middle if middle else ''}{one.of}件可算）"


def years(tallies: Iterable[Tally]) -> str:
    """The span of years: 2019–2023年, 2021年, '' without any."""
    known = [one.key for one in tallies if one.count]
    if not known:
        return ""
    return f"{known[0]}年" if known[0] == known[-1] else f"{known[0]}–{known[-1]}年"


def counted(tallies: Iterable[Tally], unit: str, limit: int = 3) -> str:
    """The first few categories with their numbers: 教育局(5件)、财政局(2件)."""
    return "、".join(f"{one.name}（{one.count}{unit}）" for one in list(tallies)[:limit])
