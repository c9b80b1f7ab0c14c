"""The names a query may use, read from data: fields, aliases, closed lists of values, limits."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pipeline.rules import load_toml


@dataclass(frozen=True, slots=True)
class Field:
    """One name of the query language; `values` maps everything a closed value may be called to the stored word."""

    name: str
    match: str
    of: tuple[str, ...]
    group: bool
    values: dict[str, str]
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of a query: code points, nesting, terms."""

    length: int
    depth: int
    terms: int


@cache
def fields() -> dict[str, Field]:
    """Every name and alias of the language, in lower case, with its field."""
    found: dict[str, Field] = {}
    for row in load_toml("pipeline.search", "data/fields.toml")["field"]:
        values = {
            call.lower(): word for word, calls in row.get("values", {}).items() for call in (word, *calls)
        }
        field = Field(
            name=row["name"],
            match=row["match"],
            of=tuple(row.get("of", ())),
            group=row.get("group", False),
            values=values,
            examples=tuple(row["examples"]),
            counter_examples=tuple(row["counter_examples"]),
        )
        found |= dict.fromkeys((field.name, *row["aliases"]), field)
    return found


@cache
def limits() -> Limits:
    """How long, deep and rich a query may be."""
    return Limits(**load_toml("pipeline.search", "data/fields.toml")["limits"])
