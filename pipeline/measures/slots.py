"""The slots of a measure: action, agency, deadline, money, quantities, cited documents."""

from __future__ import annotations

import re

from pipeline.agencies import find_agencies
from pipeline.amounts import Found
from pipeline.document import Amount

_NUMBER = re.compile(r"[一-龥]{2,14}\[(?:19|20)[0-9]{2}\]第?[0-9]{1,5}号")
_OPEN_STATUS = frozenset({"planned", "intended", "ongoing", "conditional", "partial"})


def documents(folded: str, start: int, end: int) -> tuple[str, ...]:
    """File numbers (文号) cited in a span, in the normal form 望交函〔2024〕8号."""
    return tuple(
        m.group().replace("[", "〔").replace("]", "〕").replace("第", "")
        for m in _NUMBER.finditer(folded, start, end)
    )


def agency(folded: str, start: int, end: int) -> str | None:
    """The first unit named in a span, as printed, None if none is."""
    found = find_agencies(folded, start, end)
    return found[0].raw if found else None


def within(found: list[Found], start: int, end: int) -> tuple[Amount, ...]:
    """The amounts that lie in a span."""
    return tuple(amount for a, b, amount in found if start <= a and b <= end)


def is_open(status: str) -> bool:
    """Whether an act of this status still has a deadline."""
    return status in _OPEN_STATUS
