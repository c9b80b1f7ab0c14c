"""The cue words and patterns of measures, and the lexer that finds them in a clause in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterable
from operator import add
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


def _by_pair(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Words of two and more characters by their first two, longest first."""
    groups: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        if len(word) > 1:
            groups.setdefault(word[:2], []).append(word)
    return {pair: tuple(group) for pair, group in groups.items()}


_TAGS = _tag_table(DATA["words"])
_PAIRS = _by_pair(_TAGS)
_SINGLES = frozenset(word for word in _TAGS if len(word) == 1)
_NONE: tuple[str, ...] = ()
LISTS: dict[str, Any] = DATA["lists"]
PATTERNS: dict[str, re.Pattern[str]] = {name: re.compile(p) for name, p in DATA["patterns"].items()}


def lex(masked: str) -> list[Token]:
    """The cue words of a masked clause, left to right, longest first, without overlap."""
    tokens: list[Token] = []
    free = 0
    for position, pair in enumerate(map(add, masked, masked[1:] + " ")):
        if position < free:
            continue
        for word in _PAIRS.get(pair, _NONE):
            if masked.startswith(word, position):
                free = position + len(word)
                tokens.append(Token(position, free, word, _TAGS[word]))
                break
        else:
            if pair[0] in _SINGLES:
                free = position + 1
                tokens.append(Token(position, free, pair[0], _TAGS[pair[0]]))
    return tokens
