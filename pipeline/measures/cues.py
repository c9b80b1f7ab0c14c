"""The cue words and patterns of measures, and the lexer that finds words and pattern triggers in one pass.

A tag is a bit of an integer; the tags of a clause are the bits of all its words. A pattern with an entry in
`needs` is tried only where one of those literals stands: the literals share the lexer's pass, their bit is
`NEEDS[pattern]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial
from typing import Any, NamedTuple

from pipeline.lexicon import longest_of
from pipeline.rules import load_toml

DATA: dict[str, Any] = load_toml("pipeline.measures", "data/cues.toml")
LISTS: dict[str, Any] = DATA["lists"]
PATTERNS: dict[str, re.Pattern[str]] = {name: re.compile(p) for name, p in DATA["patterns"].items()}
OPENS: dict[str, frozenset[str]] = {name: frozenset(firsts) for name, firsts in DATA["opens"].items()}
_DIGITS = list("0123456789")
_SIGNS = {
    "figure": _DIGITS,
    "count": [*_DIGITS, *"一二两三四五六七八九十百千万壹贰叁肆伍陆柒捌玖〇零"],
    "name": list("《“"),
    "了": ["了"],
    "正在": ["正在"],
}

TAGS: dict[str, int] = {tag: 1 << i for i, tag in enumerate([*DATA["words"], *_SIGNS])}
NEEDS: dict[str, int] = {name: 1 << (len(TAGS) + i) for i, name in enumerate(DATA["needs"])}


class Token(NamedTuple):
    """One cue word: [start, end) of the masked clause and the bits of its tags."""

    start: int
    end: int
    word: str
    tags: int


def _bits(groups: Iterable[tuple[int, list[str]]]) -> dict[str, int]:
    table: dict[str, int] = {}
    for bit, members in groups:
        for word in members:
            table[word] = table.get(word, 0) | bit
    return table


_WORDS = _bits((TAGS[tag], words) for tag, words in DATA["words"].items())
_LITERALS = _bits(
    [(TAGS[sign], words) for sign, words in _SIGNS.items()]
    + [(NEEDS[name], words) for name, words in DATA["needs"].items()]
)


def _triggers() -> tuple[re.Pattern[str], dict[str, int]]:
    """A pattern for the first two characters of literals (or the one they have), and the bits each may mean."""
    bits: dict[str, int] = {}
    for literal, bit in _LITERALS.items():
        bits[literal[:2]] = bits.get(literal[:2], 0) | bit
    for start in [start for start in bits if len(start) == 2]:
        bits[start] |= bits.get(start[0], 0)
    alone = "".join(start for start in bits if len(start) == 1)
    seconds = "".join({start[1] for start in bits if len(start) == 2})
    firsts = "".join({start[0] for start in bits})
    pairs = {a + b: bits.get(a + b) or bits.get(a, 0) for a in firsts for b in seconds}
    return re.compile(f"(?=([{firsts}][{seconds}]|[{alone}]))"), {**bits, **pairs}


_token = partial(tuple.__new__, Token)
_WORD = longest_of(_WORDS)
_TRIGGER, _TRIGGER_BITS = _triggers()


def lex(masked: str) -> tuple[list[Token], int]:
    """The cue words of a masked clause, left to right, longest first, without overlap; and all its bits."""
    tokens: list[Token] = []
    bits = end = 0
    for literal in _TRIGGER.findall(masked):
        bits |= _TRIGGER_BITS[literal]
    pieces = iter(_WORD.split(masked))
    for gap, word in zip(pieces, pieces, strict=False):
        start = end + len(gap)
        end = start + len(word)
        tags = _WORDS[word]
        bits |= tags
        tokens.append(_token((start, end, word, tags)))
    return tokens, bits
