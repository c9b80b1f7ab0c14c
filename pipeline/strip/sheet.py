"""The working sheet of a page: its lines with what is known of each, and what becomes of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from pipeline.strip.asides import aside_boxes, link_verdict, release
from pipeline.strip.furniture import Verdict, judge, key_of
from pipeline.strip.labels import label_before, labels
from pipeline.strip.metadata import Pairs, pairs
from pipeline.strip.page import Line, Page
from pipeline.strip.shapes import shapes
from pipeline.strip.spam import is_injected, stem_places
from pipeline.strip.tables import find_table

_LONG_CLAUSE = 40
_LONGEST_METADATA, _LATEST_COLON = 400, 24
_BRACKETS, _TIMES = frozenset("[(【［"), frozenset(("日期", "时间"))
_YEAR = re.compile(r"(?:19|20)\d\d[-/.年]")
_SHORTEST_PROSE, _SHORTEST_OWN = 12, 4
_IN_TABLES = frozenset({"table", "tbody", "tr"})
_LONG_FOOTER, _BESIDE = 120, 3
_LEAST_ABSTRACTS = 3


@dataclass(slots=True)
class Sheet:
    """Per line: key, verdict, labelled values, weight as prose; `fate` is '' if kept, else the `removed` kind.

    `in_table` tells which lines give values under labels that only a portal's table has, or are rows of such a
    table; `in_line` which give values under labels of the line below a title. `forms` are the values of a proposal's
    form inside the document. `has_stems` tells whether an advertising word may stand anywhere on the page.
    """

    page: Page
    lines: list[Line]
    keys: list[str]
    verdicts: list[Verdict | None]
    values: list[Pairs]
    adverts: set[int]
    in_table: list[bool]
    in_line: list[bool]
    fates: list[str]
    forms: dict[int, Pairs]
    has_stems: bool
    has_ellipsis: bool
    weights: list[float] = field(default_factory=list)

    def is_linked(self, i: int) -> bool:
        """Whether a line is mostly link."""
        return self.lines[i].links * 2 > len(self.lines[i].text)

    def is_metadata(self, i: int) -> bool:
        """Whether a line holds values that cannot be the document's own."""
        return self.in_table[i] or self.in_line[i]


def make_sheet(page: Page) -> Sheet:
    """Judge every line of a page by itself."""
    lines = page.lines
    joined = key_of("\n".join([line.text for line in lines]))
    keys = joined.split("\n") if lines else []
    fronts = _fronts()
    verdicts = [judge(key) for key in keys]
    values = [
        _values(line, key) if line.cells or ":" in key[:_LATEST_COLON] or key[:1] in fronts else []
        for line, key in zip(lines, keys, strict=True)
    ]
    rows, forms = find_table(lines, keys, verdicts, values)
    known = labels()
    below_title = known.line - known.plain
    in_table, in_line = [i in rows for i in range(len(lines))], [False] * len(lines)
    for i, held in enumerate(values):
        if held:
            in_table[i] = in_table[i] or _has(held, known.portal)
            in_line[i] = _has(held, below_title) or _all_in_line(held)
    places = stem_places(joined)
    sheet = Sheet(
        page=page,
        lines=lines,
        keys=keys,
        verdicts=verdicts,
        values=values,
        adverts=_adverts(lines, keys, joined, places) if places else set(),
        in_table=in_table,
        in_line=in_line,
        fates=[""] * len(lines),
        forms=forms,
        has_stems=bool(places),
        has_ellipsis="…" in joined or "..." in joined,
    )
    _judge_links(sheet)
    sheet.weights = _weights(sheet)
    _judge_asides(sheet)
    return sheet


def _judge_links(sheet: Sheet) -> None:
    """Advertisements and buttons among the lines that are links; those in tables may open an entry."""
    verdicts = sheet.verdicts
    for i, line in enumerate(sheet.lines):
        if line.links * 2 > len(line.text) and not verdicts[i] and line.tag not in _IN_TABLES:
            verdicts[i] = link_verdict(sheet.keys[i], line.href)


def _judge_asides(sheet: Sheet) -> None:
    """Lines in boxes beside the document get the verdict of their box, and no weight; links to files do not.

    A box around a line of the document's own is the document's.
    """
    lines, boxes = sheet.lines, aside_boxes(sheet.page, sheet.weights)
    if not boxes:
        return
    inside = [i for i, line in enumerate(lines) if line.box in boxes]
    heading = next((i for i, line in enumerate(lines) if line.tag == "h1" and not line.hidden), -1)
    for i in inside:
        if i == heading or _is_own(sheet, i):
            release(boxes, sheet.page, lines[i].box)
    for i in inside:
        if lines[i].box in boxes and not _is_file(lines[i]):
            sheet.verdicts[i] = sheet.verdicts[i] or boxes[lines[i].box]
            sheet.weights[i] = 0.0


def _is_file(line: Line) -> bool:
    """A link to a file and nothing else."""
    size = len(line.text)
    return line.links * 10 >= size * 9 and bool(shapes().attachment_link.fullmatch(line.href.lower()))


def _is_own(sheet: Sheet, i: int) -> bool:
    """An addressee or a numbered title that is no link."""
    shape, key = shapes(), sheet.keys[i]
    if len(key) < _SHORTEST_OWN or sheet.lines[i].hidden or sheet.is_linked(i):
        return False
    return bool(
        (key.endswith(":") and shape.salutation.fullmatch(key)) or shape.numbered_title.fullmatch(key)
    )


@cache
def _fronts() -> frozenset[str]:
    """First characters of lines that may hold values without a colon: brackets, years, labels of times."""
    timed = (word[0] for word in labels().known if word[2:4] in _TIMES)
    return _BRACKETS.union(timed, "12")


def _has(held: Pairs, group: frozenset[str]) -> bool:
    return any(label in group for label, _ in held)


def _all_in_line(held: Pairs) -> bool:
    """Several labels, each an ordinary word, are those of the line below a title if nothing else stands there."""
    return len(held) > 1 and all(label == "date" or label in labels().line for label, _ in held)


def _adverts(lines: list[Line], keys: list[str], joined: str, places: list[int]) -> set[int]:
    """Lines that are injected advertising; only those in which a stem stands, at a place in the joined keys.

    A letter keeps its title, salutation and signature although a brand was put in place of a name there.
    """
    suspects: set[int] = set()
    line = before = 0
    for place in places:
        line, before = line + joined.count("\n", before, place), place
        suspects.add(line)
    return {i for i in suspects if is_injected(lines[i].text) and not _is_letters_own(keys, i)}


def _is_letters_own(keys: list[str], i: int) -> bool:
    """A numbered title, an addressee, or a unit above a date."""
    shape, key = shapes(), keys[i]
    if shape.numbered_title.fullmatch(key) or shape.salutation.fullmatch(key):
        return True
    following = keys[i + 1] if i + 1 < len(keys) else ""
    return bool(shape.unit.fullmatch(key) and shape.date.fullmatch(following))


def _values(line: Line, key: str) -> Pairs:
    """Only lines with cells, a label before their first colon, or a date or bracket in front can hold metadata."""
    if line.hidden or len(key) > _LONGEST_METADATA:
        return []
    if line.cells:
        return pairs(line)
    colon = key.find(":", 0, _LATEST_COLON)
    if colon > 0 and label_before(key, colon):
        return pairs(line)
    return pairs(line) if key[0] in _BRACKETS or key[2:4] in _TIMES or _YEAR.match(key) else []


def _weights(sheet: Sheet) -> list[float]:
    """The weight of each line as prose; hidden lines count if nearly all prose is hidden (shown by script)."""
    weights = [_weight(sheet, i) for i in range(len(sheet.lines))]
    _discount_footers(sheet, weights)
    _discount_abstracts(sheet, weights)
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


def _discount_abstracts(sheet: Sheet, weights: list[float]) -> None:
    """The abstracts of a list's entries are no text of their own."""
    if not sheet.has_ellipsis:
        return
    places = [i for i, key in enumerate(sheet.keys) if is_abstract(key)]
    if len(places) >= _LEAST_ABSTRACTS:
        for i in places:
            weights[i] = 0.0


def is_abstract(key: str) -> bool:
    """Whether a line is the cut-off beginning or middle of a text."""
    return ("…" in key or "..." in key) and bool(shapes().abstract.fullmatch(key))


def _weight(sheet: Sheet, i: int) -> float:
    line = sheet.lines[i]
    if len(line.text) < _SHORTEST_PROSE or sheet.verdicts[i] or line.hidden or i in sheet.adverts:
        return 0.0
    prose = _prose(line)
    if not prose or sheet.is_metadata(i) or (sheet.values[i] and line.cells) or _is_title_like(sheet, i):
        return 0.0
    return prose


def _is_title_like(sheet: Sheet, i: int) -> bool:
    return len(sheet.keys[i]) < _LONG_FOOTER and bool(shapes().title.fullmatch(sheet.keys[i]))


def _prose(line: Line) -> float:
    """Characters of a line that reads like sentences or a table of facts; 0 for captions and links."""
    text = line.text
    size = len(text)
    if size < _SHORTEST_PROSE or line.links * 3 > size:
        return 0.0
    if "。" in text or "；" in text or "！" in text:
        return float(size)
    if size >= _LONG_CLAUSE and ("，" in text or "," in text or "、" in text):
        return float(size)
    return min(size, _LONGEST_METADATA) / 2 if len(line.cells) >= 3 else 0.0
