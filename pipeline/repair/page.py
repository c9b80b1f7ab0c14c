"""What completions share: the page they look at and what they hand back."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Page:
    """What a completion may look at: the folded text, the publish date, proposal numbers printed whole.

    `folded` ends with a line break, so that the end of a line always is a character.
    """

    folded: str
    published: date | None
    numbers: frozenset[int]


@dataclass(frozen=True, slots=True)
class Completion:
    """`after` stands for [start, end); `trust` scales the confidence of the rule."""

    start: int
    end: int
    after: str
    trust: float = 1.0


Complete = Callable[[re.Match[str], Page], Completion | None]


def at(match: re.Match[str], after: str, trust: float = 1.0) -> Completion:
    """A completion of the rule's group `value`."""
    return Completion(match.start("value"), match.end("value"), after, trust)
