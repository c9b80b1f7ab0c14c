"""The working sheet of a page: its lines with what is known of each, and what becomes of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.strip.furniture import Verdict, judge, key_of
from pipeline.strip.metadata import Pairs, bare_label, labels, pairs
from pipeline.strip.page import Line, Page
from pipeline.strip.shapes import shapes
from pipeline.strip.spam import is_injected, may_be_spam

NAME_LABELS = frozenset({"名称", "标题", "信息名称", "文件名称", "信息标题", "公文标题"})
_SENTENCE = "。；！"
_LONG_CLAUSE = 40
_SHORTEST_PROSE = 12
_LONG_FOOTER, _BESIDE = 120, 3


@dataclass(slots=True)
class Sheet:
    """Per line: key, verdict, labelled values, weight as prose; `fate` is '' if kept, else the `removed` kind.

    `table` are the lines of a portal's table set one label or value a line, `answers` the values among them.
    """

    page: Page
    lines: list[Line]
    keys: list[str]
    verdicts: list[Verdict | None]
    values: list[Pairs]
    weights: list[float]
    adverts: set[int]
    fates: list[str] = field(default_factory=list)
    table: set[int] = field(default_factory=set)
    answers: set[int] = field(default_factory=set)

    def is_linked(self, i: int) -> bool:
        """Whether a line is mostly link."""
        return self.lines[i].links * 2 > len(self.lines[i].text)

    def is_table_metadata(self, i: int) -> bool:
        """Whether a line gives values under labels that only a portal's table has."""
        portal = labels().portal
        return i in self.table or any(label in portal for label, _ in self.values[i])

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
    _find_table(sheet)
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


def _find_table(sheet: Sheet) -> None:
    """A portal's table whose labels and values stand on lines of their own."""
    known = labels()
    inside = False
    for i, line in enumerate(sheet.lines):
        if i in sheet.answers:
            continue
        label = bare_label(line.text) if len(line.text) <= 20 else ""
        inside = label in known.portal or (inside and bool(label or sheet.values[i]))
        if not inside or not label:
            continue
        sheet.table.add(i)
        if i + 1 < len(sheet.lines) and _is_answer(sheet, i + 1, label):
            sheet.table.add(i + 1)
            sheet.answers.add(i + 1)


def _is_answer(sheet: Sheet, i: int, label: str) -> bool:
    """Whether a line is the value of the label above it; only a label of names is followed by a title."""
    text = sheet.lines[i].text
    if sheet.lines[i].hidden or sheet.verdicts[i] or len(text) > 80:
        return False
    if label not in NAME_LABELS and shapes().title.fullmatch(sheet.keys[i]):
        return False
    return not bare_label(text) and not (sheet.values[i] and sheet.values[i][0][0] != "date")


def _weights(sheet: Sheet) -> list[float]:
    """The weight of each line as prose; hidden lines count if nearly all prose is hidden (shown by script)."""
    weights = [_weight(sheet, i) for i in range(len(sheet.lines))]
    _discount_footers(sheet, weights)
    if not any(line.hidden for line in sheet.lines):
        return weights
    veiled = [
        _prose(line) if line.hidden and i not in sheet.adverts else 0.0 for i, line in enumerate(sheet.lines)
    ]
    if sum(veiled) <= 2 * sum(weights) + 100:
        return weights
    for line in sheet.lines:
        line.hidden = False
    return [_weight(sheet, i) for i in range(len(sheet.lines))]


def _discount_footers(sheet: Sheet, weights: list[float]) -> None:
    """Short sentences beside a record number or copyright line are the portal's."""
    lines = sheet.lines
    for i, verdict in enumerate(sheet.verdicts):
        if verdict and verdict.id == "mark_footer":
            for j in range(max(0, i - _BESIDE), min(len(lines), i + _BESIDE + 1)):
                if lines[j].box == lines[i].box and len(lines[j].text) < _LONG_FOOTER:
                    weights[j] = 0.0


def _weight(sheet: Sheet, i: int) -> float:
    line = sheet.lines[i]
    if line.hidden or sheet.verdicts[i] or i in sheet.adverts:
        return 0.0
    if sheet.is_table_metadata(i) or sheet.is_line_metadata(i):
        return 0.0
    if (sheet.values[i] and line.cells) or _is_title_like(sheet, i):
        return 0.0
    return _prose(line)


def _is_title_like(sheet: Sheet, i: int) -> bool:
    return len(sheet.keys[i]) < _LONG_FOOTER and bool(shapes().title.fullmatch(sheet.keys[i]))


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
