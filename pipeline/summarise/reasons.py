"""Why (理由) a request was declined, put off or tied to a condition: a ground of a closed list and its clause."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from pipeline.rules import load_toml
from pipeline.text import fold

_DATA: dict[str, Any] = load_toml("pipeline.summarise", "data/reasons.toml")
_GROUNDS = tuple((row["id"], re.compile(row["pattern"])) for row in _DATA["reason"])
_EARLY = tuple(ground for ground, row in zip(_GROUNDS, _DATA["reason"], strict=True) if not row.get("late"))
_LEADS: tuple[str, ...] = tuple(_DATA["leads"])
_CLAUSE = re.compile(r"[^,;。:\n]+")
_REACH = 160

NAMES: dict[str, str] = {row["id"]: row["name"] for row in _DATA["reason"]} | {"": "没有写明"}
# What the ground is called: a refusal has a reason, a promise a condition.
REASON_WORD = {"declined": "理由", "deferred": "理由", "partial": "理由", "conditional": "条件"}
REFUSED = tuple(REASON_WORD)


@dataclass(frozen=True, slots=True)
class Reason:
    """A ground (id of the data file, '' if none is given) and the clause that gives it."""

    id: str = ""
    phrase: str = ""


def find_reason(text: str) -> Reason:
    """The first ground of the list that a clause of the text names, with that clause as printed.

    Clauses that open with a word of cause or condition (因, 待, 如) are asked first.
    """
    folded = fold(text)
    clauses = [match.span() for match in _CLAUSE.finditer(folded)]
    leading = [(a, b) for a, b in clauses if folded[a:b].lstrip().startswith(_LEADS)]
    for grounds, spans in ((_EARLY, leading), (_GROUNDS, clauses)):
        for name, pattern in grounds:
            for start, end in spans:
                if pattern.search(folded[start:end].strip()):
                    return Reason(name, text[start:end].strip())
    return Reason()


def reason_of(text: str, start: int, end: int) -> Reason:
    """The reason of the measure [start, end) of a letter: in itself, else in its sentence before it."""
    own = find_reason(text[start:end])
    if own.id and own.id != "condition":
        return own
    before = text[max(0, start - _REACH) : start]
    sentence = before[max(before.rfind("。"), before.rfind("\n")) + 1 :]
    around = find_reason(sentence)
    return around if around.id and not own.id else own
