"""The cue words and patterns of measures, and the lexer that finds them in a clause in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from pipeline.rules import load_toml

DATA: dict[str, Any] = load_toml("pipeline.measures", "data/cues.toml")


class Token(NamedTuple):
    """One cue word: [start, end) of the masked text and the tags it has."""

    start: int
    end: int
    word: str
    tags: frozenset[str]


def _tag_table(words: dict[str, list[str]]) -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for tag, members in words.items():
        for word in members:
            table.setdefault(word, set()).add(tag)
    return {word: frozenset(tags) for word, tags in table.items()}


def _by_first(words: Iterable[str]) -> str:
    """An alternation grouped by first character, longest word first: cheap to scan for hundreds of words."""
    groups: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        groups.setdefault(word[0], []).append(re.escape(word[1:]))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in sorted(groups.items()))


_TAGS = _tag_table(DATA["words"])
_WORD = re.compile(_by_first(_TAGS))
PATTERNS: dict[str, re.Pattern[str]] = {name: re.compile(p) for name, p in DATA["patterns"].items()}


def lex(masked: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The cue words of `masked[start:end]`, left to right, longest first, without overlap."""
    stop = len(masked) if end is None else end
    return [Token(m.start(), m.end(), m.group(), _TAGS[m.group()]) for m in _WORD.finditer(masked, start, stop)]
