"""The working sheet of a page: its lines with what is known of each, and what becomes of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.strip.furniture import Verdict, judge, key_of
from pipeline.strip.metadata import Pairs, labels, pairs
from pipeline.strip.page import Line, Page
from pipeline.strip.spam import is_injected, may_be_spam

_SENTENCE = "。；！"
_LONG_CLAUSE = 40
_SHORTEST_PROSE = 12
_LONG_FOOTER = 120


@dataclass(slots=True)
class Sheet:
    """Per line: key, verdict, labelled values, weight as prose; `fate` is '' if kept, else the `removed` kind."""

    page: Page
    lines: list[Line]
    keys: list[str]
    verdicts: list[Verdict | None]
    values: list[Pairs]
    weights: list[float]
    adverts: set[int]
    fates: list[str] = field(default_factory=list)

    def is_linked(self, i: int) -> bool:
        """Whether a line is mostly link."""
        return self.lines[i].links * 2 > len(self.lines[i].text)

    def is_table_metadata(self, i: int) -> bool:
        """Whether a line gives values under labels that only a portal's table has."""
        portal = labels().portal
        return any(label in portal for label, _ in self.values[i])

    def is_line_metadata(self, i: int) -> bool:
        """Whether a line gives values under labels of the line below a title."""
        known = labels()
        return any(label in known.line and label not in known.plain for label, _ in self.values[i])

    def is_shared_metadata(self, i: int) -> bool:
        """Whether all labels of a line could be the letter's own or the portal's."""
        return bool(self.values[i])


def make_sheet(page: Page) -> Sheet:
    """Judge every line of a page by itself."""
    lines = page.lines
    keys = [key_of(line.text) for line in lines]
    verdicts = [judge(key) for key in keys]
    adverts = _adverts(lines)
    values = [_values(line, key) for line, key in zip(lines, keys, strict=True)]
    sheet = Sheet(page, lines, keys, verdicts, values, [], adverts, [""] * len(lines))
    sheet.weights = _weights(sheet)
    return sheet


def _adverts(lines: list[Line]) -> set[int]:
    """Lines that are injected advertising; most pages hold none of the words and are passed at once."""
    if not may_be_spam("\n".join(line.text for line in lines)):
        return set()
    return {i for i, line in enumerate(lines) if is_injected(line.text)}


def _values(line: Line, key: str) -> Pairs:
    """Only lines with a label's colon near their head, with cells or a bare date can hold metadata."""
    if (
        line.hidden
        or len(key) > 400
        or not (line.cells or ":" in key[:24] or "】" in key[:16] or key[:1] in "12[(")
    ):
        return []
    return pairs(line)


def _weights(sheet: Sheet) -> list[float]:
    weights = [_weight(sheet, i) for i in range(len(sheet.lines))]
    footers = {
        line.box for line, v in zip(sheet.lines, sheet.verdicts, strict=True) if v and v.id == "mark_footer"
    } - {0}
    for i, line in enumerate(sheet.lines):
        if line.box in footers and len(line.text) < _LONG_FOOTER:
            weights[i] = 0.0
    shown = sum(weights)
    if any(line.hidden for line in sheet.lines):
        veiled = [
            _prose(line) if line.hidden and i not in sheet.adverts else 0.0
            for i, line in enumerate(sheet.lines)
        ]
        if sum(veiled) > 2 * shown + 100:
            for line in sheet.lines:
                line.hidden = False
            return [_weight(sheet, i) for i in range(len(sheet.lines))]
    return weights


def _weight(sheet: Sheet, i: int) -> float:
    line = sheet.lines[i]
    if line.hidden or sheet.verdicts[i] or i in sheet.adverts:
        return 0.0
    if sheet.values[i] and (sheet.is_table_metadata(i) or sheet.is_line_metadata(i)):
        return 0.0
    return _prose(line)


def _prose(line: Line) -> float:
    """Characters of a line that reads like sentences or a table of facts; 0 for captions and links."""
    text = line.text
    size = len(text)
    if size < _SHORTEST_PROSE or line.links * 3 > size:
        return 0.0
    if any(mark in text for mark in _SENTENCE):
        return float(size)
    if size >= _LONG_CLAUSE and ("，" in text or "," in text or "、" in text):
        return float(size)
    return size / 2 if len(line.cells) >= 3 else 0.0
