"""What a search gives back."""

from __future__ import annotations

from dataclasses import dataclass, field

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage of the text in one line; `spans` are the found places, [start, end) of `text`."""

    text: str = ""
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A page found; personal data is masked in all of it. `score` is 0 where nothing was ranked.

    `cluster` is the id of the trusted page among all that give the same answer, `copies` how many they are.
    """

    id: str
    path: str
    url: str | None
    kind: str
    title: Snippet
    agency: str | None
    body: str | None
    level: str | None
    region: str | None
    date: str | None
    mark: str | None
    result: str | None
    topic: str | None
    topic_name: str | None
    money: float | None
    score: float
    snippet: Snippet
    cluster: str
    copies: int


@dataclass(frozen=True, slots=True)
class Count:
    """How many of the pages found have a value; `label` is what a person reads beside it."""

    value: str
    pages: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to one query: how many pages in all, and those asked for."""

    query: str
    total: int
    hits: tuple[Hit, ...]
    facets: dict[str, tuple[Count, ...]] = field(default_factory=dict)
