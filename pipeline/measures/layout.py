"""The shape of a letter's body: paragraphs, sentences under their headings, and clauses with their cue words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from pipeline.measures.cues import DATA, TAGS, Token, lex
from pipeline.measures.headings import MARK_STARTS, MARKS, Headings, heading_level

_MASKED = re.compile(
    r"(?<=[0-9]):(?=[0-9])|《[^《》\n]{1,90}》|“[^“”\n]{1,2000}”|\((?![一二三四五六七八九十0-9]{1,3}\))[^()\n]{1,200}\)"
)
_SENTENCE = re.compile(r"[^。!?\n]+[。!?]*")
_CLAUSE = re.compile(
    rf"[ ,;:、]{{0,4}}+(?P<mark>(?=[{MARK_STARTS}])(?:{'|'.join(MARKS)}))?"
    rf"(?P<joint>(?=[{DATA['opens']['connective']}]){DATA['patterns']['connective']})?"
    r"(?P<text>[^,;:。!?]*[^,;:。!? ])[ 。!?]*(?P<stop>[,;:]?)"
)
_FILL = "□"
# The fill of a title that is a plan (规划、计划): what is listed there is planned.
_PLANNED = "▣"
_EMPTY = frozenset({"其中", "一是", "即"})


@dataclass(slots=True)
class Clause:
    """One clause [start, end) of the text without its mark; `masked` hides quotations, titles and brackets.

    `stop` is the mark behind it, `bits` the tags of its cue words, `marked` tells of a list mark in front of
    it and `joint` is the connective (并, 同时) that was there.
    """

    start: int
    end: int
    masked: str
    stop: str
    tokens: list[Token]
    bits: int
    marked: bool = False
    joint: str = ""

    @property
    def figures(self) -> bool:
        """Whether an Arabic figure occurs outside quotations."""
        return bool(self.bits & TAGS["figure"])

    @property
    def names(self) -> bool:
        """Whether it holds a title or a quoted name."""
        return bool(self.bits & TAGS["name"])

    def first(self, bits: int) -> Token | None:
        """The first cue word with one of the tags."""
        if not self.bits & bits:
            return None
        return next((token for token in self.tokens if token.tags & bits), None)


class Sentence(NamedTuple):
    """The clauses of one sentence with the headings above it and the number of its paragraph."""

    clauses: list[Clause]
    headings: tuple[str, ...]
    paragraph: int


def mask(text: str) -> str:
    """Quotations, titles, brackets and the colon of a time filled with one neutral character, length kept."""
    return _MASKED.sub(_hidden, text)


def _hidden(match: re.Match[str]) -> str:
    whole = match.group()
    if len(whole) == 1:
        return _FILL
    fill = _PLANNED if whole[0] == "《" and ("规划" in whole or "计划" in whole) else _FILL
    return whole[0] + fill * (len(whole) - 2) + whole[-1]


def read_body(folded: str, zones: list[tuple[int, int]], lost: Iterable[int] = ()) -> Iterator[Sentence]:
    """The sentences of the zones in order, headings taken out and kept as a stack.

    `lost` are the places where a 。 fell out of the text.
    """
    masked = mask(folded)
    headings = Headings()
    breaks = frozenset(lost)
    for number, (start, end) in enumerate(_paragraphs(masked, zones)):
        spans = _sentences(masked, start, end, breaks)
        for i, (a, b) in enumerate(spans):
            level = heading_level(masked, spans, i, b in breaks)
            if level is not None:
                headings.push(level, folded[a:b].strip().rstrip("。:;!"))
                continue
            clauses = _clauses(masked, a, b)
            if clauses:
                yield Sentence(clauses, headings.texts(), number)
        headings.end_paragraph()


def _paragraphs(masked: str, zones: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for start, end in zones:
        position = start
        for line in masked[start:end].split("\n"):
            if line.strip() and not _is_row(line):
                yield position, position + len(line)
            position += len(line) + 1


def _is_row(line: str) -> bool:
    """A row of a table: cells parted by blanks, no sentence."""
    return line.count(" ") >= 3 and not any(c in line for c in "。,;")


def _sentences(masked: str, start: int, end: int, breaks: frozenset[int]) -> list[tuple[int, int]]:
    edges = [start, *sorted(b for b in breaks if start < b < end), end]
    return [match.span() for a, b in pairwise(edges) for match in _SENTENCE.finditer(masked, a, b)]


def _clauses(masked: str, start: int, end: int) -> list[Clause]:
    found = []
    for match in _CLAUSE.finditer(masked, start, end):
        mark, joint, piece, stop = match.groups()
        if piece in _EMPTY:
            continue
        tokens, bits = lex(piece)
        at = match.start("text")
        found.append(
            Clause(at, at + len(piece), piece, stop or "。", tokens, bits, mark is not None, joint or "")
        )
    return found
