"""Shapes of a document's own lines (title, head, salutation, tail), compiled once from data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipeline.rules import load_toml


@dataclass(frozen=True, slots=True)
class Shapes:
    """Patterns for whole keys (see `furniture.key_of`); match with `fullmatch`."""

    title: re.Pattern[str]
    numbered_title: re.Pattern[str]
    title_start: re.Pattern[str]
    title_end: re.Pattern[str]
    head: re.Pattern[str]
    number: re.Pattern[str]
    mark: re.Pattern[str]
    lost_number: re.Pattern[str]
    masthead: re.Pattern[str]
    salutation: re.Pattern[str]
    announcement: re.Pattern[str]
    tail: re.Pattern[str]
    date: re.Pattern[str]
    unit: re.Pattern[str]
    abstract: re.Pattern[str]
    dated_entry: re.Pattern[str]
    attachment: re.Pattern[str]
    attachment_name: re.Pattern[str]
    attachment_link: re.Pattern[str]


@cache
def shapes() -> Shapes:
    """The shapes of the data file, read once."""
    data = load_toml("pipeline.strip", "data/letter.toml")
    return Shapes(**{name: re.compile(data[name]) for name in Shapes.__dataclass_fields__})
