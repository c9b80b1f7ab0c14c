"""Counts of pages by value over everything a query found."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Protocol

from pipeline.search.hits import Count

LENGTH = 12


class Rows(Protocol):
    """What searching needs of a store: the rows of a reading statement."""

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """The rows."""


_FOUND = "SELECT value FROM json_each(?)"
_PAGES = "SELECT {0}, count(*), {1} FROM pages WHERE page IN ({2}) AND {0} IS NOT NULL GROUP BY 1"
_FIELDS = "SELECT value, count(DISTINCT page), '' FROM fields WHERE page IN ({0}) AND name = '{1}' GROUP BY 1"
_FACETS = {
    "topic": _PAGES.format("topic", "max(topic_name)", _FOUND),
    "kind": _PAGES.format("kind", "''", _FOUND),
    "level": _FIELDS.format(_FOUND, "level"),
    "body": _FIELDS.format(_FOUND, "body"),
    "region": _FIELDS.format(_FOUND, "region"),
    "year": _PAGES.format("year", "''", _FOUND),
    "mark": _FIELDS.format(_FOUND, "result_mark"),
    "result": _FIELDS.format(_FOUND, "result"),
    "status": f"SELECT status, count(DISTINCT page), '' FROM measures WHERE page IN ({_FOUND}) GROUP BY 1",
    "agency": _FIELDS.format(_FOUND, "lead_agency"),
}


def facets(store: Rows, pages: Sequence[int]) -> dict[str, tuple[Count, ...]]:
    """For each facet its LENGTH most frequent values, most pages first; of years all, in their order."""
    found = json.dumps(list(pages))
    return {name: _counts(name, store.rows(sql, [found])) for name, sql in _FACETS.items()}


def _counts(name: str, rows: list[tuple[Any, ...]]) -> tuple[Count, ...]:
    counts = sorted(
        (Count(str(value), pages, label or "") for value, pages, label in rows),
        key=lambda count: (-count.pages, count.value),
    )
    return tuple(sorted(counts, key=lambda count: count.value) if name == "year" else counts[:LENGTH])
