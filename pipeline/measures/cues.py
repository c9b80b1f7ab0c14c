"""The cue words and patterns of measures, and the lexer that finds words and pattern triggers in one pass.

A tag is a bit of an integer; the tags of a clause are the bits of all its words. A pattern with an entry in
`needs` is tried only where one of those literals stands: the literals share the lexer's pass, their bit is
`NEEDS[pattern]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from pipeline.rules import load_toml

DATA: dict[str, Any] = load_toml("pipeline.measures", "data/cues.toml")
LISTS: dict[str, Any] = DATA["lists"]
PATTERNS: dict[str, re.Pattern[str]] = {name: re.compile(p) for name, p in DATA["patterns"].items()}
_SIGNS = {"figure": list("0123456789"), "name": list("《“"), "了": ["了"], "正在": ["正在"]}

TAGS: dict[str, int] = {tag: 1 << i for i, tag in enumerate([*DATA["words"], *_SIGNS])}
NEEDS: dict[str, int] = {name: 1 << (len(TAGS) + i) for i, name in enumerate(DATA["needs"])}


class Token(NamedTuple):
    """One cue word: [start, end) of the masked clause and the bits of its tags."""

    start: int
    end: int
    word: str
    tags: int


class _Entry(NamedTuple):
    """What may begin at a place: words, longest first, and the bits of the literals that stand there."""

    words: tuple[tuple[str, int], ...]
    bits: int


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


def _entries() -> dict[str, _Entry]:
    """Words and literals by their first two characters, those of one character by themselves too."""
    words: dict[str, list[str]] = {}
    for word in sorted(_WORDS, key=len, reverse=True):
        words.setdefault(word[:2], []).append(word)
    bits: dict[str, int] = {}
    for literal, bit in _LITERALS.items():
        bits[literal[:2]] = bits.get(literal[:2], 0) | bit
    found = {}
    for start in words.keys() | bits.keys():
        single = start[0]
        own = words.get(start, []) + (words.get(single, []) if len(start) == 2 else [])
        found[start] = _Entry(tuple((w, _WORDS[w]) for w in own), bits.get(start, 0) | bits.get(single, 0))
    return found


_ENTRIES = _entries()
_PAIRS = [start for start in _ENTRIES if len(start) == 2]
_PLACE = re.compile(
    f"[{''.join({p[0] for p in _PAIRS})}](?=[{''.join({p[1] for p in _PAIRS})}])"
    f"|[{''.join(s for s in _ENTRIES if len(s) == 1)}]"
)


def lex(masked: str) -> tuple[list[Token], int]:
    """The cue words of a masked clause, left to right, longest first, without overlap; and all its bits."""
    tokens: list[Token] = []
    free = bits = 0
    get = _ENTRIES.get
    for place in _PLACE.finditer(masked):
        start = place.start()
        entry = get(masked[start : start + 2]) or get(masked[start])
        if entry is None:
            continue
        bits |= entry.bits
        if start < free:
            continue
        for word, tags in entry.words:
            if masked.startswith(word, start):
                free = start + len(word)
                bits |= tags
                tokens.append(Token(start, free, word, tags))
                break
    return tokens, bits
