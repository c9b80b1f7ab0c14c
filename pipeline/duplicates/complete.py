"""What a damaged copy lost, completed from the trusted copy where both have the same passage.

Only fields that the damaged record lacks are filled, only where letters of the value are left in its text and
nothing round them says something else; each filled value and repair names the copy it was taken from. The text
stays as it was read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.duplicates.compare import is_copy
from pipeline.duplicates.differ import OTHER, alignment
from pipeline.duplicates.letter import Record, read_letter
from pipeline.duplicates.rules import rules
from pipeline.duplicates.shingles import placed


@dataclass(frozen=True, slots=True)
class _Pair:
    """The text of the damaged copy, and for each letter of the trusted text its place among the damaged one's."""

    text: str
    offsets: NDArray[np.intp]
    trusted_offsets: NDArray[np.intp]
    places: list[int]

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Where what is left of trusted text [start, end) stands, None if nothing is or the passage differs."""
        first, last = np.searchsorted(self.trusted_offsets, (start, end)).tolist()
        around = rules().around
        if OTHER in self.places[max(0, first - around) : last + around]:
            return None
        left = [place for place in self.places[first:last] if place >= 0]
        return (int(self.offsets[left[0]]), int(self.offsets[left[-1]]) + 1) if left else None


def complete(record: Record, trusted: Record) -> Record:
    """The damaged record with the fields it lost, the same record if it is not damaged or the other is no copy."""
    damaged = rules().damaged
    if damaged.isdisjoint(record["flags"]) or not (damaged | {"tampered"}).isdisjoint(trusted["flags"]):
        return record
    if not is_copy(read_letter(record).facts, read_letter(trusted).facts):
        return record
    letters, offsets = placed(record["text"])
    trusted_letters, trusted_offsets = placed(trusted["text"])
    pair = _Pair(record["text"], offsets, trusted_offsets, alignment(trusted_letters, letters))
    fields, repairs = dict(record["fields"]), list(record["repairs"])
    for name in rules().fields:
        if name not in fields and (values := list(_values(pair, trusted, name))):
            fields[name] = values
            repairs += filter(None, map(_repair, values, trusted["fields"][name]))
    repairs.sort(key=lambda repair: (repair["start"], repair["end"]))
    return {**record, "fields": fields, "repairs": repairs}


def _values(pair: _Pair, trusted: Record, name: str) -> Iterator[dict[str, Any]]:
    """The trusted copy's values of a field as they stand in the damaged text; all of them or none."""
    items = trusted["fields"].get(name, [])
    spans = [pair.span(item["start"], item["end"]) if item["where"] == "text" else None for item in items]
    if None in spans:
        return
    for item, span in zip(items, spans, strict=True):
        assert span is not None
        yield {
            **item,
            "raw": pair.text[slice(*span)],
            "start": span[0],
            "end": span[1],
            "rule": rules().rule,
            "confidence": min(item["confidence"], rules().confidence),
            "repaired": True,
            "source": trusted["id"],
        }


def _repair(value: dict[str, Any], item: dict[str, Any]) -> dict[str, Any] | None:
    """What the damaged copy's words were, None if it has them all and only marks round them were lost."""
    if value["raw"] == item["raw"]:
        return None
    kept = {key: value[key] for key in ("rule", "start", "end", "confidence", "source")}
    return {**kept, "before": value["raw"], "after": item["raw"]}
